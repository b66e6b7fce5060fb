"""Who attends to which case, and who answers a person: staff or the bot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, func, literal, select, update

from bot.core.addresses import Channel
from bot.core.attention import Handling, Mode
from bot.storage.cases import FACTS, Case, read
from bot.storage.database import Transaction
from bot.storage.schema import Instant, addresses, cases, contacts, in_hand

CALLBACK: Final = "callback"
PERSON: Final = "person"


class Queue(StrEnum):
    """What kind of case waits."""

    SAFETY = "safety"
    """From the safety net: restricted."""
    PERSON = "person"
    """Asked for a person."""
    CALL = "call"
    """Asked to be called."""


class Standing(StrEnum):
    """Where a case stands for whoever looks."""

    FREE = "free"
    """Nobody's."""
    MINE = "mine"
    OTHERS = "others"
    CLOSED = "closed"


_OPEN: Final = cases.c.closed_at.is_(None)
_IN_HAND: Final = in_hand(cases)


def queued(tx: Transaction, queue: Queue, standing: Standing, *, by: str, offset: int, limit: int) -> list[Case]:
    """`limit` cases of a queue after the first `offset`: open ones oldest first, closed ones newest first."""
    query = FACTS.where(_of(queue), _stands(standing, by)).offset(offset).limit(limit)
    closed = standing is Standing.CLOSED
    return read(tx, query.order_by(*([cases.c.closed_at.desc(), cases.c.id.desc()] if closed else [cases.c.id])))


def open_counts(tx: Transaction, *, by: str) -> dict[tuple[Queue, Standing], int]:
    """How many open cases each queue has: nobody's, mine, others'."""
    rows = tx.connection.execute(
        select(cases.c.kind, cases.c.restricted, cases.c.assigned_to, func.count())
        .where(_OPEN)
        .group_by(cases.c.kind, cases.c.restricted, cases.c.assigned_to)
    )
    counts = {(queue, standing): 0 for queue in Queue for standing in Standing}
    for kind, restricted, assigned_to, count in rows:
        queue = Queue.SAFETY if restricted else Queue.CALL if kind == CALLBACK else Queue.PERSON
        standing = Standing.FREE if not assigned_to else Standing.MINE if assigned_to == by else Standing.OTHERS
        counts[queue, standing] += int(count)
    return counts


def first_replies(tx: Transaction, queue: Queue, *, last: int) -> list[timedelta]:
    """How long the first answer of staff took in those of a queue among the `last` cases there were, shortest first;
    who had none is left out."""
    newest = select(cases).order_by(cases.c.id.desc()).limit(last).subquery()
    rows = tx.connection.execute(
        select(newest.c.opened_at, newest.c.first_reply_at).where(
            _of(queue, newest), newest.c.first_reply_at.is_not(None)
        )
    )
    return sorted(row.first_reply_at - row.opened_at for row in rows)


def _of(queue: Queue, them: Any = cases) -> Any:
    if queue is Queue.SAFETY:
        return them.c.restricted
    is_call = them.c.kind == CALLBACK
    return ~them.c.restricted & (is_call if queue is Queue.CALL else ~is_call)


def _stands(standing: Standing, by: str) -> Any:
    match standing:
        case Standing.FREE:
            return _OPEN & (cases.c.assigned_to == "")
        case Standing.MINE:
            return _OPEN & (cases.c.assigned_to == by)
        case Standing.OTHERS:
            return _OPEN & (cases.c.assigned_to != "") & (cases.c.assigned_to != by)
        case Standing.CLOSED:
            return ~_OPEN


def handled(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Handling]:
    """Of these people, those whom staff answer, or to whom the bot must say that it is back."""
    found: dict[int, Handling] = {}
    for row in tx.connection.execute(_HANDLED, {"people": list(contact_ids)}):
        found[row.contact_id] = Handling(
            case_id=row.id, mode=Mode(row.handling), restricted=row.restricted, acknowledged=row.acknowledged
        )
    return found


