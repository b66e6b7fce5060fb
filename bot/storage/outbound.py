"""What we owe people: queued once, claimed replies first, every create call written down before it leaves."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Integer, String, and_, bindparam, case, exists, func, or_, select, type_coerce, update

from bot.core.addresses import Address, Channel
from bot.core.errors import WrongKey
from bot.core.messages import PROVEN, RANK, Option, Outgoing, Priority, Reaction, Report, Status, join
from bot.core.policy import Reason
from bot.storage import contacts as people
from bot.storage import recipients
from bot.storage.database import Transaction
from bot.storage.schema import (
    Instant,
    addresses,
    attempts,
    contacts,
    is_claimed,
    is_open,
    is_settled,
    outbound,
    reports,
    waits,
    waits_in_line,
)

log = logging.getLogger(__name__)

_CONTENT: Final = "outbound.content"
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
        "content": tx.seal(content, _CONTENT),
        "created_at": now,
        "stage": "waiting",
        "due_at": now,
    }


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
    content = tx.open(row.content, _CONTENT) or {}
    return Due(
        id=row.id,
        attempt=attempt,
        contact_id=row.contact_id,
        address_id=row.address_id,
        recipient=people.open_address(tx, row.sealed),
        sender=row.sender,
        rank=row.rank,
        text=content.get("text", ""),
        options=_options(content),
        media_url=content.get("media", ""),
        tries=row.tries + 1,
        window_from=row.last_inbound_at,
        stopped=row.stopped,
        content_sid=content.get("sid", ""),
        content_variables=content.get("variables", {}),
    )


def learn(
    tx: Transaction, attempt: int, status: Status, *, now: datetime, provider_id: str = "", code: int | None = None
) -> Status:
    """Join a fact to what is known about an attempt, with any report that came earlier. Returns the joined status."""
    row = tx.connection.execute(select(attempts).where(attempts.c.id == attempt).with_for_update()).one_or_none()
    if row is None:
        return status
    joined, known_code = join(Status(row.status), status), code if status is Status.FAILED else row.code
    sid = row.provider_id or provider_id or None
    if sid and not row.provider_id:
        early = tx.connection.execute(select(reports.c.status, reports.c.code).where(reports.c.provider_id == sid))
        for report in early.all():
            joined = join(joined, Status(report.status))
            known_code = report.code or known_code
        tx.connection.execute(reports.delete().where(reports.c.provider_id == sid))
    arrived = {}
    if joined in PROVEN and row.delivered_at is None:
        arrived["delivered_at"] = now
    if joined is Status.READ and row.read_at is None:
        arrived["read_at"] = now
    tx.connection.execute(
        update(attempts)
        .where(attempts.c.id == attempt)
        .values(status=joined.value, provider_id=sid, code=known_code, updated_at=now, **arrived)
    )
    return joined


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A create call that succeeded."""

    message_id: int
    attempt: int
    provider_id: str


def accept(tx: Transaction, calls: Sequence[Accepted], now: datetime) -> set[int]:
    """Write down successful create calls, all at once. Returns the attempts it could not settle in this plain way

    (a report came first, or the attempt is gone): those go through `learn` one by one.
    """
    plain = set(tx.connection.execute(_PLAIN, {"ids": [call.attempt for call in calls]}).scalars())
    early = set(tx.connection.execute(_EARLY, {"sids": [call.provider_id for call in calls]}).scalars())
    done = [call for call in calls if call.attempt in plain and call.provider_id not in early]
    if done:
        tx.connection.execute(
            _ACCEPT,
            [{"the_id": call.attempt, "sid": call.provider_id, "now": now} for call in done],
        )
        tx.connection.execute(_SETTLE, {"ids": [call.message_id for call in done], "now": now})
    return {call.attempt for call in calls} - {call.attempt for call in done}


