"""`puente rumour`: what people hear, reported without their names."""

from datetime import timedelta
from typing import Annotated

import typer

from bot.cli.common import app_from_environment, show
from bot.i18n import gettext as _
from bot.storage import rumours


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Rumores que la gente oye, sin quién los contó."), no_args_is_help=True)
    group.command("list", help=_("Rumores de los últimos días, los nuevos primero."))(list_)
    app.add_typer(group, name="rumour")


def list_(
    days: Annotated[int, typer.Option(min=1, max=3_650, help=_("Cuántos días hacia atrás."))] = 30,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Text, day, where it was heard and in which district."""
    app = app_from_environment()
    with app.database.read() as tx:
        rows = rumours.listed(tx, app.clock() - timedelta(days=days))
    if as_json:
        show(
            [
                {"id": row.id, "at": row.at.isoformat(), "text": row.text, "heard": row.heard, "district": row.district}
                for row in rows
            ]
        )
        return
    for row in rows:
        when = row.at.astimezone(app.settings.timezone)
        typer.echo(f"{row.id:>5}  {when:%Y-%m-%d}  {row.heard:<9} {row.district or '-':<24} {row.text}")
    if not rows:
        typer.echo(_("No hay rumores."))
