"""`puente template`: wording for people outside the 24-hour window, written, submitted and watched."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.app import App, simulated
from bot.cli import yaml_files
from bot.cli.common import Who, app_from_environment, own_url, show
from bot.core import templates as core
from bot.core.errors import BadInput
from bot.core.templates import Category, Template
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import templates
from bot.services.templates import Templates

_Result = TypeVar("_Result")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Plantillas de WhatsApp, que Meta aprueba."), no_args_is_help=True)
    group.command("create", help=_("Crea una plantilla desde un archivo YAML; revisa antes las reglas de Meta."))(
        create
    )
    group.command("submit", help=_("La envía a la revisión de Meta."))(submit)
    group.command("sync", help=_("Pregunta a Twilio cómo está cada plantilla."))(sync)
    group.command("list", help=_("Las plantillas y su estado."))(list_)
    group.command("show", help=_("Una plantilla, con sus ejemplos puestos."))(show_)
    app.add_typer(group, name="template")


_Sid = Annotated[str, typer.Argument(metavar="SID", help=_("HX…, o el nombre si solo una lo lleva."))]
_Json = Annotated[bool, typer.Option("--json")]


def create(
    file: Annotated[Path, typer.Argument(metavar="FILE.yml", help=_("Archivo de la plantilla (docs/campaigns.md)."))],
    submit_too: Annotated[bool, typer.Option("--submit", help=_("Y la envía a revisión."))] = False,
    as_: Who = "shell",
) -> None:
    """Every problem of the file is named, and then nothing is made."""
    document = yaml_files.document(file)

    async def act(desk: Templates) -> Template:
        try:
            made = await desk.create(document, as_)
        except BadInput as error:
            raise BadInput(*(f"{file}: {line}" for line in error.lines)) from None
        return await desk.submit(made.sid, as_) if submit_too else made

    made = _run(act)
    typer.echo(f"{made.sid} {made.name} ({core.SPOKEN[made.status]})")
    if not submit_too:
        typer.echo(_("Sigue: puente template submit {sid}").format(sid=made.sid))


def submit(
    sid: _Sid,
    category: Annotated[Category | None, typer.Option(help=_("Otra categoría que la del archivo."))] = None,
    as_: Who = "shell",
) -> None:
    """Meta answers within minutes as a rule, within two days at most."""
    found = templates.one(app_from_environment().database, sid)
    sent = _run(lambda desk: desk.submit(found.sid, as_, category))
    typer.echo(f"{sent.sid} {sent.name} ({core.SPOKEN[sent.status]})")


def sync() -> None:
    """Runs by itself once an hour where messages are sent."""
    done = _run(lambda desk: desk.sync())
    typer.echo(
        ngettext(
            "{seen} plantilla; {changed} cambiaron de estado, {gone} ya no están.",
            "{seen} plantillas; {changed} cambiaron de estado, {gone} ya no están.",
            done.seen,
        ).format(seen=done.seen, changed=done.changed, gone=done.gone)
    )


def list_(as_json: _Json = False) -> None:
    """As they were last seen at Twilio."""
    found = templates.listed(app_from_environment().database)
    if as_json:
        show([_document(one) for one in found])
        return
    for one in found:
        category = one.category.value if one.category else ""
        typer.echo(f"{one.sid:<34} {core.SPOKEN[one.status]:<22} {one.language:<6} {category:<14} {one.name}")
    if not found:
        typer.echo(_("No hay plantillas. Pregunta a Twilio: puente template sync"))


def show_(sid: _Sid, as_json: _Json = False) -> None:
    """With the samples filled in, as somebody would read it."""
    one = templates.one(app_from_environment().database, sid)
    if as_json:
        show(_document(one))
        return
    typer.echo(f"{one.sid} · {one.name} · {one.language} · {core.SPOKEN[one.status]}")
    if one.reason:
        typer.echo(_("Motivo de Meta: {reason}").format(reason=one.reason))
    typer.echo("")
    typer.echo(core.fill(one.body, one.samples))
    for label in one.buttons:
        typer.echo(f"[{label}]")


def _document(one: Template) -> dict[str, Any]:
    return {
        "sid": one.sid,
        "name": one.name,
        "language": one.language,
        "category": one.category.value if one.category else None,
        "status": one.status.value,
        "reason": one.reason,
        "body": one.body,
        "buttons": list(one.buttons),
        "variables": list(one.variables),
        "samples": dict(one.samples),
        "preview": core.fill(one.body, one.samples),
    }


def _run(act: Callable[[Templates], Awaitable[_Result]]) -> _Result:
    """Speak with the provider once."""
    app = app_from_environment(provider=True)
    if app.settings.simulated:
        app = App(simulated(app.settings, own_url()))
    return app.with_templates(act)
