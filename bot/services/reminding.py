"""Messages at a time of the person's own: kept when a dialogue asks for them, sent when their time has come.

WhatsApp lets us write freely only within 24 hours of the person's last message. Outside of that a reminder leaves by an
approved utility template where one is configured, else it is refused with a reason; people are told so beforehand.
The words are neutral: what a reminder is about is shown only to whoever asks for the list.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import i18n
from bot.clock import Clock
from bot.core import policy
from bot.core.consent import EVERYTHING
from bot.core.content import Topic
from bot.core.messages import Option, Outgoing, Priority
from bot.core.organisation import Organisation
from bot.core.payloads import Verb
from bot.services import reminder_words
from bot.services.turned import Effect
from bot.storage import attention, cases, consents, outbound, reminders, rumours
from bot.storage.database import Database, Transaction
from bot.storage.inbound import Waiting
from bot.storage.outbound import Owed
from bot.storage.reminders import Reminder

REMINDER: Final = "reminder"
CALLBACK: Final = "callback"
MOST: Final = 10
"""Reminders that may wait for one person."""
LATE: Final = timedelta(hours=6)
"""A reminder that could not leave for longer than this would only confuse."""
SHOWN: Final = timedelta(days=3)
"""How long after its time a reminder can still be looked up: its message does not say what it is about."""
_AFTER: Final = timedelta(hours=22)
"""Until when after a request we ask whether they were called: well inside WhatsApp's window."""
_BATCH: Final = 100


class Reminding:
    """`step` sends what has come to its time. Any number may run: each row is taken by one transaction.

    `template`: Content sid of a utility template with the day as its variable 1; empty where there is none.
    """

    def __init__(self, database: Database, clock: Clock, timezone: ZoneInfo, template: str = "") -> None:
        self._database, self._clock, self._timezone, self._template = database, clock, timezone, template

    def step(self) -> int:
        """Queue or refuse what is due. Returns how many messages are owed now."""
        now = self._clock()
        with self._database.read() as tx:
            if not reminders.any_due(tx, now):
                return 0
        owed = []
        with self._database.write() as tx:
            for one in reminders.due(tx, now, _BATCH):
                reason = self._refusal(tx, one, now)
                reminders.end(tx, one.id, reason)
                if not reason:
                    owed.append(self._owed(one, now))
            outbound.queue(tx, owed, now)
        return len(owed)

    def _refusal(self, tx: Transaction, one: Reminder, now: datetime) -> str:
        """Why it may not be sent; empty where it may. Whether the address was stopped is asked when it leaves."""
        if not one.content:
            return "unreadable"
        if now - one.due_at > LATE:
            return "late"
        if one.kind == CALLBACK and one.contact_id in attention.handled(tx, [one.contact_id]):
            return "handled"  # a person of staff is in the chat: the bot does not ask in between
        if consents.of(tx, one.contact_id).get(EVERYTHING) is False:
            return "opted_out"
        by_template = self._template and one.kind == REMINDER
        return "" if by_template or policy.is_open(one.channel, one.wrote_at, now) else "window_closed"

    def _owed(self, one: Reminder, now: datetime) -> Owed:
        with i18n.speaking(one.language):
            outgoing = self._outgoing(one, now)
        return Owed(
            key=f"{one.kind}:{one.id}",
            contact_id=one.contact_id,
            address_id=one.address_id,
            sender=one.sender,
            outgoing=outgoing,
        )

    def _outgoing(self, one: Reminder, now: datetime) -> Outgoing:
        if one.kind == CALLBACK:
            return Outgoing(
                text=reminder_words.were_you_called(), options=reminder_words.called_options(), priority=Priority.REPLY
            )
        day = reminder_words.day(str(one.content["date"]))
        if policy.is_open(one.channel, one.wrote_at, now):
            return Outgoing(text=reminder_words.reminder(day))
        return Outgoing(
            text=reminder_words.reminder(day), content_sid=self._template, content_variables={"1": day}, options=()
        )


def keep(fields: Mapping[str, str]) -> Effect:
    """Write down a reminder a person confirmed. More than `MOST` are not kept: the reply has said so."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        if reminders.waiting(tx, message.contact_id, REMINDER) < MOST:
            reminders.add(
                tx,
                contact_id=message.contact_id,
                address_id=message.address_id,
                sender=message.sender,
                kind=REMINDER,
                content={"date": fields["date"], "what": fields["what"]},
                due=datetime.fromisoformat(fields["due"]),
                now=now,
            )

    return write


def drop(reminder_id: int) -> Effect:
    """Delete a reminder of theirs."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        reminders.drop(tx, message.contact_id, reminder_id)

    return write


def heard(fields: Mapping[str, str]) -> Effect:
    """Write down a rumour: nothing of who told us goes with it but the district."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        rumours.add(tx, text=fields["text"], heard=fields["heard"], district=message.district, now=now)

    return write


def call(fields: Mapping[str, str], organisation: Organisation, timezone: ZoneInfo) -> Effect:
    """Open a case for staff, and ask later, once, whether they called."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        _open_case(tx, message, now, f"call: {fields['when']}; about: {fields['about']}")
        asked = asking(organisation, now.astimezone(timezone))
        if asked is not None and not reminders.waiting(tx, message.contact_id, CALLBACK):
            reminders.add(
                tx,
                contact_id=message.contact_id,
                address_id=message.address_id,
                sender=message.sender,
                kind=CALLBACK,
                content={"about": fields["about"]},
                due=asked,
                now=now,
            )

    return write


def not_called() -> Effect:
    """They were not called: the case says so, and opens again where it was closed."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        _open_case(tx, message, now, "not called")

    return write


def _open_case(tx: Transaction, message: Waiting, now: datetime, story: str) -> None:
    cases.open_case(
        tx,
        contact_id=message.contact_id,
        kind=CALLBACK,
        topic=Topic.HUMAN_AGENT,
        restricted=False,
        story=story,
        inbound_id=message.id,
        now=now,
    )


def asking(organisation: Organisation, local: datetime) -> datetime | None:
    """When to ask whether they were called: at the end of the next hours of staff, inside the window; else never."""
    for ahead in (0, 1):
        day = local.date() + timedelta(days=ahead)
        span = organisation.hours_of(day)
        if span is None:
            continue
        closes = datetime.combine(day, span[1], local.tzinfo)
        if closes - local >= timedelta(hours=1):
            return closes if closes - local <= _AFTER else None
    return None


def option(one: Reminder) -> Option:
    """A line that deletes a reminder."""
    return Option(
        label=reminder_words.drop_reminder(reminder_words.day(str(one.content.get("date", "")))),
        payload=Verb.REMINDER.of(one.id),
    )
