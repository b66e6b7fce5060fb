"""`puente lexicon` and `puente directory`: the safety lexicon and the services, as files in and out of the store."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot import yaml_loader
from bot.app import App
from bot.cli import yaml_files
from bot.cli.common import Who, app_from_environment
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import directory, safety, staff
from bot.services.items import Document, Items
from bot.storage import items


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    lexicon = typer.Typer(help=_("Léxico de protección: de un archivo al almacén y de vuelta."), no_args_is_help=True)
    lexicon.command("import", help=_("Guarda como borradores las secciones que cambiaron. No publica."))(import_lexicon)
    lexicon.command("export", help=_("Escribe el léxico publicado, con la forma de lexicon.yml."))(export_lexicon)
    app.add_typer(lexicon, name="lexicon")
    services = typer.Typer(
        help=_("Directorio de servicios: de un archivo al almacén y de vuelta."), no_args_is_help=True
    )
    services.command("import", help=_("Guarda como borradores los servicios que cambiaron. No publica."))(
        import_directory
    )
    services.command("export", help=_("Escribe los servicios publicados, con la forma de directory.yml."))(
        export_directory
    )
    app.add_typer(services, name="directory")


File = Annotated[Path, typer.Argument(help=_("Archivo .yml."))]
Out = Annotated[Path | None, typer.Argument(help=_("Archivo; sin él, la salida estándar."))]


def import_lexicon(file: File, as_: Who = "shell") -> None:
    """Sections become drafts; a `jobs` worker tries them."""
    app = app_from_environment()
    _import(app, as_, safety.read(file.name, yaml_files.document(file)), safety.desk(app.database))


def import_directory(file: File, as_: Who = "shell") -> None:
    """Services become drafts."""
    app = app_from_environment()
    given = directory.read(file.name, yaml_files.document(file), app.places)
    _import(app, as_, given, directory.desk(app.database, app.places))


def export_lexicon(file: Out = None) -> None:
    """What holds now."""
    app = app_from_environment()
    with app.database.read() as tx:
        document = safety.document(tx)
    if document is None:
        raise BadInput(_("El almacén está vacío: ejecuta «puente run» o «puente train» primero."))
    _write(file, document)


def export_directory(file: Out = None) -> None:
    """What holds now."""
    app = app_from_environment()
    with app.database.read() as tx:
        document = directory.document(items.published(tx, items.SERVICE))
    _write(file, document)


def _import(app: App, as_: str, given: dict[str, dict[str, Any]], desk: Items) -> None:
    with app.database.read() as tx:
        author = staff.acting(tx, as_, Role.PROMOTER, Role.REVIEWER)
    for name in (changed := desk.take_over(given, by=author, now=app.clock())):
        typer.echo(name)
    typer.echo(
        ngettext(
            "{count} borrador. Se revisa y publica en la consola.",
            "{count} borradores. Se revisan y publican en la consola.",
            len(changed),
        ).format(count=len(changed))
    )


def _write(file: Path | None, document: Document) -> None:
    text = yaml_loader.written(dict(document))
    if file is None:
        typer.echo(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None
