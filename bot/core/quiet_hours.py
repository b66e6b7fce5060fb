"""When campaigns may leave: hours of the day, in the time zone of the person who would be woken.

Written as `Mon-Sat 08:00-20:00`, several with commas between (`Mon-Fri 08:00-20:00, Sat 09:00-13:00`). Nothing leaves
on Peru's public holidays (library `holidays`) and on days an operator closes. Hours are read off the wall clock: an
hour that summer time skips does not exist, one that it repeats counts twice.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", re.IGNORECASE)
_FAR: Final = 40
"""Days to look ahead: no run of closed days is longer, unless somebody closes everything."""
NEVER: Final = timedelta(days=_FAR)
"""How far `next_open` puts off what no open hour was found for; it asks again then."""


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` up to, not including, `end`; an `end` of 24:00 is None."""

    start: time
    end: time | None

    def holds(self, at: time) -> bool:
        """True where the wall clock's `at` lies inside."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """`spans` by weekday (0 is Monday); a day without any is closed, and so are `closed` dates and public holidays."""

    spans: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = field(default_factory=frozenset)
    country: str = "PE"

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """True when a campaign message may leave at this instant to somebody who lives in `zone`."""
        local = at.astimezone(zone)
        moment = local.time()
        return any(span.holds(moment) for span in self.of(local.date()))

    def next_open(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first instant from `at` on that is open, in UTC: `at` itself, or the next opening."""
        if self.is_open(at, zone):
            return at
        today = at.astimezone(zone).date()
        for ahead in range(_FAR):
            for opening in self._openings(today + timedelta(days=ahead), zone):
                if opening > at and self.is_open(opening, zone):
                    return opening
        return at.astimezone(UTC) + NEVER

    def open_until(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The end, in UTC, of the open hours `at` lies in; `at` itself where it is closed."""
        local = at.astimezone(zone)
        for span in self.of(local.date()):
            if span.holds(local.time()):
                day = local.date() if span.end else local.date() + timedelta(days=1)
                end = datetime.combine(day, span.end or time(0), zone)
                # Of an hour that comes twice the first: earlier is the side on which nobody is woken.
                return max(end.replace(fold=0).astimezone(UTC), at.astimezone(UTC))
        return at.astimezone(UTC)

    def is_holiday(self, day: date) -> bool:
        """True on a public holiday and on a day an operator closed."""
        return day in self.closed or (bool(self.country) and day in _holidays(self.country, day.year))

    def holiday(self, day: date, language: str) -> str:
        """What a public holiday is called (`language`: es, en_US); empty on any other day."""
        return _names(self.country, day.year, language).get(day, "") if self.country else ""

    def of(self, day: date) -> tuple[Span, ...]:
        """The open hours of a day; none where it is closed."""
        return () if self.is_holiday(day) else self.spans[day.weekday()]

    def _openings(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        for span in self.of(day):
            # Both readings of a wall clock that summer time skips or repeats; `next_open` takes the first that is open.
            both = {datetime.combine(day, span.start, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
            yield from sorted(both)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # only where somebody asks: it is 3 MB, and most processes never do

    return frozenset(holidays.country_holidays(country, years=year))


@cache
def _names(country: str, year: int, language: str) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays(country, years=year, language=language))


def parse(text: str, closed: Collection[date] = ()) -> QuietHours:
    """Read the setting. Raises ValueError for anything that is not hours of days."""
    spans: list[list[Span]] = [[] for _ in DAYS]
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError("expected e.g. Mon-Sat 08:00-20:00")
        first = DAYS.index(found[1].lower())
        last = DAYS.index(found[2].lower()) if found[2] else first
        span = Span(time.fromisoformat(found[3].zfill(5)), _end(found[4]))
        if last < first or (span.end is not None and span.end <= span.start):
            raise ValueError("a day or an hour ends before it begins")
        for day in range(first, last + 1):
            spans[day].append(span)
    return QuietHours(spans=tuple(tuple(sorted(day, key=lambda s: s.start)) for day in spans), closed=frozenset(closed))


def _end(text: str) -> time | None:
    return None if text == "24:00" else time.fromisoformat(text.zfill(5))


def parse_days(text: str) -> frozenset[date]:
    """`2026-12-24, 2026-12-31` → dates. Raises ValueError."""
    return frozenset(date.fromisoformat(part.strip()) for part in text.split(",") if part.strip())
