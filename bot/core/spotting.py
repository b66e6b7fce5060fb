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
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.core.chat_spelling import WORDS_KEPT, normalise
from bot.core.reading import Reading
from bot.core.slips import heard, keys, one_slip
from bot.core.sought import Choice, Part, Phrase, total

GAP: Final = 2
"""Free words between two words of a phrase: "me [esta otra vez] pegando"."""

_SOUND: Final = 4
"""Letters of the shortest word that is known again by its sound."""
_SLIP: Final = 6
"""Letters of the shortest word that is forgiven a slip; in shorter ones it makes other words (pega, paga, pesa)."""
_LONG: Final = 8
"""Letters of the shortest word that is forgiven a slip on top of its sound."""

_TOKEN: Final = re.compile(r"<[^<>]+>|[()\[\]|]|[^\s()\[\]|<>]+")
_CLOSING: Final = {"(": ")", "[": "]"}
# Little words that people write in one with the next ("mepega", "nopuedo").
_STUCK: Final = ("me", "no", "se", "le", "la", "lo", "nos", "mi", "ya", "que", "mis")


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
                rarest = min((part.anchors for part in phrase.parts), key=lambda anchors: total(cost, anchors))
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

    def _row(self, source: str) -> tuple[str | Choice, ...]:
        tokens = _TOKEN.findall(source)[::-1]
        rows = self._rows(tokens)
        if tokens:
            raise ValueError(f"stray {tokens[-1]}: {source}")
        return rows[0] if len(rows) == 1 else (Choice(rows),)

    def _rows(self, tokens: list[str]) -> list[tuple[str | Choice, ...]]:
        """The sides of a choice, up to the bracket that closes it or the end of `tokens`."""
        rows: list[tuple[str | Choice, ...]] = [()]
        while tokens and tokens[-1] not in _CLOSING.values():
            if tokens[-1] == "|":
                tokens.pop()
                rows.append(())
            else:
                rows[-1] += self._item(tokens)
        return rows

    def _item(self, tokens: list[str]) -> tuple[str | Choice, ...]:
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
                for part in keys(word):
                    self._by_part.setdefault(part, []).append(word)

    def meant(self, typed: str) -> frozenset[str]:
        """The words and beginnings of ours that `typed` may be."""
        found = self._known.get(typed)
        if found is None:
            if len(self._known) >= WORDS_KEPT:
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
            near = {word for part in keys(typed) for word in self._by_part.get(part, ())}
            found.update(word for word in near if _slipped(word, typed))
            found.update(f"{begin}*" for begin in self._beginnings if len(begin) > _SLIP and _begins(typed, begin))
        return frozenset(found)


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
