"""A draft is read by a second person: published, scheduled, given back; and the ways back to what was before."""

from typing import Final

from starlette.responses import Response

from bot.i18n import gettext as _
from bot.services import editing
from bot.storage import remarks
from bot.storage.database import Transaction
from bot.web.console.answers import EDITORS, REVIEWERS, answer
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.steps import Steps
from bot.web.console.visit import Visit

_COMMENT: Final = 1_000


def _page(visit: Visit) -> str:
    return f"/console/respuestas/{visit.path['id']}"


def _view(visit: Visit, form: Form, status: int, seen: int) -> Response:
    return answer(visit, form, status, seen=seen)


def _last(visit: Visit, tx: Transaction) -> tuple[str, int, str] | None:
    return next(((one.author, one.number, one.kind) for one in remarks.of_entry(tx, visit.path["id"], 1)), None)


_STEPS: Final = Steps(page=_page, view=_view, last=_last)


def send(visit: Visit) -> Response:
    """To review, as it is."""
    form = visit.form()
    number, comment = form.version(), form.text("comment", most=_COMMENT)

    def act() -> str:
        editing.send(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
        return _("Enviada a revisión.")

    return _STEPS.take(visit, form, number, act, "sent")


def publish(visit: Visit) -> Response:
    """People read it from the next message on."""
    form = visit.form()
    number, comment = form.version(), form.text("comment", most=_COMMENT)

    def act() -> str:
        database, by, now = visit.app.database, visit.staff, visit.now
        if editing.publish(database, visit.path["id"], number, comment=comment, by=by, now=now) is None:
            return _("Publicada: el siguiente mensaje ya la dice.")
        return _("Publicada: el texto ya vive. Las preguntas nuevas se aprenden en unos minutos; mira Aprendizaje.")

    return _STEPS.take(visit, form, number, act, "published")


def schedule(visit: Visit) -> Response:
    """People read it from a moment on."""
    form = visit.form()
    number = form.version()
    at = form.moment("at", visit.app.settings.timezone, required=True)

    def act() -> str:
        assert at is not None  # required
        editing.schedule(visit.app.database, visit.path["id"], number, at=at, by=visit.staff, now=visit.now)
        return _("Programada.")

    return _STEPS.take(visit, form, number, act)


def give_back(visit: Visit) -> Response:
    """Back to its author, with a reason."""
    form = visit.form()
    number, comment = form.version(), form.text("comment", required=True, most=_COMMENT)

    def act() -> str:
        editing.give_back(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
        return _("Devuelta con tu comentario.")

    return _STEPS.take(visit, form, number, act, "returned")


def discard(visit: Visit) -> Response:
    """Drops the draft."""
    form = visit.form()
    number = form.version()

    def act() -> str:
        editing.discard(visit.app.database, visit.path["id"], number, by=visit.staff, now=visit.now)
        return _("Borrador descartado. Sigue el texto publicado.")

    return _STEPS.take(visit, form, number, act)


def restore(visit: Visit) -> Response:
    """An earlier wording becomes a draft."""
    form = visit.form()
    base, number = form.version(), form.version("old")

    def act() -> str:
        editing.restore(visit.app.database, visit.path["id"], number, base=base, by=visit.staff, now=visit.now)
        return _("La versión anterior es ahora un borrador. Revísala y mándala a revisión.")

    return _STEPS.take(visit, form, base, act)


def withdraw(visit: Visit) -> Response:
    """Nobody reads it any more."""
    form = visit.form()
    number = form.version()

    def act() -> str:
        editing.withdraw(visit.app.database, visit.path["id"], number, by=visit.staff, now=visit.now)
        return _("Retirada. Se puede recuperar de su historia.")

    return _STEPS.take(visit, form, number, act, "withdrawn")


PAGES: Final = (
    Page(path="/respuestas/{id}/enviar", view=send, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/publicar", view=publish, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/programar", view=schedule, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/devolver", view=give_back, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/descartar", view=discard, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/recuperar", view=restore, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/retirar", view=withdraw, who=REVIEWERS, method="POST"),
)
