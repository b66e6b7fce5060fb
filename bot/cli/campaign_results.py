"""What came of a campaign: `puente campaign results`, `report` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import Who, app_from_environment, counting, show
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import campaign_export, report, results


def add(group: typer.Typer) -> None:
    """Add the commands of this module to the group of campaigns."""
    for name, about, command in (
        ("results", _("Qué resultó: cuentas, fallos, respuestas, costo. --plot dibuja el curso."), outcome),
        ("report", _("Informe de dos páginas para donantes, en HTML, sin personas."), report_),
        ("export", _("Cada destinatario en un archivo CSV o XLSX, sin direcciones. Queda anotado."), export),
    ):
        group.command(name, help=about)(command)


_Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1)]
_Json = Annotated[bool, typer.Option("--json")]


def outcome(
    campaign_id: _Id,
    as_json: _Json = False,
    plot: Annotated[Path | None, typer.Option(metavar="FILE.svg", help=_("Archivo SVG de destino."))] = None,
) -> None:
    """Counts that add up, failures in words, who answered, what it cost."""
    app = app_from_environment()
    found = results.gather(app.database, campaign_id, app.explain)
    if plot is not None:
        if plot.suffix.lower() != ".svg":
            raise BadInput(_("--plot: {file}: el gráfico es un archivo .svg").format(file=plot))
        _save(plot, results.picture(found))
    if as_json:
        show(results.document(found, app.settings.timezone))
        return
    for line in results.lines(found):
        typer.echo(line)


def report_(
    campaign_id: _Id,
    out: Annotated[Path, typer.Option(metavar="FILE.html", help=_("Archivo HTML de destino."))],
) -> None:
    """Two pages when printed. Groups of fewer than five people are not shown."""
    app = app_from_environment()
    found = results.gather(app.database, campaign_id, app.explain)
    _save(out, report.render(found, app.organisation.name, app.settings.timezone, app.clock()))
    typer.echo(_("Informe en {file}. Ábrelo en un navegador e imprímelo.").format(file=out))


def export(
    campaign_id: _Id,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Archivo .csv o .xlsx de destino."))],
    as_: Who = "shell",
) -> None:
    """A row for each recipient, by our number of them: no address, no name. No cell is a formula."""
    app = app_from_environment()
    with counting(_("{count} filas")) as progress:
        count = campaign_export.export(
            app.database,
            campaign_id,
            file,
            explain=app.explain,
            zone=app.settings.timezone,
            actor=as_,
            clock=app.clock,
            progress=progress,
        )
    typer.echo(
        ngettext(
            "{count} fila en {file}.",
            "{count} filas en {file}.",
            count,
        ).format(count=count, file=file)
    )


def _save(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or type(error).__name__}") from None
