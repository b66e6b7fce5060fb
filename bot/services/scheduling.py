"""What happens by itself in a campaign's life: it starts on time and once, comes again, ends, and stops when something
is wrong. Any number of schedulers may run: each step is a conditional update or a row that only one can make."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.core import campaigns as core
from bot.core import repetition
from bot.core.campaigns import Act, State
from bot.core.errors import DamagedPlan
from bot.core.plans import Plan
from bot.core.staff import SYSTEM
from bot.services import fanout, stopping
from bot.services.regulations import Regulations
from bot.storage import audit, campaigns, runs, tallies
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction, is_away

log = logging.getLogger(__name__)

MISSED_DAY: Final = "missed_day"
"""The notice of an occurrence that did not come, of a campaign that goes on."""
CROWD: Final = "grown_day"
"""The notice of a series that waits for a second person: too many people have their day at once."""
LATE: Final = timedelta(hours=1)
"""A campaign that missed its time by no more than this starts late; by more, it asks a person."""

Withdrawn = Callable[[Transaction, Plan], bool]
"""True where a template of the plan is approved no longer."""


def never_withdrawn(tx: Transaction, plan: Plan) -> bool:  # noqa: ARG001
    """Where nothing is known of templates."""
    return False


Misleads = Callable[[Plan], bool]
"""True where what an SMS of the plan says of how to get no more of them is true no longer."""


def never_misleads(plan: Plan) -> bool:  # noqa: ARG001
    """Where our number is not known."""
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Guards:
    """When a running campaign is paused, and an armed one does not start, by itself. What it may cost is asked where
    its messages are claimed."""

    failures_in_a_row: int
    withdrawn: Withdrawn = never_withdrawn
    misleads: Misleads = never_misleads

    def stands_in_the_way(self, tx: Transaction, plan: Plan) -> str:
        """What was right when it was armed or started and is right no longer, as the kind of a notice; else empty."""
        if self.withdrawn(tx, plan):
            return "template"
        return "way_out" if self.misleads(plan) else ""


class Scheduler:
    """`step` does whatever is due and returns how many things it did; 0 when there is nothing to do now."""

    def __init__(self, database: Database, regulations: Regulations, guards: Guards, clock: Clock) -> None:
        self._database = database
        self._regulations = regulations
        self._guards = guards
        self._clock = clock

    def step(self) -> int:
        """Starts first: they are what has a time to keep."""
        return self._start_due() + self._fan_out() + self._tidy()

    def next_due(self) -> datetime | None:
        """When the next campaign starts or comes again."""
        with self._database.read() as tx:
            return campaigns.next_due(tx)

    # Starts

    def _start_due(self) -> int:
        now = self._clock()
        with self._database.read() as tx:
            due = campaigns.due(tx, now)
        return sum(self._alone(campaign.id, partial(self._start_one, campaign.id, now)) for campaign in due)

    def _fan_out(self) -> int:
        now = self._clock()
        return sum(
            self._alone(campaign, partial(fanout.step, self._database, campaign, number, self._regulations, now))
            for campaign, number in fanout.unfinished(self._database)
        )

    def _alone(self, campaign_id: int, act: Callable[[], int]) -> int:
        """Do this for one campaign. What breaks in it keeps no other campaign from its turn."""
        try:
            return act()
        except DamagedPlan:
            return self._stop(campaign_id, stopping.DAMAGED, self._clock())
        except Exception as error:
            if is_away(error):
                raise
            log.exception("a campaign's step broke; the others go on", extra={"campaign": campaign_id})
            return 0

    def _start_one(self, campaign_id: int, now: datetime) -> int:
        with self._database.write() as tx:
            campaign = campaigns.load(tx, campaign_id, lock=True)
            if campaign is None or campaign.next_at is None or campaign.next_at > now:
                return 0  # another scheduler was here first
            if campaign.state is State.SCHEDULED:
                return self._first(tx, campaign, campaign.next_at, now)
            return self._again(tx, campaign, campaign.next_at, now) if campaign.state is State.RUNNING else 0

    def _first(self, tx: Transaction, campaign: Campaign, at: datetime, now: datetime) -> int:
        if now - at > LATE:
            campaigns.move(tx, campaign.id, Act.DISARM, now, next_at=None)
            stopping.tell(tx, campaign.id, "missed", f"{at:%Y-%m-%dT%H:%MZ}", now)
            return 1
        if reason := self._guards.stands_in_the_way(tx, campaign.plan):
            campaigns.move(tx, campaign.id, Act.DISARM, now, next_at=None)
            stopping.tell(tx, campaign.id, reason, "", now)
            return 1
        approval = campaigns.approval(tx, campaign)
        people = fanout.count(tx, campaign.plan, now)
        if approval is None or core.grown(people, approval.audience):
            campaigns.move(tx, campaign.id, Act.VOID, now, next_at=None, expected=people)
            stopping.tell(tx, campaign.id, "grown", f"{approval.audience if approval else 0} → {people}", now)
            return 1
        begin(tx, campaign, self._regulations.zone, now=now)
        audit.note(tx, actor=SYSTEM, act="campaign.start", subject=str(campaign.id), now=now)
        log.info("a campaign starts", extra={"campaign": campaign.id, "people": people})
        return 1

    def _again(self, tx: Transaction, campaign: Campaign, at: datetime, now: datetime) -> int:
        if campaign.plan.series is not None:
            if now - at <= LATE and (told := crowd(tx, campaign, self._regulations.zone, now)):
                campaigns.move(tx, campaign.id, Act.PAUSE, now)
                stopping.tell(tx, campaign.id, CROWD, told, now)
                return 1
            _series_day(tx, campaign, self._regulations.zone, at=at, now=now)
            return 1
        coming = occasion(campaign.plan, campaign.runs + 2, self._regulations.zone)
        if now - at > LATE:
            # It keeps its place in the calendar: the next one is the next one.
            campaigns.set_values(tx, campaign.id, next_at=coming, runs=campaign.runs + 1)
            stopping.tell(tx, campaign.id, MISSED_DAY, f"{at:%Y-%m-%dT%H:%MZ}", now)
            return 1
        approval, people = campaigns.approval(tx, campaign), fanout.count(tx, campaign.plan, now)
        if approval is None or core.grown(people, approval.audience):
            # Its place in the calendar stays: within `LATE` after somebody lets it go on, it comes.
            campaigns.move(tx, campaign.id, Act.PAUSE, now)
            stopping.tell(tx, campaign.id, "grown", f"{approval.audience if approval else 0} → {people}", now)
            return 1
        fanout.begin(tx, campaign.id, campaign.runs + 1, campaign.plan, now)
        campaigns.set_values(tx, campaign.id, next_at=coming, runs=campaign.runs + 1)
        return 1

    # Ends and guards

    def _tidy(self) -> int:
        now = self._clock()
        with self._database.read() as tx:
            running = campaigns.listed(tx, [State.RUNNING])
            over = [one.id for one in running if one.next_at is None and runs.is_over(tx, one.id)]
            wrong = {one.id: self._fault(tx, one) for one in running}
            again = runs.reopened(tx)
        if over or again:
            with self._database.write() as tx:
                for campaign_id in over:
                    if runs.is_over(tx, campaign_id):
                        campaigns.move(tx, campaign_id, Act.FINISH, now, ended_at=now)
                for campaign_id in again:
                    campaigns.move(tx, campaign_id, Act.REOPEN, now, ended_at=None)
        paused = 0
        for one in running:
            reason = wrong[one.id]
            if reason and one.id not in over:
                paused += self._stop(one.id, reason, now)
        return len(over) + len(again) + paused + self._sweep(now)

    def _fault(self, tx: Transaction, campaign: Campaign) -> str:
        """What is wrong with this campaign alone; empty where nothing is."""
        if campaign.readable is None:
            return stopping.DAMAGED
        reason = self._guards.stands_in_the_way(tx, campaign.plan)
        return reason or ("failures" if self._keeps_failing(tx, campaign) else "")

    def _keeps_failing(self, tx: Transaction, campaign: Campaign) -> bool:
        most = self._guards.failures_in_a_row
        known = tallies.newest_known(tx, campaign.id, most, since=campaign.changed_at)
        return len(known) == most and set(known) == {"failed"}

    def _stop(self, campaign_id: int, reason: str, now: datetime) -> int:
        with self._database.write() as tx:
            return int(stopping.stop(tx, campaign_id, reason, now))

    def _sweep(self, now: datetime) -> int:
        with self._database.read() as tx:
            if not runs.any_to_sweep(tx):
                return 0
        with self._database.write() as tx:
            return runs.sweep(tx, now)


def begin(tx: Transaction, campaign: Campaign, zone: ZoneInfo, *, now: datetime) -> bool:
    """Start it: the state is the lock, so of all who try one succeeds. Returns False for the others."""
    following = _next_morning(campaign.plan, now, zone) if campaign.plan.series else occasion(campaign.plan, 2, zone)
    first = 0 if campaign.plan.series else 1
    if not campaigns.move(tx, campaign.id, Act.START, now, started_at=now, next_at=following, runs=first, expected=0):
        return False
    if first:
        people = fanout.begin(tx, campaign.id, 1, campaign.plan, now)
        campaigns.set_values(tx, campaign.id, expected=people)
    return True


def occasion(plan: Plan, number: int, zone: ZoneInfo) -> datetime | None:
    """When a plan comes for the `number`th time; None where it does not."""
    if plan.send_at is None:
        return None
    return repetition.occurrence(plan.send_at, plan.repetition, number, zone)


def crowd(tx: Transaction, campaign: Campaign, zone: ZoneInfo, now: datetime) -> str:
    """Of a series: how many people were approved and to how many it would write if its day began now, where those are
    too many for nobody to have known of them (`core.crowded`); else empty."""
    approval = campaigns.approval(tx, campaign)
    approved = approval.audience if approval else 0
    # Everybody first, who are counted sooner than those whose day it is, and are never fewer.
    if not core.crowded(fanout.count(tx, campaign.plan, now), approved):
        return ""
    today = fanout.count_of_day(tx, campaign.plan, now, zone)
    return f"{approved} → {today}" if core.crowded(today, approved) else ""


def _next_morning(plan: Plan, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The next time of day of a series that is after this instant and not after its end."""
    assert plan.series is not None
    day = after.astimezone(zone).date()
    for ahead in (0, 1):
        at = repetition.at(day + timedelta(days=ahead), plan.series.clock, zone)
        if at > after:
            ended = plan.series.until is not None and at.astimezone(zone).date() > plan.series.until
            return None if ended else at
    return None


