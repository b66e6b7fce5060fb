"""`puente campaign`: messages to many, from a file to the last delivery."""

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import App
from bot.cli import campaign_results, yaml_files
from bot.cli.common import Who, app_from_environment, show
from bot.core.campaigns import State
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.runtime import Bell
from bot.services import campaign_facts, preflight, preflight_page, rehearsal
from bot.services.campaign_states import states
from bot.services.preflight_page import duration


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Campañas: mensajes a muchas personas."), no_args_is_help=True)
    for name, about, command in (
        ("create", _("Nuevo borrador desde un archivo YAML."), create),
        ("edit", _("Otro texto, audiencia u hora antes de empezar. Anula la aprobación."), edit),
        ("preflight", _("Qué pasaría ahora: a cuántas personas llega, cuáles no y por qué."), look),
        ("plain", _("Quita de los SMS las letras que los hacen caros (sin tildes)."), plain),
        ("test", _("Envía la campaña solo a una dirección del equipo."), rehearse),
        ("approve", _("Aprueba: siempre otra persona, y justo lo que está escrito."), approve),
        ("schedule", _("La deja lista para salir a su hora."), schedule),
        ("start", _("Empieza ahora."), start),
        ("pause", _("Deja de enviar."), pause),
        ("resume", _("Sigue donde se quedó."), resume),
        ("cancel", _("La termina: lo que espera ya no sale."), cancel),
        ("clone", _("Copia una campaña a un borrador nuevo."), clone),
        ("list", _("Todas las campañas, la más nueva primero."), list_),
        ("show", _("Una campaña con sus cuentas. --follow la mira mientras sale."), show_),
    ):
        group.command(name, help=about)(command)
    campaign_results.add(group)
    app.add_typer(group, name="campaign")


_Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1)]
_File = Annotated[Path, typer.Argument(metavar="FILE.yml", help=_("Archivo de la campaña (docs/campaigns.md)."))]
_Json = Annotated[bool, typer.Option("--json")]


def create(file: _File, as_: Who = "shell", as_json: _Json = False) -> None:
    """Every problem of the file is named, and then nothing is made."""
    document = yaml_files.document(file)
    app = app_from_environment()
    campaign_id = _named(file, lambda: app.desk.create(document, as_))
    if as_json:
        show(campaign_facts.shown(app.database, campaign_id, app.settings.timezone))
        return
    typer.echo(_("Campaña {id} en borrador. Sigue: puente campaign preflight {id}").format(id=campaign_id))


def edit(campaign_id: _Id, file: _File, as_: Who = "shell") -> None:
    """The whole plan again."""
    document = yaml_files.document(file)
    app = app_from_environment()
    _named(file, lambda: app.desk.edit(campaign_id, document, as_))
    typer.echo(_("Campaña {id} cambiada: vuelve a borrador y necesita aprobación.").format(id=campaign_id))


def _named(file: Path, act: Any) -> Any:
    """Problems carry the name of their file."""
    try:
        return act()
    except BadInput as error:
        raise BadInput(*(f"{file}: {line}" for line in error.lines)) from None


def look(campaign_id: _Id, as_json: _Json = False) -> None:
    """Reads only. One page: people, words, money, time, and what stands in the way of an approval."""
    app = app_from_environment()
    facts = preflight.look(app.database, campaign_id, app.preflight, app.clock())
    if as_json:
        show(preflight_page.document(facts))
        return
    for line in preflight_page.lines(facts):
        typer.echo(line)


def plain(campaign_id: _Id, as_: Who = "shell") -> None:
    """Sin tildes: an edit, so an approval is void."""
    changed = app_from_environment().desk.make_cheaper(campaign_id, as_)
    if changed:
        typer.echo(
            ngettext(
                "Campaña {id}: {count} texto de SMS sin tildes.",
                "Campaña {id}: {count} textos de SMS sin tildes.",
                changed,
            ).format(id=campaign_id, count=changed)
        )
    else:
        typer.echo(_("Nada que cambiar: ningún texto de SMS lleva letras caras."))


