"""What came of a campaign: counts, the course of time, failures in words, answers, cost; files and the report."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from bot.core import chart, costs
from bot.core.staff import Role
from bot.i18n import speaking
from bot.services import campaign_export, report, results
from bot.services.results import Results
from bot.services.worked_out import Known
from bot.web.console import campaign_words
from bot.web.console.campaigns import CAMPAIGNERS, campaign_of
from bot.web.console.pages import Page, only
from bot.web.console.visit import Visit

_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WAIT: Final = 0.05
"""Seconds the page waits for its numbers."""
PATIENCE: Final = 60.0
"""Seconds a picture and a report wait for theirs."""
_STEPS: Final = 12
"""Rows of the table beside the picture."""


def outcome(visit: Visit) -> Response:
    """The page."""
    known = _gathered(visit, WAIT)
    if known is None:
        return visit.show("campaign_results_wait.html", campaign=campaign_of(visit))
    found = known.value
    return visit.show(
        "campaign_results.html",
        found=found,
        at=known.at,
        campaign=found.campaign,
        table=_table(found),
        money=costs.dollars,
        say=campaign_words,
    )


def ready(visit: Visit) -> Response:
    """Whether the numbers are there: then the page is shown with them."""
    response = Response(status_code=200)
    if _gathered(visit, WAIT) is not None:
        response.headers["HX-Refresh"] = "true"
    return response


def picture(visit: Visit) -> Response:
    """The course of time as a picture."""
    return Response(results.picture(_waited(visit)), media_type="image/svg+xml")


def xlsx(visit: Visit) -> Response:
    """Each recipient, as a workbook."""
    return _file(visit, "xlsx")


def csv(visit: Visit) -> Response:
    """Each recipient, as CSV."""
    return _file(visit, "csv")


def donors(visit: Visit) -> Response:
    """The report, to be printed or kept: it needs no other file, so its one style is allowed by its digest."""
    settings = visit.app.settings
    text = report.render(_waited(visit), visit.app.organisation.name, settings.timezone, visit.now)
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
    }
    if visit.query.get("archivo"):
        headers["Content-Disposition"] = f'attachment; filename="informe-campana-{visit.number("campaign")}.html"'
    return HTMLResponse(text, headers=headers)


def _gathered(visit: Visit, wait: float) -> Known[Results] | None:
    """Everything about the campaign, as of half a minute ago at most, or as it was while that is brought up to date."""
    app, campaign, language = visit.app, campaign_of(visit), visit.language

    def gather() -> Results:
        with speaking(language):
            return results.gather(app.database, campaign.id, app.explain)

    return visit.desk.results.get((campaign.id, campaign.state, language), gather, visit.now, wait=wait)


def _waited(visit: Visit) -> Results:
    known = _gathered(visit, PATIENCE)
    if known is None:
        raise HTTPException(503)
    return known.value


def _table(found: Results) -> list[tuple[str, dict[str, int]]]:
    """The lines of the picture as numbers: how many of each after so long."""
    hours = sorted({hour for points in found.course.values() for hour, _count in points})
    every = max(1, -(-len(hours) // _STEPS))
    picked = [*hours[every - 1 :: every]]
    if hours and picked[-1:] != hours[-1:]:
        picked.append(hours[-1])
    return [
        (
            chart.after(hour, found.hours),
            {name: max((n for at, n in points if at <= hour), default=0) for name, points in found.course.items()},
        )
        for hour in picked
    ]


def _file(visit: Visit, form: str) -> Response:
    campaign = campaign_of(visit)
    settings = visit.app.settings
    with TemporaryDirectory(prefix="puente-") as folder:
        file = Path(folder) / f"campana-{campaign.id}.{form}"
        campaign_export.export(
            visit.app.database,
            campaign.id,
            file,
            explain=visit.app.explain,
            zone=settings.timezone,
            actor=visit.actor,
            clock=visit.app.clock,
            progress=lambda _count: None,
        )
        return visit.file(file.name, file.read_bytes(), _TYPES[form])


EXPORTERS: Final = only(Role.OFFICER, Role.DATA_OFFICER)
PAGES: Final = (
    Page(path="/campanas/{campaign}/resultados", view=outcome, who=CAMPAIGNERS),
    Page(path="/campanas/{campaign}/resultados/listos", view=ready, who=CAMPAIGNERS, live=True),
    Page(path="/campanas/{campaign}/curso.svg", view=picture, who=CAMPAIGNERS),
    Page(path="/campanas/{campaign}/destinatarios.xlsx", view=xlsx, who=EXPORTERS),
    Page(path="/campanas/{campaign}/destinatarios.csv", view=csv, who=EXPORTERS),
    Page(path="/campanas/{campaign}/informe", view=donors, who=CAMPAIGNERS),
)
