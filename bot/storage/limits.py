"""How fast we may send: a token bucket per sender number."""

import asyncio
from collections.abc import Callable
from time import monotonic


class Bucket:
    """At most `rate` a second, evenly spaced after a burst of `burst`. For one event loop."""

    def __init__(self, rate: float, burst: int = 1, *, time: Callable[[], float] = monotonic) -> None:
        self._interval = 1.0 / rate
        self._slack = (burst - 1) * self._interval
        self._time = time
        self._next = 0.0

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
        now = self._time()
        self._next = max(self._next, now - self._slack)
        wait = self._next - now
        self._next += self._interval
        if wait > 0:
            await asyncio.sleep(wait)
