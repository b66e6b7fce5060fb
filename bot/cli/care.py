"""`puente doctor`, `migrate`, `backup`, `restore`: data care."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import i18n, settings
from bot.app import App
from bot.cli.common import app_from_environment, show
from bot.core.errors import BadInput, PuenteError
from bot.core.staff import SHELL, Role
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import models
from bot.settings import Secret, Settings
from bot.storage import attention, audit, state, users
from bot.storage.attention import Queue, Standing


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("doctor", help=_("Ajustes (sin secretos), conexiones, modelo, respuestas vencidas."))(doctor)
    app.command("migrate", help=_("Lleva la base de datos a la versión de este programa."))(migrate)
    app.command("backup", help=_("Copia consistente de la base de datos, en marcha. Nunca lleva las claves."))(backup)
    app.command("restore", help=_("Restaura una copia en una base vacía. Comprueba las claves."))(restore)


def migrate() -> None:
    """Runs what is missing, in one transaction."""
    app = app_from_environment()
    app.prepare()
    typer.echo(_("La base de datos está al día."))


def backup(file: Annotated[Path, typer.Argument(help=_("Archivo de destino."))]) -> None:
    """SQLite: a consistent copy while everything runs. PostgreSQL: pg_dump's work, table by table. The record
    keeps when it was made."""
    from bot.storage import copies

    app = app_from_environment()
    counts = copies.backup(app.database, file)
    with app.database.write() as tx:
        audit.note(
            tx, actor=SHELL, act=state.BACKUP, subject=str(sum(counts.values())), now=app.clock(),
            detail={"bytes": file.stat().st_size},
        )  # fmt: skip
    typer.echo(
        ngettext(
            "Copia hecha: {rows} fila en {tables} tablas.",
            "Copia hecha: {rows} filas en {tables} tablas.",
            sum(counts.values()),
        ).format(rows=sum(counts.values()), tables=len(counts))
    )


def restore(file: Annotated[Path, typer.Argument(help=_("Archivo de la copia."))]) -> None:
    """Refuses a damaged file, other keys, or a database that is not empty."""
    from bot.storage import copies
    from bot.storage.database import Database

    app = app_from_environment()
    counts = copies.restore(Database(app.settings.database, app.vault), file)
    typer.echo(
        ngettext(
            "Restaurada {rows} fila en {tables} tablas.",
            "Restauradas {rows} filas en {tables} tablas.",
            sum(counts.values()),
        ).format(rows=sum(counts.values()), tables=len(counts))
    )


def doctor(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Says what is well and what is not; exits 2 when something is wrong."""
    app = app_from_environment(level="error", provider=True)
    facts = examine(app)
    if as_json:
        show(facts)
    else:
        for name, value in facts["settings"].items():
            typer.echo(f"{name:<28} {value}")
        typer.echo("")
        for check in facts["checks"]:
            typer.echo(f"{'✓' if check['well'] else '✗'} {check['what']}: {check['detail']}")
    if not all(check["well"] for check in facts["checks"]):
        raise typer.Exit(2)


def examine(app: App) -> dict[str, Any]:
    """Settings with secrets hidden, and each check with what it found."""
    checks: list[dict[str, Any]] = []

    def note(what: str, well: bool, detail: str) -> None:
        checks.append({"what": what, "well": well, "detail": detail})

    try:
        app.library.refresh()
        note(_("base de datos"), True, app.database.engine.dialect.name)
        entries = app.library.entries()
        note(_("respuestas"), bool(entries), str(len(entries)))
        overdue = [entry.id for entry in app.library.overdue()]
        note(_("respuestas vencidas"), not overdue, ", ".join(overdue) or "0")
        with app.database.read() as tx:
            chain = audit.verify(tx)
            team, waiting = users.listed(tx), attention.open_counts(tx, by="")
        broken = ", ".join(f"{fault.number} {fault.reason}" for fault in chain.faults[:5])
        note(_("registro de actos"), not chain.faults, broken or str(chain.rows))
        # Hours are a promise to people: somebody who may answer must exist, where staff are users at all.
        attends = sum(user.holds(Role.CASE_WORKER) for user in team)
        note(
            _("atención"),
            bool(attends) or not team or not app.organisation.has_staff,
            ngettext(
                "{people} atiende, {cases} casos sin tomar",
                "{people} atienden, {cases} casos sin tomar",
                attends,
            ).format(people=attends, cases=sum(waiting[queue, Standing.FREE] for queue in Queue)),
        )
    except PuenteError as error:
        note(_("base de datos"), False, str(error))
    except Exception as error:
        note(_("base de datos"), False, type(error).__name__)
    try:
        model = models.current(app.settings.models)
        note(_("modelo"), model is not None, model.key if model else _("falta: puente train"))
    except BadInput as error:
        note(_("modelo"), False, str(error))
    try:
        note(_("precios"), True, _("las cifras más antiguas son de {date}").format(date=app.prices.as_of))
    except BadInput as error:
        note(_("precios"), False, "; ".join(error.lines))
    for kind, spool in app.spools.items():
        name = {"inbound": _("mensajes apartados"), "status": _("informes de entrega apartados")}[kind]
        note(
            name,
            not spool.aside(),
            ngettext(
                "{count} espera a la base, {aside} rechazados",
                "{count} esperan a la base, {aside} rechazados",
                spool.look(),
            ).format(count=spool.look(), aside=spool.aside()),
        )
    for code in i18n.languages():
        if code != i18n.SOURCE:
            note(
                _("idioma {code}").format(code=code),
                True,
                _("{count} de {total} textos").format(count=len(i18n.catalogue(code)), total=len(i18n.catalogue("en")))
                + ("" if i18n.reviewed(code) else "; " + _("sin revisión de un hablante nativo")),
            )
    note("Twilio", True, _("simulador") if app.settings.simulated else _("cuenta configurada"))
    return {"settings": _shown(app.settings), "checks": checks}


def _shown(values: Settings) -> dict[str, str]:
    names = dict(zip((row[0] for row in settings.table()), values.__dataclass_fields__, strict=True))
    shown = {}
    for name, field in names.items():
        value = getattr(values, field)
        shown[name] = ("…" if value else "") if isinstance(value, Secret) else _without_password(str(value))
    return shown


def _without_password(text: str) -> str:
    text = re.sub(r"(password=)[^&\s]*", r"\1…", text)
    scheme, mark, rest = text.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if mark and "@" in rest else text
