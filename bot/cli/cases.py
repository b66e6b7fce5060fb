"""`puente case`: people waiting for a person."""

from typing import Annotated

import typer

from bot.cli.common import Who, app_from_environment, show
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import attending, staff
from bot.storage import audit, cases


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Personas que esperan a una persona."), no_args_is_help=True)
    group.command("list", help=_("Casos abiertos, los restringidos primero. Sin textos."))(list_)
    group.command("show", help=_("Un caso con lo que la persona escribió. Queda anotado quién lo vio."))(show_)
    group.command("close", help=_("Cierra un caso con su motivo."))(close)
    app.add_typer(group, name="case")


_Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1)]
_Json = Annotated[bool, typer.Option("--json")]


def list_(
    everything: Annotated[bool, typer.Option("--all", help=_("También los cerrados."))] = False, as_json: _Json = False
) -> None:
    """Numbers, kinds and times; never what somebody wrote."""
    app = app_from_environment()
    with app.database.read() as tx:
        rows = cases.listed(tx, closed=everything)
    if as_json:
        show([_facts(row) for row in rows])
        return
    for row in rows:
        mark = _("restringido") if row.restricted else ""
        when = row.opened_at.astimezone(app.settings.timezone)
        typer.echo(f"{row.id:>5}  {when:%Y-%m-%d %H:%M}  {row.kind:<14} {row.topic:<20} {mark}")
    if not rows:
        typer.echo(_("No hay casos abiertos."))


def show_(case_id: _Id, as_: Who = "shell", as_json: _Json = False) -> None:
    """Reading a story is an act that leaves a trace."""
    app = app_from_environment()
    with app.database.write() as tx:
        actor = staff.acting(tx, as_, Role.CASE_WORKER)
        case = cases.case(tx, case_id)
        if case is None or (case.restricted and not attending.may_hear(tx, actor)):
            raise BadInput(_("No existe el caso {id}.").format(id=case_id))
        story = cases.story(tx, case_id)
        audit.note(tx, actor=actor, act="case.show", subject=str(case_id), now=app.clock())
    if as_json:
        show({**_facts(case), "story": story})
        return
    typer.echo(f"{case.id} · {case.kind} · {case.topic}\n{story or ''}")


def close(
    case_id: _Id,
    reason: Annotated[str, typer.Option(help=_("Motivo del cierre."))] = "",
    as_: Who = "shell",
) -> None:
    """Close an open case."""
    app = app_from_environment()
    now = app.clock()
    with app.database.write() as tx:
        actor = staff.acting(tx, as_, Role.CASE_WORKER)
        case = attending.held(tx, case_id)
        if case.restricted and not attending.may_hear(tx, actor):
            raise BadInput(_("No hay un caso abierto con el número {id}.").format(id=case_id))
        attending.closed(tx, case, actor, reason, app.organisation, now)
    typer.echo(_("Caso {id} cerrado.").format(id=case_id))


def _facts(case: cases.Case) -> dict[str, object]:
    return {
        "id": case.id,
        "kind": case.kind,
        "topic": case.topic.value,
        "restricted": case.restricted,
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }
