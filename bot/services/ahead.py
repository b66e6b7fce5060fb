"""Counting the audience of a campaign for a page: at once where few can be meant, else as a job of the `jobs` worker.

The row is the job and keeps the result: numbers of people, and the fingerprint of the plan they were counted for. A
count of another plan, or of long ago, is told as what it is and made anew; by that of another plan nothing is decided.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.clock import Clock
from bot.services import fanout, headcount
from bot.services.headcount import Headcount
from bot.services.regulations import Regulations
from bot.storage import audiences, campaigns, jobs
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction
from bot.storage.jobs import Job

log = logging.getLogger(__name__)

KIND: Final = "ahead"
FRESH: Final = timedelta(minutes=5)
"""How long a count is good for: windows close, people come and go."""
FEW: Final = 2_000
"""People who are counted while the page waits: some 50 ms."""
LEASE: Final = timedelta(seconds=60)
"""How long a count may be silent before another worker begins it anew; it says how far it is every few thousand
people."""
_OPEN: Final = ("waiting", "claimed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """What is known of a campaign's audience. `counted`: of the plan as it is; `before`: of one it had before, where
    there is nothing better. `looked`: people looked at so far, while it is being counted anew (None: it is not).
    `failed`: the last count broke off."""

    counted: Headcount | None = None
    before: Headcount | None = None
    looked: int | None = None
    failed: bool = False


def known(
    database: Database,
    campaign: Campaign,
    regulations: Regulations,
    *,
    by: str,
    now: datetime,
    ring: Callable[[], None],
) -> Ahead:
    """What is known; what is missing or old is counted at once where it is quick, else asked for (`ring`: wakes the
    worker). Where a count broke off nothing is asked for until somebody wants it (`again`)."""
    with database.read() as tx:
        now_known = standing(tx, campaign)
        if now_known.looked is not None or now_known.failed:
            return now_known
        if now_known.counted is not None and now - now_known.counted.at < FRESH:
            return now_known
        few = _few(tx, campaign, now)
    if few:
        return Ahead(counted=headcount.count(database, campaign, regulations, now))
    again(database, campaign, by=by, now=now, ring=ring)
    with database.read() as tx:
        return standing(tx, campaign)


def again(database: Database, campaign: Campaign, *, by: str, now: datetime, ring: Callable[[], None]) -> None:
    """Have it counted anew, unless it is being counted, or is so quick that every look counts."""
    with database.write() as tx:
        if jobs.answered(tx, KIND, _request(campaign.id), *_OPEN) is None and not _few(tx, campaign, now):
            jobs.ask(tx, KIND, _request(campaign.id), by=by, now=now)
    ring()


def standing(tx: Transaction, campaign: Campaign) -> Ahead:
    """What a worker found out so far."""
    request = _request(campaign.id)
    newest, done = jobs.answered(tx, KIND, request), jobs.answered(tx, KIND, request, "done")
    found = headcount.read(done.result) if done is not None else None
    current = found is not None and found.fingerprint == campaign.hash
    return Ahead(
        counted=found if current else None,
        before=None if current else found,
        looked=int(newest.progress or 0) if newest is not None and newest.state in _OPEN else None,
        failed=newest is not None and newest.state == "failed" and newest.result.get("hash") == campaign.hash,
    )


def _few(tx: Transaction, campaign: Campaign, now: datetime) -> bool:
    return audiences.few(tx, fanout.rule(campaign.plan), now, FEW)


def _request(campaign_id: int) -> dict[str, int]:
    return {"campaign": campaign_id}


class _Interrupted(Exception):
    """Whoever counts has to stop."""


class Counting:
    """What a worker does for it. `name` marks its claims; `stopping`: whether it has to stop."""

    def __init__(
        self, database: Database, regulations: Regulations, clock: Clock, name: str, stopping: Callable[[], bool]
    ) -> None:
        self._database, self._regulations, self._clock = database, regulations, clock
        self._name, self._stopping = name, stopping

    def step(self) -> bool:
        """Count for one campaign that somebody asked about. False where nobody did."""
        with self._database.read() as tx:
            if not jobs.any_in(tx, KIND, *_OPEN):
                return False
        now = self._clock()
        with self._database.write() as tx:
            job = jobs.claim(tx, KIND, worker=self._name, now=now, until=now + LEASE)
            campaign = campaigns.load(tx, job.request["campaign"]) if job else None
        if job is None:
            return False
        if campaign is None or campaign.readable is None:
            self._settle(job, "failed", {"hash": campaign.hash if campaign else ""})
            return True
        try:
            found = self._counted(job, campaign)
        except _Interrupted:
            self._settle(job, "waiting")
        except Exception:
            log.exception("counting an audience failed", extra={"campaign": campaign.id})
            self._settle(job, "failed", {"hash": campaign.hash})
        else:
            self._settle(job, "done", found.document())
        return True

    def _counted(self, job: Job, campaign: Campaign) -> Headcount:
        def told(people: int) -> None:
            if self._stopping():
                raise _Interrupted
            with self._database.write() as tx:
                jobs.go_on(tx, job.id, str(people), self._clock() + LEASE)

        return headcount.count(self._database, campaign, self._regulations, self._clock(), told)

    def _settle(self, job: Job, state: str, result: Mapping[str, Any] | None = None) -> None:
        with self._database.write() as tx:
            if jobs.settle(tx, job.id, state, self._clock(), expected="claimed", result=result) and state == "done":
                jobs.replace(tx, job.id, KIND, job.request)
