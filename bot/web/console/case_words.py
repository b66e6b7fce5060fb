"""Words of cases in words of staff."""

import re
from datetime import timedelta

from bot.core.consent import ALERTS, EVERYTHING, Subject
from bot.i18n import gettext as _
from bot.services import alerts
from bot.web.console import words


def kind(value: str) -> str:
    """What a case is about."""
    asked = {"person": _("Pidió una persona"), "callback": _("Pidió que la llamen")}
    return asked.get(value) or words.danger(value)


def queue(value: str) -> str:
    """A queue of cases."""
    return {"safety": _("En peligro"), "person": _("Piden una persona"), "call": _("Piden una llamada")}[value]


def standing(value: str) -> str:
    """Where a case stands for whoever looks."""
    return {
        "free": _("Sin tomar"),
        "mine": _("Míos"),
        "others": _("De otras personas"),
        "closed": _("Cerrados"),
    }[value]


def ending(value: str) -> str:
    """How a case ended."""
    return {
        "answered": _("Se resolvió"),
        "referred": _("La atiende otro servicio"),
        "no_answer": _("No respondió"),
        "mistaken": _("No había nada que atender"),
    }.get(value, value)


def close_reason(value: str) -> str:
    """Why a case was closed, as kept: how it ended, and a remark."""
    how, _sep, remark = value.partition(": ")
    return f"{ending(how)}: {remark}" if remark else ending(how)


def returned(value: str) -> str:
    """Why the bot answers again."""
    return {
        "closed": _("se cerró el caso"),
        "given_back": _("se lo devolvieron"),
        "silence": _("nadie escribió durante mucho rato"),
        "hours": _("terminó el horario"),
    }[value]


def right(value: str) -> str:
    """A right the person used while somebody attended to them."""
    return {
        "stop": _("Pidió la baja"),
        "start": _("Pidió el alta"),
        "my_data": _("Pidió ver sus datos"),
        "data": _("Pidió ver sus datos"),
        "erase": _("Pidió borrar sus datos"),
    }.get(value, _("Usó una palabra de mando"))


def form_of(value: str) -> str:
    """What a person sent that is no text."""
    return {
        "location": _("Compartió su ubicación"),
        "image": _("Mandó una foto: no se guarda"),
        "voice": _("Mandó un audio: no se guarda. Pídele que lo escriba"),
        "video": _("Mandó un video: no se guarda"),
        "document": _("Mandó un documento: no se guarda"),
        "sticker": _("Mandó un sticker"),
        "contact": _("Mandó un contacto: no se guarda"),
    }.get(value, _("Mandó algo que no se puede leer"))


def delivery(stage: str, status: str, reason: str) -> str:
    """Where a reply stands."""
    if stage == "refused" or status == "failed":
        return {
            "window_closed": _("No salió: pasaron 24 horas desde su último mensaje"),
            "stopped": _("No salió: a este número no se le puede escribir"),
        }.get(reason, _("No llegó"))
    return {
        "unsent": _("Saliendo"),
        "unknown": _("Comprobando si salió"),
        "accepted": _("Salió"),
        "sent": _("Salió"),
        "delivered": _("Llegó"),
        "read": _("Leído"),
    }[status]


def span(delta: timedelta) -> str:
    """How long something took or takes: `3 min`, `2 h 5 min`, `4 d`."""
    minutes = max(int(delta.total_seconds() // 60), 0)
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    if minutes < 2_880:
        return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
    return _("{count} días").format(count=minutes // 1_440)


def needs() -> list[tuple[str, str]]:
    """What a number may be shown for."""
    return [
        ("call", _("Pidió que la llamen")),
        ("danger", _("Puede estar en peligro")),
        ("referral", _("Aceptó que otro servicio la contacte")),
        ("request", _("Pidió algo sobre sus datos")),
    ]


def subject(value: str) -> str:
    """A subject of alerts."""
    return alerts.title(Subject(value))


def scope(value: str) -> str:
    """What a yes or a no is about."""
    name = value.removeprefix("topic:")
    if value == ALERTS:
        return _("Recibir avisos")
    if value == EVERYTHING:
        return _("Que le escriban primero")
    return subject(name) if name in set(Subject) else name


def refusal(value: str) -> str:
    """Why a campaign does not write to an address."""
    return {
        "opted_out": _("Dijo que no"),
        "no_consent": _("Nunca dijo que sí"),
        "stopped": _("No se le puede escribir"),
        "resting": _("Falla y descansa"),
        "window_closed": _("Pasaron 24 horas"),
        "weekly_cap": _("Ya recibió bastante esa semana"),
        "sensitive_case": _("Tiene un caso abierto"),
        "no_address": _("Sin dirección en ese canal"),
    }.get(value, value)


def story(kind_of: str, text: str) -> str:
    """What opened a case: what the person wrote, or what they answered when they asked for a call."""
    if kind_of != "callback":
        return text
    return "\n".join(_line(line) for line in text.splitlines())


def _line(line: str) -> str:
    if line == "not called":
        return _("Dice que no la llamaron.")
    asked = re.fullmatch(r"call: (\w+); about: (\w+)", line)
    if asked is None:
        return line
    when = {"morning": _("en la mañana"), "afternoon": _("en la tarde"), "any": _("a cualquier hora")}
    about = {"papers": _("papeles o refugio"), "school": _("colegio"), "health": _("salud"), "other": _("otra cosa")}
    return _("Puede hablar {when}. Quiere hablar de: {about}.").format(
        when=when.get(asked[1], asked[1]), about=about.get(asked[2], asked[2])
    )