_PLAIN: Final = (
    select(attempts.c.id)
    .where(
        attempts.c.id.in_(bindparam("ids", expanding=True)),
        attempts.c.status.in_((Status.UNSENT.value, Status.UNKNOWN.value)),
        attempts.c.provider_id.is_(None),
    )
    .order_by(attempts.c.id)
    .with_for_update()
)
_EARLY: Final = select(reports.c.provider_id).where(reports.c.provider_id.in_(bindparam("sids", expanding=True)))
_SETTLE: Final = (
    update(outbound)
    .where(outbound.c.id.in_(bindparam("ids", expanding=True)), is_claimed(outbound))
    .values(stage="settled", settled_at=bindparam("now"), claimed_until=None)
)
_ACCEPT: Final = (
    update(attempts)
    .where(attempts.c.id == bindparam("the_id"))
    .values(status=Status.ACCEPTED.value, provider_id=bindparam("sid"), updated_at=bindparam("now"))
)


def advance(tx: Transaction, news: Sequence[Report], now: datetime) -> list[Report]:
    """Join ordinary reports to what is known, all at once. Returns those that need a look each, changed by nothing yet:

    a failure among them, an attempt that is not known, or a report that waited for this provider id.
    """
    asked = {
        "ids": [report.attempt for report in news if report.attempt],
        "sids": [report.provider_id for report in news if not report.attempt],
    }
    rows = tx.connection.execute(_REPORTED, asked).all()
    by_id, by_sid = {row.id: row for row in rows}, {row.provider_id: row for row in rows}
    found = [(by_id.get(report.attempt) if report.attempt else by_sid.get(report.provider_id)) for report in news]
    fresh = {report.provider_id for report, row in zip(news, found, strict=True) if row and not row.provider_id}
    early = set(tx.connection.execute(_EARLY, {"sids": list(fresh)}).scalars()) if fresh else set()
    joined: dict[int, tuple[Any, Status, str]] = {}
    rest = []
    odd = {row.id for report, row in zip(news, found, strict=True) if row and not _is_ordinary(report, row, early)}
    for report, row in zip(news, found, strict=True):
        if row is None or row.id in odd:
            rest.append(report)
            continue
        _, status, sid = joined.get(row.id, (row, Status(row.status), row.provider_id or report.provider_id))
        if sid != report.provider_id:
            rest.append(report)
            continue
        joined[row.id] = (row, join(status, report.status), sid)
    changed = [
        {"the_id": row.id, "the_status": status.value, "sid": sid, "now": now}
        for row, status, sid in joined.values()
        if status.value != row.status or sid != row.provider_id
    ]
    if changed:
        tx.connection.execute(_ADVANCE, changed)
    done = [
        row.message_id
        for row, status, _ in joined.values()
        if (status in PROVEN or row.number == row.tries) and (row.stage != "settled" or row.reason)
    ]
    if done:
        tx.connection.execute(_DONE, {"ids": done, "now": now, "why": ""})
    return rest


def _is_ordinary(report: Report, row: Any, early: set[str]) -> bool:
    return (
        Status.FAILED not in (report.status, Status(row.status))
        and row.provider_id in (None, report.provider_id)
        and report.provider_id not in early
    )


_REPORTED: Final = (
    select(
        attempts.c.id,
        attempts.c.number,
        attempts.c.status,
        attempts.c.provider_id,
        attempts.c.message_id,
        outbound.c.stage,
        outbound.c.reason,
        outbound.c.tries,
    )
    .join(outbound, outbound.c.id == attempts.c.message_id)
    .where(
        attempts.c.id.in_(bindparam("ids", expanding=True))
        | attempts.c.provider_id.in_(bindparam("sids", expanding=True))
    )
    .order_by(attempts.c.id)
    .with_for_update(of=attempts)
)
_STATUS: Final[Any] = bindparam("the_status", type_=String)


def _first(column: Any, proof: Iterable[Status]) -> Any:
    """SQL: when this first became known; as it was where the new status is no proof of it."""
    told = or_(*(status.value == _STATUS for status in sorted(proof)))  # no IN: it cannot run for many rows at once
    return case((told, func.coalesce(column, _at("now"))), else_=column)


