"""How fast we may send, for each sender number: with other processes of this machine, or with other machines.

`MachineBucket` keeps its one number, when the next message may leave, in a file that all processes of this installation
share. Between machines it is kept in Redis: see shared_limits.py.
"""

import asyncio
import fcntl
import mmap
import os
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final, Protocol

LATE: Final = 0.03
"""Seconds behind its moment in which a message may still leave, where others have the moments after it."""
_MARGIN: Final = 0.02
"""Share of the rate that one machine leaves unused: at the full rate a second at the provider once held 6 % more.

Less than between machines, which leave all of LATE unused: there a second may hold what was late on every one of them,
and none may hold more than the rate; here one clock orders all, and 5 % more is allowed as seen at the provider."""
_TRIES: Final = 4
"""Moments that may be missed before a message leaves all the same: where everything is late, late is on time."""
_INSTANT: Final = struct.Struct("d")
_FAR: Final = 60.0
"""Seconds: a next departure further away than this was written before the machine started anew."""


class Limit(Protocol):
    """What a sender asks before a create call leaves."""

    def ready(self, seconds: float) -> int:
        """How many more messages could be handed in now and all leave within `seconds`; at least one if none waits."""

    def until_free(self, seconds: float) -> float:
        """Seconds until half of what may leave within `seconds` could be handed in: worth looking for more then."""

    async def take(self) -> None:
        """Return when one message may leave. Callers are served in the order they ask."""

    async def close(self) -> None:
        """Give back what is held."""


class MachineBucket:
    """The same rate for all processes of this machine that open `path`: exact, and fair to none in particular.

    The clock is the machine's own, the same in every process. A process that dies takes nothing with it. Messages that
    are late on their way come close together at the provider, so the last `_MARGIN` of the rate is left to them.
    """

    def __init__(self, rate: float, path: Path) -> None:
        self._interval = (1.0 + _MARGIN) / rate
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self._handle).st_size < _INSTANT.size:
            os.truncate(self._handle, _INSTANT.size)
        self._page = mmap.mmap(self._handle, _INSTANT.size)

    def ready(self, seconds: float) -> int:
        """See Limit."""
        return room(seconds, max(self._read() - monotonic(), 0.0), self._interval)

    def until_free(self, seconds: float) -> float:
        """See Limit."""
        return until_half(seconds, self._read() - monotonic(), self._interval)

    def reserve(self) -> float:
        """The next moment, by this machine's monotonic clock, one every 1/`rate` seconds; nobody else gets it."""
        with self._alone():
            moment = max(self._read(), monotonic())
            self._write(moment + self._interval)
        return moment

    async def take(self) -> None:
        """See Limit."""

        async def moment() -> float:
            return self.reserve()

        await leave(moment)

    async def close(self) -> None:
        """See Limit."""
        self._page.close()
        os.close(self._handle)

    def _read(self) -> float:
        (when,) = _INSTANT.unpack(self._page)
        return float(when) if when - monotonic() < _FAR else 0.0

    def _write(self, when: float) -> None:
        _INSTANT.pack_into(self._page, 0, when)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)


async def leave(reserve: Callable[[], Awaitable[float]]) -> None:
    """Return at a moment that `reserve` gives. Who misses it, because the machine did not let us run, reserves anew:

    a heap of late messages must not leave beside those whose moment it is.
    """
    for _ in range(_TRIES):
        moment = await reserve()
        wait = moment - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        if monotonic() <= moment + LATE:
            return


def room(seconds: float, ahead: float, interval: float) -> int:
    """How many fit into `seconds` behind what is `ahead` of them, one every `interval`; one where nothing is ahead."""
    return max(int((seconds - ahead) / interval), 1 if ahead <= 0 else 0)


def until_half(seconds: float, ahead: float, interval: float) -> float:
    """Seconds until half of what leaves within `seconds` would fit, with `ahead` seconds given away already."""
    half = max(int(seconds / interval / 2), 1) * interval
    return max(ahead - max(seconds - half, 0.0), 0.0)
