"""Campaigns by the day, beside the hours and holidays in which they may leave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import repetition
from bot.core.campaigns import State
from bot.core.plans import Kind
from bot.core.quiet_hours import QuietHours, Span
from bot.services import scheduling
from bot.storage import campaigns
from bot.storage.campaigns import Campaign
from bot.storage.database import Database

_MOST: int = 4_000
"""Occurrences of one campaign that are looked through: ten years of days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One time a campaign leaves, by the clock of the service. `waits`: outside the hours, so it leaves later."""

    at: datetime
    campaign: Campaign
    waits: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """`hours`: when campaigns may leave, none where it is closed; `holiday`: its name; `closed`: a day the operator
    closed or a public holiday."""

    day: date
    hours: Sequence[Span]
    holiday: str
    closed: bool
    entries: Sequence[Entry]


def days(
    database: Database, hours: QuietHours, zone: ZoneInfo, first: date, last: date, *, language: str, now: datetime
) -> list[Day]:
    """Every day from `first` to `last` with what leaves on it."""
    since = repetition.at(first, time(0), zone)
    until = repetition.at(last + timedelta(days=1), time(0), zone)
    with database.read() as tx:
        found = [one for one in campaigns.between(tx, since, until) if one.readable]
    by_day: dict[date, list[Entry]] = {}
    for one in found:
        if one.readable is None:
            continue  # nobody knows when it would leave; it does not
        for moment in _moments(one, zone, since, until, now):
            at = moment.astimezone(zone)
            waits = one.plan.kind is not Kind.EMERGENCY and not hours.is_open(moment, zone)
            by_day.setdefault(at.date(), []).append(Entry(at=at, campaign=one, waits=waits))
    return [
        Day(
            day=day,
            hours=hours.of(day),
            holiday=hours.holiday(day, language),
            closed=hours.is_holiday(day),
            entries=sorted(by_day.get(day, ()), key=lambda entry: (entry.at, entry.campaign.id)),
        )
        for day in (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    ]


def _moments(one: Campaign, zone: ZoneInfo, since: datetime, until: datetime, now: datetime) -> Iterator[datetime]:
    """When it leaves, or left, between the two."""
    if one.plan.series is not None:
        yield from _mornings(one, zone, since, until, now)
    elif one.plan.send_at is None or (one.plan.repetition is None and one.started_at is not None):
        if one.started_at is not None and since <= one.started_at < until:
            yield one.started_at
    else:
        for number in range(1, _MOST):
            at = scheduling.occasion(one.plan, number, zone)
            if at is None or at >= until:
                return
            if at >= since:
                yield at


def _mornings(one: Campaign, zone: ZoneInfo, since: datetime, until: datetime, now: datetime) -> Iterator[datetime]:
    """A series comes every day from its start to its end."""
    series = one.plan.series
    if series is None or one.started_at is None:
        return
    end = min(until, one.ended_at or until)
    day = max(since, one.started_at).astimezone(zone).date()
    while True:
        at = repetition.at(day, series.clock, zone)
        if at >= end or (series.until is not None and day > series.until):
            return
        if at >= max(since, one.started_at) and (one.state is not State.PAUSED or at <= now):
            yield at
        day += timedelta(days=1)
