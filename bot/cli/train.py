"""`puente train`: render, train, judge, promote."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from bot.app import App
from bot.cli.common import app_from_environment
from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import learning, models, safety, trials
from bot.services.models import Model


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("train", help=_("Entrena el modelo si el contenido cambió, lo juzga y lo pone a hablar."))(train)


def train(
    force: Annotated[bool, typer.Option("--force", help=_("Entrena aunque nada haya cambiado."))] = False,
    job: Annotated[int, typer.Option("--job", hidden=True)] = 0,
) -> None:
    """Keeps the model in use when the new one fails the gate. `job`: of which training the console shows the progress
    and the verdict; whether its model speaks is then decided there. That of a trial never does."""
    app = app_from_environment()
    app.prepare()
    app.library.refresh()
    entries: Sequence[Entry] = app.library.entries()
    with app.database.read() as tx:
        lexicon = safety.document(tx)
        trial = trials.find(tx, job)
        if trial is not None:
            entries = trials.entries(tx, trial, entries)
    try:
        from bot.engine import training

        lesson = _Lesson(entries=entries, lexicon=lexicon, key=training.key(entries, app.root, lexicon))
        if trial is not None:
            _rehearse(app, lesson, training, job)
        elif job:
            _learn(app, lesson, training, job)
        else:
            _train(app, lesson, training, force=force)
    except ModuleNotFoundError as error:
        reason = _("Falta el motor ({name}): instala requirements/dev.txt o engine.txt.").format(name=error.name)
        if job:
            learning.failed(app.database, job, reason, app.clock())
        raise BadInput(reason) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lesson:
    """What is to be learned, all of it as published, and the name of the model it gives. `lexicon`: None before the
    first publication."""

    entries: Sequence[Entry]
    lexicon: Mapping[str, Any] | None
    key: str


def _train(app: App, lesson: _Lesson, training: ModuleType, *, force: bool) -> None:
    folder, key = app.settings.models, lesson.key
    today = _today(folder, typer.echo)
    if not force and today is not None and today.key == key:
        typer.echo(_("El modelo está al día."))
        return
    started = time.monotonic()
    typer.echo(
        ngettext(
            "Entrenando el modelo: {count} ficha. Tarda cerca de un minuto.",
            "Entrenando el modelo: {count} fichas. Tarda cerca de un minuto.",
            len(lesson.entries),
        ).format(count=len(lesson.entries))
    )
    path, verdict = _judged(app, lesson, training, lambda line: typer.echo(f"  {line}"))
    for line in verdict.lines():
        typer.echo(f"  {line}")
    if not verdict.passed:
        if not models.current_key(folder):
            raise BadInput(_("El modelo no pasa la puerta, y no hay otro: corrige lo que dicen estas líneas."))
        if today is not None and training.loads(today.path):
            raise BadInput(_("El modelo nuevo no pasa la puerta: sigue hablando el anterior."))
        # After an upgrade whose code cannot read the model of before, the choice is this one or silence.
        typer.echo(
            _("No pasa la puerta, pero el modelo anterior ya no se puede leer: habla el nuevo. Corrige las fichas.")
        )
    models.promote(folder, key, path)
    typer.echo(_("Modelo listo en {seconds} s.").format(seconds=round(time.monotonic() - started)))


def _today(folder: Path, report: Callable[[str], None]) -> Model | None:
    """The model that speaks. One that is gone, or not the file that was judged, is none, and `report` is told."""
    try:
        return models.current(folder)
    except BadInput as error:
        for line in error.lines:
            report(line)
        return None


def _learn(app: App, lesson: _Lesson, training: ModuleType, job: int) -> None:
    folder, key = app.settings.models, lesson.key
    if models.current_key(folder) == key:
        learning.known_already(app.database, job, app.clock())
        return

    path, verdict = _followed(app, lesson, training, job)
    if learning.judged(app.database, job, key=key, verdict=verdict.to_dict(), now=app.clock()):
        models.promote(folder, key, path)


def _rehearse(app: App, lesson: _Lesson, training: ModuleType, job: int) -> None:
    """A model that can be asked, and speaks to nobody; the one of today where that knows the draft already."""
    today = _today(app.settings.models, typer.echo)
    verdict: Mapping[str, Any] | None = None
    if today is not None and today.key == lesson.key:
        path = today.path
    else:
        path, judgement = _followed(app, lesson, training, job)
        verdict = judgement.to_dict()
    kept = trials.Kept(file=path.name, digest=models.digest_of(path))
    trials.trained(app.database, job, key=lesson.key, kept=kept, verdict=verdict, now=app.clock())


def _followed(app: App, lesson: _Lesson, training: ModuleType, job: int) -> tuple[Path, Any]:
    """`_judged`, with its progress and its failure written down for the console."""

    def report(line: str) -> None:
        learning.go_on(app.database, job, line, app.clock())

    try:
        return _judged(app, lesson, training, report)
    except BadInput as error:
        learning.failed(app.database, job, "\n".join(error.lines), app.clock())
        raise


def _judged(app: App, lesson: _Lesson, training: ModuleType, report: Callable[[str], None]) -> tuple[Path, Any]:
    """Train aside, judge, and keep. Returns the model and its `Judgement`, which is kept beside it."""
    folder, key = app.settings.models, lesson.key
    with models.aside(folder) as workshop:
        path = training.train(lesson.entries, workshop, root=app.root, report=report, lexicon=lesson.lexicon)
        report(_("comparando con el modelo de hoy"))
        today = _today(folder, report)
        speaking = today.path if today else None
        verdict = training.judge(lesson.entries, path, speaking, root=app.root, lexicon=lesson.lexicon)
        kept = json.dumps(verdict.to_dict(), ensure_ascii=False, indent=1)
        (workshop / f"{key}.verdict.json").write_text(kept, encoding="utf-8")
        return models.keep(folder, key, path), verdict
