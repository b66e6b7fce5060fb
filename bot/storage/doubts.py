"""Messages of which nobody knows whether they left: kept in hand until a report or a look-up settles them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from bot.core.addresses import Address
from bot.core.errors import DamagedPlan, WrongKey
from bot.core.messages import Option, Status
from bot.storage import campaign_messages
from bot.storage import contacts as people
from bot.storage.campaign_messages import CONTENT
from bot.storage.database import Transaction
from bot.storage.outbound import options_of
from bot.storage.schema import addresses, attempts, is_claimed, outbound


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubtful:
    """A message whose newest attempt may or may not have reached the provider."""

    id: int
    attempt: int
    recipient: Address
    sender: str
    text: str
    options: tuple[Option, ...]
    by_template: bool
    """The words are the provider's: whatever it holds for this person and no other attempt has, is this message."""
    started_at: datetime
    tries: int


def hold(tx: Transaction, message_id: int, look_up_at: datetime) -> None:
    """Keep the message claimed, without a lease, until a report or a look-up settles it."""
    tx.connection.execute(
        update(outbound)
        .where(outbound.c.id == message_id, is_claimed(outbound))
        .values(claimed_by="", claimed_until=None, due_at=look_up_at)
    )


def look_again(tx: Transaction, message_id: int, look_up_at: datetime) -> None:
    """The look-up itself failed: look again from then on."""
    tx.connection.execute(
        update(outbound).where(outbound.c.id == message_id, is_claimed(outbound)).values(due_at=look_up_at)
    )


def hold_lost(tx: Transaction, *, now: datetime, look_up_at: datetime, workers: Iterable[str] = ()) -> int:
    """Messages of dead senders: their create call may have left, so they become unknown, never waiting."""
    dead = list(workers)
    lost = outbound.c.claimed_until < now
    mine = and_(is_claimed(outbound), lost | outbound.c.claimed_by.in_(dead) if dead else lost)
    ids = list(tx.connection.execute(select(outbound.c.id).where(mine)).scalars())
    if ids:
        tx.connection.execute(
            update(attempts)
            .where(attempts.c.message_id.in_(ids), attempts.c.status == Status.UNSENT.value)
            .values(status=Status.UNKNOWN.value, updated_at=now)
        )
        for message_id in ids:
            hold(tx, message_id, look_up_at)
    return len(ids)


def due(tx: Transaction, *, now: datetime, limit: int) -> list[Doubtful]:
    """Messages whose unknown attempt is due for a look-up at the provider, oldest first."""
    rows = tx.connection.execute(
        select(outbound, attempts.c.id.label("attempt_id"), attempts.c.started_at, addresses.c.sealed)
        .join(attempts, and_(attempts.c.message_id == outbound.c.id, attempts.c.number == outbound.c.tries))
        .join(addresses, addresses.c.id == outbound.c.address_id)
        .where(
            is_claimed(outbound),
            outbound.c.claimed_until.is_(None),
            outbound.c.due_at <= now,
            attempts.c.status == Status.UNKNOWN.value,
        )
        .order_by(outbound.c.id)
        .limit(limit)
    )
    found = []
    for row in rows:
        with suppress(
            WrongKey, DamagedPlan, ValueError
        ):  # what does not open cannot be compared; a report may still settle it
            found.append(_doubtful(tx, row))
    return found


def _doubtful(tx: Transaction, row: Any) -> Doubtful:
    content = tx.open(row.content, CONTENT) or {}
    words = campaign_messages.words(tx, row, content) if row.campaign_id else None
    return Doubtful(
        id=row.id,
        attempt=row.attempt_id,
        recipient=people.open_address(tx, row.sealed),
        sender=row.sender,
        text=words.text if words else content.get("text", ""),
        options=words.options if words else options_of(content),
        by_template=bool(words.content_sid if words else content.get("sid")),
        started_at=row.started_at,
        tries=row.tries,
    )
