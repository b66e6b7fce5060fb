"""`puente faq`: answers in and out of the store."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot import yaml_loader
from bot.app import App
from bot.cli.common import Who, app_from_environment
from bot.core import content as core
from bot.core.content import Entry, Problem
from bot.core.errors import BadInput
from bot.core.likeness import Likeness
from bot.core.staff import Role
from bot.engine import gate, teaching
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import flows, publishing, sheets, staff
from bot.storage import content

_NEARLY = 0.85
"""How alike two questions of different entries are for a note."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Respuestas: revisar, importar, exportar, publicar, deshacer."), no_args_is_help=True)
    group.command("check", help=_("Revisa archivos de contenido (o flows/) y nombra todos los problemas."))(check)
    group.command("import", help=_("Guarda como borrador lo que cambió en un archivo. No publica."))(import_)
    group.command("export", help=_("Escribe las respuestas publicadas: .yml, .csv o .xlsx."))(export)
    group.command("publish", help=_("Publica los borradores, si todo el conjunto cumple las reglas."))(publish)
    group.command("rollback", help=_("Vuelve a publicar el texto anterior de una ficha."))(rollback)
    app.add_typer(group, name="faq")


def check(
    files: Annotated[list[Path] | None, typer.Argument(help=_("Archivos YAML; sin ellos, flows/."))] = None,
) -> None:
    """Names every problem at once; nothing is changed."""
    app = app_from_environment()
    if files:
        rows = []
        problems = []
        for file in files:
            entries, found = flows.read_file(file)
            rows += [(str(file), entry) for entry in entries]
            problems += found
        problems += [problem for problem in core.cross_faults(rows) if len(files) > 1 or "enlaza" not in problem.reason]
        problems += core.nowhere(rows, app.places.names())
        count = len(rows)
    else:
        everything, problems = flows.read_entries(app.root)
        rows = [("flows", entry) for entry in everything]
        problems += flows.read_lexicon(app.root)[1] + flows.read_preview(app.root)[1]
        problems += teaching.problems(app.root) + gate.problems(app.root)
        places, found = flows.read_places(app.root)
        problems += found + flows.read_directory(app.root, places)[1]
        problems += flows.read_areas(app.root, places)[1]
        count = len(rows)
    flows.refuse(problems)
    typer.echo(
        ngettext(
            "{count} ficha, sin problemas.",
            "{count} fichas, sin problemas.",
            count,
        ).format(count=count)
    )
    asked = [(entry.id, question) for _file, entry in rows for question in entry.questions]
    known = Likeness(asked, least=_NEARLY)
    for entry, question in asked:
        # Each pair once, and only a note: two entries may well be asked after in nearly the same words.
        for other in dict.fromkeys(name for name, _share in known.near(question) if name > entry):
            typer.echo(
                _("{entry}: «{question}» casi se repite en {other}").format(entry=entry, question=question, other=other)
            )


def import_(
    files: Annotated[list[Path], typer.Argument(help=_("Archivos .yml, .csv o .xlsx."))],
    as_: Who = "shell",
) -> None:
    """Drafts only."""
    app = app_from_environment()
    rows, problems = [], []
    for file in files:
        if file.suffix.lower() in sheets.SUFFIXES:
            entries, found = _sheet(app, file)
        else:
            entries, found = flows.read_file(file)
            found = [*found, *core.nowhere(((str(file), entry) for entry in entries), app.places.names())]
        rows += entries
        problems += found
    flows.refuse(problems)
    with app.database.read() as tx:
        author = staff.acting(tx, as_, Role.PROMOTER, Role.REVIEWER)
    changes = publishing.propose(app.database, rows, author=author, now=app.clock())
    for change in changes:
        if change.kind != "same":
            typer.echo(f"{change.entry}: {_('nueva') if change.kind == 'added' else _('cambiada')}")
    drafts = sum(change.kind != "same" for change in changes)
    typer.echo(
        ngettext(
            "{count} borrador. Publica con: puente faq publish",
            "{count} borradores. Publica con: puente faq publish",
            drafts,
        ).format(count=drafts)
    )


def export(
    file: Annotated[Path | None, typer.Argument(help=_("Archivo; sin él, la salida estándar."))] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Everything people read now."""
    app = app_from_environment()
    with app.database.read() as tx:
        entries = content.published(tx)
    if file is not None and file.suffix.lower() in sheets.SUFFIXES:
        _write(file, sheets.as_xlsx(entries) if file.suffix.lower() == ".xlsx" else sheets.as_csv(entries))
        return
    rows = [content.to_document(entry) for entry in entries]
    text = (
        json.dumps({"entries": rows}, ensure_ascii=False, indent=2)
        if as_json
        else yaml_loader.written({"entries": rows}, width=110)
    )
    if file is None:
        typer.echo(text)
        return
    _write(file, text.encode())


def _write(file: Path, raw: bytes) -> None:
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None


def _sheet(app: App, file: Path) -> tuple[list[Entry], list[Problem]]:
    """Entries of a spreadsheet, and every problem with the row it is in."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None
    with app.database.read() as tx:
        known = {name: entry for name, (_number, entry, _live) in content.newest(tx).items()}
    found = sheets.read(file.name, raw, known, app.places.names())
    return [entry for _row, entry in found.entries], [
        Problem(file=f"{file.name}: {problem.file}", entry=problem.entry, reason=problem.reason)
        for problem in found.problems
    ]


def publish(as_: Who = "shell") -> None:
    """Text changes are live with the next message; new questions need `puente train`."""
    app = app_from_environment()
    with app.database.read() as tx:
        by = staff.acting(tx, as_, Role.REVIEWER)
    changed = publishing.publish(app.database, app.clock(), by=by)
    typer.echo(_("Publicadas: {ids}").format(ids=", ".join(changed)) if changed else _("No hay borradores."))


def rollback(
    entry: Annotated[str, typer.Argument(help=_("Código de la ficha."))],
    as_: Who = "shell",
) -> None:
    """One step back; doing it again goes forward."""
    app = app_from_environment()
    with app.database.read() as tx:
        author = staff.acting(tx, as_, Role.REVIEWER)
    number = publishing.rollback(app.database, entry, author=author, now=app.clock())
    if number is None:
        raise BadInput(_("{entry}: no hay un texto anterior").format(entry=entry))
    typer.echo(_("{entry}: publicada la revisión {number}").format(entry=entry, number=number))
