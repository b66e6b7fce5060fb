"""Campaigns in words of staff."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.core import payloads
from bot.core.audience import Audience
from bot.core.campaigns import State
from bot.core.consent import Subject
from bot.core.payloads import Verb
from bot.core.plans import Anchor, Kind, Route
from bot.core.repetition import Every
from bot.core.templates import Category, Status
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import campaign_review, preflight_page, results
from bot.storage.campaign_remarks import Remark
from bot.storage.campaigns import Campaign
from bot.web.console import words

reasons, left_out, standings, duration = (
    preflight_page.reasons,
    preflight_page.left_out,
    results.standings,
    preflight_page.duration,
)


def standing(campaign: Campaign, remark: Remark | None) -> str:
    """Where a campaign stands on its way: its state, or how far a draft has come."""
    if campaign_review.is_sent(campaign, remark):
        return "sent"
    if campaign_review.is_returned(campaign, remark):
        return "returned"
    return campaign.state.value


def state(value: str) -> str:
    """That, in a word."""
    return {
        State.DRAFT: _("Borrador"),
        "sent": _("Espera aprobación"),
        "returned": _("Devuelta"),
        State.APPROVED: _("Aprobada"),
        State.SCHEDULED: _("Programada"),
        State.RUNNING: _("En marcha"),
        State.PAUSED: _("En pausa"),
        State.DONE: _("Terminada"),
        State.CANCELLED: _("Cancelada"),
    }[value]


def state_tone(value: str) -> str:
    """The colour of its badge."""
    tones = {
        "sent": "careful", "returned": "careful", State.APPROVED: "good", State.SCHEDULED: "busy",
        State.RUNNING: "busy", State.PAUSED: "careful", State.DONE: "good",
    }  # fmt: skip
    return tones.get(value, "plain")


def states() -> list[tuple[str, str]]:
    """Every state with its word, for a list to choose from."""
    return [(one.value, state(one)) for one in State]


def kind(value: str) -> str:
    """What sort of campaign."""
    return {Kind.INFORMATION: _("Información"), Kind.EMERGENCY: _("Emergencia")}[Kind(value)]


def route(value: str) -> str:
    """Over which channel."""
    return {
        Route.WHATSAPP: "WhatsApp",
        Route.SMS: "SMS",
        Route.WHATSAPP_THEN_SMS: _("WhatsApp, y SMS a quien no le llegue"),
    }[Route(value)]


def subject(value: str) -> str:
    """What campaigns may be about."""
    return {
        Subject.SALUD: _("Salud"),
        Subject.EDUCACION: _("Educación"),
        Subject.DOCUMENTOS: _("Documentos"),
        Subject.PROTECCION: _("Protección"),
        Subject.AYUDA: _("Ayuda"),
        Subject.ALERTAS: _("Alertas para todos"),
    }[Subject(value)]


def every(value: str) -> str:
    """How often."""
    return {Every.DAY: _("Cada día"), Every.WEEK: _("Cada semana"), Every.MONTH: _("Cada mes")}[Every(value)]


def anchor(value: str) -> str:
    """The day of a person that a series counts from."""
    return {
        Anchor.CONSENT: _("el día en que dijo que sí a los avisos"),
        Anchor.JOINED: _("el día en que la conocimos"),
    }[Anchor(value)]


def audience(rule: Audience) -> list[tuple[str, str]]:
    """A rule as lines somebody can read: what is asked for, and the words."""
    lines = [
        (_("Viven en"), ", ".join(rule.districts)),
        (_("Quieren avisos de"), ", ".join(subject(one) for one in rule.subscriptions)),
        (_("Hablan"), ", ".join(words.language(one) for one in rule.languages)),
        (_("Con la etiqueta"), ", ".join(rule.labels)),
        (_("De edad"), ", ".join(rule.age_bands)),
        (_("Con niños de"), ", ".join(rule.children_age_bands)),
        (_("Escribieron en los últimos"), _days(rule.seen_within_days)),
        (_("Menos quienes recibieron"), ", ".join(f"n.º {one}" for one in rule.exclude_campaigns)),
        (_("Menos a quienes se escribió en los últimos"), _days(rule.exclude_written_within_days)),
        (_("Menos quienes tienen un caso abierto"), _("sí") if rule.exclude_open_cases else ""),
        (_("Menos los números que descansan"), _("sí") if rule.exclude_resting else ""),
    ]
    return [(label, told) for label, told in lines if told]


def _days(count: int | None) -> str:
    return (
        ""
        if count is None
        else ngettext(
            "{count} día",
            "{count} días",
            count,
        ).format(count=count)
    )


def template_status(value: str) -> str:
    """Where an approval of Meta's stands."""
    return {
        Status.UNSUBMITTED: _("Sin enviar"),
        Status.RECEIVED: _("Recibida por Meta"),
        Status.PENDING: _("En revisión de Meta"),
        Status.APPROVED: _("Aprobada"),
        Status.REJECTED: _("Rechazada"),
        Status.PAUSED: _("En pausa por Meta"),
        Status.DISABLED: _("Desactivada por Meta"),
        Status.GONE: _("Ya no está en la cuenta"),
    }[Status(value)]


