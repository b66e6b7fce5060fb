"""Phrases found anywhere inside a message, with free words between their own.

A phrase is words in a row; up to `GAP` other words may stand between two of them. `(a | b)` is either and `[a | b]`
either or nothing; what stands inside them has nothing in between. `<name>` is a group of words kept elsewhere, and
`amenaz*` any word that begins so. The notation is that of `phrases.py`, which finds what a whole message is.

Words are the words of `chat_spelling.normalise`. A word is known again when it is written as it sounds or, if it is
long, with one slip of the finger; `apart` are words of their own that are nobody's slip.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.slips import heard, one_slip

GAP: Final = 2
"""Free words between two words of a phrase: "me [esta otra vez] pegando"."""
Match = tuple[tuple[int, int], ...]
"""Where a phrase stands: (first word, word behind the last) of each of its elements, in order."""

_LIMIT: Final = 4_000
"""Ways of saying one element of a phrase: more is a slip of whoever wrote it, and would cost memory."""
_SOUND: Final = 4
"""Letters of the shortest word that is known again by its sound."""
_SLIP: Final = 6
"""Letters of the shortest word that is forgiven a slip; in shorter ones it makes other words (pega, paga, pesa)."""
_KEPT: Final = 20_000
"""Typed words whose reading is remembered."""

_TOKEN: Final = re.compile(r"<[^<>]+>|[()\[\]|]|[^\s()\[\]|<>]+")
_CLOSING: Final = {"(": ")", "[": "]"}
# Little words that people write in one with the next ("mepega", "nopuedo").
_STUCK: Final = ("me", "no", "se", "le", "la", "lo", "nos", "mi", "te", "ya", "que", "ami", "a", "por", "en", "mis")

Ways = tuple[tuple[str, ...], ...]


class Element:
    """One step of a phrase: the word sequences it may be, found by their first word."""

    __slots__ = ("by_first", "longest", "optional", "ways")

    def __init__(self, ways: Ways) -> None:
        self.ways = tuple(way for way in ways if way)
        self.optional = len(self.ways) < len(ways)
        self.longest = max(map(len, self.ways), default=0)
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for way in self.ways:
            self.by_first.setdefault(way[0], []).append(way[1:])


class Phrase:
    """A phrase, ready to be looked for."""

    __slots__ = ("elements", "reach", "source")

    def __init__(self, source: str, elements: tuple[Element, ...]) -> None:
        self.source = source
        self.elements = elements
        self.reach = 0
        """How far in front of its anchor the phrase may begin, in words."""

    def samples(self) -> Iterator[str]:
        """Messages that between them hold every way of saying every element."""
        for turn in range(max(len(element.ways) for element in self.elements)):
            words = [element.ways[turn % len(element.ways)] for element in self.elements]
            yield " ".join(word.rstrip("*") for way in words for word in way)


class Spotter:
    """Phrases that are looked for together. `add` them all, then `spot`."""

    def __init__(self, groups: Mapping[str, Sequence[str]] | None = None, apart: Iterable[str] = ()) -> None:
        self._sources = groups or {}
        self._groups: dict[str, Ways] = {}
        self._open: list[str] = []
        self._elements: dict[str, Element] = {}
        self._phrases: dict[str, Phrase] = {}
        self._anchored: dict[str, list[Phrase]] | None = None
        self._vocabulary = _Vocabulary(apart)

    def add(self, source: str) -> Phrase:
        """The phrase of `source`. ValueError if it is not well formed, empty or names an unknown group."""
        source = " ".join(source.split())
        if source not in self._phrases:
            tokens = _TOKEN.findall(f"({source})" if _is_choice(source) else source)[::-1]
            elements = []
            while tokens:
                before = tokens.copy()
                ways = self._item(tokens)
                written = " ".join(before[len(tokens) :][::-1])
                if any(ways):
                    elements.append(self._elements.setdefault(written, Element(ways)))
            if all(element.optional for element in elements):
                raise ValueError(f"no words: {source}")
            self._phrases[source] = Phrase(source, tuple(elements))
            self._anchored = None
        return self._phrases[source]

    def words(self, text: str) -> list[str]:
        """The words of `text`, those written in one taken apart."""
        self._prepare()
        return [part for word in normalise(text).split() for part in self._vocabulary.parts(word)]

    def spot(self, words: Sequence[str]) -> dict[Phrase, list[Match]]:
        """Every phrase that stands in `words`, and each place where it does."""
        anchored = self._prepare()
        meant = [self._vocabulary.meant(word) for word in words]
        near: dict[Phrase, list[int]] = {}
        for index, meanings in enumerate(meant):
            for meaning in meanings:
                for phrase in anchored.get(meaning, ()):
                    near.setdefault(phrase, []).append(index)
        ends: dict[tuple[Element, int], list[int]] = {}
        found = {}
        for phrase, anchors in near.items():
            matches = _matches(phrase, anchors, meant, ends)
            if matches:
                found[phrase] = matches
        return found

    def _prepare(self) -> dict[str, list[Phrase]]:
        """Each phrase is looked for only where its rarest element has one of its rarest words."""
        if self._anchored is None:
            used = Counter(word for phrase in self._phrases.values() for word in _words(phrase))
            self._vocabulary.learn(used)
            self._anchored = {}
            for phrase in self._phrases.values():
                keys = [
                    (set[str]() if element.optional else {min(way, key=used.__getitem__) for way in element.ways})
                    for element in phrase.elements
                ]
                costs = [sum(used[word] for word in words) if words else 1 << 30 for words in keys]
                anchor = costs.index(min(costs))
                phrase.reach = sum(element.longest + GAP for element in phrase.elements[:anchor])
                phrase.reach += phrase.elements[anchor].longest - 1
                for word in keys[anchor]:
                    self._anchored.setdefault(word, []).append(phrase)
        return self._anchored

    def _choice(self, tokens: list[str]) -> Ways:
        """The ways of a choice, up to the bracket that closes it or the end of `tokens`."""
        ways: dict[tuple[str, ...], None] = {}
        here: Ways = ((),)
        while tokens and tokens[-1] not in _CLOSING.values():
            if tokens[-1] == "|":
                tokens.pop()
                ways |= dict.fromkeys(here)
                here = ((),)
            else:
                following = self._item(tokens)
                if len(here) * len(following) > _LIMIT:
                    raise ValueError("too many ways in one bracket")
                here = tuple(way + more for way in here for more in following)
        return tuple(ways | dict.fromkeys(here))

    def _item(self, tokens: list[str]) -> Ways:
        token = tokens.pop()
        if token in _CLOSING:
            ways = self._choice(tokens)
            if not tokens or tokens.pop() != _CLOSING[token]:
                raise ValueError(f"unclosed {token}")
            return ways if token == "(" else (*ways, ())
        if token in (")", "]", "|"):
            raise ValueError(f"stray {token}")
        if token.startswith("<"):
            return self._group(token[1:-1])
        end = "*" if token.endswith("*") else ""
        words = normalise(token.rstrip("*")).split()
        return ((*words[:-1], words[-1] + end),) if words else ((),)

    def _group(self, name: str) -> Ways:
        if name not in self._groups:
            if name not in self._sources or name in self._open:
                raise ValueError(f"unknown group: {name}")
            self._open.append(name)
            ways: dict[tuple[str, ...], None] = {}
            for line in self._sources[name]:
                tokens = _TOKEN.findall(line)[::-1]
                ways |= dict.fromkeys(self._choice(tokens))
                if tokens:
                    raise ValueError(f"stray {tokens[-1]}: {line}")
            self._open.pop()
            self._groups[name] = tuple(way for way in ways if way)
        return self._groups[name]


def _is_choice(source: str) -> bool:
    """True when `source` has a `|` outside of all brackets."""
    depth = 0
    for token in _TOKEN.findall(source):
        depth += (token in _CLOSING) - (token in _CLOSING.values())
        if token == "|" and not depth:
            return True
    return False


def _words(phrase: Phrase) -> Iterator[str]:
    return (word for element in phrase.elements for way in element.ways for word in way)


def _matches(
    phrase: Phrase, anchors: Sequence[int], meant: Sequence[frozenset[str]], known: dict[tuple[Element, int], list[int]]
) -> list[Match]:
    """Every place of `phrase` that may hold one of `anchors`."""
    elements, found = phrase.elements, dict[Match, None]()

    def ends(element: Element, start: int) -> list[int]:
        key = (element, start)
        if key not in known:
            known[key] = [
                start + 1 + len(rest)
                for word in meant[start]
                for rest in element.by_first.get(word, ())
                if start + len(rest) < len(meant)
                and all(meaning in meant[start + 1 + index] for index, meaning in enumerate(rest))
            ]
        return known[key]

    def walk(number: int, place: int, behind: Match) -> None:
        if number == len(elements):
            found[behind] = None
            return
        element = elements[number]
        last = place + GAP + 1 if behind else place + 1
        for start in range(place, min(last, len(meant))):
            for end in ends(element, start):
                walk(number + 1, end, (*behind, (start, end)))
        if element.optional:
            walk(number + 1, place, behind)

    starts = {start for anchor in anchors for start in range(max(0, anchor - phrase.reach), anchor + 1)}
    for start in starts:
        walk(0, start, ())
    return list(found)


class _Vocabulary:
    """The words of all phrases, and which of them a typed word may be."""

    def __init__(self, apart: Iterable[str]) -> None:
        self._apart = frozenset(apart)
        self.learn(())

    def learn(self, words: Iterable[str]) -> None:
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
                return (*normalise(little).split(), rest)
        return (typed,)

    def _read(self, typed: str) -> frozenset[str]:
        found = {typed} if typed in self._words else set()
        found.update(f"{begin}*" for begin in self._beginnings if typed.startswith(begin))
        if found or typed in self._apart or len(typed) < _SOUND or not typed.isalpha():
            return frozenset(found)
        sound = heard(typed)
        found.update(self._sounds.get(sound, ()))
        found.update(f"{begin}*" for begin in self._beginnings if sound.startswith(heard(begin)))
        if not found and len(typed) >= _SLIP - 1:
            near = {word for part in _parts(typed) for word in self._by_part.get(part, ())}
            found.update(word for word in near if one_slip(word, typed) or one_slip(heard(word), sound))
            found.update(f"{begin}*" for begin in self._beginnings if len(begin) >= _SLIP and _begins(typed, begin))
        return frozenset(found)


def _begins(typed: str, begin: str) -> bool:
    """True when `typed` begins with `begin` but for one slip."""
    return typed[0] == begin[0] and any(
        one_slip(begin, typed[:length]) for length in range(len(begin) - 1, len(begin) + 2)
    )


def _parts(word: str) -> set[str]:
    """The word and its sound, whole and with any one letter missing: words one slip apart share one of these."""
    forms = {word, heard(word)}
    return forms | {form[:index] + form[index + 1 :] for form in forms for index in range(len(form))}
