"""The page of facts of a campaign without anybody waiting for it: it is worked out once for all who ask, in a thread of
its own, and kept for a while. Going over a hundred thousand people takes longer than a page may."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import Final

from bot.services.facts import Facts

log = logging.getLogger(__name__)

FRESH: Final = timedelta(minutes=5)
"""How long facts are shown before they are worked out anew."""
_MOST: Final = 50
"""Plans whose facts are kept."""

Look = Callable[[], Facts]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """The facts of the plan `hash`, as of `at`."""

    hash: str
    at: datetime
    facts: Facts


@dataclass(slots=True)
class _Asked:
    since: datetime
    done: Event
    found: Ahead | None = None
    failed: Exception | None = None


class LookingAhead:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: dict[tuple[int, str], _Asked] = {}

    def facts(
        self, campaign_id: int, plan_hash: str, look: Look, now: datetime, *, wait: float, anew: bool = False
    ) -> Ahead | None:
        """What is known, waiting at most `wait` seconds for it; None while it is being worked out. `anew`: not what was
        found before. Raises what `look` raised, once."""
        key = (campaign_id, plan_hash)
        with self._lock:
            asked = self._asked.get(key)
            settled = asked is not None and asked.done.is_set()
            if asked is None or (settled and (anew or not asked.since <= now < asked.since + FRESH)):
                asked = self._begin(key, look, now)
        asked.done.wait(wait)
        if asked.failed is not None:
            with self._lock:
                self._asked.pop(key, None)
            raise asked.failed
        return asked.found

    def _begin(self, key: tuple[int, str], look: Look, now: datetime) -> _Asked:
        if len(self._asked) >= _MOST:
            self._asked = {known: one for known, one in self._asked.items() if not one.done.is_set()}
        asked = self._asked[key] = _Asked(now, Event())

        def work() -> None:
            try:
                asked.found = Ahead(hash=key[1], at=now, facts=look())
            except Exception as error:
                log.exception("a look ahead failed", extra={"campaign": key[0]})
                asked.failed = error
            finally:
                asked.done.set()

        Thread(target=work, name=f"ahead-{key[0]}", daemon=True).start()
        return asked
