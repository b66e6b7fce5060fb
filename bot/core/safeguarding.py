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
from itertools import product
from typing import Any, Final

from bot.core.content import Problem
from bot.core.spotting import Match, Phrase, Spotter

_NEAR: Final = 30
"""Words between the parts of a phrase: two sentences of a long story, not its beginning and its end."""
_BEFORE: Final = 3
"""Words in front of a part that may still say whose danger it is ("a mi hija la...")."""
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
    """A phrase of a category, part by part."""

    number: int
    source: str
    parts: tuple[Phrase, ...]
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
        self.categories = tuple(categories)
        self._spotter = Spotter(groups, real_words)
        add = self._spotter.add
        lists = {"negation": negation, "information": information, **(signs or {})}
        self._signs = {name: tuple(add(source) for source in lists.get(name, ())) for name in _SIGNS}
        self._never = [
            (number, _parts(self._spotter, source))
            for number, sources in enumerate([*(category.never for category in categories), never])
            for source in sources
        ]
        self._rules: dict[Phrase, list[_Rule]] = {}
        for number, category in enumerate(self.categories):
            for source, recent in [*((s, False) for s in category.phrases), *((s, True) for s in category.recent)]:
                parts = _parts(self._spotter, source)
                self._rules.setdefault(parts[0], []).append(_Rule(number, source, parts, recent))

    def find(self, text: str) -> Finding | None:
        """The danger `text` tells of, the one listed first if several; None for the rest."""
        found = min(self._heard(text), key=lambda rule: rule.number, default=None)
        if found is None:
            return None
        category = self.categories[found.number]
        return Finding(category=category.id, entry=category.entry, phrase=found.source)

    def samples(self, source: str) -> Iterator[str]:
        """Messages that between them hold every way of saying the phrase `source`."""
        sayings = [list(part.samples()) for part in _parts(self._spotter, source)]
        for turn in range(max(map(len, sayings))):
            yield " y ".join(saying[turn % len(saying)] for saying in sayings)

    def _heard(self, text: str) -> Iterator[_Rule]:
        words = self._spotter.words(text)
        found = self._spotter.spot(words)
        rules = [
            rule for phrase in found for rule in self._rules.get(phrase, ()) if all(p in found for p in rule.parts)
        ]
        if not rules:
            return
        said = {name: {place for phrase in self._signs[name] for place in found.get(phrase, ())} for name in _SIGNS}
        no = {start for match in said["negation"] for start, end in match if end == start + 1}
        mine = {index for match in said["first_person"] for start, end in match for index in range(start, end)}
        now = bool(said["now"])
        deaf = [
            (number, {index for match in matches for start, end in match for index in range(start, end)})
            for number, parts in self._never
            for matches in _together(parts, found)
        ]
        for rule in rules:
            if rule.recent and said["past"] and not now:
                continue
            silent = {
                index for number, place in deaf if number in (rule.number, len(self.categories)) for index in place
            }
            for matches in _together(rule.parts, found):
                if any(_negated(match, no) or not silent.isdisjoint(_covered(match)) for match in matches):
                    continue
                if (said["fiction"] or said["joking"]) and not now:
                    continue
                if said["information"] and not now and not any(_near(match, mine) for match in matches):
                    continue
                yield rule
                break


def _parts(spotter: Spotter, source: str) -> tuple[Phrase, ...]:
    return tuple(spotter.add(part) for part in source.split(" + "))


def _together(parts: Sequence[Phrase], found: Mapping[Phrase, list[Match]]) -> Iterator[tuple[Match, ...]]:
    """Every choice of one place for each part, no two further apart than `_NEAR` words."""
    for matches in product(*(found.get(part, ()) for part in parts)):
        if max(match[0][0] for match in matches) - min(match[-1][1] for match in matches) <= _NEAR:
            yield matches


def _covered(match: Match) -> Iterator[int]:
    return (index for start, end in match for index in range(start, end))


def _negated(match: Match, no: set[int]) -> bool:
    """A negation right in front of the phrase, or among the free words inside it; one of its own is none."""
    own = set(_covered(match))
    if match[0][0] in no:
        return False
    return any(index in no and index not in own for index in range(match[0][0] - 1, match[-1][1]))


def _near(match: Match, places: set[int]) -> bool:
    return not places.isdisjoint(range(match[0][0] - _BEFORE, match[-1][1]))


def parse(file: str, document: Any) -> tuple[Lexicon, list[Problem]]:
    """Read the lexicon and say everything that is wrong with it: shape, and every example that does not hold."""
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
        real_words=[str(item) for item in document.get("real_words") or ()],
    )
    for category in lexicon.categories:
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