_HANDLED: Final = (
    select(cases.c.id, cases.c.contact_id, cases.c.handling, cases.c.restricted, cases.c.acknowledged)
    .where(cases.c.contact_id.in_(bindparam("people", expanding=True)), _IN_HAND)
    # The last one stays: of two that became one person, that of staff before that of the bot, and the restricted one.
    .order_by(cases.c.handling.desc(), cases.c.restricted, cases.c.id)
)


def answered_by_staff(tx: Transaction) -> list[Case]:
    """Cases in which staff answer now."""
    return read(tx, FACTS.where(_IN_HAND, cases.c.handling == Mode.PERSON.value).order_by(cases.c.id))


def held_by(tx: Transaction, name: str) -> list[Case]:
    """Open cases that somebody has."""
    return read(tx, FACTS.where(_OPEN, cases.c.assigned_to == name).order_by(cases.c.id))


def assign(tx: Transaction, case_id: int, *, to: str, of: Sequence[str], now: datetime) -> bool:
    """From now on the open case is `to`'s (empty: nobody's), if it is one of `of`'s. Returns False where it is not."""
    done = tx.connection.execute(
        update(cases)
        .where(cases.c.id == case_id, _OPEN, cases.c.assigned_to.in_(list(of)))
        .values(assigned_to=to, taken_at=now if to else None, staff_at=now if to else None)
    )
    return done.rowcount == 1


def answer_by(tx: Transaction, case_id: int, mode: Mode | None) -> None:
    """Who answers the person of this case from now on; of their other cases, nobody. None: the bot."""
    contact_id = select(cases.c.contact_id).where(cases.c.id == case_id).scalar_subquery()
    tx.connection.execute(
        update(cases)
        .where(cases.c.contact_id == contact_id, cases.c.id != case_id, _IN_HAND)
        .values(handling="", acknowledged=False)
    )
    tx.connection.execute(update(cases).where(cases.c.id == case_id).values(handling=mode.value if mode else ""))


def acknowledged(tx: Transaction, case_id: int, *, known: bool = True) -> None:
    """The person knows that staff answer; or, the bot being back, does not have to any more."""
    tx.connection.execute(update(cases).where(cases.c.id == case_id).values(acknowledged=known))


def wrote(tx: Transaction, case_id: int, now: datetime) -> None:
    """The person wrote in this case."""
    tx.connection.execute(update(cases).where(cases.c.id == case_id).values(said_at=now))


def acted(tx: Transaction, case_id: int, now: datetime, *, replied: bool = False) -> None:
    """Staff did something in this case."""
    values: dict[str, Any] = {"staff_at": now}
    if replied:
        values |= {"first_reply_at": func.coalesce(cases.c.first_reply_at, literal(now, Instant)), "acknowledged": True}
    tx.connection.execute(update(cases).where(cases.c.id == case_id).values(**values))


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a person is written to: the address they last wrote from, and our number there."""

    address_id: int
    channel: Channel
    sender: str
    wrote_at: datetime | None
    stopped: str
    language: str


def place(tx: Transaction, contact_id: int) -> Place | None:
    """Where a person is to be answered; None where they never wrote to us."""
    return places(tx, [contact_id]).get(contact_id)


def places(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Place]:
    """Where each of these people is to be answered."""
    rows = tx.connection.execute(
        select(
            addresses.c.id, addresses.c.contact_id, addresses.c.channel, addresses.c.sender,
            addresses.c.last_inbound_at, addresses.c.stopped, contacts.c.language,
        )
        .join(contacts, contacts.c.id == addresses.c.contact_id)
        .where(addresses.c.contact_id.in_(list(contact_ids)), addresses.c.last_inbound_at.is_not(None))
        .order_by(addresses.c.last_inbound_at, addresses.c.id)
    )  # fmt: skip
    return {
        row.contact_id: Place(
            address_id=row.id,
            channel=Channel(row.channel),
            sender=row.sender,
            wrote_at=row.last_inbound_at,
            stopped=row.stopped,
            language=row.language,
        )
        for row in rows
    }
