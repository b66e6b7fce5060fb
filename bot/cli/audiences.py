"""`puente audience`: rules that choose people, saved under a name, and how many they choose."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import yaml_files
from bot.cli.common import Who, app_from_environment, show
from bot.core.audience import label
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import audiences as service
from bot.storage import audiences


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Audiencias: reglas guardadas que eligen personas."), no_args_is_help=True)
    group.command("save", help=_("Guarda con un nombre la regla de un archivo YAML."))(save)
    group.command("list", help=_("Las reglas guardadas."))(list_)
    group.command("count", help=_("A cuántas personas elige una regla, a cuáles deja fuera y por qué."))(count)
    app.add_typer(group, name="audience")


_Name = Annotated[str, typer.Argument(metavar="NAME", help=_("Nombre de la audiencia."))]
_Json = Annotated[bool, typer.Option("--json")]


def save(
    name: _Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Archivo YAML con «audience:» o con sus campos."))],
    as_: Who = "shell",
) -> None:
    """A name that is taken gets the new rule; every problem of the file is named."""
    app = app_from_environment()
    document = _read(file)
    try:
        saved, chosen = service.save(app.database, name, document, as_, app.clock)
    except BadInput as error:
        raise BadInput(*(f"{file}: {line}" if line.startswith("audience") else line for line in error.lines)) from None
    typer.echo(
        ngettext(
            "{name}: {count} persona",
            "{name}: {count} personas",
            chosen,
        ).format(name=saved.name, count=chosen)
    )


def _read(file: Path) -> Any:
    document = yaml_files.document(file)
    return document["audience"] if isinstance(document, dict) and "audience" in document else document


def list_(as_json: _Json = False) -> None:
    """Names, authors, rules."""
    app = app_from_environment()
    with app.database.read() as tx:
        saved = audiences.listed(tx)
    if as_json:
        show([{"name": one.name, "author": one.author, "rule": one.rule.canonical()} for one in saved])
        return
    for one in saved:
        typer.echo(f"{one.name:<24} {one.author:<16} {one.rule.canonical()}")
    if not saved:
        typer.echo(_("No hay audiencias guardadas."))


def count(name: _Name, as_json: _Json = False) -> None:
    """Numbers only."""
    app = app_from_environment()
    with app.database.read() as tx:
        saved = audiences.load(tx, label(name) or "")
        if saved is None:
            raise BadInput(_("No hay una audiencia guardada con ese nombre."))
        counts = audiences.counts(tx, saved.rule, app.clock())
    if as_json:
        show(asdict(counts))
        return
    words = {
        "no_address": _("fuera: sin dirección en esos canales"),
        "campaigns": _("fuera: ya recibieron la campaña"),
        "written": _("fuera: se les escribió hace poco"),
        "open_cases": _("fuera: tienen un caso abierto"),
        "resting": _("fuera: su número descansa"),
    }
    lines = [
        (counts.members, _("personas")),
        (counts.without_consent, _("de ellas sin consentimiento: no se les escribirá")),
        *((people, words[reason]) for reason, people in counts.excluded.items()),
    ]
    for number, what in lines:
        typer.echo(f"{number:>9}  {what}")
