"""Three senders of several machines at full speed on one rate, through a real Valkey, whatever befalls it.

In real time, so it wants a machine that is not busy with anything else; the same days in time that passes only when
everybody waits are in tests/storage/test_shared_limits.py.
"""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.storage.limits import Limit
from bot.storage.shared_limits import SharedBucket
from bot.storage.workers import Among
from tests import valkey
from tests.valkey import Server

RATE: Final = 40.0
TOLERATED: Final = 1.05
"""Of the rate, in any one second: what issue and promise allow."""
AHEAD: Final = 0.25
SECONDS: Final = 12.0
FATE: Final = 2.5
"""When it strikes, in seconds after the beginning."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`busiest`: most departures in any one second, by what befell Valkey; `late`: a second of the last two."""

    rate: float
    busiest: dict[str, int]
    late: dict[str, float]
    over_the_rate: int
    too_slow: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def send(bucket: Limit, left: list[float], until: float) -> None:
    """What a sender does: hand in what there is room for, and let each leave when it may."""
    flying: set[asyncio.Task[None]] = set()
    now = asyncio.get_running_loop().time

    async def one() -> None:
        await bucket.take()
        left.append(now())

    while now() < until:
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


def within(left: Sequence[float], start: float, end: float) -> float:
    """Departures a second."""
    return sum(start < at <= end for at in left) / (end - start)


async def day(buckets: Sequence[SharedBucket], befall: Callable[[], Awaitable[None]]) -> list[list[float]]:
    """Senders at full speed, and what happens to Valkey meanwhile. Departures of each, in seconds."""
    left: list[list[float]] = [[] for _ in buckets]
    for bucket in buckets:
        bucket._started -= 60.0  # they have been known for a while
    begin = asyncio.get_running_loop().time()

    async def strike() -> None:
        await asyncio.sleep(FATE)
        await befall()

    await asyncio.gather(
        *(send(bucket, mine, begin + SECONDS) for bucket, mine in zip(buckets, left, strict=True)), strike()
    )
    for bucket in buckets:
        await bucket.close()
    return [[at - begin for at in mine] for mine in left]


def senders(urls: Sequence[str], rate: float = RATE) -> list[SharedBucket]:
    """One for each address of Valkey; each knows of all."""

    def one(number: int, url: str) -> SharedBucket:
        among = Among(number=number, of=len(urls))
        return SharedBucket(rate, url=url, number="whatsapp", me=f"send-{number}", among=lambda: among)

    return [one(number, url) for number, url in enumerate(urls)]


async def _spared(_: Server) -> None:
    """An uneventful day."""


async def _killed(server: Server) -> None:
    server.kill()


async def _restarted(server: Server) -> None:
    server.kill()
    await asyncio.sleep(0.3)
    await asyncio.to_thread(server.start)


async def _flushed(server: Server) -> None:
    await asyncio.to_thread(server.flush)


async def _cut_off(server: Server) -> None:
    with server.cut_off():
        await asyncio.sleep(2.0)


_FATES: Final = {fate.__name__.removeprefix("_"): fate for fate in (_spared, _killed, _restarted, _flushed, _cut_off)}


def run() -> Result:
    """Every fate, each with a Valkey of its own, all at the same time."""

    async def all_of_them(servers: Sequence[Server]) -> list[list[list[float]]]:
        async def one(server: Server, fate: Callable[[Server], Awaitable[None]]) -> list[list[float]]:
            return await day(senders([server.url] * 3), lambda: fate(server))

        return list(
            await asyncio.gather(*(one(server, fate) for server, fate in zip(servers, _FATES.values(), strict=True)))
        )

    with ExitStack() as up:
        servers = [up.enter_context(valkey.running()) for _ in _FATES]
        time.sleep(0.5)
        days = dict(zip(_FATES, asyncio.run(all_of_them(servers)), strict=True))
    together = {fate: [at for mine in left for at in mine] for fate, left in days.items()}
    most = {fate: busiest(left) for fate, left in together.items()}
    late = {fate: within(left, SECONDS - 2.0, SECONDS) for fate, left in together.items()}
    return Result(
        rate=RATE,
        busiest=most,
        late=late,
        over_the_rate=sum(count > RATE * TOLERATED for count in most.values()),
        too_slow=sum(count < 0.95 * RATE for count in late.values()),
    )
