"""What people asked and got no good answer to: one step from there to a new way to ask, or to a new answer."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import unanswered
from bot.storage import content
from bot.storage.database import Transaction
from bot.web.console import writing
from bot.web.console.answers import EDITORS, REVIEWERS, state_of
from bot.web.console.forms import Form
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

PATH: Final = "/console/sin-respuesta"
ROWS: Final = 20
SHOWN: Final = 4
"""Phrases of a group that stand open; the others are behind a word."""
PHRASE: Final = 390
"""Characters of a message that go into a way to ask."""
NEW: Final = "new"
"""What `act` says where the phrases begin an entry."""
_TYPED: Final = 200
"""Characters of an entry's title and code."""
MOST: Final = 1_000
"""Messages one group can have: as many as are read."""


_SHEETS: Final = 1_000


def groups(visit: Visit) -> Response:
    """Groups of alike messages, most people first, each with the answers that come nearest by their letters. None is
    chosen beforehand: what no entry is about has a nearest one too."""
    with visit.app.database.read() as tx:
        found = visit.desk.groups.all(tx, visit.now)
        start = (visit.sheet - 1) * ROWS
        shown = found[start : start + ROWS]
        entries = visit.desk.shelf.entries(tx)
        near = [visit.desk.shelf.nearest(tx, one.samples[0]) for one in shown]
        held = [visit.desk.shelf.asking(tx, [_cut(text) for text in one.samples]) for one in shown]
        standings = content.standings(tx, *{name for names in held for name in names})
        reach = unanswered.reachable(tx, shown, visit.now)
    return visit.show(
        "unanswered.html",
        rows=list(zip(shown, near, held, reach, strict=True)),
        states={name: state_of(standing) for name, standing in standings.items()},
        called=called,
        count=len(found),
        more=len(found) > start + ROWS,
        entries=entries,
        form=Form(),
        phrase=PHRASE,
        open_phrases=SHOWN,
        begins=NEW,
        taken_off=visit.query.get("quitado", ""),
    )


def use(visit: Visit) -> Response:
    """The editor, with the phrases that were ticked as more ways to ask: of an entry, or of a new one."""
    form = visit.form()
    questions = _questions(form)
    typed = form.text("entry", most=_TYPED) or form.text("near", most=_TYPED)
    if not form.ok:
        return _refused(visit, *[reason for wrong in form.errors.values() for reason in wrong])
    if form.value("act") == NEW:
        return writing.began(visit, questions)
    if not typed:
        return _refused(visit, _("Di a qué ficha va, o escribe una nueva."))
    with visit.app.database.read() as tx:
        entry_id = _meant(visit, tx, typed)
        standing = content.standings(tx, entry_id).get(entry_id)
        newest = content.revision(tx, entry_id, standing.number) if standing else None
    if standing is None or newest is None:
        return _refused(visit, _("No hay una ficha que se llame «{typed}».").format(typed=typed))
    return writing.opened(visit, standing, newest.entry, questions)


def done(visit: Visit) -> Response:
    """A group needs nothing more, which can be taken back."""
    form = visit.form()
    ids, sheet = _ids(form), form.number("hoja", least=1, most=_SHEETS, default=1)
    count = unanswered.done(visit.app.database, ids, by=visit.actor, now=visit.now)
    said = ngettext("{count} mensaje quitado de la lista.", "{count} mensajes quitados de la lista.", count)
    return visit.go(
        f"{PATH}?{urlencode({'quitado': visit.now.isoformat(), 'hoja': sheet})}",
        said.format(count=count),
    )


def undone(visit: Visit) -> Response:
    """What was taken off the list just now stands there again."""
    try:
        at = datetime.fromisoformat(visit.form().value("at")).astimezone(UTC)
    except (ValueError, OverflowError):
        at = visit.now
    count = unanswered.undone(visit.app.database, at, by=visit.actor, now=visit.now)
    if not count:
        return _refused(visit, _("Ese grupo ya no está. Vuelve a cargar la página."))
    said = ngettext("{count} mensaje vuelve a la lista.", "{count} mensajes vuelven a la lista.", count)
    return visit.go(PATH, said.format(count=count))


def tell(visit: Visit) -> Response:
    """Those who asked get the answer there is now."""
    form = visit.form()
    ids, typed = _ids(form), form.text("entry", required=True, most=_TYPED)
    if not form.ok:
        return _refused(visit, _("Elige una respuesta publicada."))
    with visit.app.database.read() as tx:
        entry_id = _meant(visit, tx, typed)
    try:
        count = unanswered.tell(visit.app.database, visit.app.places, ids, entry_id, by=visit.actor, now=visit.now)
    except BadInput as error:
        return _refused(visit, *error.lines)
    return visit.go(
        PATH,
        ngettext(
            "Se le avisa a {count} persona.",
            "Se les avisa a {count} personas.",
            count,
        ).format(count=count),
    )


def called(entry: Entry) -> str:
    """An entry as it stands in a field to choose one by: its title, and its code where two have the same."""
    return f"{entry.title} ({entry.id})"


def _meant(visit: Visit, tx: Transaction, typed: str) -> str:
    """The entry somebody chose or typed, by `called`, its code or its title; what was typed where there is none."""
    entries = visit.desk.shelf.entries(tx)
    code = typed.rpartition("(")[2].removesuffix(")").strip()
    if code in entries:
        return code
    titles = {entry.title.casefold(): name for name, entry in entries.items()}
    return titles.get(typed.casefold(), typed)


def _cut(text: str) -> str:
    """As much of a message as a way to ask can hold."""
    return text[:PHRASE]


def _refused(visit: Visit, *reasons: str) -> Response:
    """The list again, which says why nothing was done."""
    return visit.go(PATH, " ".join([_("No se hizo nada."), *reasons]), "failed")


def _questions(form: Form) -> tuple[str, ...]:
    """The phrases that were ticked, each as one line and once."""
    found = tuple(dict.fromkeys(line for one in form.chosen("question") if (line := " ".join(one.split()))))
    if not found:
        form.fail("question", _("Marca al menos una frase."))
    if len(found) > writing.QUESTIONS:
        form.fail("question", _("Son {count} frases; caben {most}.").format(count=len(found), most=writing.QUESTIONS))
    if any(len(one) > PHRASE for one in found):
        form.fail("question", _("Una frase pasa de {most} letras.").format(most=PHRASE))
    return found


def _ids(form: Form) -> list[int]:
    found = form.value("ids").split(",")
    if len(found) > MOST or not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in found):
        raise BadInput(_("Ese grupo ya no está. Vuelve a cargar la página."))
    return [int(one) for one in found]


PAGES: Final = (
    Page(
        path="/sin-respuesta",
        view=groups,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Sin respuesta"),
            about=lambda: _("Lo que preguntaron y no supimos"),
            icon="question",
            place=12,
        ),
    ),
    Page(path="/sin-respuesta/usar", view=use, who=EDITORS, method="POST"),
    Page(path="/sin-respuesta/listo", view=done, who=EDITORS, method="POST"),
    Page(path="/sin-respuesta/volver", view=undone, who=EDITORS, method="POST"),
    Page(path="/sin-respuesta/avisar", view=tell, who=REVIEWERS, method="POST"),
)