_ADVANCE: Final = (
    update(attempts)
    .where(attempts.c.id == bindparam("the_id"))
    .values(
        status=_STATUS,
        provider_id=bindparam("sid"),
        updated_at=_at("now"),
        delivered_at=_first(attempts.c.delivered_at, PROVEN),
        read_at=_first(attempts.c.read_at, {Status.READ}),
    )
)


def settle(tx: Transaction, message_id: int, *, now: datetime, reason: str = "") -> None:
    """Nothing more is owed: it was accepted, or given up for `reason`, which may become known long after it left."""
    tx.connection.execute(_DONE, {"ids": [message_id], "now": now, "why": reason})


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


def doubt(tx: Transaction, message_id: int, look_up_at: datetime) -> None:
    """Keep the message claimed, without a lease, until a report or a look-up settles it."""
    tx.connection.execute(
        update(outbound)
        .where(outbound.c.id == message_id, is_claimed(outbound))
        .values(claimed_by="", claimed_until=None, due_at=look_up_at)
    )


def doubt_again(tx: Transaction, message_id: int, look_up_at: datetime) -> None:
    """The look-up itself failed: look again from then on."""
    tx.connection.execute(
        update(outbound).where(outbound.c.id == message_id, is_claimed(outbound)).values(due_at=look_up_at)
    )


def any_due(tx: Transaction, channel: Channel, *, now: datetime, next_send: datetime) -> bool:
    """A cheap look before taking the writer's place: is there anything that may leave on this channel?"""
    asked = {"channel": channel.value, "now": now, "next_send": next_send}
    return tx.connection.execute(_ANY_DUE, asked).first() is not None


def doubt_lost(tx: Transaction, *, now: datetime, look_up_at: datetime, workers: Iterable[str] = ()) -> int:
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
            doubt(tx, message_id, look_up_at)
    return len(ids)


def doubtful(tx: Transaction, *, now: datetime, limit: int) -> list[Doubtful]:
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
        with suppress(WrongKey, ValueError):  # what does not open cannot be compared; a report may still settle it
            found.append(_doubtful(tx, row))
    return found


def _doubtful(tx: Transaction, row: Any) -> Doubtful:
    content = tx.open(row.content, _CONTENT) or {}
    words = recipients.words(tx, row, content) if row.campaign_id else None
    return Doubtful(
        id=row.id,
        attempt=row.attempt_id,
        recipient=people.open_address(tx, row.sealed),
        sender=row.sender,
        text=words.text if words else content.get("text", ""),
        options=words.options if words else _options(content),
        by_template=bool(words.content_sid if words else content.get("sid")),
        started_at=row.started_at,
        tries=row.tries,
    )


def _options(content: dict[str, Any]) -> tuple[Option, ...]:
    return tuple(Option(label=label, payload=payload) for label, payload in content.get("options", []))


