"""When a campaign that repeats comes again: by the wall clock of the service, so that 09:00 stays 09:00."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True, slots=True)
class Repetition:
    """`until`: the last local day on which it may come."""

    every: Every
    until: date


def occurrence(first: datetime, repetition: Repetition | None, number: int, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of occurrence `number`, 1 being `first` itself (naive: local time of `zone`); None when over.

    A month without that day gives its last: the 31st is followed by the 30th, and by the 31st again.
    """
    if repetition is None:
        return at(first.date(), first.time(), zone) if number == 1 else None
    steps, day = number - 1, first.date()
    match repetition.every:
        case Every.DAY:
            day += timedelta(days=steps)
        case Every.WEEK:
            day += timedelta(weeks=steps)
        case Every.MONTH:
            year, month = divmod(day.year * 12 + day.month - 1 + steps, 12)
            day = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return at(day, first.time(), zone) if day <= repetition.until else None


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """This local time as an instant in UTC. One that summer time skips becomes the time after the gap."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
