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
    picture: Annotated[Path | None, typer.Option(help=_("Dibuja la matriz de confusión en este archivo SVG."))] = None,
    worst: Annotated[int, typer.Option(min=0, help=_("Muestra el texto de las peores fallas, tantas como digas."))] = 0,
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
    from bot.engine.picture import draw

    report = evaluation.evaluate([{"id": number, **row} for number, row in rows], said)
    if picture:
        try:
            picture.write_text(draw(report.matrix), encoding="utf-8")
        except OSError:
            raise BadInput(_("{file}: no se puede escribir").format(file=picture.name)) from None
    if as_json:
        show(report.to_dict())
    else:
        texts = {str(row.get("id", number)): row["text"] for number, row in rows} if worst else None
        typer.echo(report.table(texts, worst or 15))
