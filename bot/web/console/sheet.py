"""Answers as a spreadsheet: out, and in again after a look at what would change."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import differences
from bot.core.content import Entry, Problem
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import editing, sheets
from bot.storage import content, jobs
from bot.storage.content import Standing
from bot.web.console import words
from bot.web.console.answers import EDITORS
from bot.web.console.forms import Form, too_heavy
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

KIND: Final = "sheet"
SHOWN: Final = 200
"""Problems of a file that are shown at once."""
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""What each kind of file is called on the web."""


def sheet(visit: Visit) -> Response:
    """Out and in."""
    return _sheet(visit, Form(), 200)


def xlsx(visit: Visit) -> Response:
    """What people read now, as a workbook."""
    return _file(visit, "xlsx")


def csv(visit: Visit) -> Response:
    """What people read now, as CSV."""
    return _file(visit, "csv")


def upload(visit: Visit) -> Response:
    """Reads a file and shows what it would change; keeps nothing of it but that."""
    form = Form()
    chosen = visit.upload("file")
    if chosen is None:
        form.fail("file", _("Elige un archivo."))
        return _sheet(visit, form, 422)
    with visit.app.database.read() as tx:
        known = visit.desk.shelf.entries(tx)
        standings = content.standings(tx)
        live = {entry.id: entry for entry in content.published(tx)}
    try:
        found = sheets.read(chosen[0], chosen[1], known, visit.app.places.names())
    except BadInput as error:
        form.fail("file", *error.lines)
        return _sheet(visit, form, 422)
    if found.problems:
        form.fail("file", _("El archivo tiene problemas. No se cambió nada: corrígelos y envíalo otra vez."))
        return _sheet(visit, form, 422, found.problems)
    # A row that is as people read it was not touched: it must not undo the draft somebody is at.
    changed = [entry for _row, entry in found.entries if entry not in (known.get(entry.id), live.get(entry.id))]
    if not changed:
        return visit.go("/console/respuestas/hoja", _("El archivo dice lo mismo que hay: nada que cambiar."))
    return visit.go(_looked_at(visit, changed, standings))


def too_big(visit: Visit) -> Response:
    """A file that is not even looked at."""
    form = Form()
    form.fail("file", too_heavy(sheets.BIGGEST))
    return _sheet(visit, form, 413)


def preview(visit: Visit) -> Response:
    """What a file would change, entry by entry."""
    entries, _base = _asked(visit)
    with visit.app.database.read() as tx:
        known = visit.desk.shelf.entries(tx)
        drafts = {name: one.author for name, one in content.standings(tx).items() if one.state}
    rows = [
        (entry, entry.id in known, differences.of_entries(known.get(entry.id), entry), drafts.get(entry.id, ""))
        for entry in entries
    ]
    return visit.show("sheet_preview.html", rows=rows)


def take(visit: Visit) -> Response:
    """Keeps all of it as drafts; where an entry has changed since, nothing, and it is looked at again."""
    with visit.app.database.read() as tx:
        job = jobs.find(tx, visit.number("number"), KIND)
    if job is not None and job.state == "done":  # the second click of two
        return visit.go("/console/respuestas?estado=draft")
    entries, base = _asked(visit)
    try:
        count = editing.save_all(
            visit.app.database, entries, base=base, job=visit.number("number"), by=visit.staff, now=visit.now
        )
    except editing.Conflict as error:
        with visit.app.database.read() as tx:
            standings = content.standings(tx)
        line = _("No se guardó nada: {who} cambió {id} mientras mirabas. Mira otra vez qué cambiaría.")
        who, name = (error.standing.author, error.standing.entry_id) if error.standing else ("?", "?")
        return visit.go(_looked_at(visit, entries, standings), line.format(who=who, id=name), "failed")
    said = ngettext(
        "{count} borrador guardado. Mándalo a revisión.",
        "{count} borradores guardados. Mándalos a revisión uno por uno.",
        count,
    ).format(count=count)
    return visit.go("/console/respuestas?estado=draft", said)


def _sheet(visit: Visit, form: Form, status: int, problems: Sequence[Problem] = ()) -> Response:
    return visit.show(
        "sheet.html",
        status,
        form=form,
        problems=problems,
        most=SHOWN,
        columns=[(name, words.field(name), _written(name)) for name in sheets.COLUMNS],
        megabytes=sheets.BIGGEST // 10**6,
    )


def _written(name: str) -> str:
    """How a column is filled in, where its name does not say it."""
    if name in sheets.DATES:
        return _("Un día: 2026-12-31, o 31/12/2026 (primero el día).")
    if name in sheets.LISTS:
        return _("Una por línea, dentro de la misma celda.")
    return {
        "id": _("No lo cambies: dice qué respuesta es. Una nueva lleva uno que no exista."),
        "topic": _("Uno de estos: {names}.").format(names=_named(words.topics())),
        "kind": _("Una de estas: {names}.").format(names=_named(words.kinds())),
        "sensitive": _("«sí», o nada."),
        "media": _("Déjala como está: la imagen se cambia en la consola."),
        "by_place": _("Cada texto debajo de una línea con sus lugares, como en el archivo que bajas."),
    }.get(name, "")


def _named(options: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{value} ({meant})" for value, meant in options)


def _looked_at(visit: Visit, entries: Sequence[Entry], standings: Mapping[str, Standing]) -> str:
    """Keep what a file would change, on top of the newest versions. Returns where it is looked at."""
    request = {
        "entries": [content.to_document(entry) for entry in entries],
        "base": {entry.id: standings[entry.id].number for entry in entries if entry.id in standings},
    }
    with visit.app.database.write() as tx:
        number = jobs.ask(tx, KIND, request, by=visit.actor, now=visit.now, state="preview")
    return f"/console/respuestas/hoja/{number}"


def _asked(visit: Visit) -> tuple[list[Entry], dict[str, int]]:
    with visit.app.database.read() as tx:
        job = jobs.find(tx, visit.number("number"), KIND)
    if job is None or job.state != "preview":
        raise HTTPException(404)
    return [content.from_document(document) for document in job.request["entries"]], job.request["base"]


def _file(visit: Visit, form: str) -> Response:
    with visit.app.database.read() as tx:
        entries = content.published(tx)
    made = sheets.as_xlsx(entries) if form == "xlsx" else sheets.as_csv(entries)
    return visit.file(f"respuestas.{form}", made, TYPES[form])


PAGES: Final = (
    Page(path="/respuestas/hoja", view=sheet, who=EDITORS),
    Page(
        path="/respuestas/hoja",
        view=upload,
        who=EDITORS,
        method="POST",
        biggest=sheets.BIGGEST + 64 * 1024,
        too_big=too_big,
    ),
    Page(path="/respuestas/hoja.xlsx", view=xlsx, who=EDITORS),
    Page(path="/respuestas/hoja.csv", view=csv, who=EDITORS),
    Page(path="/respuestas/hoja/{number}", view=preview, who=EDITORS),
    Page(path="/respuestas/hoja/{number}", view=take, who=EDITORS, method="POST"),
)
