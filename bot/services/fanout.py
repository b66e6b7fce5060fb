"""Who gets it: one row for each person an occurrence of a campaign is for, written in chunks in the order of contacts.

Whom it is for is settled when it begins, in one look: what changes about people while rows are written down (labels,
districts, who wrote and who was written to) changes nothing in whom it was approved for. A series asks each day anew.
Each chunk is one transaction together with how far it got, and rows have unique keys: killed anywhere, it goes on where
it stopped, and nobody is written down twice or passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.core import repetition
from bot.core.addresses import Channel
from bot.core.audience import Audience
from bot.core.plans import Kind, Plan
from bot.services.regulations import Regulations, zone
from bot.storage import audiences, campaigns, moments, pages, runs
from bot.storage.audiences import Member
from bot.storage.database import Database, Transaction
from bot.storage.runs import Recipient, Run

CHUNK: Final = 2_000
"""People in one transaction: what a sender waits for on SQLite meanwhile (about 50 ms), and what memory holds."""


def rule(plan: Plan) -> Audience:
    """The audience, on the channels of the campaign."""
    return replace(plan.audience, channels=plan.route.channels)


def count(tx: Transaction, plan: Plan, now: datetime) -> int:
    """How many people a plan means now; for a series everybody it may come to mean."""
    return audiences.count(tx, rule(plan), now)


def count_of_day(tx: Transaction, plan: Plan, now: datetime, service: ZoneInfo) -> int:
    """Of a series: how many people would get one of its messages if its day began now."""
    assert plan.series is not None
    spans = [_day(now, plan.series.clock, step.day, service) for step in plan.series.steps]
    return audiences.count(tx, rule(plan), now, among=moments.theirs(plan.series.anchor, spans))


def begin(tx: Transaction, campaign_id: int, number: int, plan: Plan, now: datetime) -> int:
    """A new occurrence, and in one look whom it is for. Returns how many people. Not of a series."""
    people = pages.keep(tx, campaign_id, number, audiences.everybody(tx, rule(plan), now, page=CHUNK))
    runs.begin(tx, campaign_id, number, step=0, expected=people, now=now, paged=True)
    return people


def begin_day(tx: Transaction, campaign_id: int, number: int, *, step: int, now: datetime) -> None:
    """A day's occurrence of one step of a series: for those whose day it is, asked as of this moment."""
    runs.begin(tx, campaign_id, number, step=step, expected=0, now=now, paged=False)


def unfinished(database: Database) -> list[tuple[int, int]]:
    """Campaign and number of the occurrences whose recipients are not all written down."""
    with database.read() as tx:
        return runs.fanning(tx)


def step(database: Database, campaign_id: int, number: int, regulations: Regulations, now: datetime) -> int:
    """One chunk of an occurrence. Returns how many people were looked at, 1 for the end of it, 0 where it is complete
    or in somebody else's hands."""
    with database.write() as tx:
        run = runs.take(tx, campaign_id, number)
        campaign = campaigns.load(tx, campaign_id) if run else None
        if run is None or campaign is None:
            return 0
        plan = campaign.plan
        page = _kept(tx, run, plan) if run.paged else _asked(tx, run, plan)
        meant = _on_their_day(tx, plan, run, page.members, regulations.zone)
        addresses = moments.senders(tx, [member.address_id for member in meant])
        runs.write(tx, run, _recipients(meant, addresses, plan, regulations, now), now)
        if page.reached is None:
            runs.complete(tx, run, now)
        else:
            runs.advance(tx, run, page.reached)
        return max(len(page.members), 1)


@dataclass(frozen=True, slots=True)
class _Page:
    """Some of those it is for, and the last contact looked at; None where nobody comes after them."""

    members: Sequence[Member]
    reached: int | None


def _kept(tx: Transaction, run: Run, plan: Plan) -> _Page:
    people = pages.turn(tx, run.campaign_id, run.number)
    if not people:
        return _Page([], None)
    return _Page(audiences.addressed(tx, rule(plan), people, run.started_at), people[-1])


def _asked(tx: Transaction, run: Run, plan: Plan) -> _Page:
    members = audiences.members(tx, rule(plan), run.started_at, after=run.reached, limit=CHUNK)
    return _Page(members, members[-1].contact_id if len(members) == CHUNK else None)


def _recipients(
    members: Sequence[Member], senders: Mapping[int, str], plan: Plan, regulations: Regulations, now: datetime
) -> list[Recipient]:
    """Rows that become due when their person's hours are open, so that the sender need not look at them before."""
    opens: dict[str, datetime] = {}
    rows = []
    for member in members:
        if member.zone not in opens:
            at_home = zone(member.zone, regulations.zone)
            opens[member.zone] = now if plan.kind is Kind.EMERGENCY else regulations.hours.next_open(now, at_home)
        rows.append(
            Recipient(
                contact_id=member.contact_id,
                address_id=member.address_id,
                channel=member.channel.value,
                sender=senders.get(member.address_id, ""),
                due_at=opens[member.zone],
            )
        )
    return rows


def _on_their_day(
    tx: Transaction, plan: Plan, run: Run, members: Sequence[Member], service: ZoneInfo
) -> Sequence[Member]:
    """Of a series: those for whom so many days have passed at today's hour, and had not at yesterday's."""
    if plan.series is None or not members:
        return members
    span = _day(run.started_at, plan.series.clock, plan.series.steps[run.step].day, service)
    theirs = moments.within(tx, plan.series.anchor, [member.contact_id for member in members], span)
    return [member for member in members if member.contact_id in theirs]


def _day(began: datetime, clock: time, days: int, service: ZoneInfo) -> tuple[datetime, datetime]:
    """From the hour of one day to that of the next, so that nobody falls between two days: who says yes at noon gets at
    nine in the morning what is for the day itself. An occurrence may begin up to an hour late, past midnight too."""
    local = began.astimezone(service)
    today = local.date() if local.time() >= clock else local.date() - timedelta(days=1)
    day = today - timedelta(days=days)
    return repetition.at(day - timedelta(days=1), clock, service), repetition.at(day, clock, service)


__all__ = ["CHUNK", "Channel", "count", "rule", "step", "unfinished"]