def known_provider_ids(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Which of these provider ids already belong to an attempt."""
    return set(
        tx.connection.execute(select(attempts.c.provider_id).where(attempts.c.provider_id.in_(list(ids)))).scalars()
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """An attempt and the message it belongs to."""

    attempt: int
    number: int
    status: Status
    code: int | None
    message_id: int
    stage: str
    tries: int
    address_id: int
    contact_id: int
    channel: Channel


def attempt_for(tx: Transaction, report: Report) -> Tried | None:
    """The attempt a report is about: by our own id from the callback URL, else by provider id."""
    mine = attempts.c.id == report.attempt if report.attempt else attempts.c.provider_id == report.provider_id
    row = tx.connection.execute(
        select(
            attempts.c.id,
            attempts.c.number,
            attempts.c.status,
            attempts.c.code,
            attempts.c.message_id,
            attempts.c.provider_id,
            outbound.c.stage,
            outbound.c.tries,
            outbound.c.address_id,
            outbound.c.contact_id,
            addresses.c.channel,
        )
        .join(outbound, outbound.c.id == attempts.c.message_id)
        .join(addresses, addresses.c.id == outbound.c.address_id)
        .where(mine)
        .with_for_update(of=attempts)
    ).one_or_none()
    if row is None or (row.provider_id and report.provider_id and row.provider_id != report.provider_id):
        return None
    return Tried(
        attempt=row.id,
        number=row.number,
        status=Status(row.status),
        code=row.code,
        message_id=row.message_id,
        stage=row.stage,
        tries=row.tries,
        address_id=row.address_id,
        contact_id=row.contact_id,
        channel=Channel(row.channel),
    )


def is_proven(tx: Transaction, message_id: int) -> bool:
    """True when any attempt of this message is known to have arrived."""
    arrived = attempts.c.status.in_([status.value for status in PROVEN])
    found = select(attempts.c.id).where(attempts.c.message_id == message_id, arrived).limit(1)
    return tx.connection.execute(found).first() is not None


def endings(tx: Transaction, address_id: int, code: int) -> int:
    """How many attempts to this address ended with this code."""
    return int(
        tx.connection.execute(
            select(func.count())
            .select_from(attempts.join(outbound, outbound.c.id == attempts.c.message_id))
            .where(outbound.c.address_id == address_id, attempts.c.code == code)
        ).scalar_one()
    )


def keeps_failing(tx: Transaction, address_id: int, most: int) -> bool:
    """True where the last `most` messages to this address that are done with all failed."""
    last = (
        select(attempts.c.status)
        .join(outbound, and_(outbound.c.id == attempts.c.message_id, outbound.c.tries == attempts.c.number))
        .where(outbound.c.address_id == address_id, outbound.c.stage == "settled")
        .order_by(attempts.c.id.desc())
        .limit(most)
    )
    known = list(tx.connection.execute(last).scalars())
    return len(known) == most and set(known) == {Status.FAILED.value}


def keep_report(tx: Transaction, report: Report, now: datetime) -> None:
    """A report about an attempt we do not know yet waits for the create call to return."""
    tx.connection.execute(
        tx.insert(reports)
        .values(
            provider_id=report.provider_id,
            status=report.status.value,
            code=report.code or 0,
            reaction=report.reaction.value if report.reaction else "",
            wait=report.wait,
            tries=report.tries,
            received_at=now,
        )
        .on_conflict_do_nothing()
    )


def kept_reports(tx: Transaction, provider_id: str) -> list[Report]:
    """Reports of this provider id that came before its attempt was known, the earliest first."""
    rows = tx.connection.execute(select(reports).where(reports.c.provider_id == provider_id).order_by(reports.c.id))
    return [
        Report(
            provider_id=row.provider_id,
            status=Status(row.status),
            attempt=None,
            code=row.code or None,
            at=row.received_at,
            reaction=Reaction(row.reaction) if row.reaction else None,
            wait=row.wait,
            tries=row.tries,
        )
        for row in rows
    ]


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


def sent_since(tx: Transaction, contact_id: int, since: datetime) -> int:
    """How many messages this person was owed since `since`."""
    return int(
        tx.connection.execute(
            select(func.count())
            .select_from(outbound)
            .where(outbound.c.contact_id == contact_id, outbound.c.created_at >= since)
        ).scalar_one()
    )


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
    content = tx.open_fields(row.content, _CONTENT)
    if row.campaign_id:
        words = recipients.words(tx, row, content)
        return words.text or " · ".join(words.variables.values())
    return str(content.get("text", ""))


def forget_texts(tx: Transaction, before: datetime) -> int:
    """Retention: texts queued before `before` are gone; their rows stay as numbers. What still waited is not sent."""
    old = outbound.c.created_at < before
    tx.connection.execute(update(outbound).where(old, waits(outbound)).values(stage="cancelled", settled_at=before))
    gone = tx.connection.execute(update(outbound).where(old, outbound.c.content.is_not(None)).values(content=None))
    return gone.rowcount
