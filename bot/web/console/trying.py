"""Try it: what would people get who ask this?"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.i18n import gettext as _
from bot.runtime import Bell
from bot.services import trying
from bot.storage import content, jobs
from bot.web.console.answers import EDITORS, shown
from bot.web.console.forms import Form
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

NEAR: Final = 3


def ask(visit: Visit) -> Response:
    """The question."""
    return visit.show("try.html", form=Form(), job=None)


def asked(visit: Visit) -> Response:
    """Leaves it for the conversation worker."""
    form = visit.form()
    text = form.text("text", required=True, most=trying.LONGEST)
    if not form.ok:
        return visit.show("try.html", 422, form=form, job=None)
    with visit.app.database.write() as tx:
        number = jobs.ask(tx, trying.KIND, {"text": text}, by=visit.actor, now=visit.now)
    Bell(visit.app.settings.home).ring("try")
    return visit.go(f"/console/probar/{number}")


def answered(visit: Visit) -> Response:
    """What the model in use makes of it, and what comes nearest by its words among all texts, drafts included. The page
    asks again by itself until there is an answer."""
    with visit.app.database.read() as tx:
        job = jobs.find(tx, visit.number("id"), trying.KIND)
        if job is None:
            raise HTTPException(404)
        entries = visit.desk.shelf.entries(tx)
        live = {entry.id: entry for entry in content.published(tx)} if job.state == "done" else {}
        near = visit.desk.shelf.find(tx, job.request["text"], NEAR)
    candidates = [one for one in job.result.get("candidates", ()) if one["entry"] in entries]
    first = candidates[0]["entry"] if candidates else ""
    return visit.show(
        "try_result.html" if visit.partial else "try.html",
        form=Form(initial={"text": job.request["text"]}),
        job=job,
        candidates=candidates,
        entries=entries,
        near=[entries[name] for name in near],
        spoken=shown(live[first]) if first in live else None,
        drafted=shown(entries[first]) if first in entries and entries[first] != live.get(first) else None,
    )


PAGES: Final = (
    Page(
        path="/probar",
        view=ask,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Probar"), about=lambda: _("Qué recibiría quien pregunta algo"), icon="chat", place=15
        ),
    ),
    Page(path="/probar", view=asked, who=EDITORS, method="POST"),
    Page(path="/probar/{id}", view=answered, who=EDITORS, live=True),
)
