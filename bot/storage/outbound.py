"""What we owe people: queued once, then settled, refused, put off or cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, select, update

from bot.core.errors import DamagedPlan
from bot.core.messages import RANK, Option, Outgoing
from bot.core.policy import Reason
from bot.storage import campaign_messages
from bot.storage.campaign_messages import CONTENT
from bot.storage.database import Transaction
from bot.storage.schema import Instant, attempts, is_open, is_settled, outbound, waits


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """A message to a person. `key` names what it is owed for (`reply:<inbound id>`)."""

    key: str
    contact_id: int
    address_id: int
    sender: str
    outgoing: Outgoing
    inbound_id: int | None = None


def queue(tx: Transaction, messages: Sequence[Owed], now: datetime) -> None:
    """Owe people messages. A key that is already owed changes nothing: nothing is ever owed twice."""
    if messages:
        tx.connection.execute(tx.insert_new(outbound), [_owed(tx, message, now) for message in messages])


def known(tx: Transaction, key: str) -> int | None:
    """The message that is owed for this, None where nothing is."""
    return tx.connection.execute(select(outbound.c.id).where(outbound.c.key == key)).scalar_one_or_none()


def _owed(tx: Transaction, message: Owed, now: datetime) -> dict[str, Any]:
    outgoing = message.outgoing
    content: dict[str, Any] = {
        "text": outgoing.text,
        "options": [[option.label, option.payload] for option in outgoing.options],
        "media": outgoing.media_url,
    }
    if outgoing.content_sid:
        content |= {"sid": outgoing.content_sid, "variables": dict(outgoing.content_variables)}
    return {
        "key": message.key,
        "contact_id": message.contact_id,
        "address_id": message.address_id,
        "inbound_id": message.inbound_id,
        "sender": message.sender,
        "rank": RANK[outgoing.priority],
        "content": tx.seal(content, CONTENT),
        "created_at": now,
        "stage": "waiting",
        "due_at": now,
    }


def settle(tx: Transaction, message_id: int, *, now: datetime, reason: str = "") -> None:
    """Nothing more is owed: it was accepted, or given up for `reason`, which may become known long after it left."""
    settle_all(tx, [message_id], now=now, reason=reason)


def settle_all(tx: Transaction, message_ids: Sequence[int], *, now: datetime, reason: str = "") -> None:
    """As `settle`, for many at once."""
    tx.connection.execute(_DONE, {"ids": list(message_ids), "now": now, "why": reason})


_DONE: Final = (
    update(outbound)
    .where(outbound.c.id.in_(bindparam("ids", expanding=True)), is_open(outbound) | is_settled(outbound))
    .values(
        stage="settled",
        settled_at=func.coalesce(outbound.c.settled_at, bindparam("now", type_=Instant)),
        claimed_until=None,
        reason=bindparam("why"),
    )
)


def refuse(tx: Transaction, message_id: int, *, now: datetime, reason: str) -> None:
    """A rule of ours forbids it, finally; the attempt that was written down never left."""
    tx.connection.execute(
        update(outbound)
        .where(outbound.c.id == message_id)
        .values(stage="refused", settled_at=now, claimed_until=None, reason=reason)
    )


def postpone(tx: Transaction, message_id: int, due: datetime) -> None:
    """Try the same message again from `due` on, with a new attempt."""
    tx.connection.execute(
        update(outbound)
        .where(outbound.c.id == message_id, outbound.c.stage != "refused")
        .values(stage="waiting", claimed_until=None, settled_at=None, due_at=due)
    )


def take_back(tx: Transaction, attempt: int, message_id: int, due: datetime) -> None:
    """This attempt never reached the provider, so it was none: the same message again from `due` on."""
    tx.connection.execute(attempts.delete().where(attempts.c.id == attempt))
    tx.connection.execute(update(outbound).where(outbound.c.id == message_id).values(tries=outbound.c.tries - 1))
    postpone(tx, message_id, due)


def cancel_for(tx: Transaction, contact_id: int, *, now: datetime, rank: int) -> int:
    """Waiting messages of this rank to this person are not sent after all; a campaign's count as refused."""
    theirs = and_(outbound.c.contact_id == contact_id, waits(outbound), outbound.c.rank == rank)
    refused = tx.connection.execute(
        update(outbound)
        .where(theirs, outbound.c.campaign_id.is_not(None))
        .values(stage="refused", settled_at=now, reason=Reason.OPTED_OUT.value)
    )
    cancelled = tx.connection.execute(update(outbound).where(theirs).values(stage="cancelled", settled_at=now))
    return refused.rowcount + cancelled.rowcount


def waiting_count(tx: Transaction) -> int:
    """How many messages have not left yet."""
    return int(tx.connection.execute(select(func.count()).select_from(outbound).where(is_open(outbound))).scalar_one())


def texts_of(tx: Transaction, contact_id: int) -> list[tuple[datetime, str]]:
    """What we still hold of what we wrote to this person, oldest first."""
    rows = tx.connection.execute(
        select(outbound.c.created_at, outbound.c.content, outbound.c.campaign_id, outbound.c.run, outbound.c.channel)
        .where(outbound.c.contact_id == contact_id, outbound.c.content.is_not(None))
        .order_by(outbound.c.id)
    ).all()
    return [(row.created_at, _text(tx, row)) for row in rows]


def _text(tx: Transaction, row: Any) -> str:
    content = tx.open_fields(row.content, CONTENT)
    if row.campaign_id:
        try:
            words = campaign_messages.words(tx, row, content)
        except DamagedPlan:
            return ""
        return words.text or " · ".join(words.variables.values())
    return str(content.get("text", ""))


def forget_texts(tx: Transaction, before: datetime) -> int:
    """Retention: texts queued before `before` are gone; their rows stay as numbers. What still waited is not sent."""
    old = outbound.c.created_at < before
    tx.connection.execute(update(outbound).where(old, waits(outbound)).values(stage="cancelled", settled_at=before))
    gone = tx.connection.execute(update(outbound).where(old, outbound.c.content.is_not(None)).values(content=None))
    return gone.rowcount


def options_of(content: dict[str, Any]) -> tuple[Option, ...]:
    """The buttons of a message whose words were opened."""
    return tuple(Option(label=label, payload=payload) for label, payload in content.get("options", []))
