"""One rate for the senders of several machines, kept in Redis or Valkey, and safe without it.

Redis holds two things for each sender number: when the next message may leave (by its own clock, so that clocks of
machines do not matter), and which senders spoke to it within `_PRESENT`. Whoever takes places in the queue of
departures asks for all it needs at once.

Redis may be gone for all senders, or for one of them only. A sender that loses it says nothing until the others have
noticed, and then sends its share: the rate over the number of senders that are known to the database. Those that still
reach Redis leave that share free, because they count who speaks to it. What is spoken for before an outage leaves
before anything new does, and the rate is kept with room for those that leave a little late, so no second ever holds
more than the rate.
"""

import asyncio
import logging
from collections.abc import Callable
from math import ceil
from time import monotonic, time
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.storage.limits import LATE, leave, room, until_half
from bot.storage.workers import Among

log = logging.getLogger(__name__)

_PATIENCE: Final = 0.3
"""Seconds an answer of Redis may take."""
_SIGN: Final = 0.5
"""Seconds between two signs of life of a sender that has nothing to send."""
_PRESENT: Final = 2.0
"""Seconds a sign of life counts."""
_COLD: Final = 2.0
"""Seconds nothing leaves where Redis knows of no departures: it may have forgotten some that are spoken for. At slow
rates it is longer: each sender may have spoken for one."""
_UNSEEN: Final = 4.0
"""Seconds of silence after Redis is lost: until the others no longer count on us, and what they took has left."""
_NEW: Final = 7.0
"""Seconds after its start in which a sender does nothing without Redis: until the others know of it (heartbeats)."""
_KEPT: Final = 86_400
"""Seconds after which Redis forgets a number nobody sends from."""

