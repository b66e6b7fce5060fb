"""Periods of whole days of the service's calendar, and the steps of time they are shown in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LONGEST: Final = 400
"""Days that can be counted at once: older rows are gone."""
BY_DAY: Final = 31
"""Days up to which a chart has a step for each; longer ones go by weeks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def steps(self, by_day: int = BY_DAY) -> "Steps":
        """What the points of a chart stand for: days, or weeks in a period of more than `by_day` days. The first may be
        shorter, so that the last, which people look at, is whole."""
        days = 1 if self.days <= by_day else 7
        early = -self.days % days
        first = [self.first + timedelta(days=max(0, day)) for day in range(-early, self.days, days)]
        return Steps(first=first, size=timedelta(days=days), early=timedelta(days=early))

    def instants(self, timezone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins, and when it is over."""
        return (
            datetime.combine(self.first, time(), timezone),
            datetime.combine(self.last + timedelta(days=1), time(), timezone),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """`first`: the first day of each. All are counted in `size` from `early` before the period."""

    first: Sequence[date]
    size: timedelta
    early: timedelta


def until_today(today: date, days: int) -> Period:
    """The last so many days, today included."""
    return Period(first=today - timedelta(days=days - 1), last=today)


def weeks(first: date, last: date, today: date) -> Period:
    """The whole weeks, from Monday, that hold these days, up to today at most: two periods that are chosen never differ
    by a single day. Raises ValueError where nothing is left, or too much."""
    monday = first - timedelta(days=first.weekday())
    period = Period(first=monday, last=min(last + timedelta(days=6 - last.weekday()), today))
    if last < first or not 0 < period.days <= LONGEST:
        raise ValueError("no such period")
    return period
