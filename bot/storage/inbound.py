"""What people wrote: stored once, claimed in order, settled with the turn that answers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, bindparam, exists, func, select, update

from bot.core.addresses import Channel
from bot.core.attention import Handling
from bot.core.content import Topic
from bot.core.conversation import Outcome
from bot.core.messages import Form, Received
from bot.storage import contacts as people
from bot.storage.database import Transaction
from bot.storage.schema import Instant, addresses, contacts, inbound, is_claimed, is_open, outbound, waits

_CONTENT: Final = "inbound.content"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One inbound message taken for its turn."""

    id: int
    contact_id: int
    address_id: int
    channel: Channel
    sender: str
    form: Form
    text: str
    choice: str
    opt_out_type: str
    provider_id: str
    language: str
    received_at: datetime
    tries: int
    campaigned: bool = True
    """Whether a campaign ever had a message for this person."""
    district: str = ""
    """Where the person lives, as far as we know."""
    located: str = ""
    """The district of a location they shared."""
    handling: Handling | None = None
    """The case in which a person of staff answers them, if one does."""


def store(tx: Transaction, messages: Sequence[Received], now: datetime) -> list[bool]:
    """Keep messages, in order. For each: True when it is new, False, changing nothing, for a repeat of one here."""
    seen_from = [people.Seen(address=m.sender, sender=m.recipient.full, also=m.external_user_id) for m in messages]
    people.lock(tx, [name for person in seen_from for name in person.names])
    ids = [message.provider_id for message in messages]
    seen = set(tx.connection.execute(_SEEN, {"ids": ids}).scalars())
    fresh = []
    for message in messages:
        fresh.append(message.provider_id not in seen)
        seen.add(message.provider_id)
    new = [message for message, first in zip(messages, fresh, strict=True) if first]
    if new:
        reached = people.reach(tx, [person for person, first in zip(seen_from, fresh, strict=True) if first], now)
        tx.connection.execute(
            tx.insert_new(inbound),
            [_row(tx, message, person, now) for message, person in zip(new, reached, strict=True)],
        )
    return fresh


_SEEN: Final = select(inbound.c.provider_id).where(inbound.c.provider_id.in_(bindparam("ids", expanding=True)))


def _row(tx: Transaction, received: Received, person: people.Reached, now: datetime) -> dict[str, Any]:
    # Where they are is not kept, only the district, and that until the turn is taken.
    content: dict[str, Any] = {"text": received.text, "choice": received.choice}
    if received.district:
        content["located"] = received.district
    if received.opt_out_type:
        content["opt_out"] = received.opt_out_type
    return {
        "provider_id": received.provider_id,
        "contact_id": person.contact_id,
        "address_id": person.address_id,
        "sender": received.recipient.full,
        "form": received.form.value,
        "content": tx.seal(content, _CONTENT),
        "received_at": now,
        "stage": "waiting",
        "due_at": now,
    }


def claim(tx: Transaction, *, worker: str, now: datetime, until: datetime, limit: int) -> list[Waiting]:
    """Take the oldest waiting message of up to `limit` people who have none in progress, oldest person first."""
    asked = {"now": now, "most": limit}
    rows = tx.connection.execute(_FIRST, asked).all()
    if rows and not tx.is_sqlite:
        # Two claimers may read the same people. Locking the person, then looking again with a fresh snapshot, lets
        # exactly one of them have each.
        locked = tx.connection.execute(people.LOCK, {"people": [row.contact_id for row in rows]})
        rows = tx.connection.execute(_FIRST_AMONG, {**asked, "people": list(locked.scalars())}).all()
    if rows:
        tx.connection.execute(_TAKE, {"ids": [row.id for row in rows], "worker": worker, "until": until})
    return [_waiting(tx, row) for row in rows]


# The queries of the worker's loop are built once: building one anew costs several times what running it does.


def _is_due() -> Any:
    """Its time has come, or was written down before the clock was set back and says nothing."""
    now = bindparam("now", type_=Instant)
    return (inbound.c.due_at <= now) | (inbound.c.received_at > now)


def _nothing_ahead() -> Any:
    ahead = inbound.alias("ahead")
    return ~exists().where(ahead.c.contact_id == inbound.c.contact_id, is_open(ahead), ahead.c.id < inbound.c.id)


_FIRST: Final = (
    select(
        inbound.c.id,
        inbound.c.contact_id,
        inbound.c.address_id,
        inbound.c.sender,
        inbound.c.form,
        inbound.c.content,
        inbound.c.provider_id,
        inbound.c.received_at,
        inbound.c.tries,
        addresses.c.channel,
        contacts.c.language,
        exists()
        .where(outbound.c.contact_id == inbound.c.contact_id, outbound.c.campaign_id.is_not(None))
        .label("campaigned"),
        contacts.c.district,
    )
    .join(addresses, addresses.c.id == inbound.c.address_id)
    .join(contacts, contacts.c.id == inbound.c.contact_id)
    .where(waits(inbound), _is_due(), _nothing_ahead())
    .order_by(inbound.c.id)
    .limit(bindparam("most", type_=Integer))
)
_FIRST_AMONG: Final = _FIRST.where(inbound.c.contact_id.in_(bindparam("people", expanding=True)))
_ANY_WAITING: Final = select(inbound.c.id).where(waits(inbound), _is_due()).limit(1)
_TAKE: Final = (
    update(inbound)
    .where(inbound.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        stage="claimed", claimed_by=bindparam("worker"), claimed_until=bindparam("until"), tries=inbound.c.tries + 1
    )
)


