"""What leaves next: due messages claimed replies first, every create call written down before it leaves."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, case, exists, func, select, type_coerce, update

from bot.core.addresses import Address, Channel
from bot.core.errors import WrongKey
from bot.core.messages import RANK, Option, Priority, Status
from bot.storage import contacts as people
from bot.storage.campaign_messages import CONTENT
from bot.storage.database import Transaction
from bot.storage.outbound import options_of, refuse
from bot.storage.schema import (
    Instant,
    addresses,
    attempts,
    contacts,
    is_claimed,
    is_open,
    outbound,
    waits,
    waits_in_line,
)

log = logging.getLogger(__name__)

_HOLDS_UP: Final = timedelta(minutes=2)
"""A message put off, or in doubt, for longer than this no longer holds up what the same person is owed after it."""

_URGENT: Final = RANK[Priority.URGENT]


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One outbound message claimed for one attempt. `window_from` is when the person last wrote on this address."""

    id: int
    attempt: int
    contact_id: int
    address_id: int
    recipient: Address
    sender: str
    rank: int
    text: str
    options: tuple[Option, ...]
    media_url: str
    tries: int
    window_from: datetime | None
    stopped: str
    content_sid: str = ""
    """The approved template that says it instead of `text`, filled with `content_variables`."""
    content_variables: Mapping[str, str] = field(default_factory=dict)
    leave_by: datetime | None = None
    """A campaign's message that has not left by then is taken back: the hours may be over, or the campaign paused."""


def claim(
    tx: Transaction,
    *,
    channel: Channel,
    worker: str,
    now: datetime,
    until: datetime,
    next_send: datetime,
    limit: int,
) -> list[Due]:
    """Take up to `limit` messages that may leave now, replies first, one per person, and write down the intention.

    A person with a message in progress, or written to less than the pause ago, waits; urgent messages skip the pause
    and wait for nothing but another urgent one being sent: help must not stand behind an answer that was lost.
    """
    asked = {
        "channel": channel.value,
        "now": now,
        "holds_until": now + _HOLDS_UP,
        "next_send": next_send,
        "most": limit,
    }
    rows = tx.connection.execute(_FREE, asked).all()
    if rows and not tx.is_sqlite:
        # As for inbound messages: lock the person, then look again with a fresh snapshot.
        locked = tx.connection.execute(people.LOCK, {"people": [row.contact_id for row in rows]})
        rows = tx.connection.execute(_FREE_AMONG, {**asked, "people": list(locked.scalars())}).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    tx.connection.execute(_TAKE, {"ids": ids, "worker": worker, "until": until})
    tx.connection.execute(_PAUSE, {"people": [row.contact_id for row in rows], "next_send": next_send})
    intentions = tx.connection.execute(
        _INTEND,
        [
            {
                "message_id": row.id,
                "number": row.tries + 1,
                "status": Status.UNSENT.value,
                "started_at": now,
                "updated_at": now,
            }
            for row in rows
        ],
    )
    attempt_of = {row.message_id: row.id for row in intentions}
    due = []
    for row in rows:
        try:
            due.append(_due(tx, row, attempt_of[row.id]))
        except (WrongKey, ValueError):  # one damaged row must not hold up everybody's
            log.exception("a message does not open", extra={"outbound": row.id})
            refuse(tx, row.id, now=now, reason="unreadable")
    return due


# The queries of the sender's loop are built once: building one anew costs several times what running it does.
# `now` and `next_send` are instants; what is put off until after `holds_until` holds up nothing.


def _at(name: str) -> Any:
    return bindparam(name, type_=Instant)


def _is_due(message: Any, at: Any) -> Any:
    """Its time has come, or was written down before the clock was set back and says nothing."""
    return (message.c.due_at <= at) | (message.c.created_at > at)


def _may_leave() -> Any:
    """What waits, is due, and has no pause to keep. A pause longer than ours can be is one of a clock set back."""
    pause = contacts.c.next_send_at
    return and_(
        waits_in_line(outbound),
        _is_due(outbound, _at("now")),
        pause.is_(None) | (pause <= _at("now")) | (pause > _at("next_send")) | (outbound.c.rank == _URGENT),
    )


