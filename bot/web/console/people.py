"""One person without their number; their number, for a reason; their data, and the end of them."""

import json
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core.attention import Need
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import people
from bot.storage import contacts
from bot.web.console.forms import Form
from bot.web.console.pages import Menu, Page, only
from bot.web.console.visit import Visit

READERS: Final = only(Role.CASE_WORKER, Role.DATA_OFFICER)
OFFICERS: Final = only(Role.DATA_OFFICER)


def search(visit: Visit) -> Response:
    """A field for a number. It is posted: an address in the bar of a browser would keep it."""
    return visit.show("people.html", form=Form())


def found(visit: Visit) -> Response:
    """Whose number it is."""
    form = visit.form()
    number = form.text("number", required=True, most=80)
    if form.ok:
        try:
            contact_id = people.find(visit.app.database, number, visit.staff, visit.now)
        except BadInput as error:
            form.fail("number", *error.lines)
        else:
            if contact_id is not None:
                return visit.go(f"/console/personas/{contact_id}")
            form.fail("number", _("Nadie con ese número."))
    return visit.show("people.html", 422, form=form)


def person(visit: Visit) -> Response:
    """Facts with their dates."""
    return _shown(visit, Form())


def reveal(visit: Visit) -> Response:
    """The number, in this one answer: loading it again asks again, and is written down again."""
    _known(visit)
    form = visit.form()
    need = form.choice("need", tuple(Need))
    if not form.ok:
        return _shown(visit, form, 422)
    numbers = people.reveal(visit.app.database, visit.number("id"), Need(need), visit.staff, visit.now)
    return visit.show("revealed.html", id=visit.number("id"), numbers=numbers)


def export(visit: Visit) -> Response:
    """All of it, as a file."""
    number = _known(visit)
    document = people.export(visit.app.database, number, visit.staff, visit.now)
    content = json.dumps(document, ensure_ascii=False, indent=2).encode()
    return visit.file(f"persona-{number}.json", content, "application/json")


def erase(visit: Visit) -> Response:
    """Gone, for good."""
    number, form = _known(visit), visit.form()
    if not form.flag("sure"):
        form.fail("sure", _("Marca la casilla: no se puede deshacer."))
        return _shown(visit, form, 422)
    people.erase(visit.app.database, number, visit.staff, visit.now)
    return visit.go("/console/personas", _("Borrada. Sus mensajes, casos y datos ya no están."))


def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.app.database.write() as tx:
        one = people.shown(tx, visit.number("id"), visit.staff, visit.now)
    if one is None:
        raise HTTPException(404)
    days = visit.app.settings.retention_days
    return visit.show("person.html", status, person=one, form=form, needs=tuple(Need), days=days)


def _known(visit: Visit) -> int:
    number = visit.number("id")
    with visit.app.database.read() as tx:
        if not contacts.exists(tx, number):
            raise HTTPException(404)
    return number


PAGES: Final = (
    Page(
        path="/personas",
        view=search,
        who=OFFICERS,
        menu=Menu(
            label=lambda: _("Datos de una persona"),
            about=lambda: _("Entregarle o borrar lo que sabemos de ella"),
            icon="person",
            place=85,
        ),
    ),
    Page(path="/personas", view=found, who=OFFICERS, method="POST"),
    Page(path="/personas/{id}", view=person, who=READERS),
    Page(path="/personas/{id}/numero", view=reveal, who=READERS, method="POST"),
    Page(path="/personas/{id}/datos", view=export, who=OFFICERS, method="POST"),
    Page(path="/personas/{id}/borrar", view=erase, who=OFFICERS, method="POST"),
)
