"""Audiences kept under a name: the rule as a form, and how many people it chooses while one ticks."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core.audience import Audience
from bot.core.errors import BadInput
from bot.core.plans import Route
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import audiences as service
from bot.services.audiences import Taken
from bot.storage import audiences
from bot.storage.audiences import Saved
from bot.web.console import campaign_form, campaign_words
from bot.web.console.campaign_writing import audience_choices, counted
from bot.web.console.campaigns import CAMPAIGNERS, OFFICERS
from bot.web.console.forms import Form
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit


def listed(visit: Visit) -> Response:
    """All of them, each with its rule in words."""
    with visit.app.database.read() as tx:
        saved = audiences.listed(tx)
    return visit.show("audiences.html", saved=saved, say=campaign_words)


def new(visit: Visit) -> Response:
    """An empty rule."""
    return _form(visit, Form(), None)


def edit(visit: Visit) -> Response:
    """One of them (`?nombre=`), to be changed."""
    saved = _saved(visit, visit.query.get("nombre", ""))
    return _form(visit, Form(initial=campaign_form.of_rule(saved.rule)), saved)


def create(visit: Visit) -> Response:
    """Keeps a rule under a new name."""
    return _kept(visit, None)


def change(visit: Visit) -> Response:
    """Keeps another rule under the name it had."""
    return _kept(visit, _saved(visit, visit.form().value("saved")))


def count(visit: Visit) -> Response:
    """How many people the rule that is typed means."""
    return counted(visit, visit.form(), Route.WHATSAPP_THEN_SMS)


def _kept(visit: Visit, saved: Saved | None) -> Response:
    form = visit.form()
    name = saved.name if saved else form.text("name", required=True, most=64)
    mapping: dict[str, Any] = campaign_form.audience(form)
    if not mapping:
        form.fail("audience", _("Falta decir a quién va."))
    if not form.ok:
        return _form(visit, form, saved, 422)
    if saved is not None and saved.rule.channels != Audience().channels:
        mapping["channels"] = [one.value for one in saved.rule.channels]
    try:
        _kept_now, people = service.save(
            visit.app.database, name, mapping, visit.actor, visit.app.clock, seen=form.value("seen")
        )
    except Taken as error:
        form.fail("" if saved else "name", *error.lines)
        return _form(visit, form, saved, 409)
    except BadInput as error:
        campaign_form.beside(form, error.lines)
        return _form(visit, form, saved, 422)
    return visit.go(
        "/console/audiencias",
        ngettext(
            "Guardada: es {count} persona.",
            "Guardada: son {count} personas.",
            people,
        ).format(count=people),
    )


def _saved(visit: Visit, name: str) -> Saved:
    with visit.app.database.read() as tx:
        found = audiences.load(tx, name)
    if found is None:
        raise HTTPException(404)
    return found


def _form(visit: Visit, form: Form, saved: Saved | None, status: int = 200) -> Response:
    return visit.show(
        "audience.html",
        status,
        form=form,
        saved=saved,
        seen=form.value("seen") or (saved.rule.canonical() if saved else ""),
        say=campaign_words,
        **audience_choices(visit, form),
    )


PAGES: Final = (
    Page(
        path="/audiencias",
        view=listed,
        who=CAMPAIGNERS,
        menu=Menu(
            label=lambda: _("Audiencias"),
            about=lambda: _("Grupos de personas, guardados para usarlos otra vez"),
            icon="people",
            place=32,
        ),
    ),
    Page(path="/audiencias/nueva", view=new, who=OFFICERS),
    Page(path="/audiencias/nueva", view=create, who=OFFICERS, method="POST", once=True),
    Page(path="/audiencias/editar", view=edit, who=OFFICERS),
    Page(path="/audiencias/editar", view=change, who=OFFICERS, method="POST"),
    Page(path="/audiencias/cuenta", view=count, who=OFFICERS, method="POST"),
)
