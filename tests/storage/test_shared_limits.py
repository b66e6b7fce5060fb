"""One rate for many senders, whatever befalls Valkey, in time that passes only when everybody waits.

With a real Valkey in real time: `python -m tests.faults shared_rate`. That the stand-in here does what a real one does
is tested too.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from redis.exceptions import ConnectionError as Refused

from bot.runtime import Bell, Ears
from bot.storage import limits, shared_limits
from bot.storage.shared_limits import SharedBucket
from tests import valkey
from tests.faults.shared_rate import RATE, SECONDS, busiest, day, senders, within
from tests.storage.test_limits import Hurried
from tests.valkey import Server

MICRO = 1_000_000
Days = dict[str, list[list[float]]]
"""By what befell Valkey: the departures of each sender, in seconds from the beginning."""


class Standin:
    """What a Valkey does with our script and nothing else, in the time of the test. May be away, silent, or forget."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.away = self.silent = False
        self.forget()

    def forget(self) -> None:
        self.next: dict[str, float] = {}
        self.seen: dict[str, dict[str, float]] = {}

    async def there(self) -> None:
        if self.silent:
            await asyncio.sleep(10_000)
        if self.away:
            raise Refused

    async def take(self, keys: Sequence[str], args: Sequence[Any]) -> list[bytes]:
        await self.there()
        me, count, interval, known, present, cold, _ = args
        now = int(self._now() * MICRO)
        seen = {name: at for name, at in self.seen.get(keys[1], {}).items() if at > now - present}
        self.seen[keys[1]] = {**seen, me: now}
        step = interval * max(known / len(self.seen[keys[1]]), 1)
        first = max(self.next.get(keys[0], now + cold), now)
        self.next[keys[0]] = first + step * count
        return [f"{first - now:.0f}".encode(), f"{step:.3f}".encode()]

    async def ping(self) -> bool:
        await self.there()
        return True

    async def zrem(self, key: str, name: str) -> None:
        await self.there()
        self.seen.get(key, {}).pop(name, None)

    async def aclose(self) -> None:
        pass


def joined(standins: Sequence[Standin], rate: float = RATE) -> list[SharedBucket]:
    """A sender for each of these."""
    buckets = senders(["redis://127.0.0.1:1/0"] * len(standins), rate)
    for bucket, standin in zip(buckets, standins, strict=True):
        bucket._redis, bucket._take = standin, standin.take
    return buckets


async def spared(_: Standin) -> None:
    """An uneventful day."""


async def killed(standin: Standin) -> None:
    standin.away = True


async def restarted(standin: Standin) -> None:
    standin.away = True
    standin.forget()
    await asyncio.sleep(0.3)
    standin.away = False


async def flushed(standin: Standin) -> None:
    standin.forget()


async def cut_off(standin: Standin) -> None:
    standin.silent = True
    await asyncio.sleep(2.0)
    standin.silent = False


FATES = {fate.__name__: fate for fate in (spared, killed, restarted, flushed, cut_off)}


class Late(Hurried):
    """A machine that wakes everybody a little late, within what may still leave."""

    def __init__(self) -> None:
        super().__init__()
        self._random = Random(4)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout + self._random.random() ** 3 * limits.LATE if timeout else timeout)


@pytest.fixture(scope="module", params=[Hurried, Late])
def hurried(request: pytest.FixtureRequest) -> Iterator[asyncio.SelectorEventLoop]:
    """A loop in which nothing takes time; limits read their time from it."""
    selector = request.param()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "monotonic", loop.time)
        patched.setattr(shared_limits, "monotonic", loop.time)
        patched.setattr(shared_limits, "time", loop.time)
        yield loop
    loop.close()


@pytest.fixture(scope="module")
def days(hurried: asyncio.SelectorEventLoop) -> Days:
    """Every fate; `far`: one sender alone never finds Valkey."""

    return lives(hurried, RATE)


def lives(loop: asyncio.SelectorEventLoop, rate: float) -> Days:
    def lived(fate: Callable[[Standin], Awaitable[None]], far: bool = False) -> list[list[float]]:
        standin, nowhere = Standin(loop.time), Standin(loop.time)
        nowhere.away = True
        buckets = joined([standin, standin, nowhere if far else standin], rate)
        return loop.run_until_complete(day(buckets, lambda: fate(standin)))

    return {**{name: lived(fate) for name, fate in FATES.items()}, "far": lived(spared, far=True)}


