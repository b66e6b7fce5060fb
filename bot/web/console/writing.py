"""An answer is written: the form, what is said while one types, saving and sending to review."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from bot.core import content as rules
from bot.core import files, readability, segments
from bot.core.content import Entry, Kind, Topic
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import editing, linking
from bot.services.editing import Conflict
from bot.storage import content
from bot.storage.content import Standing
from bot.web.console import place_fields, words
from bot.web.console.answers import EDITORS, shown, standing_of, within
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

QUESTIONS: Final = 500
"""Ways to ask that one entry may have."""
_TEXT: Final = 4_000
_COMMENT: Final = 1_000
# What a rule says begins like this where it is about this field.
_ABOUT: Final = {
    "id": ("el id",),
    "title": ("el título",),
    "menu": ("la línea de menú", "falta «menu»"),
    "whatsapp": ("falta el texto de WhatsApp", "el texto de WhatsApp", "ya no dice"),
    "sms": ("falta el texto de SMS", "el SMS"),
    "questions": ("hay preguntas", "pocas preguntas", "hay una pregunta", "la pregunta"),
    "owner": ("falta «owner»",),
    "source": ("falta «source»",),
    "review_by": ("falta la fecha de revisión",),
    "confirm_at": ("fuente sin fecha",),
    "related": ("enlaza a",),
    "by_place": ("en ", "hay un texto por lugar", "solo una respuesta"),
}


def new(visit: Visit) -> Response:
    """An empty form."""
    return began(visit, ())


def create(visit: Visit) -> Response:
    """Keeps a new entry as a draft, or sends it to review at once."""
    form = visit.form()
    entry = _entry(visit, form, form.text("id", required=True, most=64))
    with visit.app.database.read() as tx:
        if entry.id and content.standings(tx, entry.id):
            form.fail("id", _("Ya existe una ficha con este código."))
    return _kept(visit, form, entry, None)


def edit(visit: Visit) -> Response:
    """The newest wording, to be changed."""
    with visit.app.database.read() as tx:
        standing, entry = standing_of(visit, tx)
    return opened(visit, standing, entry, ())


def began(visit: Visit, questions: Sequence[str]) -> Response:
    """The form of a new entry that is asked for like this."""
    form = Form(initial={"kind": Kind.ANSWER.value, "questions": tuple(questions)})
    return _form(visit, form, None, 200)


def opened(visit: Visit, standing: Standing, entry: Entry, questions: Sequence[str]) -> Response:
    """The form of an entry, with more ways to ask put in front."""
    initial = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    initial |= place_fields.initial(entry.by_place)
    more = tuple(question for question in questions if question not in entry.questions)
    return _form(visit, Form(initial={**initial, "questions": (*more, *entry.questions)}), standing, 200)


def change(visit: Visit) -> Response:
    """Keeps what was typed as a draft, or sends it to review at once."""
    with visit.app.database.read() as tx:
        standing, _entry_now = standing_of(visit, tx)
    form = visit.form()
    return _kept(visit, form, _entry(visit, form, standing.entry_id), standing)


def preview(visit: Visit) -> Response:
    """What is typed, as phones would show it, with its cost and what makes it hard to read."""
    form = visit.form()
    entry = _entry(visit, form, form.text("id", most=64) or "nueva")
    with visit.app.database.read() as tx:
        problems = editing.problems(tx, entry)
        pages = linking.of_entry(tx, entry)
    place = form.choice("seen_at", visit.app.places.names(), required=False)
    dear = segments.count(entry.sms).dear
    return visit.show(
        "preview.html",
        entry=entry,
        place=place,
        there=shown(entry.at(within(visit.app.places, place))) if place else None,
        problems=problems,
        pages=pages,
        index=readability.index(entry.whatsapp) if entry.whatsapp else None,
        easy=readability.PRIMARY_SCHOOL,
        pieces=readability.marked(entry.whatsapp),
        dear=dear,
        limit=rules.WHATSAPP_LIMIT,
        most_parts=rules.SMS_PARTS,
        **shown(entry),
    )


def _kept(visit: Visit, form: Form, entry: Entry, standing: Standing | None) -> Response:
    base = form.number("base", least=0, most=1_000_000, default=0)
    comment = form.text("comment", most=_COMMENT)
    sending = form.value("act") == "send"
    if not form.ok:
        return _form(visit, form, standing, 422)
    by, now, database = visit.staff, visit.now, visit.app.database
    try:
        if sending:
            number = editing.save_and_send(database, entry, base=base, comment=comment, by=by, now=now)
        else:
            number = editing.save(database, entry, base=base, by=by, now=now)
    except Conflict as error:
        form.fail("", *error.lines)
        return _form(visit, form, error.standing, 409, theirs=error.standing)
    except BadInput as error:
        _beside(form, error.lines)
        return _form(visit, form, standing, 422)
    said = _("Enviada a revisión.") if sending else words.saved(changed=number != base)
    return visit.go(f"/console/respuestas/{entry.id}", said)


def _form(visit: Visit, form: Form, standing: Standing | None, status: int, theirs: Standing | None = None) -> Response:
    with visit.app.database.read() as tx:
        entries = visit.desk.shelf.entries(tx)
        their_text = content.revision(tx, theirs.entry_id, theirs.number) if theirs else None
    return visit.show(
        "writing.html",
        status,
        form=form,
        action=f"/console/respuestas/{quote(standing.entry_id)}/editar" if standing else "/console/respuestas/nueva",
        standing=standing,
        theirs=their_text,
        owners=sorted({entry.owner for entry in entries.values() if entry.owner}),
        entries=entries,
        base=form.value("base") if form.value("base") and not theirs else (standing.number if standing else 0),
        limit=rules.WHATSAPP_LIMIT,
        sets=place_fields.shown(form),
        places=visit.app.places.names(),
    )


def _entry(visit: Visit, form: Form, entry_id: str) -> Entry:
    """What the form says, as an entry; what is wrong stands beside its field."""
    return Entry(
        id=entry_id,
        topic=Topic(form.choice("topic", tuple(Topic)) or Topic.OUT_OF_SCOPE),
        kind=Kind(form.choice("kind", tuple(Kind)) or Kind.ANSWER),
        title=form.text("title", required=True, most=rules.TITLE_LIMIT),
        menu=form.text("menu", most=rules.MENU_LIMIT),
        whatsapp=form.text("whatsapp", most=_TEXT),
        sms=form.text("sms", most=_TEXT),
        questions=form.lines("questions", most=QUESTIONS, longest=400),
        owner=form.text("owner"),
        source=form.text("source", most=300),
        source_date=form.day("source_date"),
        verified_on=form.day("verified_on"),
        confirm_at=form.text("confirm_at"),
        review_by=form.day("review_by"),
        sensitive=form.flag("sensitive"),
        related=form.lines("related", most=20, longest=64),
        must_say=form.lines("must_say", most=20),
        media=_media(form),
        by_place=place_fields.read(form, visit.app.places),
    )


def _media(form: Form) -> str:
    """The file the entry has: the field is hidden, so what is no name of ours was not typed by staff."""
    name = form.text("media", most=40)
    if name and not files.is_name(name):
        form.fail("", _("El archivo de esta ficha se sube en «Imagen o audio»."))
        return ""
    return name


def _beside(form: Form, reasons: Sequence[str]) -> None:
    """Put each broken rule beside the field it is about."""
    for reason in reasons:
        names = [name for name, starts in _ABOUT.items() if reason.startswith(starts)]
        form.fail(names[0] if names else "", reason[:1].upper() + reason[1:].rstrip(".") + ".")


PAGES: Final = (
    Page(path="/respuestas/nueva", view=new, who=EDITORS),
    Page(path="/respuestas/nueva", view=create, who=EDITORS, method="POST", once=True),
    Page(path="/respuestas/vista", view=preview, who=EDITORS, method="POST"),
    Page(path="/respuestas/{id}/editar", view=edit, who=EDITORS),
    Page(path="/respuestas/{id}/editar", view=change, who=EDITORS, method="POST"),
)
