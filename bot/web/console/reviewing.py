"""A draft is read by a second person: published, scheduled, given back; and the ways back to what was before."""

from typing import Final

from starlette.responses import Response

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import editing
from bot.web.console.answers import EDITORS, REVIEWERS, answer
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

_COMMENT: Final = 1_000


def send(visit: Visit) -> Response:
    """To review, as it is."""
    form = visit.form()
    number, comment = _number(form), form.text("comment", most=_COMMENT)
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.send(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error)
    return visit.go(_page(visit), _("Enviada a revisión."))


def publish(visit: Visit) -> Response:
    """People read it from the next message on."""
    form = visit.form()
    number, comment = _number(form), form.text("comment", most=_COMMENT)
    if not form.ok:
        return _wrong(visit, form)
    job = editing.publish(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
    if job is None:
        return visit.go(_page(visit), _("Publicada: el siguiente mensaje ya la dice."))
    return visit.go(
        _page(visit),
        _("Publicada: el texto ya vive. Las preguntas nuevas se aprenden en unos minutos; mira Aprendizaje."),
    )


def schedule(visit: Visit) -> Response:
    """People read it from a moment on."""
    form = visit.form()
    number = _number(form)
    at = form.moment("at", visit.app.settings.timezone, required=True)
    if not form.ok or at is None:
        return _wrong(visit, form)
    editing.schedule(visit.app.database, visit.path["id"], number, at=at, by=visit.staff, now=visit.now)
    return visit.go(_page(visit), _("Programada."))


def give_back(visit: Visit) -> Response:
    """Back to its author, with a reason."""
    form = visit.form()
    number, comment = _number(form), form.text("comment", required=True, most=_COMMENT)
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.give_back(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error)
    return visit.go(_page(visit), _("Devuelta con tu comentario."))


def discard(visit: Visit) -> Response:
    """Drops the draft."""
    form = visit.form()
    number = _number(form)
    if not form.ok:
        return _wrong(visit, form)
    editing.discard(visit.app.database, visit.path["id"], number, by=visit.staff, now=visit.now)
    return visit.go(_page(visit), _("Borrador descartado. Sigue el texto publicado."))


def restore(visit: Visit) -> Response:
    """An earlier wording becomes a draft."""
    form = visit.form()
    base, number = _number(form), form.number("old", least=1, most=1_000_000)
    if not form.ok:
        return _wrong(visit, form)
    editing.restore(visit.app.database, visit.path["id"], number, base=base, by=visit.staff, now=visit.now)
    return visit.go(_page(visit), _("La versión anterior es ahora un borrador. Revísala y mándala a revisión."))


def withdraw(visit: Visit) -> Response:
    """Nobody reads it any more."""
    form = visit.form()
    number = _number(form)
    if not form.ok:
        return _wrong(visit, form)
    editing.withdraw(visit.app.database, visit.path["id"], number, by=visit.staff, now=visit.now)
    return visit.go(_page(visit), _("Retirada. Se puede recuperar de su historia."))


def _number(form: Form) -> int:
    return form.number("number", least=1, most=1_000_000)


def _page(visit: Visit) -> str:
    return f"/console/respuestas/{visit.path['id']}"


def _wrong(visit: Visit, form: Form) -> Response:
    """These forms have one field or two: what is wrong is said at the top of the page they stand on."""
    reasons = [reason for wrong in form.errors.values() for reason in wrong]
    return visit.go(_page(visit), " ".join([_("No se hizo nada."), *reasons]), "failed")


def _kept(visit: Visit, form: Form, error: BadInput) -> Response:
    """The answer as it is now, with why nothing was done and the remark that was written."""
    form.fail("", *error.lines)
    return answer(visit, form, 409 if isinstance(error, editing.Conflict) else 422)


PAGES: Final = (
    Page(path="/respuestas/{id}/enviar", view=send, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/publicar", view=publish, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/programar", view=schedule, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/devolver", view=give_back, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/descartar", view=discard, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/recuperar", view=restore, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/retirar", view=withdraw, who=REVIEWERS, method="POST"),
)