def _series_day(tx: Transaction, campaign: Campaign, zone: ZoneInfo, *, at: datetime, now: datetime) -> None:
    """Today's occurrence of every step of a series. A day that was missed is missed, and staff are told: nobody is a
    day older for it."""
    plan = campaign.plan
    assert plan.series is not None
    number = campaign.runs
    if now - at <= LATE:
        for place in range(len(plan.series.steps)):
            number += 1
            fanout.begin_day(tx, campaign.id, number, step=place, now=now)
    else:
        days = _days_missed(plan.series.clock, at, now, zone)
        said = days[0] if len(days) == 1 else f"{days[0]} … {days[-1]} ({len(days)})"
        stopping.tell(tx, campaign.id, MISSED_DAY, said, now)
    # Back after days, but in time for today's: that one still comes.
    after = now if now - at <= LATE else now - LATE
    campaigns.set_values(tx, campaign.id, next_at=_next_morning(plan, after, zone), runs=number)


def _days_missed(clock: time, at: datetime, now: datetime, zone: ZoneInfo) -> list[str]:
    """Days of a series from `at` on that were due longer than `LATE` ago, by the calendar of the service."""
    first, days = at.astimezone(zone).date(), list[str]()
    while now - repetition.at(first + timedelta(days=len(days)), clock, zone) > LATE:
        days.append(f"{first + timedelta(days=len(days))}")
    return days
