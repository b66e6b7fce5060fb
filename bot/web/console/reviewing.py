"""A draft is read by a second person: published, scheduled, given back; and the ways back to what was before."""

from typing import Final

from starlette.responses import Response

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import editing
from bot.storage import remarks
from bot.web.console import meanwhile
from bot.web.console.answers import EDITORS, REVIEWERS, answer
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

_COMMENT: Final = 1_000


def send(visit: Visit) -> Response:
    """To review, as it is."""
    form = visit.form()
    number, comment = form.version(), form.text("comment", most=_COMMENT)
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.send(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error, number, "sent")
    return visit.go(_page(visit), _("Enviada a revisión."))


def publish(visit: Visit) -> Response:
    """People read it from the next message on."""
    form = visit.form()
    number, comment = form.version(), form.text("comment", most=_COMMENT)
    if not form.ok:
        return _wrong(visit, form)
    database, by, now = visit.app.database, visit.staff, visit.now
    try:
        job = editing.publish(database, visit.path["id"], number, comment=comment, by=by, now=now)
    except BadInput as error:
        return _kept(visit, form, error, number, "published")
    if job is None:
        return visit.go(_page(visit), _("Publicada: el siguiente mensaje ya la dice."))
    return visit.go(
        _page(visit),
        _("Publicada: el texto ya vive. Las preguntas nuevas se aprenden en unos minutos; mira Aprendizaje."),
    )


def schedule(visit: Visit) -> Response:
    """People read it from a moment on."""
    form = visit.form()
    number = form.version()
    at = form.moment("at", visit.app.settings.timezone, required=True)
    if not form.ok or at is None:
        return _wrong(visit, form)
    try:
        editing.schedule(visit.app.database, visit.path["id"], number, at=at, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error, number)
    return visit.go(_page(visit), _("Programada."))


def give_back(visit: Visit) -> Response:
    """Back to its author, with a reason."""
    form = visit.form()
    number, comment = form.version(), form.text("comment", required=True, most=_COMMENT)
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.give_back(visit.app.database, visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error, number, "returned")
    return visit.go(_page(visit), _("Devuelta con tu comentario."))


def discard(visit: Visit) -> Response:
    """Drops the draft."""
    form = visit.form()
    number = form.version()
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.discard(visit.app.database, visit.path["id"], number, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error, number)
    return visit.go(_page(visit), _("Borrador descartado. Sigue el texto publicado."))


def restore(visit: Visit) -> Response:
    """An earlier wording becomes a draft."""
    form = visit.form()
    base, number = form.version(), form.version("old")
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.restore(visit.app.database, visit.path["id"], number, base=base, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error, base)
    return visit.go(_page(visit), _("La versión anterior es ahora un borrador. Revísala y mándala a revisión."))


def withdraw(visit: Visit) -> Response:
    """Nobody reads it any more."""
    form = visit.form()
    number = form.version()
    if not form.ok:
        return _wrong(visit, form)
    try:
        editing.withdraw(visit.app.database, visit.path["id"], number, by=visit.staff, now=visit.now)
    except BadInput as error:
        return _kept(visit, form, error, number, "withdrawn")
    return visit.go(_page(visit), _("Retirada. Se puede recuperar de su historia."))


def _page(visit: Visit) -> str:
    return f"/console/respuestas/{visit.path['id']}"


def _wrong(visit: Visit, form: Form) -> Response:
    """The answer again, with what is wrong at its top: these forms have one field or two, and may be folded away."""
    meanwhile.wrong(form)
    return answer(visit, form, 422)


def _kept(visit: Visit, form: Form, error: BadInput, seen: int, kind: str = "") -> Response:
    """The answer as it is now, with why nothing was done, what was typed, and what changed since `seen`, the version
    that was decided on. `kind`: the remark that the step leaves, where somebody may have clicked twice."""
    if not isinstance(error, editing.Moved):
        form.fail("", *error.lines)
        return answer(visit, form, 422)
    with visit.app.database.read() as tx:
        last = next(iter(remarks.of_entry(tx, visit.path["id"], 1)), None)
    conflict = isinstance(error, editing.Conflict)
    if not conflict and last and (last.author, last.number, last.kind) == (visit.actor, seen, kind):
        return visit.go(_page(visit))  # the second click of two: it is done, and said
    meanwhile.refused(form)
    return answer(visit, form, 409, seen=seen)


PAGES: Final = (
    Page(path="/respuestas/{id}/enviar", view=send, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/publicar", view=publish, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/programar", view=schedule, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/devolver", view=give_back, who=REVIEWERS, method="POST"),
    Page(path="/respuestas/{id}/descartar", view=discard, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/recuperar", view=restore, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/retirar", view=withdraw, who=REVIEWERS, method="POST"),
)
