"""Answers in other languages, side by side with the Spanish."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import content as rules
from bot.core import translations
from bot.core.content import Entry
from bot.i18n import gettext as _
from bot.services import translating
from bot.storage import content, items
from bot.storage.database import Transaction
from bot.storage.items import Standing
from bot.web.console import words
from bot.web.console.answers import EDITORS, shown
from bot.web.console.forms import Form
from bot.web.console.item_desk import Area
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

_TEXT: Final = 4_000

AREA: Final = Area(
    kind=items.TRANSLATION,
    path="/traducciones",
    desk=lambda visit: translating.desk(visit.app.database),
    view=lambda visit, form, status, seen: translation(visit, form, status, seen=seen),
)


def translation(visit: Visit, form: Form | None = None, status: int = 200, *, seen: int = 0) -> Response:
    """One translation: its draft, how phones show it, its history. `form`, `seen`: as in `Area.view`."""
    with visit.app.database.read() as tx:
        entry, _number, language = _of(visit, tx)
        found = AREA.shown(visit, tx, form, seen)
        document: Mapping[str, Any] = found["document"]
        since = translating.changed_since(tx, entry, document)
        problems = _problems(entry, document) if found["standing"].state else []
    return visit.show(
        "translation.html",
        status,
        entry=entry,
        language=words.language(language),
        code=language,
        spoken=shown(translations.spoken(entry, document)),
        since=since,
        problems=problems,
        **{**found, "back": f"/console/respuestas/{quote(entry.id)}"},
    )


def edit(visit: Visit) -> Response:
    """The Spanish beside the newest wording, and what changed since that was made."""
    with visit.app.database.read() as tx:
        _entry, _number, _language = _of(visit, tx)
        standing, newest = _newest(visit, tx)
    return _form(visit, Form(initial=newest or {}), standing, 200)


def change(visit: Visit) -> Response:
    """Keeps what was typed as a draft, made from the Spanish that stood beside it."""
    form = visit.form()
    texts = {
        "title": form.text("title", required=True, most=rules.TITLE_LIMIT),
        "menu": form.text("menu", most=rules.MENU_LIMIT),
        "whatsapp": form.text("whatsapp", most=_TEXT),
        "sms": form.text("sms", most=_TEXT),
    }
    beside = form.text("spanish", most=16)
    with visit.app.database.read() as tx:
        entry, number, _language = _of(visit, tx)
        standing, _newest_text = _newest(visit, tx)
    if beside != translations.mark(entry):
        form.fail("", _("El español cambió mientras traducías. Lo tuyo sigue aquí: mira qué cambió y guarda otra vez."))
    document = translating.document(entry, number, texts)
    return AREA.save(visit, form, visit.path["id"], document, standing, writing=_form)


def _form(visit: Visit, form: Form, standing: Standing | None, status: int, *, theirs: bool = False) -> Response:
    with visit.app.database.read() as tx:
        entry, _number, language = _of(visit, tx)
        newest = items.version(tx, items.TRANSLATION, standing.id, standing.number) if standing else None
        since = translating.changed_since(tx, entry, newest.document) if newest else []
    return visit.show(
        "translation_writing.html",
        status,
        form=form,
        entry=entry,
        language=words.language(language),
        code=language,
        standing=standing,
        theirs=theirs,
        since=since,
        base=standing.number if standing else 0,
        mark=translations.mark(entry),
        here=AREA.page(visit.path["id"]),
        back=AREA.page(visit.path["id"]) if standing else f"/console/respuestas/{quote(entry.id)}",
    )


def _of(visit: Visit, tx: Transaction) -> tuple[Entry, int, str]:
    """The published Spanish entry of this address, its revision and the language. 404 where there is no such thing."""
    entry_id, language = translating.parts(visit.path["id"])
    standing = content.standings(tx, entry_id).get(entry_id)
    if standing is None or standing.published is None or language not in translating.languages():
        raise HTTPException(404)
    found = content.revision(tx, entry_id, standing.published)
    if found is None or not translating.can_be(found.entry):
        raise HTTPException(404)
    return found.entry, standing.published, language


def _newest(visit: Visit, tx: Transaction) -> tuple[Standing | None, Mapping[str, Any] | None]:
    standing = items.standings(tx, items.TRANSLATION, visit.path["id"]).get(visit.path["id"])
    newest = items.version(tx, items.TRANSLATION, standing.id, standing.number) if standing else None
    return standing, newest.document if newest else None


def _problems(entry: Entry, document: Mapping[str, Any]) -> list[str]:
    if not translations.is_current(entry, document):
        return [_("El español cambió: mira qué y tradúcelo otra vez.")]
    return translations.faults(entry, document)


PAGES: Final = (
    Page(path="/traducciones/{id}", view=translation, who=EDITORS),
    Page(path="/traducciones/{id}/editar", view=edit, who=EDITORS),
    Page(path="/traducciones/{id}/editar", view=change, who=EDITORS, method="POST"),
    *AREA.pages(),
)
