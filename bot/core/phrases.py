"""Phrases written as patterns, and the matcher that finds which of them a message is.

A pattern is words in a row. `a | b` is either, `( )` keeps a choice together, `[ ]` may be left out, `<name>` stands
for a named group of patterns, and `*` after any of these allows it any number of times, also none:

    [ya] no [me] <send> [mas] <messages>*

All patterns grow into one graph that is walked a word at a time, so an ordinary message is given up at its first words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, Generic, TypeVar

from bot.core.chat_spelling import normalise
from bot.core.slips import Vocabulary

Name = TypeVar("Name")

_TOKEN: Final = re.compile(r"<\w+>|[()\[\]|*]|[^\s()\[\]|*<>]+")
_SIGN: Final = re.compile(r"[<>()\[\]|*]")
_OR: Final = "|"
_MAYBE: Final = "["
_AGAIN: Final = "*"
_PAIRS: Final = {"(": ")", "[": "]"}


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
        self._graph = graph = _Graph(groups)
        root = graph.place()
        first = graph.plant(root, f"<{around}>*")
        ends: dict[Name, int] = {}
        for name, pattern in patterns:
            graph.skip(graph.plant(first, pattern), ends.setdefault(name, graph.place()))
        self._names = {graph.plant(end, f"<{around}>*"): name for name, end in ends.items()}
        self._around = graph.single(around)
        self._steps: dict[frozenset[int], _Step[Name]] = {}
        self._start = self._step({root})
        self.vocabulary = Vocabulary(graph.words(), apart)

    def read(self, words: Sequence[str], start: int = 0) -> Iterator[tuple[int, Name]]:
        """Every phrase that begins at word `start`, with the index behind its last word; shorter ones first."""
        alone = sum(word not in self._around for word in words[start:]) <= 1
        here = [self._start]
        for index in range(start, len(words)):
            meant = self.vocabulary.meant(words[index], alone=alone)
            found = (self._follow(step, sequence) for sequence in meant for step in here)
            here = list({id(step): step for step in found if step}.values())
            if not here:
                return
            for name in dict.fromkeys(name for step in here for name in step.names):
                yield index + 1, name

    def whole(self, words: Sequence[str]) -> Name | None:
        """The phrase that `words` are from first to last, or None; the one listed first where several fit."""
        ends = {name for end, name in self.read(words) if end == len(words)}
        return next((name for name in self._names.values() if name in ends), None)

    def _follow(self, step: "_Step[Name]", words: Sequence[str]) -> "_Step[Name] | None":
        for word in words:
            following = step.known.get(word)
            if following is None:
                if word not in step.ways:
                    return None
                following = step.known[word] = self._step(step.ways[word])
            step = following
        return step

    def _step(self, places: Iterable[int]) -> "_Step[Name]":
        """Where one stands after some words: all places of the graph at once, worked out the first time it is met."""
        closed = self._graph.closed(places)
        if closed not in self._steps:
            names = tuple(name for place, name in self._names.items() if place in closed)
            self._steps[closed] = _Step(names, self._graph.ways(closed))
        return self._steps[closed]


class _Step(Generic[Name]):
    """The phrases that end here, and the places that each next word leads to."""

    __slots__ = ("known", "names", "ways")

    def __init__(self, names: tuple[Name, ...], ways: Mapping[str, set[int]]) -> None:
        self.names = names
        self.ways = ways
        self.known: dict[str, _Step[Name]] = {}


class _Graph:
    """Places, the labels that lead from one to the next, and the skips that cost no word.

    A label is a word, or the name of a group for any of its single words.
    """

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups = {f"<{name}>": _parted(pattern) for name, pattern in groups.items()}
        self._skips: dict[int, set[int]] = {}
        self._ways: dict[int, dict[str, int]] = {}
        self._places = 0

    def place(self) -> int:
        self._places += 1
        return self._places

    def skip(self, start: int, end: int) -> None:
        self._skips.setdefault(start, set()).add(end)

    def way(self, start: int, label: str) -> int:
        """The place that `label` leads to from `start`: the same one every time it is asked for."""
        ways = self._ways.setdefault(start, {})
        if label not in ways:
            ways[label] = self.place()
        return ways[label]

    def plant(self, start: int, pattern: str) -> int:
        """Grow `pattern` from `start`; the place where it ends. ValueError for a pattern that is not well formed."""
        tokens = _TOKEN.findall(pattern)[::-1]
        end = self._choice(start, tokens)
        if tokens:
            raise ValueError(f"unbalanced pattern: {pattern}")
        return end

    def words(self) -> set[str]:
        """Every word that leads anywhere."""
        return {
            word for label in {label for ways in self._ways.values() for label in ways} for word in self._spelled(label)
        }

    def closed(self, places: Iterable[int]) -> frozenset[int]:
        """`places` and all that skips reach from them."""
        found, todo = set(places), list(places)
        while todo:
            fresh = self._skips.get(todo.pop(), set()) - found
            found |= fresh
            todo.extend(fresh)
        return frozenset(found)

    def ways(self, places: Iterable[int]) -> dict[str, set[int]]:
        """The words that lead on from any of `places`, and where to."""
        labels: dict[str, set[int]] = {}
        for place in places:
            for label, end in self._ways.get(place, {}).items():
                labels.setdefault(label, set()).add(end)
        found: dict[str, set[int]] = {}
        for label, ends in labels.items():
            for word in self._spelled(label):
                found.setdefault(word, set()).update(ends)
        return found

    def single(self, group: str) -> frozenset[str]:
        """The plain words of a group."""
        return self._groups[f"<{group}>"][0]

    def _spelled(self, label: str) -> frozenset[str]:
        return self._groups[label][0] if label in self._groups else frozenset([label])

    def _choice(self, start: int, tokens: list[str]) -> int:
        end, at = self.place(), start
        while tokens and tokens[-1] not in _PAIRS.values():
            token = tokens.pop()
            if token == _OR:
                self.skip(at, end)
                at = start
            else:
                at = self._item(at, token, tokens)
        self.skip(at, end)
        return end

    def _item(self, before: int, token: str, tokens: list[str]) -> int:
        start, again = before, bool(tokens) and tokens[-1] == _AGAIN
        if token in _PAIRS or again:  # what may come again needs a place of its own to come back to
            start = self.place()
            self.skip(before, start)
        if token in _PAIRS:
            end = self._choice(start, tokens)
            if not tokens or tokens.pop() != _PAIRS[token]:
                raise ValueError(f"unclosed {token}")
            again = bool(tokens) and tokens[-1] == _AGAIN
        elif token.startswith("<"):
            end = self._group(start, token)
        else:
            end = start
            for word in _spelling(token):
                end = self.way(end, word)
        if again:
            tokens.pop()
            self.skip(end, start)
        if again or token == _MAYBE:
            self.skip(start, end)
        return end

    def _group(self, start: int, token: str) -> int:
        if token not in self._groups:
            raise ValueError(f"no group is called {token}")
        longer = self._groups[token][1]
        known = token in self._ways.get(start, {})
        end = self.way(start, token)
        if longer and not known:
            self.skip(self.plant(start, longer), end)
        return end


@cache
def _spelling(token: str) -> tuple[str, ...]:
    return tuple(normalise(token).split())


def _parted(pattern: str) -> tuple[frozenset[str], str]:
    """The alternatives of a group that are one plain word, and the pattern of those that are more."""
    choices, depth = [""], 0
    for token in _TOKEN.findall(pattern):
        depth += (token in _PAIRS) - (token in _PAIRS.values())
        if token == _OR and not depth:
            choices.append("")
        else:
            choices[-1] += f" {token}"
    plain = {choice: normalise(choice) for choice in choices if not _SIGN.search(choice)}
    single = {choice: word for choice, word in plain.items() if word and " " not in word}
    return frozenset(single.values()), " | ".join(choice for choice in choices if choice not in single)
