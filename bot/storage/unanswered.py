"""Messages that had no answer, or one that did not help: read for staff, in no order of persons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, delete, exists, func, literal, select, union_all

from bot.storage.database import Transaction
from bot.storage.schema import addresses, cases, inbound, is_missed, looked_at, votes

_CONTENT: Final = "inbound.content"


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """One message: who wrote it is our number only. `why`: fallback, clarify (nothing picked), thumbs_down."""

    id: int
    contact_id: int
    why: str
    entry: str
    text: str
    received_at: datetime


def mark(tx: Transaction) -> tuple[int, ...]:
    """Changes when there is something new to show, or less: a person who was erased is shown no longer."""
    open_ones = select(func.coalesce(func.max(inbound.c.id), 0), func.count()).where(is_missed(inbound))
    voted = select(func.coalesce(func.max(votes.c.id), 0), func.count()).select_from(votes)
    dealt = select(func.count()).select_from(looked_at)
    restricted = select(func.count()).select_from(cases).where(cases.c.restricted)
    return tuple(
        int(value) for query in (open_ones, voted, dealt, restricted) for value in tx.connection.execute(query).one()
    )


def missed(tx: Transaction, since: datetime, limit: int) -> list[Missed]:
    """The newest `limit` messages without a good answer since then, newest first.

    Left out: what was looked at, what may not be kept (sensitive turns have no text), and everything of people with a
    restricted case, whatever it was about.
    """
    after = inbound.alias("after")
    followed = (
        select(after.c.outcome)
        .where(
            after.c.contact_id == inbound.c.contact_id,
            after.c.received_at >= inbound.c.received_at,
            after.c.id != inbound.c.id,
        )
        # In the order of an index: by id SQLite would walk through everybody's later messages.
        .order_by(after.c.received_at)
        .limit(1)
        .scalar_subquery()
    )
    picked = and_(inbound.c.outcome == "clarify", func.coalesce(followed, "") == "answer")
    columns = (inbound.c.id, inbound.c.contact_id, inbound.c.entry, inbound.c.content, inbound.c.received_at)
    lost = (
        select(*columns, inbound.c.outcome.label("why"))
        .where(is_missed(inbound), inbound.c.received_at >= since, ~picked, *_SHOWN)
        .order_by(inbound.c.id.desc())
        .limit(limit)
    )
    asked = (
        select(func.max(inbound.c.id))
        .where(
            inbound.c.contact_id == votes.c.contact_id,
            # Not by the index on entries: one answer has many readers, one reader few messages.
            func.coalesce(inbound.c.entry, "") == votes.c.entry_id,
            inbound.c.outcome == "answer",
            inbound.c.received_at <= votes.c.at,
        )
        .correlate(votes)
        .scalar_subquery()
    )
    down = (
        select(*columns, literal("thumbs_down").label("why"))
        .select_from(votes.join(inbound, inbound.c.id == asked))
        .where(~votes.c.useful, votes.c.at >= since, *_SHOWN)
        .order_by(votes.c.id.desc())
        .limit(limit)
    )
    lost_rows, down_rows = lost.subquery(), down.subquery()
    rows = tx.connection.execute(union_all(select(lost_rows), select(down_rows))).all()
    found = {row.id: row for row in rows}
    kept = sorted(found.values(), key=lambda row: row.id, reverse=True)[:limit]
    return [
        Missed(
            id=row.id,
            contact_id=row.contact_id,
            why=row.why,
            entry=row.entry or "",
            text=str(tx.open_fields(row.content, _CONTENT).get("text", "")),
            received_at=row.received_at,
        )
        for row in kept
    ]


def look_at(tx: Transaction, ids: Iterable[int], *, by: str, now: datetime) -> int:
    """These have been dealt with. Returns how many had not been."""
    fresh = tx.connection.execute(
        select(inbound.c.id).where(inbound.c.id.in_(list(ids)), ~exists().where(looked_at.c.inbound_id == inbound.c.id))
    ).scalars()
    rows = [{"inbound_id": number, "by": by, "at": now} for number in fresh]
    if rows:
        tx.connection.execute(tx.insert_new(looked_at), rows)
    return len(rows)


def look_again(tx: Transaction, *, by: str, at: datetime) -> int:
    """What somebody dealt with at this moment has not been dealt with. Returns how many messages that are."""
    return tx.connection.execute(delete(looked_at).where(looked_at.c.by == by, looked_at.c.at == at)).rowcount


def askers(tx: Transaction, ids: Iterable[int], since: datetime) -> Sequence[tuple[int, int, str]]:
    """Who asked these: contact, address and our sender, once each, of those who wrote on that address since then."""
    rows = tx.connection.execute(
        select(inbound.c.contact_id, func.max(inbound.c.address_id), func.max(inbound.c.sender))
        .join(addresses, addresses.c.id == inbound.c.address_id)
        .where(inbound.c.id.in_(list(ids)), addresses.c.last_inbound_at >= since, addresses.c.stopped == "")
        .group_by(inbound.c.contact_id)
        .order_by(inbound.c.contact_id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


_SHOWN: Final = (
    inbound.c.content.is_not(None),
    ~exists().where(looked_at.c.inbound_id == inbound.c.id),
    ~exists().where(cases.c.contact_id == inbound.c.contact_id, cases.c.restricted),
)
