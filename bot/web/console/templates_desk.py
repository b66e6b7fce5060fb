"""WhatsApp templates: wording for people outside the 24-hour window, written here and decided by Meta."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import templates as core
from bot.core.addresses import Channel
from bot.core.errors import BadInput, PuenteError
from bot.core.templates import Category, Status, Template
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import templates as service
from bot.web.console import campaign_words, words
from bot.web.console.campaigns import CAMPAIGNERS, OFFICERS
from bot.web.console.forms import Form
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit
from bot.web.screen import spans

VARIABLES: Final = 5
"""Variables a template has room for in the form; more are written from the command line."""
BUTTONS: Final = 3
LANGUAGES: Final = ("es", "en", "pt_BR", "fr")
"""Of the languages people here read, those Meta takes templates in; it has none in Haitian Creole."""


def listed(visit: Visit) -> Response:
    """As they were last seen at Twilio."""
    return visit.show("templates.html", rows=service.listed(visit.app.database), say=campaign_words)


def sync(visit: Visit) -> Response:
    """Asks Twilio how each stands. It also happens by itself once an hour."""
    try:
        done = visit.app.with_templates(lambda desk: desk.sync())
    except PuenteError as error:
        return visit.go("/console/plantillas", str(error), "failed")
    said = ngettext(
        "{seen} plantilla; {changed} cambiaron de estado.",
        "{seen} plantillas; {changed} cambiaron de estado.",
        done.seen,
    ).format(seen=done.seen, changed=done.changed)
    return visit.go("/console/plantillas", said)


def one(visit: Visit) -> Response:
    """One of them, with its examples filled in."""
    return _shown(visit, _found(visit), Form(), 200)


def new(visit: Visit) -> Response:
    """An empty form."""
    return _form(visit, Form(initial={"language": "es", "category": Category.UTILITY.value}), 200)


def create(visit: Visit) -> Response:
    """Every rule of Meta's is asked first; what it would be refused for stands beside its field."""
    form = visit.form()
    document = _document(form)
    if not form.ok:
        return _form(visit, form, 422)
    submit = form.value("act") == "submit"
    try:
        made = visit.app.with_templates(lambda desk: desk.create(document, visit.actor))
    except BadInput as error:
        _beside(form, error)
        return _form(visit, form, 422)
    except PuenteError as error:
        form.fail("", str(error))
        return _form(visit, form, 422)
    if not submit:
        return visit.go(f"/console/plantillas/{made.sid}", _("Plantilla creada. Falta enviarla a Meta."))
    return _submitted(visit, made, None)


def submit(visit: Visit) -> Response:
    """Hands it to Meta's review."""
    template, form = _found(visit), visit.form()
    category = form.choice("category", tuple(Category), required=False)
    if not form.ok:
        return _shown(visit, template, form, 422)
    return _submitted(visit, template, Category(category) if category else None)


def preview(visit: Visit) -> Response:
    """What is typed, as a phone would show it, and what Meta would refuse it for."""
    document = _document(visit.form())
    draft, problems = core.parse(document)
    return visit.show(
        "template_preview.html",
        spans=spans(core.fill(draft.body, draft.samples), Channel.WHATSAPP),
        draft=draft,
        problems=[line.partition(": ")[2] or line for line in problems] if draft.body else [],
    )


def _submitted(visit: Visit, template: Template, category: Category | None) -> Response:
    here = f"/console/plantillas/{template.sid}"
    try:
        visit.app.with_templates(lambda desk: desk.submit(template.sid, visit.actor, category))
    except PuenteError as error:
        return visit.go(here, str(error), "failed")
    return visit.go(here, _("Enviada a Meta. Suele contestar en minutos; a veces tarda dos días."))


def _document(form: Form) -> dict[str, Any]:
    variables = {
        str(number): text for number in range(1, VARIABLES + 1) if (text := form.text(f"sample{number}", most=200))
    }
    buttons = [text for number in range(1, BUTTONS + 1) if (text := form.text(f"button{number}", most=60))]
    return {
        "name": form.text("name", most=200),
        "language": form.choice("language", LANGUAGES, required=False) or "es",
        "category": form.choice("category", tuple(Category), required=False) or Category.MARKETING.value,
        "body": form.text("body", most=4_000),
        "variables": variables,
        "buttons": buttons,
    }


def _beside(form: Form, error: BadInput) -> None:
    for line in error.lines:
        head, colon, rest = line.partition(": ")
        name, _dot, key = head.partition(".")
        field = {"variables": f"sample{key or 1}", "buttons": "button1"}.get(name, name)
        known = field in ("name", "language", "category", "body") or field.startswith(("sample", "button"))
        said = rest if colon and known else line
        form.fail(field if colon and known else "", said[:1].upper() + said[1:] + ".")


def _found(visit: Visit) -> Template:
    try:
        return service.one(visit.app.database, visit.path["template"])
    except BadInput:
        raise HTTPException(404) from None


def _shown(visit: Visit, template: Template, form: Form, status: int) -> Response:
    return visit.show(
        "template.html",
        status,
        wording=template,
        form=form,
        spans=spans(core.fill(template.body, template.samples), Channel.WHATSAPP),
        categories=[(each.value, campaign_words.category(each)) for each in Category],
        waiting=template.status is Status.UNSUBMITTED,
        say=campaign_words,
    )


def _form(visit: Visit, form: Form, status: int) -> Response:
    return visit.show(
        "template_form.html",
        status,
        form=form,
        languages_=[(code, words.language(code.partition("_")[0])) for code in LANGUAGES],
        categories=[(each.value, campaign_words.category(each)) for each in Category],
        numbers=range(1, VARIABLES + 1),
        buttons=range(1, BUTTONS + 1),
        limit=core.BODY_LIMIT,
    )


PAGES: Final = (
    Page(
        path="/plantillas",
        view=listed,
        who=CAMPAIGNERS,
        menu=Menu(
            label=lambda: _("Plantillas"),
            about=lambda: _("Textos que Meta aprueba, para después de 24 horas"),
            icon="book",
            place=34,
        ),
    ),
    Page(path="/plantillas", view=sync, who=OFFICERS, method="POST"),
    Page(path="/plantillas/nueva", view=new, who=OFFICERS),
    Page(path="/plantillas/nueva", view=create, who=OFFICERS, method="POST", once=True),
    Page(path="/plantillas/vista", view=preview, who=OFFICERS, method="POST"),
    Page(path="/plantillas/{template}", view=one, who=CAMPAIGNERS),
    Page(path="/plantillas/{template}", view=submit, who=OFFICERS, method="POST"),
)
