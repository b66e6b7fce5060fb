"""How long sending takes: at the allowed rate, inside the hours, and under Meta's limit of new contacts.

Meta counts, in any 24 hours, the people a business writes to first: those outside their window, who get a template
(developers.facebook.com, WhatsApp, messaging limits: 250, then 2,000, 10,000, 100,000, unlimited).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.policy import MARGIN
from bot.core.quiet_hours import QuietHours

DAY: Final = timedelta(hours=24)
_LONGEST: Final = timedelta(days=400)
"""Further ahead nothing is worked out: nobody plans a campaign for longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From the first message to the last, in UTC, and on how many days by the calendar of the place."""

    begins: datetime
    ends: datetime
    days: int


def span(start: datetime, seconds: float, hours: QuietHours | None, zone: ZoneInfo) -> Span | None:
    """When `seconds` of sending that may begin at `start` are over. `hours`: None where any hour will do.

    None where there are no hours for it within about a year.
    """
    if hours is None:
        ends = start + timedelta(seconds=seconds)
        around = (ends.astimezone(zone).date() - start.astimezone(zone).date()).days
        return Span(begins=start, ends=ends, days=around + 1)
    at, left, days, begins = start, timedelta(seconds=seconds), set(), None
    while at - start < _LONGEST:
        opening = hours.next_open(at, zone)
        if not hours.is_open(opening, zone):
            at = opening
            continue
        closing = hours.open_until(opening, zone)
        # What would leave in the last moments waits for the next morning (policy.decide).
        room = max(closing - opening - MARGIN, timedelta(0))
        if room:
            begins = begins or opening
            days.add(opening.astimezone(zone).date())
        if begins is not None and left <= room:
            return Span(begins=begins, ends=opening + left, days=len(days))
        left -= room
        at = closing if closing > opening else opening + MARGIN
    return None


def days_for(new_contacts: int, limit: int) -> int:
    """How many times 24 hours so many new contacts take; 0 for none. `limit`: 0 where there is none."""
    if new_contacts <= 0:
        return 0
    return -(-new_contacts // limit) if limit > 0 else 1
