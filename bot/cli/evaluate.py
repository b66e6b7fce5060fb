"""`puente evaluate`: how well we understand, on a labelled file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import ask
from bot.cli.common import show
from bot.core.errors import BadInput
from bot.i18n import gettext as _


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("evaluate", help=_("Mide aciertos, rechazos, crisis y confusiones sobre un archivo etiquetado."))(
        evaluate
    )


def evaluate(
    file: Annotated[Path, typer.Argument(help=_("JSONL con text, label, alt_labels, is_crisis."))],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Runs every message through the whole path as a new person."""
    try:
        rows = list(ask.lines_of(file.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError):
        raise BadInput(_("{file}: no se puede leer en UTF-8").format(file=file.name)) from None
    missing = [str(number) for number, row in rows if "label" not in row]
    if missing:
        raise BadInput(_("sin «label»: líneas {numbers}").format(numbers=", ".join(missing[:20])))
    said = asyncio.run(
        ask.answers([(number, {"id": number, "text": row["text"]}) for number, row in rows], "whatsapp", "es")
    )
    from bot.engine import evaluation

    report = evaluation.evaluate([row for _, row in rows], said)
    if as_json:
        show(report.to_dict())
    else:
        typer.echo(report.table())
