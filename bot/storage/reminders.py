"""What is to be written to people at a time of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, delete, func, or_, select, update

from bot.core.addresses import Channel
from bot.storage.database import Transaction
from bot.storage.schema import addresses, contacts, reminders

_CONTENT: Final = "reminders.content"
WAITING, SENT, REFUSED = "waiting", "sent", "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """One of them. `content` is what it is about, as the dialogue wrote it down."""

    id: int
    contact_id: int
    address_id: int
    sender: str
    kind: str
    due_at: datetime
    content: Mapping[str, Any]
    channel: Channel
    language: str
    wrote_at: datetime | None
    """When the person last wrote on this address."""


def add(
    tx: Transaction,
    *,
    contact_id: int,
    address_id: int,
    sender: str,
    kind: str,
    content: Mapping[str, str],
    due: datetime,
    now: datetime,
) -> None:
    """Keep one."""
    tx.connection.execute(
        reminders.insert().values(
            contact_id=contact_id,
            address_id=address_id,
            sender=sender,
            kind=kind,
            content=tx.seal(dict(content), _CONTENT),
            created_at=now,
            due_at=due,
            state=WAITING,
        )
    )


_READ: Final = (
    select(reminders, addresses.c.channel, addresses.c.last_inbound_at, contacts.c.language)
    .join(addresses, addresses.c.id == reminders.c.address_id)
    .join(contacts, contacts.c.id == reminders.c.contact_id)
)


def due(tx: Transaction, now: datetime, limit: int) -> list[Reminder]:
    """Those whose time has come, oldest first, held until the end of the transaction."""
    query = (
        _READ.where(reminders.c.state == WAITING, reminders.c.due_at <= now)
        .order_by(reminders.c.due_at, reminders.c.id)
        .limit(limit)
    )
    return [_reminder(tx, row) for row in tx.connection.execute(query.with_for_update(of=reminders, skip_locked=True))]


def any_due(tx: Transaction, now: datetime) -> bool:
    """True when some have come to their time."""
    query = select(reminders.c.id).where(reminders.c.state == WAITING, reminders.c.due_at <= now).limit(1)
    return tx.connection.execute(query).first() is not None


def of(tx: Transaction, contact_id: int, kind: str, since: datetime) -> list[Reminder]:
    """One person's: what waits, and what was sent for a time from `since` on; soonest first."""
    sent = and_(reminders.c.state == SENT, reminders.c.due_at >= since)
    theirs = _READ.where(reminders.c.contact_id == contact_id, reminders.c.kind == kind)
    query = theirs.where(or_(reminders.c.state == WAITING, sent)).order_by(reminders.c.due_at, reminders.c.id)
    return [_reminder(tx, row) for row in tx.connection.execute(query)]


def waiting(tx: Transaction, contact_id: int, kind: str) -> int:
    """How many wait for one person."""
    query = (
        select(func.count())
        .select_from(reminders)
        .where(reminders.c.contact_id == contact_id, reminders.c.kind == kind, reminders.c.state == WAITING)
    )
    return int(tx.connection.execute(query).scalar_one())


def end(tx: Transaction, reminder_id: int, reason: str = "") -> None:
    """Sent, or refused for a reason: what that was about is gone with it."""
    ended = update(reminders).where(reminders.c.id == reminder_id)
    values = ended.values(state=REFUSED, reason=reason, content=None) if reason else ended.values(state=SENT)
    tx.connection.execute(values)


def drop(tx: Transaction, contact_id: int, reminder_id: int) -> None:
    """Delete one of a person's own."""
    tx.connection.execute(delete(reminders).where(reminders.c.contact_id == contact_id, reminders.c.id == reminder_id))


def forget(tx: Transaction, before: datetime) -> None:
    """Retention: rows of what ended before `before` are gone."""
    tx.connection.execute(delete(reminders).where(reminders.c.state != WAITING, reminders.c.due_at < before))


def _reminder(tx: Transaction, row: Any) -> Reminder:
    return Reminder(
        id=row.id,
        contact_id=row.contact_id,
        address_id=row.address_id,
        sender=row.sender,
        kind=row.kind,
        due_at=row.due_at,
        content=tx.open_fields(row.content, _CONTENT),
        channel=Channel(row.channel),
        language=row.language,
        wrote_at=row.last_inbound_at,
    )
