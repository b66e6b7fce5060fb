"""`puente user`: who works here."""

from typing import Annotated

import typer

from bot.cli.common import Who, app_from_environment, show
from bot.core import staff as names
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import attending, signing_in, staff
from bot.storage import users


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Personas del equipo y sus roles."), no_args_is_help=True)
    group.command("add", help=_("Agrega a una persona del equipo con sus roles."))(add)
    group.command("list", help=_("Quién trabaja aquí y con qué roles."))(list_)
    group.command("reset", help=_("Cambia los roles de una persona, o la desactiva (--off)."))(reset)
    group.command("invite", help=_("Imprime un enlace para elegir contraseña; sirve una vez, 48 horas."))(invite)
    app.add_typer(group, name="user")


_Name = Annotated[str, typer.Argument(metavar="NAME", help=_("Nombre corto, por ejemplo rosa o j.perez."))]


def add(
    name: _Name,
    role: Annotated[list[str] | None, typer.Option(help=_("Rol; se puede repetir."))] = None,
    as_: Who = "shell",
) -> None:
    """Refuses a name that is taken and a role that does not exist."""
    app = app_from_environment()
    roles = staff.roles_of(role or ())
    with app.database.write() as tx:
        by = staff.acting(tx, as_, Role.ADMINISTRATOR)
        user = staff.add(tx, name, roles, by=by, now=app.clock())
    typer.echo(f"{user.name}: {', '.join(sorted(user.roles))}")


def list_(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Names and roles; inactive ones are marked."""
    app = app_from_environment()
    with app.database.read() as tx:
        everybody = users.listed(tx)
    if as_json:
        show([{"name": user.name, "roles": sorted(user.roles), "active": user.active} for user in everybody])
        return
    for user in everybody:
        left = "" if user.active else _("ya no está activa")
        typer.echo(f"{user.name:<20} {', '.join(sorted(user.roles))} {left}".rstrip())
    if not everybody:
        typer.echo(_("Todavía no hay nadie. Agrega a la primera persona: puente user add NAME --role administrator"))


def reset(
    name: _Name,
    role: Annotated[list[str] | None, typer.Option(help=_("Roles nuevos; sin esto quedan los que tiene."))] = None,
    off: Annotated[
        bool, typer.Option("--off", help=_("Ya no puede hacer nada; su nombre queda en el registro."))
    ] = False,
    as_: Who = "shell",
) -> None:
    """Without `--off` the person is active again."""
    app = app_from_environment()
    roles = staff.roles_of(role) if role else None
    with app.database.write() as tx:
        by = staff.acting(tx, as_, Role.ADMINISTRATOR)
        user = staff.reset(tx, name, roles=roles, active=not off, by=by, now=app.clock())
        attending.let_go(tx, user, app.organisation, by=by, now=app.clock())
    typer.echo(f"{user.name}: {', '.join(sorted(user.roles))}")


def invite(name: _Name, as_: Who = "shell") -> None:
    """For the first sign-in, and for who lost password or phone. An earlier link of theirs is void."""
    app = app_from_environment()
    with app.database.write() as tx:
        by = staff.acting(tx, as_, Role.ADMINISTRATOR)
        user = users.find(tx, names.name_of(name) or "")
        if user is None or not user.active:
            raise BadInput(_("Nadie activo se llama así. Mira: puente user list"))
        token = signing_in.invite(tx, user, by=by, now=app.clock())
    base = app.settings.public_url.rstrip("/") or "http://127.0.0.1:8080"
    typer.echo(f"{base}/console/invitacion/{token}")