def rehearse(
    campaign_id: _Id,
    to: Annotated[str, typer.Option(help=_("whatsapp:+51… o +51…"))],
    as_: Who = "shell",
) -> None:
    """To one address that has written to us."""
    app = app_from_environment()
    sent = rehearsal.send(app.database, campaign_id, to, app.regulations, as_, app.clock())
    Bell(app.settings.home).ring("send")
    typer.echo(
        ngettext(
            "Prueba en camino: {count} mensaje.",
            "Prueba en camino: {count} mensajes.",
            sent,
        ).format(count=sent)
    )


def approve(
    campaign_id: _Id,
    confirm: Annotated[
        bool, typer.Option("--confirm", help=_("También a lo que se lee en una pantalla bloqueada."))
    ] = False,
    fingerprint: Annotated[
        str,
        typer.Option("--hash", help=_("La huella de lo que leíste (preflight): si alguien lo cambió, no se aprueba.")),
    ] = "",
    as_: Who = "shell",
) -> None:
    """Holds for exactly this text, audience and time."""
    app = app_from_environment()
    people = app.desk.approve(campaign_id, as_, confirmed=confirm, fingerprint=fingerprint)
    typer.echo(
        ngettext(
            "Campaña {id} aprobada para {people} persona.",
            "Campaña {id} aprobada para {people} personas.",
            people,
        ).format(id=campaign_id, people=people)
    )


def schedule(campaign_id: _Id, as_: Who = "shell") -> None:
    """The time is in the campaign, so it is approved too."""
    app = app_from_environment()
    at = app.desk.schedule(campaign_id, as_).astimezone(app.settings.timezone)
    Bell(app.settings.home).ring("schedule")
    typer.echo(_("Campaña {id} sale el {at}.").format(id=campaign_id, at=f"{at:%Y-%m-%d %H:%M}"))


def start(campaign_id: _Id, as_: Who = "shell") -> None:
    """Of many who press it, one starts it."""
    app = app_from_environment()
    people = app.desk.start(campaign_id, as_)
    Bell(app.settings.home).ring("schedule")
    typer.echo(
        ngettext(
            "Campaña {id} en marcha para {people} persona.",
            "Campaña {id} en marcha para {people} personas.",
            people,
        ).format(id=campaign_id, people=people)
    )


def pause(campaign_id: _Id, as_: Who = "shell") -> None:
    """Silence within two seconds."""
    app_from_environment().desk.pause(campaign_id, as_)
    typer.echo(_("Campaña {id} en pausa.").format(id=campaign_id))


def resume(campaign_id: _Id, as_: Who = "shell") -> None:
    """With exactly what is left."""
    app = app_from_environment()
    app.desk.resume(campaign_id, as_)
    for role in ("schedule", "send"):
        Bell(app.settings.home).ring(role)
    typer.echo(_("Campaña {id} sigue.").format(id=campaign_id))


def cancel(campaign_id: _Id, as_: Who = "shell") -> None:
    """There is no way back; `clone` makes a new one."""
    app = app_from_environment()
    app.desk.cancel(campaign_id, as_)
    Bell(app.settings.home).ring("schedule")
    typer.echo(_("Campaña {id} cancelada.").format(id=campaign_id))


def clone(campaign_id: _Id, as_: Who = "shell") -> None:
    """Without its time and its approval."""
    new = app_from_environment().desk.clone(campaign_id, as_)
    typer.echo(_("Campaña {id} en borrador.").format(id=new))


def list_(as_json: _Json = False) -> None:
    """Numbers, names and states."""
    app = app_from_environment()
    rows = campaign_facts.listed(app.database, app.settings.timezone)
    if as_json:
        show(rows)
        return
    for row in rows:
        mark = "!" if row["needs_attention"] else " "
        typer.echo(
            f"{row['id']:>5} {mark} {states()[State(row['state'])]:<13} {row['next_at'] or '':<25} {row['name']}"
        )
    if not rows:
        typer.echo(_("No hay campañas."))
    for notice in campaign_facts.general(app.database, app.settings.timezone):
        typer.echo(f"! {notice['at']} {notices()[notice['kind']]} {notice['detail']}")


