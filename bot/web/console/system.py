"""How the installation does, and what to do where it does not do well."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import accounting, loops, state, templates
from bot.services.state import State
from bot.storage.state import MOST
from bot.web.console import campaign_words
from bot.web.console.pages import Menu, Page, only
from bot.web.console.visit import Visit

_NAMED: Final = 5
"""Of those whom we do not answer any more, how many are named."""


def system(visit: Visit) -> Response:
    """Asks itself again every few seconds while it is open."""
    app = visit.app
    found = state.gather(app.database, app.settings, app.explain, visit.now)
    return visit.show(
        "system_piece.html" if visit.partial else "system.html",
        found=found,
        now=visit.now,
        most=MOST,
        silent_after=state.SILENT,
        copied=found.copied(visit.now),
        troubles=troubles(visit, found),
        simulated=app.settings.simulated,
        senders={"whatsapp": app.settings.whatsapp_from, "sms": app.settings.sms_from},
    )


def troubles(visit: Visit, found: State) -> Sequence[str]:
    """What is not well, with what to do about it, the worst first; empty where all is well."""
    lines = [_process(role) for role in found.silent]
    if "in" in found.late and "converse" not in found.silent:
        lines.append(_("Hay mensajes que esperan hace más de un minuto: el proceso que conversa no da abasto."))
    if "out" in found.late and "send" not in found.silent:
        lines.append(_("Hay respuestas que esperan hace más de un minuto: mira abajo por qué fallan los envíos."))
    if not found.model:
        lines.append(_("Todavía no hay modelo: ejecuta «puente train»."))
    elif found.speaking and found.model not in found.speaking:
        lines.append(
            _("El modelo nuevo todavía no habla. Si sigue así en unos minutos, ejecuta «puente train --force».")
        )
    if found.full:
        lines.append(
            _("El disco está casi lleno: borra copias viejas o pide más espacio. Lleno, nadie recibe respuesta.")
        )
    if found.backup is None:
        lines.append(_("Todavía no hay ninguna copia: ejecuta «puente backup ARCHIVO» cada noche."))
    elif not found.copied(visit.now):
        lines.append(_("Hace más de dos días que no hay copia: ejecuta «puente backup ARCHIVO» cada noche."))
    if found.failing:
        lines.append(_("Fallan más de 5 de cada 100 mensajes: mira abajo por qué."))
    for notice in found.notices:
        if notice.kind == accounting.LOW:
            lines.append(_("Quedan US$ {amount} en Twilio: recarga la cuenta.").format(amount=notice.detail))
        elif notice.kind == accounting.BLIND:
            lines.append(campaign_words.notice(notice.kind))
        elif notice.kind == templates.ALERT:
            lines.append(_("Twilio avisa: {sentence}").format(sentence=visit.app.explain(notice.detail)[1]))
    robots = [notice.detail for notice in found.notices if notice.kind == loops.NOTICE]
    if robots:
        line = _("Alguien nos responde como un robot y ya no le contestamos. Persona:")
        lines.append(f"{line} {', '.join(robots[:_NAMED])}{'…' if len(robots) > _NAMED else ''}")
    return lines


def _process(role: str) -> str:
    """What stands still while nobody has a role."""
    return {
        "converse": _("Nadie conversa: las personas esperan respuesta. Arranca «puente run» o mira su registro."),
        "send": _("Nadie envía: las respuestas esperan. Arranca «puente run» o mira su registro."),
        "schedule": _("Nadie lleva las campañas ni los recordatorios. Arranca «puente run» o mira su registro."),
        "jobs": _("Nadie cuida la casa: no se cuenta, no se aprende, no se borra. Arranca «puente run»."),
    }[role]


PAGES: Final = (
    Page(
        path="/sistema",
        view=system,
        who=only(Role.ADMINISTRATOR),
        menu=Menu(
            label=lambda: _("Sistema"), about=lambda: _("Si todo anda bien, y qué hacer si no"), icon="gear", place=95
        ),
        live=True,
    ),
)
