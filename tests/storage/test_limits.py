"""The rate of a sender number, in time that passes only when everybody waits."""

import asyncio
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage import limits
from bot.storage.limits import MachineBucket

RATES = st.floats(min_value=1, max_value=400, allow_nan=False)
GAPS = st.lists(st.floats(min_value=0, max_value=3, allow_nan=False), min_size=1, max_size=50)
STALLS = st.lists(st.tuples(st.floats(0, 4), st.floats(0.001, 0.6)), min_size=1, max_size=8)
START = 1_000.0
"""A machine that has been up for a while."""
NOISE = 1e-6
"""Seconds that sums of floats may be off."""


class Hurried(selectors.SelectSelector):
    """Where the loop would sleep, time has passed instead."""

    now = START

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


@contextmanager
def bucket_in(time: Hurried, rate: float) -> Iterator[MachineBucket]:
    """A fresh bucket that reads this clock."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "monotonic", lambda: time.now)
        bucket = MachineBucket(rate, Path(folder) / "limit")
        yield bucket
        asyncio.run(bucket.close())


def served(rate: float, gaps: Sequence[float], stalls: Sequence[tuple[float, float]] = ()) -> list[tuple[int, float]]:
    """Askers come one after another, `gaps` seconds apart. Returns who was served when, in the order of service.

    `stalls`: after so many seconds the process does nothing for so long."""
    selector = Hurried()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    log = list[tuple[int, float]]()

    async def stall(after: float, seconds: float) -> None:
        await asyncio.sleep(after)
        selector.now += seconds

    async def run(bucket: MachineBucket) -> None:
        async def ask(number: int) -> None:
            await bucket.take()
            log.append((number, loop.time()))

        async with asyncio.TaskGroup() as group:
            for after, seconds in stalls:
                group.create_task(stall(after, seconds))
            for number, gap in enumerate(gaps):
                await asyncio.sleep(gap)
                group.create_task(ask(number))

    with bucket_in(selector, rate) as bucket:
        try:
            loop.run_until_complete(run(bucket))
        finally:
            loop.close()
    return log


@settings(max_examples=100, deadline=None)
@given(rate=RATES, gaps=GAPS)
def test_no_stretch_of_time_holds_more_than_the_rate(rate: float, gaps: list[float]) -> None:
    times = [at for _, at in served(rate, gaps)]
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            assert last - first <= (times[last] - start + NOISE) * rate + NOISE


@settings(max_examples=50, deadline=None)
@given(rate=RATES, gaps=GAPS)
def test_who_asks_first_is_served_first_and_nobody_is_forgotten(rate: float, gaps: list[float]) -> None:
    assert [number for number, _ in served(rate, gaps)] == list(range(len(gaps)))


@settings(max_examples=50, deadline=None)
@given(rate=RATES, count=st.integers(min_value=1, max_value=50))
def test_a_crowd_gets_all_but_a_fiftieth_of_the_rate(rate: float, count: int) -> None:
    last = served(rate, [0.0] * count)[-1][1]
    assert last - START == pytest.approx((count - 1) * 1.02 / rate, abs=NOISE)


@settings(max_examples=50, deadline=None)
@given(rate=RATES, taken=st.integers(min_value=0, max_value=50), seconds=st.floats(min_value=0.01, max_value=2))
def test_what_is_ready_can_leave_in_that_time(rate: float, taken: int, seconds: float) -> None:
    """And where nobody waits there is always one, or a slow number would never send."""
    with bucket_in(Hurried(), rate) as bucket:
        for _ in range(taken):
            bucket.reserve()
        ready = bucket.ready(seconds)
    assert ready >= (taken == 0)
    assert ready <= 1 or taken + ready - 1 <= seconds * rate + NOISE


@settings(max_examples=50, deadline=None)
@given(rate=st.sampled_from([20.0, 80.0, 400.0]), stalls=STALLS)
def test_a_process_that_was_held_up_does_not_make_up_for_it_in_one_burst(
    rate: float, stalls: list[tuple[float, float]]
) -> None:
    """Who missed a moment takes a new one at the end of the line."""
    log = served(rate, [0.0] * int(rate * 5), stalls)
    times = [at for _, at in log]
    assert sorted(number for number, _ in log) == list(range(len(times)))
    first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1.0:
            first += 1
        assert last - first + 1 <= rate * 1.02 + 1


RESERVING = """
import sys
from pathlib import Path
from bot.storage.limits import MachineBucket

bucket = MachineBucket(float(sys.argv[2]), Path(sys.argv[1]))
for _ in range(30):
    print(bucket.reserve())
"""


def test_processes_of_one_machine_share_the_rate_through_a_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RESERVING, str(tmp_path / "limit"), str(40.0)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    moments = sorted(float(line) for process in running for line in process.communicate(timeout=120)[0].splitlines())
    assert len(moments) == 90
    assert min(later - one for one, later in pairwise(moments)) > 0.999 / 40.0


def test_a_file_from_before_the_machine_started_anew_holds_nobody_up(tmp_path: Path) -> None:
    async def run() -> int:
        old = MachineBucket(80.0, tmp_path / "limit")
        old._write(limits.monotonic() + 1e6)
        await old.close()
        new = MachineBucket(80.0, tmp_path / "limit")
        ready = new.ready(0.25)
        await new.close()
        return ready

    assert asyncio.run(run()) == int(0.25 * 80.0 / (1 + limits._MARGIN))
