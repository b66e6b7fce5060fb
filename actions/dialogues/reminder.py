"""A reminder for a date of one's own: understood, confirmed, and honest about when WhatsApp lets us write."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, Task
from bot.core import bare, when
from bot.core.addresses import Channel
from bot.core.bare import Bare
from bot.core.chat_spelling import normalise
from bot.core.policy import WINDOW
from bot.core.when import When
from bot.i18n import gettext as _

EVENING: Final = time(18)
MORNING: Final = time(7)
"""When a reminder leaves, the day before or on the day: hours at which a phone may ring."""
BEFORE: Final = timedelta(hours=2)
"""How long before the hour itself a reminder on the same day leaves, where that is later than the morning."""


_LONGEST: Final = 6
"""Words of what somebody wants to remember; more is likelier a question."""
_QUESTIONS: Final = frozenset("que como cuando donde quien cual cuanto cuanta por".split())
_APPOINTMENT: Final = frozenset("cita citas entrevista turno control consulta".split())
_RENEWAL: Final = frozenset("renovar renovacion vence vencimiento prorroga".split())


def _ask_what(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Qué quieres recordar?")


def _what(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="appointment", label=_("Una cita")),
        Choice(value="renewal", label=_("Renovar un papel")),
        Choice(value="other", label=_("Otra cosa")),
    ]


def _read_what(text: str, talk: Talk) -> str | None:
    """In their own words ("ir a la ugel"): only of which kind it is is kept."""
    words = normalise(text).split()
    if kind := _spot_what(text, talk):
        return kind
    return "other" if 0 < len(words) <= _LONGEST and words[0] not in _QUESTIONS else None


def _spot_what(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    words = set(normalise(text).split())
    if not words.isdisjoint(_APPOINTMENT):
        return "appointment"
    return "renewal" if not words.isdisjoint(_RENEWAL) else None


def _ask_date(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Qué día es? Por ejemplo: 15 de diciembre, o mañana a las 3.")


def _again_date() -> str:
    return _("No entendí la fecha, no existe, ya pasó o falta más de un año.")


def _read_date(text: str, talk: Talk) -> str | None:
    found = when.read(text, talk.at)
    return None if found is None else written(found)


def _ask_lead(talk: Talk) -> str:
    return _("Anoté: {day}. ¿Cuándo te aviso?").format(day=said(read(talk.slots["reminder_date"])))


def _lead(talk: Talk) -> Sequence[Choice]:
    day = read(talk.slots.get("reminder_date", written(When(day=talk.at.date()))))
    lines = {"before": _("El día antes, en la tarde"), "same": _("Ese mismo día, temprano")}
    return [Choice(value=lead, label=label) for lead, label in lines.items() if moment(day, lead, talk.at) > talk.at]


def _read_lead(text: str, talk: Talk) -> str | None:
    """A yes takes the only moment that is left."""
    left = _lead(talk)
    return left[0].value if len(left) == 1 and bare.read(text) is Bare.YES else None


def _in_time(talk: Talk) -> bool:
    """False where no moment to remind is left."""
    return "reminder_date" not in talk.slots or bool(_lead(talk))


def _ask_sure(talk: Talk) -> str:
    at = _moment(talk)
    words = _("Te escribiría el {day}. ¿Lo guardo?").format(day=said(When(day=at.date(), at=at.time())))
    if talk.channel is Channel.WHATSAPP and not talk.setting.reminder_template and at - talk.at >= WINDOW:
        words = (
            _(
                "Ojo: solo puedo escribirte por WhatsApp si tú me escribiste en las 24 horas antes. Si no, no "
                "te llegará. Anótalo también tú."
            )
            + f"\n\n{words}"
        )
    return words


def _sure(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [Choice(value="yes", label=_("Sí, guárdalo")), Choice(value="no", label=_("No, dejarlo así"))]


def _finish(talk: Talk) -> Ending:
    if talk.slots.get("reminder_lead") not in ("before", "same"):
        return Ending(text=_("Falta muy poco para esa hora: no alcanzo a avisarte antes. Anótalo tú."))
    if talk.slots["reminder_sure"] != "yes":
        return Ending(text=_("Bien, no guardé nada."))
    at = _moment(talk)
    fields = {"due": at.isoformat(), "date": talk.slots["reminder_date"], "what": talk.slots["reminder_what"]}
    text = _("Guardado. El aviso no dirá de qué se trata. Escribe MIS RECORDATORIOS para verlos o borrarlos.")
    return Ending(text=text, tasks=(Task(kind="reminder", fields=fields),))


def _moment(talk: Talk) -> datetime:
    return moment(read(talk.slots["reminder_date"]), talk.slots["reminder_lead"], talk.at)


def moment(of: When, lead: str, now: datetime) -> datetime:
    """When the reminder leaves, local time: the evening before, or on the day, early or two hours ahead."""
    zone = now.tzinfo
    if lead == "before":
        return datetime.combine(of.day - timedelta(days=1), EVENING, zone)
    early = datetime.combine(of.day, MORNING, zone)
    return max(early, datetime.combine(of.day, of.at, zone) - BEFORE) if of.at else early


def written(found: When) -> str:
    """Into a slot: `2026-12-15` or `2026-12-15T15:00`."""
    return found.day.isoformat() + (f"T{found.at:%H:%M}" if found.at else "")


def read(slot: str) -> When:
    """Out of a slot."""
    day, _sep, at = slot.partition("T")
    return When(day=date.fromisoformat(day), at=time.fromisoformat(at) if at else None)


def said(found: When) -> str:
    """`15/12/2026, 15:00`, without names of days and months: the same in every language."""
    return f"{found.day:%d/%m/%Y}" + (f", {found.at:%H:%M}" if found.at else "")


def _late(talk: Talk) -> bool:
    return talk.slots.get("reminder_lead", "") in ("before", "same", "")


REMINDER: Final = Dialogue(
    form="reminder_form",
    starts=("recordatorio",),
    title=lambda: _("el recordatorio"),
    questions=(
        Question(slot="reminder_what", ask=_ask_what, choices=_what, read=_read_what, spot=_spot_what),
        Question(
            slot="reminder_date", ask=_ask_date, again=_again_date, read=_read_date, spot=_read_date, vague=when.tries
        ),
        Question(slot="reminder_lead", ask=_ask_lead, choices=_lead, read=_read_lead, needed=_in_time),
        Question(slot="reminder_sure", ask=_ask_sure, choices=_sure, needed=_late),
    ),
    finish=_finish,
    feedback=False,
    private=True,
)
