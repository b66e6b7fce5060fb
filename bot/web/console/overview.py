"""How the service goes: who writes, about what, from where, what came of it. This page only reads what was counted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import columns, costs, periods
from bot.core.periods import Period
from bot.i18n import gettext as _
from bot.services import overview, spreadsheets
from bot.storage.jobs import Job
from bot.web.console import words
from bot.web.console.answers import EDITORS
from bot.web.console.forms import Form
from bot.web.console.overview_table import COLUMNS, rows
from bot.web.console.pages import STAFF, Menu, Page
from bot.web.console.sheet import TYPES
from bot.web.console.visit import Visit

HERE: Final = "/console/tablero"
_DAYS: Final = "30"


def board(visit: Visit) -> Response:
    """One period: the last 7, 30 or 90 days, or whole weeks that were asked for."""
    form = Form(initial={"first": visit.query.get("desde", ""), "last": visit.query.get("hasta", "")})
    return _shown(visit, form)


def choose(visit: Visit) -> Response:
    """Asks for whole weeks to be counted."""
    form = visit.form()
    first, last = form.day("first", required=True), form.day("last", required=True)
    period = None
    if first is not None and last is not None:
        try:
            period = periods.weeks(first, last, visit.today)
        except ValueError:
            form.fail("last", _problem(first, last))
    if period is None:
        return _shown(visit, form, 422)
    with visit.app.database.write() as tx:
        overview.ask(tx, period, by=visit.actor, now=visit.now)
    return visit.go(f"{HERE}?{urlencode({'desde': period.first, 'hasta': period.last})}")


def xlsx(visit: Visit) -> Response:
    """The period as a workbook."""
    return _file(visit, "xlsx")


def csv(visit: Visit) -> Response:
    """The period as CSV."""
    return _file(visit, "csv")


def _problem(first: date, last: date) -> str:
    if last < first:
        return _("«Hasta» viene antes que «Desde».")
    return _("Elige un tiempo que ya pasó, de {most} días como mucho.").format(most=periods.LONGEST)


def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    job = _job(visit)
    found = job.result if job is not None and job.state == "done" else None
    if visit.partial and found:  # what was waited for: the page whole, with its downloads
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    library = visit.app.library
    library.refresh()
    overdue = library.overdue()
    return visit.show(
        "overview_piece.html" if visit.partial else "overview.html",
        status,
        form=form,
        found=found,
        counting=job is not None or bool(_chosen(visit)),
        counted_at=datetime.fromisoformat(found["counted_at"]) if found else None,
        days=[date.fromisoformat(step["day"]) for step in found["steps"]] if found else [],
        weeks=[date.fromisoformat(day) for day in found["weeks"]] if found else [],
        editor=visit.may(*EDITORS.roles),
        first=date.fromisoformat(found["first"]) if found else None,
        last=date.fromisoformat(found["last"]) if found else None,
        drawn=_drawn(found) if found else None,
        columns=columns,
        topics=_topics(found) if found else [],
        asked=_asked(visit, found) if found else None,
        place=_place(visit),
        delivery=_delivery(found) if found else [],
        dollars=costs.dollars,
        overdue=overdue,
        chosen=_chosen(visit),
        standard=[str(days) for days in overview.STANDARD],
        exports=urlencode(_query(visit)),
    )


def _chosen(visit: Visit) -> str:
    """The standard period that is shown; empty where another was chosen."""
    if visit.query.get("desde"):
        return ""
    days = visit.query.get("dias", _DAYS)
    return days if days in map(str, overview.STANDARD) else _DAYS


def _query(visit: Visit) -> dict[str, str]:
    chosen = _chosen(visit)
    return {"dias": chosen} if chosen else {name: visit.query.get(name, "") for name in ("desde", "hasta")}


def _job(visit: Visit) -> Job | None:
    chosen = _chosen(visit)
    with visit.app.database.read() as tx:
        return overview.standard(tx, int(chosen)) if chosen else overview.chosen(tx, _period(visit))


def _period(visit: Visit) -> Period:
    try:
        return Period(first=date.fromisoformat(visit.query["desde"]), last=date.fromisoformat(visit.query["hasta"]))
    except (KeyError, ValueError):
        raise HTTPException(404) from None


def _drawn(found: Mapping[str, Any]) -> columns.Columns:
    steps = found["steps"]
    return columns.draw({name: [step[name] for step in steps] for name in ("messages_in", "messages_out")})


def _topics(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "spark": columns.spark(row["steps"])} for row in found["topics"]]


def _asked(visit: Visit, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """One topic with its course, where the page is asked for it."""
    for row in found["topics"]:
        if row["topic"] == visit.query.get("tema"):
            return {**row, "drawn": columns.draw({"people": row["steps"]})}
    return None


def _place(visit: Visit) -> Any:
    def name(place_id: str) -> str:
        place = visit.app.places.get(place_id)
        return place.name if place else place_id

    return name


def _delivery(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By channel and kind, how far messages came; shares are of those that left."""
    lines: dict[tuple[str, bool], dict[str, int]] = {}
    for row in found["delivery"]:
        lines.setdefault((row["channel"], row["campaign"]), {})[row["status"]] = row["messages"]
    shown = []
    for (channel, campaign), counts in sorted(lines.items()):
        left = sum(counts.get(name, 0) for name in words.LEFT)
        arrived = counts.get("delivered", 0) + counts.get("read", 0)
        shown.append({"channel": channel, "campaign": campaign, "counts": counts, "left": left, "arrived": arrived})
    return shown


def _file(visit: Visit, kind: str) -> Response:
    job = _job(visit)
    if job is None or job.state != "done":
        raise HTTPException(404)
    made = spreadsheets.made(f".{kind}", COLUMNS, rows(job.result, _place(visit)))
    name = f"tablero-{job.result['first']}-{job.result['last']}.{kind}"
    return visit.file(name, made, TYPES[kind])


PAGES: Final = (
    Page(
        path="/tablero",
        view=board,
        who=STAFF,
        menu=Menu(
            label=lambda: _("Tablero"), about=lambda: _("Cómo va el servicio, en números"), icon="chart", place=60
        ),
        live=True,
    ),
    Page(path="/tablero", view=choose, who=STAFF, method="POST"),
    Page(path="/tablero.csv", view=csv, who=STAFF),
    Page(path="/tablero.xlsx", view=xlsx, who=STAFF),
)
