"""The rate of a sender number, in time that passes only when everybody waits."""

import asyncio
import selectors
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.limits import Bucket

RATES = st.floats(min_value=0.2, max_value=400, allow_nan=False)
BURSTS = st.integers(min_value=1, max_value=10)
GAPS = st.lists(st.floats(min_value=0, max_value=3, allow_nan=False), min_size=1, max_size=60)
START = 1_000.0
"""A machine that has been up for a while, so that a whole burst has been saved up."""
NOISE = 1e-6
"""Seconds that sums of floats may be off."""


class Hurried(selectors.SelectSelector):
    """Where the loop would sleep, time has passed instead."""

    now = START

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


def served(
    rate: float, burst: int, gaps: Sequence[float], stalls: Sequence[tuple[float, float]] = ()
) -> list[tuple[int, float]]:
    """Askers come one after another, `gaps` seconds apart. Returns who was served when, in the order of service.

    `stalls`: after so many seconds the process does nothing for so long."""
    selector = Hurried()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    bucket, log = Bucket(rate, burst, time=loop.time), list[tuple[int, float]]()

    async def ask(number: int) -> None:
        await bucket.take()
        log.append((number, loop.time()))

    async def stall(after: float, seconds: float) -> None:
        await asyncio.sleep(after)
        selector.now += seconds

    async def run() -> None:
        async with asyncio.TaskGroup() as group:
            for after, seconds in stalls:
                group.create_task(stall(after, seconds))
            for number, gap in enumerate(gaps):
                await asyncio.sleep(gap)
                group.create_task(ask(number))

    try:
        loop.run_until_complete(run())
    finally:
        loop.close()
    return log


@settings(max_examples=150, deadline=None)
@given(rate=RATES, burst=BURSTS, gaps=GAPS)
def test_no_stretch_of_time_holds_more_than_the_rate_and_the_burst(rate: float, burst: int, gaps: list[float]) -> None:
    times = [at for _, at in served(rate, burst, gaps)]
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + (times[last] - start + NOISE) * rate + NOISE


@settings(max_examples=100, deadline=None)
@given(rate=RATES, burst=BURSTS, gaps=GAPS)
def test_who_asks_first_is_served_first_and_nobody_is_forgotten(rate: float, burst: int, gaps: list[float]) -> None:
    assert [number for number, _ in served(rate, burst, gaps)] == list(range(len(gaps)))


@settings(max_examples=50, deadline=None)
@given(rate=RATES, burst=BURSTS, count=st.integers(min_value=1, max_value=200))
def test_a_crowd_gets_the_whole_rate(rate: float, burst: int, count: int) -> None:
    last = served(rate, burst, [0.0] * count)[-1][1]
    assert last - START == pytest.approx(max(count - burst, 0) / rate, abs=NOISE)


@settings(max_examples=100, deadline=None)
@given(rate=RATES, taken=st.integers(min_value=0, max_value=50), seconds=st.floats(min_value=0.01, max_value=2))
def test_what_is_ready_can_leave_in_that_time(rate: float, taken: int, seconds: float) -> None:
    """And where nobody waits there is always one, or a slow number would never send."""
    now: Callable[[], float] = lambda: 5.0  # noqa: E731
    bucket = Bucket(rate, time=now)

    async def take_one() -> None:
        task = asyncio.create_task(bucket.take())
        await asyncio.sleep(0)
        task.cancel()

    async def run() -> int:
        for _ in range(taken):
            await take_one()
        return bucket.ready(seconds)

    ready = asyncio.run(run())
    assert ready >= (taken == 0)
    assert ready <= 1 or taken + ready - 1 <= seconds * rate + NOISE


STALLS = st.lists(st.tuples(st.floats(0, 4), st.floats(0.001, 0.6)), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(rate=st.sampled_from([20.0, 80.0, 400.0]), stalls=STALLS)
def test_a_process_that_was_held_up_does_not_make_up_for_it_in_one_burst(
    rate: float, stalls: list[tuple[float, float]]
) -> None:
    log = served(rate, 1, [0.0] * int(rate * 5), stalls)
    times = [at for _, at in log]
    assert [number for number, _ in log] == list(range(len(times)))
    first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1.0:
            first += 1
        assert last - first + 1 <= rate * 1.03 + 1
