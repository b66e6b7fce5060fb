"""Learning: how far the model has come with new questions, what would change, and whether that is wanted."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import learning
from bot.storage import jobs
from bot.storage.database import Transaction
from bot.web.console import lesson_words
from bot.web.console.answers import EDITORS, REVIEWERS
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

SHOWN: Final = 20


def lessons(visit: Visit) -> Response:
    """The newest trainings; the page asks again by itself while one is under way."""
    with visit.app.database.read() as tx:
        found = jobs.newest(tx, learning.KIND, SHOWN)
        titles = _titles(visit, tx)
    busy = any(job.state in ("waiting", "claimed", "accepted") for job in found)
    page = "lessons_list.html" if visit.partial else "lessons.html"
    return visit.show(page, found=found, busy=busy, titles=titles, say=lesson_words)


def lesson(visit: Visit) -> Response:
    """One training: what it learned, what the gate says, which saved questions would now go elsewhere."""
    with visit.app.database.read() as tx:
        job = jobs.find(tx, visit.number("id"), learning.KIND)
        titles = _titles(visit, tx)
    if job is None:
        raise HTTPException(404)
    changes = job.result.get("changes", [])
    return visit.show(
        "lesson.html",
        job=job,
        worse=[one for one in changes if not one["better"]],
        better=[one for one in changes if one["better"]],
        titles=titles,
        say=lesson_words,
    )


def accept(visit: Visit) -> Response:
    """Lets it speak."""
    try:
        learning.accept(visit.app.database, visit.number("id"), by=visit.actor, now=visit.now)
    except BadInput as error:
        return _late(visit, error)
    return visit.go("/console/aprendizaje", _("Aceptado: en unos segundos habla el modelo nuevo."))


def go_back(visit: Visit) -> Response:
    """The questions of before come back."""
    try:
        back = learning.go_back(visit.app.database, visit.number("id"), by=visit.actor, now=visit.now)
    except BadInput as error:
        return _late(visit, error)
    with visit.app.database.read() as tx:
        named = lesson_words.learned(back, _titles(visit, tx))
    said = _("Volvieron las preguntas de antes en: {titles}. Los textos quedan.").format(titles=named or "—")
    return visit.go("/console/aprendizaje", said)


def _titles(visit: Visit, tx: Transaction) -> dict[str, str]:
    return {name: entry.title for name, entry in visit.desk.shelf.entries(tx).items()}


def _late(visit: Visit, error: BadInput) -> Response:
    """Somebody else decided, or a second click: the list says how each stands."""
    return visit.go("/console/aprendizaje", " ".join(error.lines), "careful")


PAGES: Final = (
    Page(
        path="/aprendizaje",
        view=lessons,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Aprendizaje"),
            about=lambda: _("Cómo el modelo aprende las preguntas nuevas"),
            icon="chart",
            place=16,
        ),
        live=True,
    ),
    Page(path="/aprendizaje/{id}", view=lesson, who=EDITORS),
    Page(path="/aprendizaje/{id}/aceptar", view=accept, who=REVIEWERS, method="POST"),
    Page(path="/aprendizaje/{id}/volver", view=go_back, who=REVIEWERS, method="POST"),
)
