"""Views and votes by answer, taken at most once a minute: counting a million messages takes longer than a page may."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from bot.storage import figures
from bot.storage.database import Transaction
from bot.storage.schema import EPOCH

PERIOD: Final = timedelta(days=30)
"""What is counted over."""
FRESH: Final = timedelta(minutes=1)


class Counts:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at = EPOCH
        self._views: Mapping[str, int] = {}
        self._votes: Mapping[str, tuple[int, int]] = {}

    def taken(self, tx: Transaction, now: datetime) -> tuple[Mapping[str, int], Mapping[str, tuple[int, int]]]:
        """By entry: turns it answered, and votes for and against, of the last `PERIOD`."""
        with self._lock:
            if not timedelta(0) <= now - self._at < FRESH:
                since = now - PERIOD
                self._views, self._votes, self._at = figures.views(tx, since), figures.of_votes(tx, since), now
            return self._views, self._votes
