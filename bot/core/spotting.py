"""Phrases found anywhere inside a message, with free words between their own.

A phrase is words in a row, or several such parts (`a + b`) anywhere in the message; up to `GAP` other words may stand
between two of them. `(a | b)` is either and `[a | b]` either or nothing; what stands inside such brackets has nothing
in between. `<name>` is a group of words kept elsewhere, and `amenaz*` any word that begins so. The notation is that of
`phrases.py`, which finds what a whole message is.

Words are the words of `chat_spelling.normalise`. A word is known again when it is written as it sounds or, if it is
long, with one slip of the finger; `apart` are words of their own that are nobody's slip.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.reading import Reading
from bot.core.slips import heard, one_slip

GAP: Final = 2
"""Free words between two words of a phrase: "me [esta otra vez] pegando"."""

_SOUND: Final = 4
"""Letters of the shortest word that is known again by its sound."""
_SLIP: Final = 6
"""Letters of the shortest word that is forgiven a slip; in shorter ones it makes other words (pega, paga, pesa)."""
_LONG: Final = 8
"""Letters of the shortest word that is forgiven a slip on top of its sound."""
_KEPT: Final = 20_000
"""Typed words whose reading is remembered."""

_TOKEN: Final = re.compile(r"<[^<>]+>|[()\[\]|]|[^\s()\[\]|<>]+")
_CLOSING: Final = {"(": ")", "[": "]"}
# Little words that people write in one with the next ("mepega", "nopuedo").
_STUCK: Final = ("me", "no", "se", "le", "la", "lo", "nos", "mi", "ya", "que", "mis")


class Choice:
    """One step of a phrase: sequences of words and of further choices, any of which may stand there."""

    __slots__ = ("by_first", "longest", "optional", "sequences", "singles")

    def __init__(self, sequences: Iterable["tuple[str | Choice, ...]"]) -> None:
        every = tuple(dict.fromkeys(sequences))
        self.singles = frozenset(row[0] for row in every if len(row) == 1 and isinstance(row[0], str))
        self.sequences = tuple(row for row in every if row and not (len(row) == 1 and row[0] in self.singles))
        self.optional: bool = any(all(isinstance(item, Choice) and item.optional for item in row) for row in every)
        self.longest = max((sum(_longest(item) for item in row) for row in every), default=0)
        self.by_first: dict[str, list[tuple[str | Choice, ...]]] = {}
        for row in self.sequences:
            for word in _firsts(row):
                self.by_first.setdefault(word, []).append(row)

    def words(self) -> Iterator[str]:
        """Every word of it, again and again."""
        yield from self.singles
        for row in self.sequences:
            for item in row:
                yield from item.words() if isinstance(item, Choice) else (item,)

    def keys(self, cost: Mapping[str, int]) -> frozenset[str]:
        """Words of which each of its ways has at least one, as cheap as they come; none if it may be left out."""
        if self.optional:
            return frozenset()
        found = set(self.singles)
        for row in self.sequences:
            keys = (item.keys(cost) if isinstance(item, Choice) else frozenset([item]) for item in row)
            found |= min((key for key in keys if key), key=lambda key: _sum(cost, key))
        return frozenset(found)

    def ways(self) -> list[str]:
        """Ways of saying it that between them use every word of it."""
        found = sorted(self.singles)
        for row in self.sequences:
            columns = [item.ways() if isinstance(item, Choice) else [item] for item in row]
            for turn in range(max(map(len, columns))):
                found.append(" ".join(column[turn % len(column)] for column in columns))
        return [way.replace("*", "") for way in found]


class Part:
    """Words in a row, with free words between them."""

    __slots__ = ("anchors", "elements", "gap", "needs", "reach")

    def __init__(self, elements: tuple[Choice, ...], gap: int) -> None:
        self.elements = elements
        self.gap = gap
        self.needs: tuple[frozenset[str], ...] = ()
        """For each element that may not be left out: words of which the message must have one."""
        self.anchors = frozenset[str]()
        """The rarest of them. The part is looked for only where they stand."""
        self.reach = 0
        """How far in front of an anchor the part may begin, in words."""

    def settle(self, cost: Mapping[str, int]) -> None:
        """Choose the anchors: the element whose words are rarest in the phrases, and so in messages."""
        keys = [element.keys(cost) for element in self.elements]
        place = min((n for n, key in enumerate(keys) if key), key=lambda n: _sum(cost, keys[n]))
        self.needs = tuple(key for key in keys if key)
        self.anchors = keys[place]
        self.reach = sum(element.longest + self.gap for element in self.elements[:place])
        self.reach += self.elements[place].longest - 1


class Phrase:
    """What is looked for: one part, or several that stand anywhere in the message."""

    __slots__ = ("parts", "source")

    def __init__(self, source: str, parts: tuple[Part, ...]) -> None:
        self.source = source
        self.parts = parts

    def ways(self) -> Iterator[str]:
        """Ways of saying it that between them use every word of it."""
        columns = [Choice([part.elements]).ways() for part in self.parts]
        for turn in range(max(map(len, columns))):
            yield " y ".join(column[turn % len(column)] for column in columns)


class Spotter:
    """Phrases, ready to be looked for, in layers: sets of phrases that are looked for together."""

    def __init__(
        self,
        layers: Mapping[str, Iterable[str]],
        groups: Mapping[str, Sequence[str]] | None = None,
        apart: Iterable[str] = (),
        gaps: Mapping[str, int] | None = None,
    ) -> None:
        """`gaps` are the layers with another gap than `GAP`.

        ValueError: a phrase is not well formed, has no words, or names an unknown group.
        """
        self._sources = groups or {}
        self._groups: dict[str, Choice] = {}
        self._open: list[str] = []
        self._parts: dict[tuple[str, int], Part] = {}
        phrases = {
            name: {source: self._phrase(source, (gaps or {}).get(name, GAP)) for source in sources}
            for name, sources in layers.items()
        }
        self.layers: Mapping[str, Mapping[str, Phrase]] = phrases
        cost = Counter(
            word
            for part in self._parts.values()
            for word in {word for element in part.elements for word in element.words()}
        )
        for part in self._parts.values():
            part.settle(cost)
        self._vocabulary = _Vocabulary(cost, apart)
        self._anchored: dict[str, dict[str, list[Phrase]]] = {}
        for name, sources in phrases.items():
            anchored = self._anchored[name] = {}
            for phrase in sources.values():
                rarest = min((part.anchors for part in phrase.parts), key=lambda anchors: _sum(cost, anchors))
                for word in rarest:
                    anchored.setdefault(word, []).append(phrase)

    def read(self, text: str) -> Reading:
        """A message, ready to be searched."""
        words = [part for word in normalise(text).split() for part in self._vocabulary.parts(word)]
        return Reading(self._anchored, words, [self._vocabulary.meant(word) for word in words])

    def _phrase(self, source: str, gap: int) -> Phrase:
        parts = []
        for text in source.split(" + "):
            key = (" ".join(text.split()), gap)
            if key not in self._parts:
                row = self._row(text)
                elements = tuple(item if isinstance(item, Choice) else Choice([(item,)]) for item in row)
                if all(element.optional for element in elements):
                    raise ValueError(f"no words: {source}")
                self._parts[key] = Part(elements, gap)
            parts.append(self._parts[key])
        return Phrase(source, tuple(parts))

    def _row(self, source: str) -> "tuple[str | Choice, ...]":
        tokens = _TOKEN.findall(source)[::-1]
        rows = self._rows(tokens)
        if tokens:
            raise ValueError(f"stray {tokens[-1]}: {source}")
        return rows[0] if len(rows) == 1 else (Choice(rows),)

    def _rows(self, tokens: list[str]) -> "list[tuple[str | Choice, ...]]":
        """The sides of a choice, up to the bracket that closes it or the end of `tokens`."""
        rows: list[tuple[str | Choice, ...]] = [()]
        while tokens and tokens[-1] not in _CLOSING.values():
            if tokens[-1] == "|":
                tokens.pop()
                rows.append(())
            else:
                rows[-1] += self._item(tokens)
        return rows

    def _item(self, tokens: list[str]) -> "tuple[str | Choice, ...]":
        token = tokens.pop()
        if token in _CLOSING:
            rows = self._rows(tokens)
            if not tokens or tokens.pop() != _CLOSING[token]:
                raise ValueError(f"unclosed {token}")
            return (Choice(rows if token == "(" else [*rows, ()]),)  # noqa: S105  a bracket
        if token.startswith("<"):
            return (self._group(token[1:-1]),)
        words = normalise(token.rstrip("*")).split()
        if words and token.endswith("*"):
            words[-1] += "*"
        return tuple(words)

    def _group(self, name: str) -> Choice:
        if name not in self._groups:
            if name not in self._sources or name in self._open:
                raise ValueError(f"unknown group: {name}")
            self._open.append(name)
            self._groups[name] = Choice([row for line in self._sources[name] for row in [self._row(line)]])
            self._open.pop()
        return self._groups[name]


class _Vocabulary:
    """The words of all phrases, and which of them a typed word may be."""

    def __init__(self, words: Iterable[str], apart: Iterable[str]) -> None:
        self._apart = frozenset(apart)
        self._known: dict[str, frozenset[str]] = {}
        self._words = frozenset(word for word in words if not word.endswith("*"))
        self._beginnings = sorted(word[:-1] for word in words if word.endswith("*"))
        self._sounds: dict[str, list[str]] = {}
        self._by_part: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= _SOUND:
                self._sounds.setdefault(heard(word), []).append(word)
            if len(word) >= _SLIP:
                for part in _parts(word):
                    self._by_part.setdefault(part, []).append(word)

    def meant(self, typed: str) -> frozenset[str]:
        """The words and beginnings of ours that `typed` may be."""
        found = self._known.get(typed)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[typed] = self._read(typed)
        return found

    def parts(self, typed: str) -> tuple[str, ...]:
        """`typed`, or the two words it is if somebody left out the space."""
        if len(typed) < 6 or typed in self._apart or self.meant(typed):
            return (typed,)
        for little in _STUCK:
            rest = typed[len(little) :]
            if typed.startswith(little) and len(rest) >= _SOUND and rest in self._words:
                return (little, rest)
        return (typed,)

    def _read(self, typed: str) -> frozenset[str]:
        found = {typed} if typed in self._words else set()
        found.update(f"{begin}*" for begin in self._beginnings if typed.startswith(begin))
        if found or typed in self._apart or len(typed) < _SOUND or not typed.isalpha():
            return frozenset(found)
        sound = heard(typed)
        found.update(self._sounds.get(sound, ()))
        found.update(
            f"{begin}*" for begin in self._beginnings if len(begin) > _SOUND and sound.startswith(heard(begin))
        )
        if not found:
            near = {word for part in _parts(typed) for word in self._by_part.get(part, ())}
            found.update(word for word in near if _slipped(word, typed))
            found.update(f"{begin}*" for begin in self._beginnings if len(begin) > _SLIP and _begins(typed, begin))
        return frozenset(found)


def _sum(cost: Mapping[str, int], words: Iterable[str]) -> int:
    return sum(cost[word] for word in words)


def _longest(item: str | Choice) -> int:
    return item.longest if isinstance(item, Choice) else 1


def _firsts(row: tuple[str | Choice, ...]) -> set[str]:
    """The words that a row may begin with."""
    found = set[str]()
    for item in row:
        if isinstance(item, str):
            return found | {item}
        found |= item.singles | set(item.by_first)
        if not item.optional:
            break
    return found


def _slipped(word: str, typed: str) -> bool:
    """One slip, past the first letter; in a long word also on top of writing it as it sounds."""
    if heard(word)[0] != heard(typed)[0]:
        return False
    return one_slip(word, typed) or (len(word) >= _LONG and one_slip(heard(word), heard(typed)))


def _begins(typed: str, begin: str) -> bool:
    """True when `typed` begins with `begin` but for one slip."""
    return typed[0] == begin[0] and any(
        one_slip(begin, typed[:length]) for length in range(len(begin) - 1, len(begin) + 2)
    )


def _parts(word: str) -> set[str]:
    """The word and its sound, whole and with any one letter missing: words one slip apart share one of these."""
    forms = {word, heard(word)}
    return forms | {form[:index] + form[index + 1 :] for form in forms for index in range(len(form))}