def _nothing_ahead() -> Any:
    """No message of the same person is being sent, or due and in front of this one."""
    ahead = outbound.alias("ahead")
    is_due = _is_due(ahead, _at("holds_until"))
    # What is being sent is waited for; what is in doubt only by what does not come before it.
    in_doubt = ahead.c.claimed_until.is_(None)
    in_hand = is_claimed(ahead) & case(
        (outbound.c.rank == _URGENT, (ahead.c.rank == _URGENT) & ~in_doubt),
        else_=is_due & (~in_doubt | (ahead.c.rank <= outbound.c.rank)),
    )
    before = (ahead.c.rank < outbound.c.rank) | ((ahead.c.rank == outbound.c.rank) & (ahead.c.id < outbound.c.id))
    in_front = waits(ahead) & is_due & before
    return ~exists().where(ahead.c.contact_id == outbound.c.contact_id, is_open(ahead), in_hand | in_front)


_QUEUE: Final = outbound.join(contacts, contacts.c.id == outbound.c.contact_id).join(
    addresses, addresses.c.id == outbound.c.address_id
)
_ON_CHANNEL: Final = addresses.c.channel == bindparam("channel")
_FREE: Final = (
    select(
        outbound.c.id,
        outbound.c.contact_id,
        outbound.c.address_id,
        outbound.c.sender,
        outbound.c.rank,
        outbound.c.content,
        outbound.c.tries,
        addresses.c.sealed,
        addresses.c.last_inbound_at,
        addresses.c.stopped,
    )
    .select_from(_QUEUE)
    .where(_may_leave(), _ON_CHANNEL, _nothing_ahead())
    .order_by(outbound.c.rank, outbound.c.id)
    .limit(bindparam("most", type_=Integer))
)
_FREE_AMONG: Final = _FREE.where(outbound.c.contact_id.in_(bindparam("people", expanding=True)))
_ANY_DUE: Final = select(outbound.c.id).select_from(_QUEUE).where(_may_leave(), _ON_CHANNEL).limit(1)
_TAKE: Final = (
    update(outbound)
    .where(outbound.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        stage="claimed", claimed_by=bindparam("worker"), claimed_until=bindparam("until"), tries=outbound.c.tries + 1
    )
)
_PAUSE: Final = (
    update(contacts)
    .where(contacts.c.id.in_(bindparam("people", expanding=True)))
    .values(next_send_at=bindparam("next_send"))
)
_INTEND: Final = attempts.insert().returning(attempts.c.id, attempts.c.message_id)


def _due(tx: Transaction, row: Any, attempt: int) -> Due:
    content = tx.open(row.content, CONTENT) or {}
    return Due(
        id=row.id,
        attempt=attempt,
        contact_id=row.contact_id,
        address_id=row.address_id,
        recipient=people.open_address(tx, row.sealed),
        sender=row.sender,
        rank=row.rank,
        text=content.get("text", ""),
        options=options_of(content),
        media_url=content.get("media", ""),
        tries=row.tries + 1,
        window_from=row.last_inbound_at,
        stopped=row.stopped,
        content_sid=content.get("sid", ""),
        content_variables=content.get("variables", {}),
    )


def any_due(tx: Transaction, channel: Channel, *, now: datetime, next_send: datetime) -> bool:
    """A cheap look before taking the writer's place: is there anything that may leave on this channel?"""
    asked = {"channel": channel.value, "now": now, "next_send": next_send}
    return tx.connection.execute(_ANY_DUE, asked).first() is not None


def next_due(tx: Transaction) -> datetime | None:
    """When the earliest waiting message may leave, the pause of its person considered; None when nothing waits."""
    return tx.connection.execute(_NEXT_DUE).scalar_one_or_none()


_PERSON_FROM: Final = func.coalesce(contacts.c.next_send_at, outbound.c.due_at)
_NEXT_DUE: Final = (
    select(
        type_coerce(func.min(case((outbound.c.due_at < _PERSON_FROM, _PERSON_FROM), else_=outbound.c.due_at)), Instant)
    )
    .join(contacts, contacts.c.id == outbound.c.contact_id)
    .where(waits_in_line(outbound))
)
