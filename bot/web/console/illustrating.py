"""A picture or a voice file for an answer: uploaded, seen, taken away. Either makes a draft, as every change does."""

from dataclasses import replace
from typing import Final

from starlette.responses import Response

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import editing, illustrating
from bot.web.console import words
from bot.web.console.answers import EDITORS, standing_of
from bot.web.console.forms import Form, too_heavy
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

_MORE: Final = 64 * 1024
"""Bytes of a form besides its file."""


def page(visit: Visit) -> Response:
    """What there is, and the form for another."""
    return _shown(visit, Form(), 200)


def upload(visit: Visit) -> Response:
    """Takes a file in and keeps the answer with it as a draft; an empty form takes the file off the answer."""
    form = visit.form()
    base = form.version("base")
    chosen = visit.upload("file")
    if form.value("act") != "drop" and chosen is None:
        form.fail("file", _("Elige un archivo."))
    if not form.ok:
        return _shown(visit, form, 422)
    with visit.app.database.read() as tx:
        _standing, entry = standing_of(visit, tx)
    try:
        name = ""
        if chosen is not None and form.value("act") != "drop":
            with visit.app.database.write() as tx:
                name = illustrating.take(tx, chosen[1], by=visit.actor, now=visit.now)
        number = editing.save(visit.app.database, replace(entry, media=name), base=base, by=visit.staff, now=visit.now)
    except editing.Conflict as error:
        form.fail("", *error.lines)
        return _shown(visit, form, 409)
    except BadInput as error:
        form.fail("file", *error.lines)
        return _shown(visit, form, 422)
    return visit.go(f"/console/respuestas/{entry.id}", words.saved(changed=number != base))


def too_big(visit: Visit) -> Response:
    """A file that is not even looked at."""
    form = Form()
    form.fail("file", too_heavy(illustrating.BIGGEST))
    return _shown(visit, form, 413)


def _shown(visit: Visit, form: Form, status: int) -> Response:
    with visit.app.database.read() as tx:
        standing, entry = standing_of(visit, tx)
    return visit.show("illustrating.html", status, form=form, entry=entry, standing=standing)


PAGES: Final = (
    Page(path="/respuestas/{id}/archivo", view=page, who=EDITORS),
    Page(
        path="/respuestas/{id}/archivo",
        view=upload,
        who=EDITORS,
        method="POST",
        biggest=illustrating.BIGGEST + _MORE,
        too_big=too_big,
    ),
)