def show_(
    campaign_id: _Id,
    as_json: _Json = False,
    follow: Annotated[bool, typer.Option("--follow", help=_("Mirar mientras sale."))] = False,
) -> None:
    """Every recipient is in exactly one of the counts."""
    app = app_from_environment()
    if follow:
        _follow(app, campaign_id)
    zone = app.settings.timezone
    document = campaign_facts.shown(app.database, campaign_id, zone)
    held = campaign_facts.held(app.database, campaign_id, zone, app.clock())
    if as_json:
        show({**document, "held": held})
        return
    typer.echo(f"{document['id']} · {document['name']} · {states()[State(document['state'])]}")
    for name, people in document["counts"].items():
        if people:
            typer.echo(f"{people:>9}  {name}")
    for why, group in held.items():
        line = _("esperan: {reason} (desde {at})").format(reason=campaign_facts.waits()[why], at=group["from"])
        typer.echo(f"{'':>9}  {line}: {group['people']}")
    for kind in ("refused", "failed"):
        for reason, people in document[kind].items():
            typer.echo(f"{'':>9}  {kind}: {reason} {people}")
    typer.echo(_("{people:>9}  en total").format(people=document["audience"]))
    for notice in document["notices"]:
        typer.echo(f"! {notice['at']} {notices()[notice['kind']]} {notice['detail']}".rstrip())


def notices() -> dict[str, str]:
    """What staff must know, in words."""
    return {
        "missed": _("No salió a su hora, Puente no estaba en marcha. Empieza ahora (start) o cambia la hora (edit)."),
        "missed_day": _("Puente no estaba en marcha y no salió ese día; sigue con el siguiente:"),
        "grown": _("La audiencia creció más de un 10 %: hace falta otra aprobación."),
        "grown_day": _(
            "En pausa: en un solo día escribiría a muchas más personas de las que se aprobaron. Si está bien, que la "
            "continúe quien aprueba."
        ),
        "failures": _("En pausa: muchos fallos seguidos. Mira los códigos antes de seguir."),
        "budget_day": _("En pausa: se alcanzó el gasto de un día."),
        "budget_month": _("En pausa: se alcanzó el gasto del mes."),
        "sender": _(
            "Hay gente que espera: no hay número desde el que enviar. Mira TWILIO_WHATSAPP_FROM y TWILIO_SMS_FROM."
        ),
        "plan": _("Parada: su plan no se puede leer. Las demás siguen. Cámbialo (edit) o cancélala (cancel)."),
        "balance": _("Queda poco saldo en Twilio (US$):"),
        "balance_currency": _("La cuenta de Twilio no está en US$: nadie vigila su saldo (PUENTE_BALANCE_ALARM)."),
        "loop": _("Alguien nos responde como un robot y ya no le contestamos. Persona:"),
        "template_alert": _("Twilio avisa de una plantilla que no conocemos. Ejecuta puente template sync. Código:"),
        "way_out": _("Parada: sus SMS mandan BAJA a un número que ya no es el nuestro. Copia la campaña (clone)."),
        "template": _("En pausa: Meta ya no permite su plantilla. Mira puente template list."),
    }


_BAR = 30


def _follow(app: App, campaign_id: int) -> None:
    """A bar on standard error, once a second, until nothing is to come or the campaign stops."""
    began = time.monotonic()
    state, before, people = campaign_facts.progress(app.database, campaign_id)
    done = before
    while True:
        rate = (done - before) / max(time.monotonic() - began, 1.0)
        left = duration((people - done) / rate) if rate > 0 else "…"
        full = _BAR * done // people if people else _BAR
        line = _("{done} de {people} · {rate} por segundo · faltan {left}").format(
            done=done, people=people, rate=f"{rate:.1f}", left=left
        )
        print(f"\r[{'#' * full}{'.' * (_BAR - full)}] {line}   ", end="", file=sys.stderr, flush=True)
        if state not in {State.SCHEDULED, State.RUNNING}:
            print(file=sys.stderr)
            return
        time.sleep(1.0)
        state, done, people = campaign_facts.progress(app.database, campaign_id)
