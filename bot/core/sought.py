"""What is looked for in a message: phrases, their parts, and the choices that stand in them.

`spotting.py` makes them of their notation, `reading.py` finds them.
"""

from collections.abc import Iterable, Iterator, Mapping


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
            found |= min((key for key in keys if key), key=lambda key: total(cost, key))
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
        place = min((n for n, key in enumerate(keys) if key), key=lambda n: total(cost, keys[n]))
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


def total(cost: Mapping[str, int], words: Iterable[str]) -> int:
    """What these words cost together."""
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
