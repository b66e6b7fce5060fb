"""Who runs this service, as far as the deployer said: nothing that is not configured is promised to anybody."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bot.core.errors import BadSettings

_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_FAR: Final = 40
"""Days in which the next hours are looked for: no run of holidays is longer."""
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _never(day: date) -> bool:  # noqa: ARG001
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A number people can call."""

    name: str
    number: str
    hours: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """Empty fields mean: not configured. `hours` by weekday (0 is Monday), local time, on days that are no holiday."""

    name: str = ""
    about: str = ""
    website: str = ""
    hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    is_holiday: Callable[[date], bool] = field(default=_never, compare=False, repr=False)
    lines: tuple[Line, ...] = ()
    notice_version: str = "1"
    privacy_contact: str = ""
    whatsapp: str = ""
    """A number people can write to on WhatsApp (`+51…`) where ours is no WhatsApp number: their way out of SMS."""

    @property
    def has_staff(self) -> bool:
        """True where people may be told that a person will answer."""
        return bool(self.hours)

    def hours_of(self, day: date) -> tuple[time, time] | None:
        """From when to when someone is there on a day; None where nobody is."""
        span = self.hours.get(day.weekday())
        return None if span is None or self.is_holiday(day) else span

    def open_at(self, local: datetime) -> bool:
        """True when someone is there at this local time."""
        span = self.hours_of(local.date())
        return span is not None and span[0] <= local.time().replace(tzinfo=None) < span[1]

    def closes_after(self, local: datetime) -> datetime | None:
        """When the hours that run at this local time end; None where nobody is there at that time."""
        span = self.hours_of(local.date())
        if span is None or not self.open_at(local):
            return None
        return datetime.combine(local.date(), span[1], local.tzinfo)

    def opens_after(self, local: datetime) -> datetime | None:
        """When the next hours begin, later than this local time; None without hours."""
        for ahead in range(_FAR):
            day = local.date() + timedelta(days=ahead)
            span = self.hours_of(day)
            if span is not None and (opens := datetime.combine(day, span[0], local.tzinfo)) > local:
                return opens
        return None


def parse(document: Any) -> Organisation:
    """Read `organisation.yml`. Raises BadSettings with one line for each thing wrong."""
    if document is None:
        return Organisation()
    if not isinstance(document, Mapping):
        raise BadSettings("organisation.yml: not a list of fields")
    staff, privacy = document.get("staff") or {}, document.get("privacy") or {}
    problems: list[str] = []
    hours: dict[int, tuple[time, time]] = {}
    for day, span in (staff.get("hours") or {}).items():
        try:
            start, _, end = str(span).partition("-")
            opens, closes = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
            if opens >= closes:
                raise ValueError
            hours[_DAYS.index(str(day))] = (opens, closes)
        except ValueError:
            problems.append(f'organisation.yml: staff.hours: {day}: expected e.g. mon: "09:00-17:00"')
    lines = []
    for row in document.get("lines") or []:
        if not isinstance(row, Mapping) or not row.get("name") or not row.get("number"):
            problems.append("organisation.yml: lines: each needs name and number")
            continue
        lines.append(Line(name=str(row["name"]), number=str(row["number"]), hours=str(row.get("hours") or "")))
    whatsapp = str(document.get("whatsapp") or "").replace(" ", "")
    if whatsapp and not _PHONE.fullmatch(whatsapp):
        problems.append("organisation.yml: whatsapp: expected +51…")
    if problems:
        raise BadSettings(*problems)
    return Organisation(
        name=str(document.get("name") or ""),
        about=str(document.get("about") or ""),
        website=str(document.get("website") or ""),
        hours=hours,
        lines=tuple(lines),
        notice_version=str(privacy.get("version") or "1"),
        privacy_contact=str(privacy.get("contact") or ""),
        whatsapp=whatsapp,
    )
