"""How fast we may send: a token bucket per sender number."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

_CATCH_UP: Final = 0.02
"""Seconds of a hold-up that are made up for: the rate is kept through short ones, and no second holds 3 % more."""


class Bucket:
    """At most `rate` a second, evenly spaced after a burst of `burst`. For one event loop."""

    def __init__(self, rate: float, burst: int = 1, *, time: Callable[[], float] = monotonic) -> None:
        self._interval = 1.0 / rate
        self._slack = (burst - 1) * self._interval
        self._time = time
        self._next = 0.0
        """When the next one that asks is to leave."""
        self._paced = 0.0
        """When the next one may leave at the earliest, by when the last ones really did."""
        self._waiting = 0
        self._turn = asyncio.Lock()

    def ready(self, seconds: float) -> int:
        """How many more messages could be handed in now and all leave within `seconds`; at least one if none waits."""
        now = self._time()
        ahead = max(self._next, now - self._slack) - now
        return max(int((seconds - ahead) / self._interval), 1 if ahead <= 0 else 0)

    def until_free(self, seconds: float) -> float:
        """Seconds until half of what may leave within `seconds` could be handed in: worth looking for more then."""
        half = max(int(seconds / self._interval / 2), 1) * self._interval
        ahead = self._next - self._time()
        return max(ahead - max(seconds - half, 0.0), 0.0)

    async def take(self) -> None:
        """Return when one message may leave. Callers are served in the order they ask."""
        mine = max(self._next, self._time() - self._slack)
        self._next = mine + self._interval
        self._waiting += 1
        try:
            async with self._turn:
                while (wait := max(mine, self._paced) - self._time()) > 0:  # noqa: ASYNC110  only time passes
                    await asyncio.sleep(wait)
                # A process that was held up finds many due at once, and must not make up for it in one burst.
                self._paced = max(self._paced, self._time() - self._slack - _CATCH_UP) + self._interval
        finally:
            self._waiting -= 1
        self._next = max(self._next, self._paced + self._waiting * self._interval)
