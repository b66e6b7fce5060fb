"""One message, searched for phrases: where each of their parts stands, and which of them stand together.

What a part may match is never listed way by way: a message that repeats its words has thousands of ways, and somebody
may write one on purpose. For each element and word it is asked once where the rest of the part may end, so the work
grows with the length of the message and not with the number of ways.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate
from typing import Final

from bot.core.sought import Choice, Part, Phrase

Span = tuple[int, int]
"""Where a part stands: its first word, and the one behind its last."""
Places = AbstractSet[int]
"""Numbers of words."""
_NOWHERE: Final = 10**9
_NONE: Final = frozenset[int]()
_State = tuple[int, int, bool]
"""The element that comes next, the word where it may stand, and whether the part has begun."""


class Reading:
    """One message: its words, what they may mean, and what has been found in it so far."""

    def __init__(
        self,
        anchored: Mapping[str, Mapping[str, Sequence[Phrase]]],
        words: Sequence[str],
        meant: Sequence[frozenset[str]],
    ) -> None:
        self.words = words
        self._anchored = anchored
        self._meant = meant
        self._places: dict[str, list[int]] = {}
        for index, meanings in enumerate(meant):
            for meaning in meanings:
                self._places.setdefault(meaning, []).append(index)
        self._spans: dict[Part, frozenset[Span]] = {}
        self._ends: dict[tuple[Choice, int], set[int]] = {}

    def find(self, layer: str) -> Iterator[Phrase]:
        """Each phrase of `layer` whose parts all stand in the message."""
        anchored, places = self._anchored[layer], self._places
        for phrase in dict.fromkeys(phrase for word in places for phrase in anchored.get(word, ())):
            if any(needed.isdisjoint(places) for part in phrase.parts for needed in part.needs):
                continue
            if all(self.spans(part) for part in phrase.parts):
                yield phrase

    def spans(self, part: Part) -> frozenset[Span]:
        """Wherever `part` stands."""
        found = self._spans.get(part)
        if found is None:
            found = self._spans[part] = frozenset(_Walk(self, part).spans(self._starts(part)))
        return found

    def spans_without(self, part: Part, own: Places, free: Places, loose: Places) -> set[Span]:
        """Where `part` stands with none of its own words in `own`, and none of `free` among the words between them.

        From a start in `loose`, anything may stand between them.
        """
        starts = {start for start, _ in self.spans(part)}
        return _Walk(self, part, own, free).spans(starts.difference(loose)) | _Walk(self, part, own).spans(
            starts.intersection(loose)
        )

    def covered(self, part: Part) -> set[int]:
        """Every word that is one of `part`'s own somewhere; those between them are not."""
        return _Walk(self, part).covered({start for start, _ in self.spans(part)})

    def _starts(self, part: Part) -> set[int]:
        anchors = {place for word in part.anchors & self._places.keys() for place in self._places[word]}
        return {start for anchor in anchors for start in range(max(0, anchor - part.reach), anchor + 1)}

    def __len__(self) -> int:
        return len(self._meant)

    def follow(self, choice: Choice, start: int) -> set[int]:
        """Where `choice` may end when it begins at word `start`."""
        found = self._ends.get((choice, start))
        if found is None:
            found = self._ends[choice, start] = set()
            meant = self._meant[start]
            if not choice.singles.isdisjoint(meant):
                found.add(start + 1)
            for word in meant:
                for row in choice.by_first.get(word, ()):
                    found |= self._row(row, start)
            found.discard(start)
        return found

    def _row(self, row: tuple[str | Choice, ...], start: int) -> set[int]:
        here = {start}
        for item in row:
            following = set[int]()
            for place in here:
                if isinstance(item, str):
                    if place < len(self._meant) and item in self._meant[place]:
                        following.add(place + 1)
                    continue
                if place < len(self._meant):
                    following |= self.follow(item, place)
                if item.optional:
                    following.add(place)
            here = following
        return here


class _Walk:
    """Through the elements of one part. What was found from one state is remembered for every way that leads there."""

    def __init__(self, reading: Reading, part: Part, own: Places = _NONE, free: Places = _NONE) -> None:
        self._reading = reading
        self._elements, self._gap = part.elements, part.gap
        self._own, self._free = own, free
        self._known: dict[_State, frozenset[int]] = {}

    def spans(self, starts: Iterable[int]) -> set[Span]:
        return {(start, end) for start in starts for end in self._from((0, start, False))}

    def covered(self, starts: Iterable[int]) -> set[int]:
        found, seen, todo = set[int](), set[_State](), [(0, start, False) for start in starts]
        while todo:
            state = todo.pop()
            if state in seen:
                continue
            seen.add(state)
            for start, end, after in self._steps(state):
                if self._from(after):
                    found.update(range(start, end))
                    todo.append(after)
        return found

    def _from(self, state: _State) -> frozenset[int]:
        """Where the part may end from here."""
        number, place, begun = state
        if number == len(self._elements):
            return frozenset([place]) if begun else _NONE
        found = self._known.get(state)
        if found is None:
            found = self._known[state] = _NONE.union(*(self._from(after) for _, _, after in self._steps(state)))
        return found

    def _steps(self, state: _State) -> Iterator[tuple[int, int, _State]]:
        """First word and the one behind the last of what the next element may take, and the state after it."""
        number, place, begun = state
        if number == len(self._elements):
            return
        element = self._elements[number]
        for start in range(place, min(place + self._gap + 1 if begun else place + 1, len(self._reading))):
            if start > place and start - 1 in self._free:
                break
            for end in self._reading.follow(element, start):
                if not self._own or self._own.isdisjoint(range(start, end)):
                    yield start, end, (number + 1, end, True)
        if element.optional:
            yield place, place, (number + 1, place, begun)


class Together:
    """Places of a phrase's parts, one of each and no two further apart than `near` words; the message has `length`."""

    def __init__(self, parts: Sequence[Collection[Span]], near: int, length: int) -> None:
        self._parts, self._near, self._length = parts, near, length
        earliest = [self._earliest(spans) for spans in parts]
        # Parts that all end at or behind a word, and all begin at most `near` words behind it, stand together.
        self._joined = [all(first[end] <= end + near for first in earliest) for end in range(length + 1)]

    def __bool__(self) -> bool:
        return any(self._joined)

    def any_of(self, chosen: Sequence[Collection[Span]]) -> bool:
        """True where they stand together with one of them in `chosen`: the same parts, fewer of their places."""
        earliest = [self._earliest(spans) for spans in chosen]
        return any(
            joined and any(first[end] <= end + self._near for first in earliest)
            for end, joined in enumerate(self._joined)
        )

    def words(self) -> set[int]:
        """The words of every place that stands together with places of all other parts."""
        so_far = [0, *accumulate(self._joined)]
        return {
            index
            for spans in self._parts
            for start, end in spans
            if so_far[end + 1] > so_far[max(0, start - self._near)]
            for index in range(start, end)
        }

    def _earliest(self, spans: Collection[Span]) -> list[int]:
        """For each word: where the first begins of those that end there or later."""
        first = [_NOWHERE] * (self._length + 1)
        for start, end in spans:
            first[end] = min(first[end], start)
        for end in range(self._length - 1, -1, -1):
            first[end] = min(first[end], first[end + 1])
        return first
