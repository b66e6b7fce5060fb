"""What takes longer than a page may: worked out in a thread of its own, once for all who ask, and kept for a while.

Going over a hundred thousand people takes seconds; whoever asks waits a moment and otherwise looks again.
"""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock, Semaphore, Thread
from typing import Final, Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

_MOST: Final = 50
"""Answers that are kept."""
_AT_ONCE: Final = 2
"""Answers that are worked out at the same time: more would only take turns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known(Generic[T]):
    """What was worked out, as of `at`."""

    at: datetime
    value: T


@dataclass(slots=True)
class _Asked(Generic[T]):
    since: datetime
    before: Known[T] | None
    done: Event = field(default_factory=Event)
    found: Known[T] | None = None
    failed: Exception | None = None


class WorkedOut(Generic[T]):
    """Answers by key, each good for `fresh`. `old`: an answer that is no longer fresh is given while another is being
    worked out. Threads may share it."""

    def __init__(self, *, fresh: timedelta, old: bool = False) -> None:
        self._fresh, self._old = fresh, old
        self._lock = Lock()
        self._turns = Semaphore(_AT_ONCE)
        self._asked: dict[Hashable, _Asked[T]] = {}

    def get(
        self, key: Hashable, work: Callable[[], T], now: datetime, *, wait: float, anew: bool = False
    ) -> Known[T] | None:
        """The answer, waiting at most `wait` seconds for it; None while it is being worked out. `anew`: not what was
        found before. Raises what `work` raised, once."""
        with self._lock:
            asked = self._asked.get(key)
            settled = asked is not None and asked.done.is_set()
            if asked is None or (settled and (anew or not asked.since <= now < asked.since + self._fresh)):
                before = asked.found if asked is not None and not anew else None
                asked = self._begin(key, work, now, before)
        asked.done.wait(wait)
        if asked.failed is not None:
            with self._lock:
                self._asked.pop(key, None)
            raise asked.failed
        return asked.found or (asked.before if self._old else None)

    def _begin(self, key: Hashable, work: Callable[[], T], now: datetime, before: Known[T] | None) -> _Asked[T]:
        if len(self._asked) >= _MOST:
            self._asked = {known: one for known, one in self._asked.items() if not one.done.is_set()}
        asked = self._asked[key] = _Asked(now, before)

        def doing() -> None:
            try:
                with self._turns:
                    asked.found = Known(at=now, value=work())
            except Exception as error:
                log.exception("something that takes long failed")
                asked.failed = error
            finally:
                asked.done.set()

        Thread(target=doing, name="worked-out", daemon=True).start()
        return asked
