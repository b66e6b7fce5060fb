"""Phrases inside a message: found as if every way had been listed, in time that no message can blow up."""

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.reading import Together
from bot.core.safeguarding import Category, Lexicon
from bot.core.spotting import Spotter

WORDS = st.sampled_from("ala bola casa dedo".split())
MESSAGES = st.lists(WORDS, min_size=1, max_size=14)
PARTS = st.lists(WORDS, min_size=1, max_size=3)
LONGEST = 0.5
"""Seconds of processor time: hundreds of times what the longest message takes, and far below listing the ways."""

Way = tuple[int, ...]
"""Where the words of a part stand."""


def ways(words: Sequence[str], part: Sequence[str], gap: int) -> Iterator[Way]:
    """Every way in which `part` stands in `words`, listed."""
    for way in product(range(len(words)), repeat=len(part)):
        steps = [behind - before for before, behind in pairwise(way)]
        if all(1 <= step <= gap + 1 for step in steps) and [words[place] for place in way] == list(part):
            yield way


@settings(max_examples=300, deadline=None)
@given(words=MESSAGES, part=PARTS, gap=st.integers(0, 2), barred=st.sets(st.integers(0, 13)), own=st.booleans())
def test_a_part_is_found_wherever_listing_its_ways_finds_it(
    words: list[str], part: list[str], gap: int, barred: set[int], own: bool
) -> None:
    spotter = Spotter({"layer": [" ".join(part)]}, gaps={"layer": gap})
    listed = list(ways(words, part, gap))
    reading = spotter.read(" ".join(words))
    (kept,) = spotter.layers["layer"].values()
    assert list(reading.find("layer")) == ([kept] if listed else [])
    assert reading.spans(kept.parts[0]) == {(way[0], way[-1] + 1) for way in listed}
    assert reading.covered(kept.parts[0]) == {place for way in listed for place in way}
    if own:
        left = [way for way in listed if barred.isdisjoint(way)]
        found = reading.spans_without(kept.parts[0], barred, set(), set())
    else:
        left = [way for way in listed if barred.isdisjoint(set(range(way[0], way[-1])) - set(way))]
        found = reading.spans_without(kept.parts[0], set(), barred, set())
    assert found == {(way[0], way[-1] + 1) for way in left}


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4)).map(lambda it: (it[0], it[0] + it[1])), max_size=5)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(SPANS, min_size=1, max_size=3), near=st.integers(0, 6), chosen=st.sets(st.integers(0, 24)))
def test_parts_stand_together_where_some_choice_of_places_is_near_enough(
    parts: list[list[tuple[int, int]]], near: int, chosen: set[int]
) -> None:
    listed = [rows for rows in product(*parts) if max(start for start, _ in rows) - min(end for _, end in rows) <= near]
    together = Together(parts, near, 24)
    assert bool(together) == bool(listed)
    assert together.words() == {index for rows in listed for start, end in rows for index in range(start, end)}
    some = [[span for span in spans if span[0] in chosen] for spans in parts]
    assert together.any_of(some) == any(row[0] in chosen for rows in listed for row in rows)


@pytest.mark.parametrize(
    "phrase",
    [
        "me me me me me me me me me",
        "[me] [me] [me] me [me] [me] [me] [me] [me]",
        "me + me + me",
        "me [me | me me] me + me [me] me [me] me + me",
    ],
)
@pytest.mark.parametrize("say", ["me", "no me", "me no", "no me me"])
def test_a_message_made_to_have_countless_ways_is_read_in_no_time(phrase: str, say: str) -> None:
    lexicon = Lexicon([Category(id="danger", entry="e", phrases=(phrase,), never=("casa me",))], negation=["no"])
    text = " ".join([say] * 2_000)[:1_900]
    lexicon.find("me")
    assert min(_seconds(lexicon, text) for _ in range(3)) < LONGEST


def _seconds(lexicon: Lexicon, text: str) -> float:
    """Processor time of one reading. The least of several is the reading's own: in a large process the collector of
    garbage may come in between."""
    started = time.process_time()
    lexicon.find(text)
    return time.process_time() - started
