"""One rate for many senders: of this machine through a file, of several through a real Valkey, whatever befalls it."""

import asyncio
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.runtime import Bell, Ears
from bot.storage.limits import Limit, MachineBucket
from bot.storage.shared_limits import SharedBucket
from tests import valkey
from tests.valkey import Server

RATE = 40.0
TOLERATED = 1.05
"""Of the rate, in any one second: what issue and promise allow."""
AHEAD = 0.25
SECONDS = 12.0
Days = dict[str, list[list[float]]]
"""By what befell Valkey: the departures of each sender, in seconds from the beginning."""
FATE = 2.5
"""When it strikes, in seconds after the beginning."""


async def send(bucket: Limit, left: list[float], until: float) -> None:
    """What a sender does: hand in what there is room for, and let each leave when it may."""
    flying: set[asyncio.Task[None]] = set()

    async def one() -> None:
        await bucket.take()
        left.append(time.monotonic())

    while time.monotonic() < until:
        for _ in range(bucket.ready(AHEAD)):
            task = asyncio.create_task(one())
            flying.add(task)
            task.add_done_callback(flying.discard)
        await asyncio.sleep(0.01)  # those that were let in ask now
        await asyncio.sleep(min(bucket.until_free(AHEAD), 0.2))
    await asyncio.wait_for(asyncio.gather(*flying), 30)


def busiest(left: Sequence[float]) -> int:
    """The most departures in any one second."""
    times = sorted(left)
    return max(bisect_left(times, at + 1.0) - number for number, at in enumerate(times))


async def day(server: Server, befall: Callable[[Server], Awaitable[None]], far: str = "") -> list[list[float]]:
    """Three senders at full speed, and what happens to Valkey meanwhile. Departures of each, in seconds.

    `far`: where the third looks for Valkey, if not where it is.
    """
    buckets = [
        SharedBucket(RATE, url=url, number="whatsapp", me=f"send-{number}", senders=lambda: 3)
        for number, url in enumerate((server.url, server.url, far or server.url))
    ]
    left: list[list[float]] = [[] for _ in buckets]
    for bucket in buckets:
        bucket._started -= 60.0  # they have been known for a while
    begin = time.monotonic()

    async def strike() -> None:
        await asyncio.sleep(FATE)
        await befall(server)

    await asyncio.gather(
        *(send(bucket, mine, begin + SECONDS) for bucket, mine in zip(buckets, left, strict=True)), strike()
    )
    for bucket in buckets:
        await bucket.close()
    return [[at - begin for at in mine] for mine in left]


async def spared(_: Server) -> None:
    """An uneventful day."""


async def killed(server: Server) -> None:
    server.kill()


async def restarted(server: Server) -> None:
    server.kill()
    await asyncio.sleep(0.3)
    await asyncio.to_thread(server.start)


async def flushed(server: Server) -> None:
    await asyncio.to_thread(server.flush)


async def cut_off(server: Server) -> None:
    with server.cut_off():
        await asyncio.sleep(2.0)


FATES = {fate.__name__: fate for fate in (spared, killed, restarted, flushed, cut_off)}


@pytest.fixture(scope="module")
def days() -> Days:
    """Every fate, each with a Valkey of its own, all at the same time; `far`: one sender alone never finds it."""

    async def all_of_them(servers: Sequence[Server]) -> list[list[list[float]]]:
        fated = [day(server, fate) for server, fate in zip(servers, FATES.values(), strict=False)]
        return list(await asyncio.gather(*fated, day(servers[-1], spared, "redis://127.0.0.1:1/0")))

    with ExitStack() as up:
        servers = [up.enter_context(valkey.running()) for _ in range(len(FATES) + 1)]
        return dict(zip([*FATES, "far"], asyncio.run(all_of_them(servers)), strict=True))


def within(left: Sequence[float], start: float, end: float) -> float:
    """Departures a second."""
    return sum(start < at <= end for at in left) / (end - start)


@pytest.mark.parametrize("fate", [*FATES, "far"])
def test_no_second_holds_more_than_the_rate_whatever_befalls_valkey(days: Days, fate: str) -> None:
    assert busiest([at for mine in days[fate] for at in mine]) <= RATE * TOLERATED


@pytest.mark.parametrize("fate", FATES)
def test_sending_goes_on_at_the_full_rate_whatever_befell_valkey(days: Days, fate: str) -> None:
    assert within([at for mine in days[fate] for at in mine], SECONDS - 2.0, SECONDS) >= 0.95 * RATE


def test_three_senders_use_the_rate_together(days: Days) -> None:
    # In the first seconds each waits for the others to be there.
    assert within([at for mine in days["spared"] for at in mine], 4.0, SECONDS) >= 0.97 * RATE


def test_a_sender_that_alone_is_cut_off_sends_its_share_and_the_others_leave_it_free(
    days: Days,
) -> None:
    *near, far = days["far"]
    assert within(far, 6.0, SECONDS) == pytest.approx(RATE / 3, rel=0.1)
    assert within([at for mine in near for at in mine], 6.0, SECONDS) == pytest.approx(RATE * 2 / 3, rel=0.1)


SENDING = """
import asyncio, sys, time
from pathlib import Path
from bot.storage.limits import MachineBucket

async def run():
    bucket = MachineBucket(float(sys.argv[2]), Path(sys.argv[1]))
    for _ in range(30):
        await bucket.take()
        print(time.monotonic(), flush=True)

asyncio.run(run())
"""


def test_processes_of_one_machine_share_the_rate_through_a_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SENDING, str(tmp_path / "limit"), str(RATE)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    left = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].splitlines())
    assert len(left) == 90
    assert busiest(left) <= RATE * TOLERATED + 1


def test_a_file_from_before_the_machine_started_anew_holds_nobody_up(tmp_path: Path) -> None:
    async def run() -> int:
        old = MachineBucket(RATE, tmp_path / "limit")
        old.hold(time.monotonic() + 1e6)
        await old.close()
        new = MachineBucket(RATE, tmp_path / "limit")
        ready = new.ready(AHEAD)
        await new.close()
        return ready

    assert asyncio.run(run()) == int(AHEAD * RATE)


def test_a_ring_is_heard_on_another_machine_and_after_valkey_came_back(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for home in (here, there):
        home.mkdir()

    async def run(server: Server) -> None:
        ears, bell = Ears(there, "send", server.url), Bell(here, server.url)
        await ears.wait(5.0)  # it says so itself once it is listening
        for again in (False, True):
            if again:
                server.kill()
                await asyncio.to_thread(server.start)
                await ears.wait(10.0)
            bell.ring("converse")
            assert not await ears.wait(0.3)
            bell.ring("send")
            assert await ears.wait(10.0)
        ears.close()

    with valkey.running() as server:
        asyncio.run(run(server))
