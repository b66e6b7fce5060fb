"""The bot comes back after staff answered somebody, and says so: at once where it may write, else in its next reply."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import i18n
from bot.clock import Clock
from bot.core import attention as rules
from bot.core import policy, segments
from bot.core.addresses import Channel
from bot.core.attention import Mode, Why
from bot.core.messages import Outgoing
from bot.core.organisation import Organisation
from bot.i18n import gettext as _
from bot.services import discretion, reminder_words
from bot.storage import attention, case_events, cases, contacts, outbound
from bot.storage.attention import Place
from bot.storage.case_events import Kind
from bot.storage.cases import Case
from bot.storage.database import Database, Transaction


class Returning:
    """`step` brings the bot back where staff fell silent or their hours ended. Any number may run: each case is looked
    at again by the transaction that holds its person."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        timezone: ZoneInfo,
        organisation: Organisation,
        silence: timedelta,
    ) -> None:
        self._database, self._clock, self._timezone = database, clock, timezone
        self._organisation, self._silence = organisation, silence

    def step(self) -> int:
        """Returns in how many cases the bot came back."""
        with self._database.read() as tx:
            due = [case.id for case in attention.answered_by_staff(tx) if self._why(case, self._clock())]
        return sum(self._back(case_id) for case_id in due)

    def _back(self, case_id: int) -> bool:
        now = self._clock()
        with self._database.write() as tx:
            case = cases.case(tx, case_id)
            if case is None:
                return False
            contacts.hold(tx, [case.contact_id])
            case = cases.case(tx, case_id)
            why = self._why(case, now) if case and case.handling == Mode.PERSON else None
            if case is None or why is None:
                return False
            opens = self._organisation.opens_after(now.astimezone(self._timezone))
            come_back(tx, case, why, self._organisation, now, opens)
        return True

    def _why(self, case: Case, now: datetime) -> Why | None:
        since = case.staff_at or case.opened_at
        return rules.due_back(
            since, now, silence=self._silence, organisation=self._organisation, timezone=self._timezone
        )


def come_back(
    tx: Transaction, case: Case, why: Why, organisation: Organisation, now: datetime, opens: datetime | None = None
) -> None:
    """The bot answers the person of this case again, who is held. Nothing happens where staff did not answer in it.
    `opens`: when the next hours of staff begin (local time), for those whose hours have ended.

    Somebody who never knew that staff had taken over is told nothing.
    """
    if case.handling != Mode.PERSON:
        return
    case_events.add(tx, case.id, Kind.RETURNED, now=now, content={"why": why.value})
    place = attention.place(tx, case.contact_id)
    if not case.acknowledged or place is None or place.stopped:
        attention.answer_by(tx, case.id, None)
    elif not policy.is_open(place.channel, place.wrote_at, now):
        attention.answer_by(tx, case.id, Mode.RETURNING)
    else:
        attention.answer_by(tx, case.id, None)
        with i18n.speaking(place.language):
            text = _words(why, organisation, opens)
        text = as_read(tx, case.contact_id, place, text)
        owed = outbound.Owed(
            key=f"returned:{case.id}:{int(now.timestamp() * 1_000_000)}",
            contact_id=case.contact_id,
            address_id=place.address_id,
            sender=place.sender,
            outgoing=Outgoing(text=text),
        )
        outbound.queue(tx, [owed], now)


def as_read(tx: Transaction, contact_id: int, place: Place, text: str) -> str:
    """A text of ours outside of a turn, as this person may read it: plain letters on SMS, neutral first words for
    whoever asked for discretion."""
    if discretion.is_on(contacts.state(tx, contact_id)):
        with i18n.speaking(place.language):
            text = f"{discretion.cover()}\n\n{text}"
    return segments.plain(text.replace("*", "")) if place.channel is Channel.SMS else text


def _words(why: Why, organisation: Organisation, opens: datetime | None) -> str:
    urgent = _("Si es urgente, llama al 105 (Policía) o al 106 (ambulancia).")
    match why:
        case Why.CLOSED:
            line = _("La persona que te atendía terminó. Te respondo yo otra vez: el asistente automático.")
            again = _("Si la necesitas de nuevo, escribe *persona*.") if organisation.has_staff else ""
            return " ".join(part for part in (line, again) if part)
        case Why.GIVEN_BACK:
            return _("Te respondo yo otra vez: el asistente automático. Tu caso sigue abierto con el equipo.")
        case Why.SILENCE:
            line = _(
                "La persona que te atendía no está en este momento. Te respondo yo: el asistente automático. "
                "Tu caso sigue abierto con el equipo."
            )
            return f"{line} {urgent}"
        case Why.HOURS:
            line = _(
                "Terminó el horario de la persona que te atendía. Te respondo yo: el asistente automático. "
                "Tu caso sigue abierto con el equipo."
            )
            if opens is None:
                return f"{line} {urgent}"
            when = reminder_words.day(f"{opens:%Y-%m-%dT%H:%M}")
            hours = _("Su próximo horario empieza: {when}.").format(when=when)
            return f"{line} {hours} {urgent}"
