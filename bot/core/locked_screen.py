"""What a locked phone shows of a message to whoever passes by, and whether it gives something away.

The words belong to the organisation: `flows/safeguarding/preview.yml`, in the notation of the safety lexicon
(`spotting`). A finding forbids nothing; whoever approves the campaign says yes a second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.core.content import Problem
from bot.core.spotting import Spotter

CHARACTERS: Final = 60
"""Characters a notification shows at least: where the word list names no other number."""
_MARKS: Final = str.maketrans(dict.fromkeys("*_~`"))
_LAYER: Final = "sensitive"


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """What must not be read over somebody's shoulder; `shown` is its name before staff."""

    id: str
    shown: str
    phrases: tuple[str, ...]
    examples: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Something a first line gives away: the category, its name before staff, and the phrase of the list."""

    category: str
    shown: str
    phrase: str


class Preview:
    """The word list, ready to match; `real_words` are nobody's misspelling. ValueError: a phrase is not well formed."""

    def __init__(
        self, categories: Sequence[Category], characters: int = CHARACTERS, real_words: Sequence[str] = ()
    ) -> None:
        self.categories, self.characters = tuple(categories), characters
        self._owners: dict[str, Category] = {}
        for category in self.categories:
            for phrase in category.phrases:
                self._owners.setdefault(phrase, category)
        self._spotter = Spotter({_LAYER: self._owners}, apart=real_words, gaps={_LAYER: 0})

    def shown(self, text: str) -> str:
        """The first words a locked screen shows: as many characters, and the rest of a word they cut."""
        words = " ".join(text.translate(_MARKS).split())
        rest = words[self.characters :]
        if not rest or rest[0] == " " or not rest[0].isalnum():
            return words[: self.characters].rstrip()
        return words[: self.characters] + rest.partition(" ")[0]

    def find(self, text: str) -> tuple[Given, ...]:
        """What the first words of `text` give away, a line for each category, in the order of the list."""
        found: dict[str, Given] = {}
        for phrase in self._spotter.read(self.shown(text)).find(_LAYER):
            owner = self._owners[phrase.source]
            found.setdefault(owner.id, Given(category=owner.id, shown=owner.shown, phrase=phrase.source))
        return tuple(found[category.id] for category in self.categories if category.id in found)


def parse(file: str, document: Any) -> tuple[Preview, list[Problem]]:
    """Read the word list and say everything that is wrong with it: shape, and every example that does not hold."""
    if not isinstance(document, Mapping) or not isinstance(document.get("categories"), Sequence):
        return Preview([]), [Problem(file=file, entry="", reason="falta la lista «categories:»")]
    problems: list[Problem] = []
    characters = document.get("characters", CHARACTERS)
    if not isinstance(characters, int) or isinstance(characters, bool) or not 20 <= characters <= 200:
        problems.append(Problem(file=file, entry="characters", reason="un número entre 20 y 200"))
        characters = CHARACTERS
    categories = []
    for row in document["categories"]:
        if not isinstance(row, Mapping) or not row.get("id") or not row.get("phrases"):
            problems.append(Problem(file=file, entry=str(row)[:40], reason="falta id o phrases"))
            continue
        lists = {name: tuple(str(item) for item in row.get(name) or ()) for name in ("phrases", "examples", "harmless")}
        category = Category(id=str(row["id"]), shown=str(row.get("shown") or row["id"]), **lists)
        try:
            Preview([category])
        except ValueError as error:
            problems.append(Problem(file=file, entry=category.id, reason=f"frase mal escrita: {error}"))
            continue
        categories.append(category)
    real_words = [word for line in document.get("real_words") or () for word in str(line).split()]
    preview = Preview(categories, characters, real_words)
    for category in categories:
        problems += [
            Problem(file=file, entry=category.id, reason=f"no reconoce: {example}")
            for example in category.examples
            if category.id not in {given.category for given in preview.find(example)}
        ]
        problems += [
            Problem(file=file, entry=category.id, reason=f"avisa sin motivo: {example}")
            for example in category.harmless
            if preview.find(example)
        ]
    return preview, problems
