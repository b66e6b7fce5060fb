"""Phrases written as patterns, and the matcher that finds which of them a message is.

A pattern is words in a row. `a | b` is either, `( )` keeps a choice together, `[ ]` may be left out, `<name>` stands for
a named group of patterns, and `*` after any of these allows it any number of times, also none:

    [ya] no [me] <send> [mas] <messages>*

All patterns grow into one graph that is walked a word at a time, so an ordinary message is given up at its first words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

from bot.core.chat_spelling import normalise
from bot.core.slips import Vocabulary

Name = TypeVar("Name")

_TOKEN: Final = re.compile(r"<\w+>|[()\[\]|*]|[^\s()\[\]|*<>]+")


class Phrases(Generic[Name]):
    """Named patterns, ready to match. `around` is a group that may stand before and after each, again and again."""

    def __init__(
        self,
        patterns: Iterable[tuple[Name, str]],
        *,
        groups: Mapping[str, str],
        around: str,
        apart: Iterable[str] = (),
    ) -> None:
        graph = _Graph(groups)
        first = graph.plant(graph.place(), f"<{around}>*")
        self._names: dict[int, Name] = {}
        for name, pattern in patterns:
            self._names[graph.plant(first, f"({pattern}) <{around}>*")] = name
        self._graph = graph
        self._steps: dict[frozenset[int], _Step[Name]] = {}
        self._start = self._step({0})
        self.vocabulary = Vocabulary((word for ways in graph.ways for word in ways), apart)

    def read(self, words: Sequence[str], start: int = 0) -> Iterator[tuple[int, Name]]:
        """Every phrase that begins at word `start`, with the index behind its last word; shorter ones first."""
        reached = {start: {id(self._start): self._start}}
        for index in range(start, len(words)):
            here = reached.get(index)
            if not here:
                return
            following: dict[int, _Step[Name]] = {}
            for meant in self.vocabulary.meant(words[index]):
                for step in here.values():
                    after = self._follow(step, meant)
                    if after is not None:
                        following[id(after)] = after
            reached[index + 1] = following
            for name in dict.fromkeys(name for step in following.values() for name in step.names):
                yield index + 1, name

    def whole(self, words: Sequence[str]) -> Name | None:
        """The phrase that `words` are from first to last, or None; the one listed first where several fit."""
        ends = [name for end, name in self.read(words) if end == len(words)]
        order = list(self._names.values())
        return min(ends, key=order.index, default=None)

    def begins(self, word: str) -> bool:
        """True when some phrase begins with exactly `word`."""
        return word in self._start.ways

    def _follow(self, step: "_Step[Name]", words: Sequence[str]) -> "_Step[Name] | None":
        for word in words:
            following = step.ways.get(word)
            if following is None:
                return None
            known = step.known.get(word)
            if known is None:
                known = step.known[word] = self._step(following)
            step = known
        return step

    def _step(self, places: Iterable[int]) -> "_Step[Name]":
        """Where one stands after some words: all places of the graph at once, worked out the first time it is met."""
        closed = self._graph.closed(places)
        if closed not in self._steps:
            self._steps[closed] = _Step(
                tuple(name for place, name in self._names.items() if place in closed), self._graph.out(closed)
            )
        return self._steps[closed]


class _Step(Generic[Name]):
    """What ended here, and the places each next word leads to."""

    __slots__ = ("known", "names", "ways")

    def __init__(self, names: tuple[Name, ...], ways: Mapping[str, set[int]]) -> None:
        self.names = names
        self.ways = ways
        self.known: dict[str, _Step[Name]] = {}


class _Graph:
    """Places, the words that lead from one to the next, and the skips that cost no word."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups = groups
        self._skips: list[set[int]] = []
        self.ways: list[dict[str, set[int]]] = []

    def place(self) -> int:
        self._skips.append(set())
        self.ways.append({})
        return len(self.ways) - 1

    def plant(self, start: int, pattern: str) -> int:
        """Grow `pattern` from `start`; the place where it ends. ValueError for a pattern that is not well formed."""
        tokens = _TOKEN.findall(pattern)[::-1]
        end = self._choice(start, tokens)
        if tokens:
            raise ValueError(f"unbalanced pattern: {pattern}")
        return end

    def closed(self, places: Iterable[int]) -> frozenset[int]:
        """`places` and all that skips reach from them."""
        found, todo = set(places), list(places)
        while todo:
            fresh = self._skips[todo.pop()] - found
            found |= fresh
            todo.extend(fresh)
        return frozenset(found)

    def out(self, places: Iterable[int]) -> dict[str, set[int]]:
        """The words that lead on from any of `places`, and where to."""
        ways: dict[str, set[int]] = {}
        for place in places:
            for word, following in self.ways[place].items():
                ways.setdefault(word, set()).update(following)
        return ways

    def _choice(self, start: int, tokens: list[str]) -> int:
        end, at = self.place(), start
        while tokens and tokens[-1] not in {")", "]"}:
            token = tokens.pop()
            if token == "|":
                self._skips[at].add(end)
                at = start
            else:
                at = self._item(at, token, tokens)
        self._skips[at].add(end)
        return end

    def _item(self, before: int, token: str, tokens: list[str]) -> int:
        start = self.place()
        self._skips[before].add(start)
        if token in {"(", "["}:
            end = self._choice(start, tokens)
            if not tokens or tokens.pop() != {"(": ")", "[": "]"}[token]:
                raise ValueError(f"unclosed {token}")
        elif token.startswith("<"):
            end = self.plant(start, self._groups[token[1:-1]])
        else:
            end = start
            for word in normalise(token).split():
                following = self.place()
                self.ways[end].setdefault(word, set()).add(following)
                end = following
        again = bool(tokens) and tokens[-1] == "*"
        if again:
            tokens.pop()
            self._skips[end].add(start)
        if again or token == "[":
            self._skips[start].add(end)
        return end
