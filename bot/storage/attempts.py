"""Create calls: what is known about each, and which message it was for. Knowledge only grows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, func, select, update

from bot.core.addresses import Channel
from bot.core.messages import PROVEN, Report, Status, join, newest
from bot.storage.database import Transaction
from bot.storage.reports import early_ones
from bot.storage.schema import addresses, attempts, is_claimed, outbound, reports


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
    early = early_ones(tx, [call.provider_id for call in calls])
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


def about(tx: Transaction, report: Report) -> Tried | None:
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


def known_provider_ids(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Which of these provider ids already belong to an attempt."""
    return set(
        tx.connection.execute(select(attempts.c.provider_id).where(attempts.c.provider_id.in_(list(ids)))).scalars()
    )


def shown(tx: Transaction, message_ids: Iterable[int]) -> dict[int, Status]:
    """What each of these messages shows; those without an attempt are left out."""
    found: dict[int, list[Status]] = {}
    rows = tx.connection.execute(
        select(attempts.c.message_id, attempts.c.status)
        .where(attempts.c.message_id.in_(list(message_ids)))
        .order_by(attempts.c.message_id, attempts.c.number)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(Status(row.status))
    return {message: newest(statuses) for message, statuses in found.items()}


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