def template_tone(value: str) -> str:
    """The colour of its badge."""
    tones = {Status.APPROVED: "good", Status.RECEIVED: "busy", Status.PENDING: "busy", Status.UNSUBMITTED: "plain"}
    return tones.get(Status(value), "bad")


def category(value: str) -> str:
    """What Meta bills a template as."""
    return {
        Category.UTILITY: _("Trámite: algo que la persona pidió"),
        Category.MARKETING: _("Difusión: todo lo demás"),
        Category.AUTHENTICATION: _("Códigos de acceso"),
    }[Category(value)]


def notice(kind_: str) -> str:
    """What a campaign asks a person to look at."""
    return {
        "missed": _("No salió a su hora porque Puente no estaba en marcha. Empiézala ahora o cambia la hora."),
        "missed_day": _("Puente no estaba en marcha y no salió ese día; sigue con el siguiente:"),
        "grown": _("La audiencia creció más de un 10 %: hace falta otra aprobación."),
        "grown_day": _(
            "En pausa: en un solo día escribiría a muchas más personas de las que se aprobaron. Si está bien, que la "
            "continúe quien aprueba."
        ),
        "plan": _("Se detuvo: su plan no se puede leer. Las demás siguen. Cámbiala o cancélala."),
        "sender": _("Hay gente que espera: no hay número desde el que enviar. Avisa a quien administra Puente."),
        "failures": _("Se puso en pausa: muchos fallos seguidos. Mira los fallos antes de seguir."),
        "budget_day": _("Se puso en pausa: se alcanzó el gasto permitido en un día."),
        "budget_month": _("Se puso en pausa: se alcanzó el gasto permitido en el mes."),
        "balance": _("Queda poco saldo en Twilio (US$):"),
        "balance_currency": _("La cuenta de Twilio no está en US$: nadie vigila su saldo (PUENTE_BALANCE_ALARM)."),
        "loop": _("Alguien nos responde como un robot y ya no le contestamos. Persona:"),
        "template_alert": _(
            "Twilio avisa de una plantilla que no conocemos. Actualiza la lista de plantillas. Código:"
        ),
        "way_out": _(
            "Se detuvo: sus SMS mandan BAJA a un número que ya no es el nuestro. Cópiala y que alguien apruebe la "
            "copia."
        ),
        "template": _("Meta ya no permite su plantilla. Mira las plantillas."),
    }.get(kind_, kind_)


_FIELDS: Final[Mapping[str, Callable[[], str]]] = {
    "send_at": lambda: _("Hora"),
    "audience": lambda: _("Audiencia"),
    "template": lambda: _("Plantilla"),
    "templates": lambda: _("Plantilla"),
    "channel": lambda: _("Canal"),
    "buttons": lambda: _("Botones"),
    "body": lambda: _("Texto"),
    "sms": lambda: "SMS",
    "name": lambda: _("Nombre"),
    "media_url": lambda: _("Archivo"),
    "series": lambda: _("Serie"),
    "repeat": lambda: _("Repetición"),
    "emergency_reason": lambda: _("Motivo de la emergencia"),
}


def problem(line: str) -> str:
    """A problem as the services name it (`send_at: esa hora ya pasó`), for somebody who knows no field names."""
    head, colon, rest = line.partition(": ")
    name, _blank, more = head.partition(" ")
    field = _FIELDS.get(name.partition(".")[0])
    if not colon or field is None:
        return line[:1].upper() + line[1:]
    return f"{field()}{f' «{more}»' if more else ''}: {rest}"


def problems(lines: Sequence[str]) -> list[str]:
    """All of them."""
    return [problem(line) for line in lines]


def tally(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts that are not nothing, in words, in the order of a message's way."""
    said = standings()
    return [(said[name], people) for name, people in counts.items() if people]


def opens(value: str, titles: Mapping[str, Any]) -> str:
    """What a button goes on with."""
    if not value:
        return _("Solo se cuenta")
    if value == Verb.PERSON:
        return _("Pide hablar con una persona")
    if payloads.split(value)[0] == Verb.MENU:
        return _("Abre el menú")
    name = Verb.ENTRY.read(value)
    return _("Responde «{title}»").format(title=titles.get(name, name))
