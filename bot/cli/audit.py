"""`puente audit`: who did what, and whether that record is whole."""

from typing import Annotated

import typer

from bot.cli.common import app_from_environment, show
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.storage import audit


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Registro de quién hizo qué."), no_args_is_help=True)
    group.command("list", help=_("Los últimos actos, el más nuevo al final."))(list_)
    group.command("verify", help=_("Comprueba que nadie cambió, borró ni movió una línea del registro."))(verify)
    app.add_typer(group, name="audit")


_Json = Annotated[bool, typer.Option("--json")]


def list_(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help=_("Cuántos."))] = 50,
    actor: Annotated[str, typer.Option(help=_("Solo los de esta persona."))] = "",
    as_json: _Json = False,
) -> None:
    """Numbers and names of ours; nothing people wrote."""
    app = app_from_environment()
    with app.database.read() as tx:
        rows = audit.newest(tx, limit=limit, actor=actor)
    if as_json:
        show([row.to_dict() for row in rows])
        return
    for row in rows:
        when = row.at.astimezone(app.settings.timezone)
        typer.echo(
            f"{row.number:>6}  {when:%Y-%m-%d %H:%M:%S}  {row.actor:<16} {row.act:<18} {row.subject} {row.detail}"
        )


def verify(as_json: _Json = False) -> None:
    """Exits 2 and names the rows where the chain does not hold."""
    app = app_from_environment()
    with app.database.read() as tx:
        verdict = audit.verify(tx)
    if as_json:
        show(
            {
                "rows": verdict.rows,
                "unchained": verdict.unchained,
                "head": verdict.head,
                "faults": [{"row": fault.number, "reason": fault.reason} for fault in verdict.faults],
            }
        )
    else:
        for fault in verdict.faults:
            typer.echo(_("fila {number}: {reason}").format(number=fault.number, reason=fault.reason), err=True)
        typer.echo(
            ngettext(
                "{rows} fila. Última: {head}",
                "{rows} filas. Última: {head}",
                verdict.rows,
            ).format(rows=verdict.rows, head=verdict.head or "—")
        )
    if verdict.faults:
        raise typer.Exit(2)
