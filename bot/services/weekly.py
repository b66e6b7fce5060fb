"""Every Monday morning, what must be read again goes to the team by mail: titles, dates and roles, nobody's words and
nobody's name."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.core.content import Entry
from bot.i18n import gettext as _
from bot.storage import content, items, jobs, proposals
from bot.storage.database import Database, Transaction

log = logging.getLogger(__name__)

KIND: Final = "weekly"
AHEAD: Final = timedelta(days=28)
_HOUR: Final = 8
_AGAIN: Final = timedelta(hours=1)
"""After a mail server that did not take it."""

Send = Callable[[str, str, str], None]
"""Hands over subject, text and a key that names the mail. Raises OSError."""


class Weekly:
    """One per worker with the role `jobs`; `console` is where staff reach it, empty where we do not know."""

    def __init__(
        self, database: Database, send: Send, clock: Clock, *, timezone: ZoneInfo, console: str, worker: str
    ) -> None:
        self._database, self._send, self._clock = database, send, clock
        self._timezone, self._console, self._worker = timezone, console, worker
        self._week = ""

    def step(self) -> bool:
        """Send the list of this week, if it is time and nobody has. Returns True where it was sent."""
        now = self._clock()
        local = now.astimezone(self._timezone)
        week = f"{local.isocalendar().year}-W{local.isocalendar().week:02}"
        if week == self._week or (local.weekday() == 0 and local.hour < _HOUR):
            return False
        job = self._claimed(week, now)
        if job is None:
            return False
        with self._database.read() as tx:
            text = listed(tx, local.date(), self._console)
        if text:
            try:
                self._send(_("Puente: respuestas por revisar esta semana"), text, f"{KIND}-{week}")
            except OSError as error:
                # Another worker, or we, try again when the claim runs out.
                log.error("the weekly list could not be sent", extra={"error": type(error).__name__})
                return False
        with self._database.write() as tx:
            jobs.settle(tx, job, "done", now, expected="claimed")
        self._week = week
        return bool(text)

    def _claimed(self, week: str, now: datetime) -> int | None:
        """The job of this week, for us alone; None where it is done or another's."""
        with self._database.read() as tx:
            newest = jobs.newest(tx, KIND, 1)
        if newest and newest[0].request["week"] == week and newest[0].state == "done":
            self._week = week
            return None
        with self._database.write() as tx:
            content.lock(tx)
            newest = jobs.newest(tx, KIND, 1)
            if not newest or newest[0].request["week"] != week:
                jobs.ask(tx, KIND, {"week": week}, by=self._worker, now=now)
            job = jobs.claim(tx, KIND, worker=self._worker, now=now, until=now + _AGAIN)
            if job is not None and job.request["week"] != week:
                jobs.settle(tx, job.id, "missed", now, expected="claimed")
                return None
        return job.id if job else None


def listed(tx: Transaction, today: date, console: str) -> str:
    """What is overdue and what falls due in four weeks, by who answers for it; empty where there is nothing to do."""
    until = today + AHEAD
    due = [one for one in content.published(tx) if one.review_by is not None and one.review_by <= until]
    lines: list[str] = []
    for owner in sorted({one.owner for one in due}):
        lines += ["", owner or _("Sin responsable"), *_rows([one for one in due if one.owner == owner], today)]
    services = [
        (str(one["review_by"]), str(one["name"]))
        for one in items.published(tx, items.SERVICE).values()
        if one.get("review_by", "9999") <= until.isoformat()
    ]
    if services:
        lines += [
            "",
            _("Servicios"),
            *(_row(day, name, overdue=day < today.isoformat()) for day, name in sorted(services)),
        ]
    open_ones = proposals.count(tx)
    if open_ones:
        lines += ["", _("Propuestas de la versión nueva por decidir: {count}").format(count=open_ones)]
    if not lines:
        return ""
    foot = ["", f"{console}/calendario"] if console else []
    return "\n".join([_("Lo que hay que volver a leer en las próximas cuatro semanas:"), *lines, *foot, ""])


def _rows(entries: Sequence[Entry], today: date) -> list[str]:
    dated = sorted((one.review_by, one.id, one.title) for one in entries if one.review_by)
    return [_row(day.isoformat(), f"{title} ({name})", overdue=day < today) for day, name, title in dated]


def _row(day: str, what: str, *, overdue: bool) -> str:
    mark = _("vencida") if overdue else ""
    return f"- {day} {what}" + (f" [{mark}]" if mark else "")
