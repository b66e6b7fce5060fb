"""How a campaign is getting on, for pages that are open while it leaves: counted at most once a second for all who
look, and less often where counting takes long."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter
from typing import Final

from bot.core.campaigns import Counts, State
from bot.storage import campaigns, tallies
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction

FRESH: Final = timedelta(seconds=1)
SHARE: Final = 20
"""Of the time of one processor, counting may take one part in so many."""
_BACK: Final = timedelta(seconds=30)
"""How far back the rate looks."""
_MOST: Final = 200
"""Campaigns that are remembered."""
_UNDER_WAY: Final = ("waiting", "claimed", "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One campaign at one moment. `rate`: recipients a second that were done with lately; `left`: seconds at that rate
    until none waits, None where that cannot be said."""

    campaign: Campaign
    counts: Counts
    at: datetime
    rate: float
    left: float | None

    @property
    def people(self) -> int:
        """Everybody it is for."""
        return self.counts.audience

    @property
    def done(self) -> int:
        """Those who are done with: it left, or will not."""
        by_name = self.counts.by_name()
        return self.people - sum(by_name[name] for name in _UNDER_WAY)


@dataclass(slots=True)
class _Seen:
    look: Look
    until: datetime
    samples: deque[tuple[datetime, int]]


class Watching:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[int, _Seen] = {}
        self._settled: dict[int, tuple[datetime, datetime, tuple[int, int]]] = {}

    def settled(self, tx: Transaction, campaign_id: int, now: datetime) -> tuple[int, int]:
        """How many recipients are done with, and how many have a row, as of at most a moment ago."""
        with self._lock:
            known = self._settled.get(campaign_id)
        if known and known[0] <= now < known[1]:
            return known[2]
        began = perf_counter()
        found = tallies.settled_count(tx, campaign_id)
        until = now + max(FRESH, timedelta(seconds=perf_counter() - began) * SHARE)
        with self._lock:
            if len(self._settled) >= _MOST:
                self._settled.clear()
            self._settled[campaign_id] = (now, until, found)
        return found

    def look(self, database: Database, campaign_id: int, now: datetime) -> Look | None:
        """The campaign as of at most a moment ago; its state and plan are always those of now. None: no such one."""
        with database.read() as tx:
            campaign = campaigns.load(tx, campaign_id)
        if campaign is None:
            return None
        with self._lock:
            seen = self._seen.get(campaign_id)
            if seen and seen.look.campaign == campaign and seen.look.at <= now < seen.until:
                return seen.look
        began = perf_counter()
        with database.read() as tx:
            counts = tallies.counts(tx, campaign_id)
        took = timedelta(seconds=perf_counter() - began)
        with self._lock:
            return self._keep(campaign, counts, now, max(FRESH, took * SHARE))

    def _keep(self, campaign: Campaign, counts: Counts, now: datetime, fresh: timedelta) -> Look:
        seen = self._seen.get(campaign.id)
        same = seen is not None and seen.look.campaign.runs == campaign.runs and seen.look.at <= now
        samples = seen.samples if seen and same else deque[tuple[datetime, int]]()
        look = Look(campaign=campaign, counts=counts, at=now, rate=0.0, left=None)
        samples.append((now, look.done))
        while len(samples) > 2 and now - samples[1][0] >= _BACK:
            samples.popleft()
        rate = _rate(samples) if campaign.state is State.RUNNING else 0.0
        waiting = look.people - look.done
        left = waiting / rate if rate > 0 else None
        look = Look(campaign=campaign, counts=counts, at=now, rate=rate, left=left)
        if len(self._seen) >= _MOST and campaign.id not in self._seen:
            self._seen.clear()
        self._seen[campaign.id] = _Seen(look, now + fresh, samples)
        return look


def _rate(samples: deque[tuple[datetime, int]]) -> float:
    (first, before), (last, done) = samples[0], samples[-1]
    seconds = (last - first).total_seconds()
    return max(done - before, 0) / seconds if seconds > 0 else 0.0
