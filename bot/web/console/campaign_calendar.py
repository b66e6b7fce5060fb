"""The calendar of campaigns: what leaves on which day, and when anything may."""

import calendar as months
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from bot.services import campaign_agenda
from bot.storage import campaign_remarks
from bot.web.console import campaign_words
from bot.web.console.campaigns import CAMPAIGNERS
from bot.web.console.pages import Page
from bot.web.console.visit import Visit


def calendar(visit: Visit) -> Response:
    """One month (`?mes=2026-12`), this one where none is asked for, in whole weeks."""
    now = visit.today
    first = _month(visit.query.get("mes", "")) or now.replace(day=1)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    settings = visit.app.settings
    found = campaign_agenda.days(
        visit.app.database,
        visit.app.regulations.hours,
        settings.timezone,
        first - timedelta(days=first.weekday()),
        last + timedelta(days=6 - last.weekday()),
        language="es" if visit.language == "es" else "en_US",
        now=visit.now,
    )
    with visit.app.database.read() as tx:
        said = campaign_remarks.newest(tx, {entry.campaign.id for day in found for entry in day.entries})
    return visit.show(
        "campaign_calendar.html",
        days=found,
        month=first,
        today=now,
        before=(first - timedelta(days=1)).strftime("%Y-%m"),
        after=(last + timedelta(days=1)).strftime("%Y-%m"),
        said=said,
        zone=settings.timezone.key,
        say=campaign_words,
    )


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


PAGES: Final = (Page(path="/campanas/calendario", view=calendar, who=CAMPAIGNERS),)