@pytest.mark.parametrize("fate", FATES)
def test_no_second_holds_more_than_the_rate_whatever_befalls_valkey(days: Days, fate: str) -> None:
    assert busiest([at for mine in days[fate] for at in mine]) <= RATE


def test_no_second_holds_more_than_one_above_it_where_one_sender_alone_is_cut_off(days: Days) -> None:
    assert busiest([at for mine in days["far"] for at in mine]) <= RATE + 1


def test_one_message_a_second_stays_one_for_three_senders_without_valkey(hurried: asyncio.SelectorEventLoop) -> None:
    most = {fate: busiest([at for mine in left for at in mine]) for fate, left in lives(hurried, 1.0).items()}
    assert most["spared"] == most["killed"] == 1
    assert max(most.values()) <= 2  # where it changes between the two ways, and each of them keeps to it


@pytest.mark.parametrize("fate", FATES)
def test_sending_goes_on_at_the_full_rate_whatever_befell_valkey(days: Days, fate: str) -> None:
    assert within([at for mine in days[fate] for at in mine], SECONDS - 2.0, SECONDS) >= 0.95 * RATE


def test_three_senders_use_the_rate_together(days: Days) -> None:
    # In the first seconds each waits for the others to be there.
    assert within([at for mine in days["spared"] for at in mine], 4.0, SECONDS) >= 0.96 * RATE


def test_a_sender_that_alone_is_cut_off_sends_its_share_and_the_others_leave_it_free(days: Days) -> None:
    *near, far = days["far"]
    assert within(far, 6.0, SECONDS) == pytest.approx(RATE / 3, rel=0.1)
    assert within([at for mine in near for at in mine], 6.0, SECONDS) == pytest.approx(RATE * 2 / 3, rel=0.1)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with valkey.running() as server:
        yield server


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Valkey that is there counts as there, however long a busy machine lets it wait for its turn."""
    monkeypatch.setattr(shared_limits, "_PATIENCE", 60.0)


@pytest.mark.usefixtures("patient")
def test_a_real_valkey_hands_out_what_the_stand_in_hands_out(server: Server) -> None:
    """Places follow on one another without a gap or an overlap, after a cold start, and fewer senders get fewer."""

    async def run() -> None:
        buckets = senders([server.url] * 3)
        standin, steps, ends = Standin(lambda: 1_000.0), [], []
        for number, count in enumerate((3, 0, 5, 1, 7)):
            bucket = buckets[number % 3]
            args = (bucket._me, count, MICRO / RATE, 3, 3_600 * MICRO, 3_600 * MICRO, 60)
            theirs = await bucket._take(keys=bucket._keys, args=args)
            ours = await standin.take(bucket._keys, args)
            assert theirs[1] == ours[1]
            assert 0 < int(theirs[0]) <= int(ours[0])  # the real one's time goes on, and a cold start is an hour away
            steps.append(float(theirs[1]))
            ends.append(int(await bucket._redis.get(bucket._keys[0])))
        assert steps == [75_000.0, 37_500.0, 25_000.0, 25_000.0, 25_000.0]
        assert [later - one for one, later in pairwise(ends)] == [0, 125_000, 25_000, 175_000]
        for bucket in buckets:
            await bucket.close()

    asyncio.run(run())


@pytest.mark.usefixtures("patient")
def test_a_real_bucket_takes_its_places_from_a_real_valkey(server: Server) -> None:
    async def run() -> None:
        server.flush()
        (bucket,) = senders([server.url])
        await asyncio.wait_for(asyncio.gather(*(bucket.take() for _ in range(5))), 60)
        assert bucket._alone is None
        await bucket.close()

    asyncio.run(run())


def test_a_ring_is_heard_on_another_machine_and_after_valkey_came_back(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for home in (here, there):
        home.mkdir()

    async def run(server: Server) -> None:
        ears, bell = Ears(there, "send", server.url), Bell(here, server.url)
        await ears.wait(60.0)  # it says so itself once it is listening
        for again in (False, True):
            if again:
                server.kill()
                await asyncio.to_thread(server.start)
                await ears.wait(60.0)
            bell.ring("converse")
            assert not await ears.wait(0.3)
            bell.ring("send")
            assert await ears.wait(60.0)
        ears.close()

    with valkey.running() as server:
        asyncio.run(run(server))
