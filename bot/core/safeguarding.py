"""Recognises people in danger before anything else reads their message.

The words belong to the organisation: `flows/safeguarding/lexicon.yml`, whose head explains them to its owners. How a
phrase is found is in `spotting`; here it is decided whether it tells of a danger:

- a phrase is heard where all its parts (`a + b`) stand in the message within `_NEAR` words;
- a part is deaf right behind a negation or around one, and where a `never` phrase shares a word with it;
- `recent` phrases tell what happened: they do not count where the message places it long ago;
- a question for information, a film, a joke silence what says nothing of the writer's own people.

A sign that it is happening (`now`) outweighs the last two. Several dangers: the category listed first is meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.core.content import Problem
from bot.core.reading import Reading, Span, Together
from bot.core.sought import Part
from bot.core.spotting import Spotter

_NEAR: Final = 30
"""Words between the parts of a phrase: two sentences of a long story, not its beginning and its end."""
_BEFORE: Final = 3
"""Words in front of a part that may still say whose danger it is ("a mi hija la...")."""
_NEVER_GAP: Final = 0
"""Free words inside a `never` phrase: what silences an alarm must stand closer than what raises it. None at all: each
word from its first to its last is its own."""
_PRONOUNS: Final = frozenset("me te se le lo la les los las nos ha han".split())
"""Words that may stand between a negation and its verb."""
_SIGNS: Final = ("negation", "information", "fiction", "joking", "past", "now", "first_person")


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """One kind of danger: the entry that answers it, its phrases, and the messages that prove them."""

    id: str
    entry: str
    description: str = ""
    phrases: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A danger found in a message, and the phrase of the lexicon that told it."""

    category: str
    entry: str
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A phrase of a category."""

    number: int
    source: str
    recent: bool


class Lexicon:
    """The lexicon, ready to match. Built once; matching a message takes a fraction of a millisecond.

    `groups` are words that phrases name (`<pareja>`), `never` is deaf in every category, `signs` are the lists that
    say what a message is about (see the module), `real_words` are nobody's misspelling. ValueError: a phrase is not
    well formed.
    """

    def __init__(
        self,
        categories: Sequence[Category],
        negation: Sequence[str] = (),
        information: Sequence[str] = (),
        *,
        signs: Mapping[str, Sequence[str]] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
        never: Sequence[str] = (),
        real_words: Sequence[str] = (),
    ) -> None:
        self.categories: Sequence[Category] = tuple(categories)
        lists = {"negation": negation, "information": information, **(signs or {})}
        self._rules: dict[str, list[_Rule]] = {}
        self._deaf: dict[str, set[int]] = {}
        for number, category in enumerate(self.categories):
            for source in category.phrases:
                self._rules.setdefault(source, []).append(_Rule(number, source, recent=False))
            for source in category.recent:
                self._rules.setdefault(source, []).append(_Rule(number, source, recent=True))
            for source in category.never:
                self._deaf.setdefault(source, set()).add(number)
        for source in never:
            self._deaf[source] = set(range(len(self.categories)))
        self._spotter = Spotter(
            {"danger": self._rules, "never": self._deaf, **{name: lists.get(name, ()) for name in _SIGNS}},
            groups,
            real_words,
            gaps={"never": _NEVER_GAP},
        )

    def find(self, text: str) -> Finding | None:
        """The danger `text` tells of, the one listed first if several; None for the rest."""
        found = min(self._heard(text), key=lambda rule: rule.number, default=None)
        if found is None:
            return None
        category = self.categories[found.number]
        return Finding(category=category.id, entry=category.entry, phrase=found.source)

    def every(self, text: str) -> list[Finding]:
        """Every danger `text` tells of, in the order of the categories, each phrase that tells it once."""
        rules = sorted(dict.fromkeys(self._heard(text)), key=lambda rule: rule.number)
        named = [(self.categories[rule.number], rule.source) for rule in rules]
        return [Finding(category=one.id, entry=one.entry, phrase=source) for one, source in named]

    def silencers(self, text: str) -> set[str]:
        """The `never` phrases that stand in `text`."""
        return {phrase.source for phrase in self._spotter.read(text).find("never")}

    def ways(self, source: str) -> Iterator[str]:
        """Messages that between them use every word of the phrase `source`."""
        return self._spotter.layers["danger"][source].ways()

    def _heard(self, text: str) -> Iterator[_Rule]:
        reading = self._spotter.read(text)
        dangers = list(reading.find("danger"))
        if not dangers:
            return
        said = {name: [phrase.parts[0] for phrase in reading.find(name)] for name in _SIGNS}
        no = {start for part in said["negation"] for start, _ in reading.spans(part)}
        mine = {index for part in said["first_person"] for index in reading.covered(part)}
        now = bool(said["now"])
        deaf: dict[int, set[int]] = {}
        for phrase in reading.find("never"):
            words = Together([reading.spans(part) for part in phrase.parts], _NEAR, len(reading)).words()
            for number in self._deaf[phrase.source]:
                deaf.setdefault(number, set()).update(words)
        heard: dict[tuple[Part, int], set[Span]] = {}
        for phrase in dangers:
            for rule in self._rules[phrase.source]:
                if rule.recent and said["past"] and not now:
                    continue
                if (said["fiction"] or said["joking"]) and not now:
                    continue
                places = []
                for part in phrase.parts:
                    if (part, rule.number) not in heard:
                        heard[part, rule.number] = _audible(reading, part, no, deaf.get(rule.number, set()))
                    places.append(heard[part, rule.number])
                together = Together(places, _NEAR, len(reading))
                if said["information"] and not now:
                    if together.any_of([{span for span in spans if _near(span, mine)} for spans in places]):
                        yield rule
                elif together:
                    yield rule


def _audible(reading: Reading, part: Part, no: set[int], silent: set[int]) -> set[Span]:
    """Where `part` stands, no word of it silenced, without a negation in front of it or among its free words.

    A negation that is its own first word is none.
    """
    found = reading.spans_without(part, silent, no, no) if no or silent else reading.spans(part)
    return {span for span in found if span[0] in no or not _negated(reading.words, span[0], no)}


def _negated(words: Sequence[str], start: int, no: set[int]) -> bool:
    """A negation in front of word `start`, with nothing but pronouns between."""
    first = start
    while first and words[first - 1] in _PRONOUNS:
        first -= 1
    return not no.isdisjoint(range(first - 1, start))


def _near(span: Span, places: set[int]) -> bool:
    return not places.isdisjoint(range(span[0] - _BEFORE, span[1]))


def parse(file: str, document: Any, *, prove: bool = True) -> tuple[Lexicon, list[Problem]]:
    """Read the lexicon and say everything that is wrong with it: shape, and (`prove`) every example that fails."""
    problems: list[Problem] = []
    if not isinstance(document, Mapping) or not isinstance(document.get("categories"), Sequence):
        return Lexicon([]), [Problem(file=file, entry="", reason="falta la lista «categories:»")]
    categories = []
    for row in document["categories"]:
        if not isinstance(row, Mapping) or not row.get("id") or not row.get("entry") or not row.get("phrases"):
            problems.append(Problem(file=file, entry=str(row)[:40], reason="falta id, entry o phrases"))
            continue
        lists = {
            name: tuple(str(item) for item in row.get(name) or ())
            for name in ("phrases", "recent", "never", "examples", "harmless")
        }
        categories.append(
            Category(id=str(row["id"]), entry=str(row["entry"]), description=str(row.get("description", "")), **lists)
        )
    lexicon = Lexicon(
        categories,
        signs={name: [str(item) for item in document.get(name) or ()] for name in _SIGNS},
        groups={name: [str(item) for item in items] for name, items in (document.get("groups") or {}).items()},
        never=[str(item) for item in document.get("never") or ()],
        real_words=[word for line in document.get("real_words") or () for word in str(line).split()],
    )
    for category in lexicon.categories if prove else ():
        problems += [
            Problem(file=file, entry=category.id, reason=f"no reconoce: {example}")
            for example in category.examples
            if lexicon.find(example) is None
        ]
        problems += [
            Problem(file=file, entry=category.id, reason=f"salta sin peligro: {example}")
            for example in category.harmless
            if lexicon.find(example) is not None
        ]
    return lexicon, problems
