"""What people read of reminders and callbacks."""

from collections.abc import Sequence

from bot.core.messages import Option
from bot.core.payloads import Verb
from bot.i18n import gettext as _


def day(written: str) -> str:
    """`2026-12-15T15:00` as people read it: `15/12/2026, 15:00`."""
    date, _sep, at = written.partition("T")
    return "/".join(reversed(date.split("-"))) + (f", {at}" if at else "")


def reminder(when: str) -> str:
    """The reminder itself. Whoever reads over a shoulder learns nothing."""
    return _(
        "Me pediste un aviso: tienes algo anotado para el {day}. Para ver qué es, escribe MIS RECORDATORIOS."
    ).format(day=when)


def reminder_kind(what: str) -> str:
    """What a reminder is about."""
    return {"appointment": _("una cita"), "renewal": _("renovar un papel")}.get(what, _("otra cosa"))


def reminders(lines: Sequence[tuple[str, str]]) -> str:
    """MIS RECORDATORIOS: pairs of day and what it is about."""
    if not lines:
        return _(
            "No tienes recordatorios. Para poner uno, escribe: recuérdame una cita. "
            "Para no recibir avisos, escribe BAJA."
        )
    rows = "\n".join(f"• {when}: {what}" for when, what in lines)
    return _("Tus recordatorios:\n{rows}\n\nPara borrar uno, elige su número:").format(rows=rows)


def drop_reminder(when: str) -> str:
    """A line that deletes one."""
    return _("Borrar: {day}").format(day=when)


def reminder_gone() -> str:
    """After deleting one."""
    return _("Listo, lo borré.")


def too_many_reminders(most: int) -> str:
    """One more would be too many."""
    return _("Ya tienes {most} recordatorios: no guardé otro. Escribe MIS RECORDATORIOS para borrar alguno.").format(
        most=most
    )


def were_you_called() -> str:
    """Asked once after somebody wanted to be called."""
    return _("¿Ya te llamaron?")


def called_options() -> tuple[Option, ...]:
    """Replies to it."""
    return (
        Option(label=_("Sí"), payload=Verb.CALLED.of("yes")),
        Option(label=_("Todavía no"), payload=Verb.CALLED.of("no")),
    )


def called() -> str:
    """They were."""
    return _("Gracias por decirlo.")


def called_not() -> str:
    """They were not; nothing new is promised."""
    return _("Gracias por decirlo. Se lo anoté al equipo. Si es urgente, llama al 105 (Policía) o al 106 (ambulancia).")
