"""`puente recover`: messages that reached Twilio and not us."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from bot.app import App, simulated
from bot.cli.common import app_from_environment, own_url
from bot.core.errors import BadInput, PuenteError
from bot.i18n import gettext as _
from bot.runtime import Bell
from bot.services.recovery import LONGEST

_HOURS = int(LONGEST.total_seconds() // 3_600)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("recover", help=_("Busca en Twilio los mensajes que no llegaron y los pone en la cola."))(recover)


def recover(
    hours: Annotated[
        int | None,
        typer.Option(min=1, max=_HOURS, help=_("Cuántas horas atrás; sin ella, desde la última búsqueda.")),
    ] = None,
) -> None:
    """The sending process does it by itself every few minutes. What is here already is left alone."""
    app = app_from_environment(provider=True)
    if app.settings.simulated:
        app = App(simulated(app.settings, own_url()))

    async def look() -> int:
        try:
            since = None if hours is None else app.clock() - timedelta(hours=hours)
            return await app.recovery().step(since)
        finally:
            await app.provider.close()

    try:
        found = asyncio.run(look())
    except BadInput:
        raise
    except PuenteError:
        raise BadInput(_("Twilio no contesta o no acepta las credenciales; no se cambió nada.")) from None
    if found:
        Bell(app.settings.home, app.settings.redis_url).ring("converse")
    typer.echo(_("Mensajes encontrados: {count}.").format(count=found))
