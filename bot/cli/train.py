"""`puente train`: render, train, judge, promote."""

import json
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Annotated

import typer

from bot.app import App
from bot.cli.common import app_from_environment
from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import models


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("train", help=_("Entrena el modelo si el contenido cambió, lo juzga y lo pone a hablar."))(train)


def train(
    force: Annotated[bool, typer.Option("--force", help=_("Entrena aunque nada haya cambiado."))] = False,
) -> None:
    """Keeps the model in use when the new one fails the gate."""
    app = app_from_environment()
    app.prepare()
    app.library.refresh()
    entries = app.library.entries()
    try:
        from bot.engine import training

        _train(app, entries, training, force=force)
    except ModuleNotFoundError as error:
        raise BadInput(
            _("Falta el motor ({name}): instala requirements/dev.txt o engine.txt.").format(name=error.name)
        ) from None


def _train(app: App, entries: Sequence[Entry], training: ModuleType, *, force: bool) -> None:
    folder = app.settings.models
    key = training.key(entries, app.root)
    if not force and models.current_key(folder) == key and models.current(folder):
        typer.echo(_("El modelo está al día."))
        return
    started = time.monotonic()
    typer.echo(_("Entrenando el modelo: {count} fichas. Tarda cerca de un minuto.").format(count=len(entries)))
    folder.mkdir(parents=True, exist_ok=True)
    path = training.train(entries, folder, root=app.root, report=lambda line: typer.echo(f"  {line}"))
    now = models.current(folder)
    verdict = training.judge(entries, path, now.path if now else None, root=app.root)
    (folder / f"{key}.verdict.json").write_text(json.dumps(verdict.to_dict(), ensure_ascii=False, indent=1))
    for line in verdict.lines():
        typer.echo(f"  {line}")
    if not verdict.passed:
        raise BadInput(_("El modelo nuevo no pasa la puerta: sigue hablando el anterior."))
    models.promote(folder, key, path)
    typer.echo(_("Modelo listo en {seconds} s.").format(seconds=round(time.monotonic() - started)))
