"""`puente contacts`: what is known of people, and its end."""

from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

import typer

from bot.cli.common import Who, app_from_environment, counting, show
from bot.core import addresses, contact_rows
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import exporting, importing, rights, spreadsheets, staff
from bot.storage import audiences, audit, contacts
from bot.storage.database import Transaction


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Personas: qué se guarda y cómo se borra."), no_args_is_help=True)
    group.command("import", help=_("Lee personas de un archivo CSV o XLSX. Se puede repetir."))(import_)
    group.command("export", help=_("Escribe las personas en un archivo CSV o XLSX. Queda anotado."))(export)
    group.command("show", help=_("Qué se guarda de una persona, en números y datos de la ficha."))(show_)
    group.command("erase", help=_("Borra a una persona de los datos vivos."))(erase)
    app.add_typer(group, name="contacts")


_Address = Annotated[str, typer.Argument(help=_("whatsapp:+51… o +51…"))]


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("Archivo .csv o .xlsx; sus columnas: docs/contacts.md."))
    ],
    as_: Who = "shell",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Rows with a fault are left out and named in FILE.errores.csv; the others are taken in."""
    app = app_from_environment()
    with app.database.read() as tx:
        actor = staff.acting(tx, as_, Role.OFFICER)
    rows = spreadsheets.read(file, contact_rows.COLUMNS, "address")
    with counting(_("{count} filas")) as progress:
        done = importing.take_in(
            app.database,
            rows,
            gazetteer=app.places,
            zones=frozenset(available_timezones()),
            local=app.settings.timezone,
            clock=app.clock,
            progress=progress,
        )
    detail = done.counts()
    with app.database.write() as tx:
        audit.note(tx, actor=actor, act="contacts.import", subject=str(done.rows), now=app.clock(), detail=detail)
    faults = file.with_name(f"{file.name}.errores.csv")
    if done.faults:
        lines = [[str(fault.row), fault.column, fault.reason] for fault in done.faults]
        spreadsheets.write(faults, importing.FAULTS, lines)
    else:
        faults.unlink(missing_ok=True)
    if as_json:
        unlisted = [{"rows": one.rows, "first": one.first, "near": one.near or None} for one in done.unlisted]
        show(detail | {"unlisted_districts": unlisted, "errors": str(faults) if done.faults else None})
    else:
        for what, count in done.told():
            typer.echo(f"{count:>8}  {what}")
    for line in done.doubts():
        typer.echo(f"! {line}", err=True)
    for fault in done.faults[:_SHOWN]:
        line = _("fila {row}: {column}: {reason}").format(row=fault.row, column=fault.column, reason=fault.reason)
        typer.echo(line, err=True)
    if done.faults:
        typer.echo(
            ngettext(
                "{count} fila con errores: {file}",
                "{count} filas con errores: {file}",
                done.wrong,
            ).format(count=done.wrong, file=faults),
            err=True,
        )
    if done.wrong and done.wrong == done.rows:
        raise typer.Exit(2)


_SHOWN = 10
"""Faults named on the screen; the file has them all."""


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Archivo .csv o .xlsx de destino."))],
    audience: Annotated[str, typer.Option(help=_("Solo las personas de esta audiencia guardada."))] = "",
    as_: Who = "shell",
) -> None:
    """Every cell is text: nothing a person wrote becomes a formula. The file is for its owner's eyes only."""
    app = app_from_environment()
    with app.database.read() as tx:
        actor = staff.acting(tx, as_, Role.DATA_OFFICER)
        saved = audiences.load(tx, audience) if audience else None
    if audience and saved is None:
        raise BadInput(_("No hay una audiencia guardada con ese nombre."))

    def note(count: int) -> None:
        detail = {"rows": count, "rule": saved.rule.canonical() if saved else ""}
        with app.database.write() as tx:
            audit.note(tx, actor=actor, act="contacts.export", subject=audience, now=app.clock(), detail=detail)

    with counting(_("{count} filas")) as progress:
        rows = exporting.rows(app.database, saved, app.clock(), progress)
        count = spreadsheets.write(file, contact_rows.COLUMNS, rows, note=note)
    typer.echo(
        ngettext(
            "{count} fila en {file}. Son datos personales: bórralo cuando no lo necesites.",
            "{count} filas en {file}. Son datos personales: bórralo cuando no lo necesites.",
            count,
        ).format(count=count, file=file)
    )


def show_(address: _Address, as_: Who = "shell") -> None:
    """Profile, consents with their source, and counts, as JSON; no text of theirs and no address."""
    app = app_from_environment()
    with app.database.write() as tx:
        actor = staff.acting(tx, as_, Role.OFFICER, Role.CASE_WORKER, Role.DATA_OFFICER)
        contact_id = _find(tx, address)
        document = rights.document(tx, contact_id, app.clock())
        audit.note(tx, actor=actor, act="contact.show", subject=str(contact_id), now=app.clock())
    show(document)


def erase(address: _Address, as_: Who = "shell") -> None:
    """At once, without a farewell."""
    app = app_from_environment()
    with app.database.write() as tx:
        actor = staff.acting(tx, as_, Role.DATA_OFFICER)
        contact_id = _find(tx, address)
        rights.erase(tx, contact_id, app.clock())
        audit.note(tx, actor=actor, act="contact.erase", subject=str(contact_id), now=app.clock())
    typer.echo(_("Borrado."))


def _find(tx: Transaction, text: str) -> int:
    try:
        contact_id = contacts.find(tx, addresses.parse(text))
    except ValueError:
        raise BadInput(_("Dirección no reconocida: whatsapp:+51… o +51…")) from None
    if contact_id is None:
        raise BadInput(_("Nadie con esa dirección."))
    return contact_id