# KEYS: next departure, senders. ARGV: me, how many, interval, known senders, how long a sign counts, cold start, kept.
# Times are microseconds of Redis's clock.
_TAKE: Final = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - ARGV[5]))
redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[7])
local here = redis.call('ZCARD', KEYS[2])
local step = ARGV[3] * math.max(ARGV[4] / here, 1)
local first = math.max(tonumber(redis.call('GET', KEYS[1]) or now + ARGV[6]), now)
redis.call('SET', KEYS[1], string.format('%.0f', first + step * ARGV[2]), 'EX', ARGV[7])
return {string.format('%.0f', first - now), string.format('%.3f', step)}
"""


class Share:
    """One sender's part of a line of `rate` moments a second that nobody keeps: of the moments of the wall clock every
    so manieth is ours, by our number. Where clocks of machines agree, senders that cannot speak to one another take
    turns, which matters most at slow rates: three that may send one in three seconds each must not do so at once.
    """

    def __init__(self, rate: float, among: Among) -> None:
        self._step = 1.0 / rate
        self._free = 0.0
        """None of ours before this moment is free; by the monotonic clock, as all that is asked and told here."""
        self.among = among
        """Which one of how many we are; may change."""

    def ready(self, seconds: float) -> int:
        """See limits.Limit."""
        return room(seconds, max(self._free - monotonic(), 0.0), self._step * self.among.of)

    def until_free(self, seconds: float) -> float:
        """See limits.Limit."""
        return until_half(seconds, self._free - monotonic(), self._step * self.among.of)

    def reserve(self) -> float:
        """Our next moment; nobody else has it."""
        ahead = time() - monotonic()
        turn = ((max(self._free, monotonic()) + ahead) / self._step - self.among.number) / self.among.of
        moment = (ceil(turn) * self.among.of + self.among.number) * self._step - ahead
        self._free = moment + self._step / 2
        return moment

    def hold(self, until: float) -> None:
        """No moment before `until` is given away any more."""
        self._free = max(self._free, until)

    @property
    def end(self) -> float:
        """Every moment that was given away lies before this one."""
        return self._free


class SharedBucket:
    """At most `rate` a second for all that share `url` and `number`. `me`: this sender's name.

    `among`: which one of how many senders this is, by the database.
    """

    def __init__(self, rate: float, *, url: str, number: str, me: str, among: Callable[[], Among]) -> None:
        self._pace = rate / (1.0 + LATE)
        """What is kept, so that those that leave late do not make a second too full."""
        self._me, self._among = me, among
        self._redis: Any = Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry_on_timeout=False, retry=None
        )
        self._take: Any = self._redis.register_script(_TAKE)
        self._keys = [f"puente:{{{number}}}:next", f"puente:{{{number}}}:senders"]
        self._started = monotonic()
        self._interval = among().of / self._pace
        """Between two departures; at first as if none of the others were there yet."""
        self._next = 0.0
        self._asked = 0
        """Places that are asked for and not given yet."""
        self._alone: Share | None = None
        """Our share, while Redis is away."""
        self._returns = 0.0
        """Redis is not asked before this moment: what is spoken for without it leaves first."""
        self._asking: list[asyncio.Future[float]] = []
        self._task: asyncio.Task[None] | None = None
        self._signs: asyncio.Task[None] | None = None

    def ready(self, seconds: float) -> int:
        """See limits.Limit."""
        if self._signs is None:
            self._signs = asyncio.create_task(self._keep_signing())
        if self._alone is not None:
            return self._alone.ready(seconds)
        return room(seconds, self._ahead(), self._interval)

    def until_free(self, seconds: float) -> float:
        """See limits.Limit."""
        return self._alone.until_free(seconds) if self._alone else until_half(seconds, self._ahead(), self._interval)

    async def take(self) -> None:
        """See limits.Limit."""
        await leave(self._reserve)

    async def close(self) -> None:
        """See limits.Limit. The others need not wait for us to be missed."""
        if self._signs is not None:
            self._signs.cancel()
        try:
            await self._redis.zrem(self._keys[1], self._me)
        except (RedisError, OSError):
            log.info("left without a word: Redis is away")
        await self._redis.aclose()

    def _ahead(self) -> float:
        now = monotonic()
        return max(self._next, self._returns, now) - now + self._asked * self._interval

    async def _reserve(self) -> float:
        mine: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._asking.append(mine)
        self._asked += 1
        if self._task is None:
            self._task = asyncio.create_task(self._hand_out())
        try:
            return await mine
        finally:
            self._asked -= 1

    async def _hand_out(self) -> None:
        """Departures for all who ask, in the order they asked."""
        try:
            while self._asking:
                asking, self._asking = self._asking, []
                for mine, leaves in zip(asking, await self._departures(len(asking)), strict=True):
                    if not mine.done():
                        mine.set_result(leaves)
        finally:
            self._task = None

    async def _departures(self, count: int) -> list[float]:
        if self._alone is None:
            await asyncio.sleep(max(self._returns - monotonic(), 0.0))
            try:
                first = await self._ask(count)
                return [first + number * self._interval for number in range(count)]
            except (RedisError, OSError, TimeoutError):
                self._lose()
        assert self._alone is not None
        return [self._alone.reserve() for _ in range(count)]

    async def _ask(self, count: int) -> float:
        """Take `count` places in the queue; the moment of the first. With 0 it is a sign of life."""
        micro = 1_000_000
        values = (
            self._me, count, micro / self._pace, self._among().of,
            int(_PRESENT * micro), int(max(_COLD, self._spoken_for()) * micro), _KEPT,
        )  # fmt: skip
        async with asyncio.timeout(2 * _PATIENCE):
            wait, step = await self._take(keys=self._keys, args=values)
        # Counted from the answer, not from the question: leaving late is safe.
        first = monotonic() + float(wait) / micro
        self._interval = float(step) / micro
        self._next = first + count * self._interval
        return first

    def _lose(self) -> None:
        if self._alone is None:
            share = {"rate": round(self._pace / self._among().of, 2)}
            log.warning("Redis is away: sending our share of the rate by ourselves", extra=share)
            self._alone = Share(self._pace, self._among())
            silent = max(_UNSEEN, _PRESENT + self._spoken_for())
            self._alone.hold(max(monotonic() + silent, self._started + _NEW, self._next))

    def _spoken_for(self) -> float:
        """Seconds after which every sender's one message has left, and ours too."""
        return (self._among().of + 1) / self._pace

    async def _keep_signing(self) -> None:
        """Tell the others that we are here; find out when Redis is back."""
        while True:
            await asyncio.sleep(_SIGN)
            try:
                if self._alone is None:
                    if monotonic() >= self._returns:
                        await self._ask(0)
                    continue
                async with asyncio.timeout(2 * _PATIENCE):
                    await self._redis.ping()
            except (RedisError, OSError, TimeoutError):
                self._lose()
                if self._alone is not None:
                    self._alone.among = self._among()
                continue
            # Its queue may be older than the outage: nothing new before all that anybody took by then has left.
            self._returns = max(self._alone.end, monotonic() + max(_COLD, self._spoken_for()))
            self._alone = None
            log.warning("Redis is back")