def _waiting(tx: Transaction, row: Any) -> Waiting:
    content = tx.open_fields(row.content, _CONTENT)
    return Waiting(
        id=row.id,
        contact_id=row.contact_id,
        address_id=row.address_id,
        channel=Channel(row.channel),
        sender=row.sender,
        form=Form(row.form),
        text=content.get("text", ""),
        choice=content.get("choice", ""),
        located=content.get("located", ""),
        opt_out_type=content.get("opt_out", ""),
        provider_id=row.provider_id,
        language=row.language,
        received_at=row.received_at,
        campaigned=row.campaigned,
        tries=row.tries + 1,
        district=row.district,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """What a turn came to, as kept beside its message."""

    id: int
    outcome: Outcome
    topic: Topic
    entry: str
    confidence: float
    keep_text: bool


def settle(tx: Transaction, turns: Sequence[Settled], *, worker: str, now: datetime) -> set[int]:
    """These turns are done. Returns the ids this worker still holds; for the others nothing may be written."""
    held = set(tx.connection.execute(_HELD, {"ids": [turn.id for turn in turns], "worker": worker}).scalars())
    mine = [turn for turn in turns if turn.id in held]
    if mine:
        tx.connection.execute(
            _SETTLE,
            [
                {
                    "the_id": turn.id,
                    "now": now,
                    "the_outcome": turn.outcome.value,
                    "the_topic": turn.topic.value,
                    "the_entry": turn.entry,
                    "the_confidence": turn.confidence,
                }
                for turn in mine
            ],
        )
    forget = [turn.id for turn in mine if not turn.keep_text]
    if forget:
        tx.connection.execute(update(inbound).where(inbound.c.id.in_(forget)).values(content=None))
    return held


_HELD: Final = (
    select(inbound.c.id)
    .where(
        inbound.c.id.in_(bindparam("ids", expanding=True)),
        is_claimed(inbound),
        inbound.c.claimed_by == bindparam("worker"),
    )
    # On PostgreSQL the row stays ours until the end of this transaction.
    .with_for_update()
)
_SETTLE: Final = (
    update(inbound)
    .where(inbound.c.id == bindparam("the_id"))
    .values(
        stage="settled",
        settled_at=bindparam("now"),
        claimed_until=None,
        outcome=bindparam("the_outcome"),
        topic=bindparam("the_topic"),
        entry=bindparam("the_entry"),
        confidence=bindparam("the_confidence"),
    )
)


def put_back(tx: Transaction, message_id: int, *, worker: str, due: datetime) -> None:
    """A turn failed: the message waits until `due` for another try."""
    tx.connection.execute(
        update(inbound)
        .where(inbound.c.id == message_id, is_claimed(inbound), inbound.c.claimed_by == worker)
        .values(stage="waiting", claimed_until=None, due_at=due)
    )


def release(tx: Transaction, *, now: datetime, workers: Iterable[str] = ()) -> int:
    """Messages whose lease ran out, or whose worker is known to be dead, wait again. Returns how many."""
    dead = list(workers)
    lost = inbound.c.claimed_until < now
    released = tx.connection.execute(
        update(inbound)
        .where(is_claimed(inbound), lost | inbound.c.claimed_by.in_(dead) if dead else lost)
        .values(stage="waiting", claimed_until=None)
    )
    return released.rowcount


def waiting_count(tx: Transaction) -> int:
    """How many messages have not been answered yet."""
    return int(tx.connection.execute(select(func.count()).select_from(inbound).where(is_open(inbound))).scalar_one())


def texts_of(tx: Transaction, contact_id: int) -> list[tuple[datetime, str]]:
    """What we still hold of what this person wrote, oldest first."""
    rows = tx.connection.execute(
        select(inbound.c.received_at, inbound.c.content)
        .where(inbound.c.contact_id == contact_id, inbound.c.content.is_not(None))
        .order_by(inbound.c.id)
    )
    return [(row.received_at, tx.open_fields(row.content, _CONTENT).get("text", "")) for row in rows]


def forget_texts(tx: Transaction, before: datetime) -> int:
    """Retention: texts received before `before` are gone; their rows stay as numbers."""
    gone = tx.connection.execute(
        update(inbound).where(inbound.c.received_at < before, inbound.c.content.is_not(None)).values(content=None)
    )
    return gone.rowcount


def any_waiting(tx: Transaction, now: datetime) -> bool:
    """A cheap look before taking the writer's place: is there anything to claim?"""
    return tx.connection.execute(_ANY_WAITING, {"now": now}).first() is not None
