"""What a person and we wrote to each other, as far as it may be shown beside their other data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.core.messages import Status
from bot.storage.attempts import shown
from bot.storage.campaign_messages import CONTENT
from bot.storage.database import Transaction
from bot.storage.schema import campaigns, inbound, outbound

_INBOUND = "inbound.content"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One message. `text` is None for what is not kept, or lies in a case: sensitive turns and our answers to them."""

    at: datetime
    ours: bool
    text: str | None


def of(tx: Transaction, contact_id: int, *, limit: int, before: datetime | None = None) -> list[Line]:
    """The last `limit` messages between the person and the bot, oldest first; only those from before a moment, where
    one is given. What staff wrote stands in its case, campaigns have a list of their own."""
    said = select(inbound.c.received_at, inbound.c.content).where(inbound.c.contact_id == contact_id)
    told = (
        select(outbound.c.created_at, outbound.c.content, outbound.c.inbound_id, inbound.c.content.label("asked"))
        .outerjoin(inbound, inbound.c.id == outbound.c.inbound_id)
        .where(
            outbound.c.contact_id == contact_id, outbound.c.campaign_id.is_(None), ~outbound.c.key.startswith("case:")
        )
    )
    if before is not None:
        said, told = said.where(inbound.c.received_at < before), told.where(outbound.c.created_at < before)
    lines = [
        Line(at=row.received_at, ours=False, text=_text(tx, row.content, _INBOUND))
        for row in tx.connection.execute(said.order_by(inbound.c.id.desc()).limit(limit))
    ]
    for row in tx.connection.execute(told.order_by(outbound.c.id.desc()).limit(limit)):
        # An answer says what was asked: where the question is not shown, neither is it.
        hidden = row.inbound_id is not None and row.asked is None
        lines.append(Line(at=row.created_at, ours=True, text=None if hidden else _text(tx, row.content, CONTENT)))
    return sorted(lines, key=lambda line: line.at)[-limit:]


def _text(tx: Transaction, content: bytes | None, place: str) -> str | None:
    return None if content is None else str(tx.open_fields(content, place).get("text", ""))


def topics(tx: Transaction, contact_id: int) -> list[tuple[str, int]]:
    """What their messages were about, most often first, with how many."""
    count = func.count()
    rows = tx.connection.execute(
        select(inbound.c.topic, count)
        .where(inbound.c.contact_id == contact_id, inbound.c.topic.is_not(None))
        .group_by(inbound.c.topic)
        .order_by(count.desc(), inbound.c.topic)
    )
    return [(row[0], int(row[1])) for row in rows]


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One message of a campaign to this person."""

    campaign_id: int
    name: str
    at: datetime
    stage: str
    status: Status
    reason: str


def campaigned(tx: Transaction, contact_id: int, *, limit: int) -> list[Received]:
    """The newest `limit` messages of campaigns to this person, newest first."""
    rows = tx.connection.execute(
        select(
            outbound.c.id, outbound.c.campaign_id, campaigns.c.name, outbound.c.created_at, outbound.c.stage,
            outbound.c.reason,
        )
        .join(campaigns, campaigns.c.id == outbound.c.campaign_id)
        .where(outbound.c.contact_id == contact_id, outbound.c.campaign_id.is_not(None))
        .order_by(outbound.c.id.desc())
        .limit(limit)
    ).all()  # fmt: skip
    status = shown(tx, [row.id for row in rows])
    return [
        Received(
            campaign_id=row.campaign_id,
            name=row.name,
            at=row.created_at,
            stage=row.stage,
            status=status.get(row.id, Status.UNSENT),
            reason=row.reason,
        )
        for row in rows
    ]
