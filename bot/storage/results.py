"""What came of a campaign: when its messages arrived, who answered, and each recipient as a row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, and_, case, cast, exists, func, or_, select, type_coerce

from bot.core.consent import ALERTS, EVERYTHING
from bot.core.messages import Status
from bot.storage import spending, tallies
from bot.storage.database import Transaction
from bot.storage.schema import (
    EPOCH,
    attempts,
    campaign_answers,
    consents,
    contacts,
    inbound,
    outbound,
)

WITHIN: Final = timedelta(hours=72)
"""What somebody writes, or says no to, this long after a campaign's message counts as caused by it."""
_MICROSECOND: Final = timedelta(microseconds=1)
_PAGE: Final = 2_000


def timeline(tx: Transaction, campaign_id: int, step: timedelta) -> dict[str, dict[datetime, int]]:
    """How many messages left, arrived, were read and failed in each `step` of time, by the start of the step (UTC).

    Each message counts once in a line: when it first left, first arrived, was first read, and failed for good.
    """
    mine = and_(outbound.c.campaign_id == campaign_id, outbound.c.campaign_id.is_not(None))
    of_messages = (
        select(
            func.min(case((attempts.c.provider_id.is_not(None), attempts.c.started_at))).label("left"),
            func.min(attempts.c.delivered_at).label("delivered"),
            func.min(attempts.c.read_at).label("read"),
        )
        .select_from(attempts.join(outbound, outbound.c.id == attempts.c.message_id))
        .where(mine)
        .group_by(attempts.c.message_id)
        .subquery()
    )
    found = {name: _by_step(tx, of_messages, of_messages.c[name], step) for name in ("left", "delivered", "read")}
    rows, newest, shown, _ = tallies.standing()
    failed = (
        select(newest.c.updated_at.label("failed"))
        .select_from(rows)
        .where(mine, shown == Status.FAILED.value)
        .subquery()
    )
    return found | {"failed": _by_step(tx, failed, failed.c.failed, step)}


def _by_step(tx: Transaction, rows: Any, column: Any, step: timedelta) -> dict[datetime, int]:
    size = step // _MICROSECOND
    number = type_coerce(column, BigInteger)
    start = (number - number % size).label("start")
    query = select(start, func.count().label("messages")).select_from(rows).where(column.is_not(None)).group_by(start)
    return {EPOCH + row.start * _MICROSECOND: row.messages for row in tx.connection.execute(query.order_by(start))}


def span(tx: Transaction, campaign_id: int) -> tuple[datetime, datetime] | None:
    """From the first message that left to the last news of one; None while none has left."""
    row = tx.connection.execute(
        select(func.min(attempts.c.started_at).label("first"), func.max(attempts.c.updated_at).label("last"))
        .select_from(attempts.join(outbound, outbound.c.id == attempts.c.message_id))
        .where(outbound.c.campaign_id == campaign_id, outbound.c.campaign_id.is_not(None))
    ).one()
    return None if row.first is None else (row.first, row.last)


def _soon(moment: Any) -> Any:
    """SQL: within `WITHIN` after one of a message's attempts left. Of `outbound`."""
    left, told = type_coerce(attempts.c.started_at, BigInteger), type_coerce(moment, BigInteger)
    return and_(
        attempts.c.message_id == outbound.c.id,
        attempts.c.provider_id.is_not(None),
        told > left,
        told <= left + WITHIN // _MICROSECOND,
    )


def _wrote() -> Any:
    return exists().where(inbound.c.contact_id == outbound.c.contact_id, _soon(inbound.c.received_at))


def _opted_out() -> Any:
    return exists().where(
        consents.c.contact_id == outbound.c.contact_id,
        or_(consents.c.scope == ALERTS, consents.c.scope == EVERYTHING),
        consents.c.given.is_(False),
        _soon(consents.c.at),
    )


def responses(tx: Transaction, campaign_id: int) -> tuple[int, int]:
    """People who wrote to us within 72 hours after this campaign's message, and people who said no to more of it."""
    people = select(func.count(outbound.c.contact_id.distinct())).where(
        outbound.c.campaign_id == campaign_id, outbound.c.campaign_id.is_not(None)
    )
    wrote = tx.connection.execute(people.where(_wrote())).scalar_one()
    opted_out = tx.connection.execute(people.where(_opted_out())).scalar_one()
    return int(wrote), int(opted_out)


def arrived_by(tx: Transaction, campaign_id: int, column: str) -> dict[str, int]:
    """People who got it, by `district` or `language`; empty words for those of whom it is not known."""
    rows, _, shown, _ = tallies.standing()
    where = contacts.c[column]
    query = (
        select(where.label("word"), func.count(outbound.c.contact_id.distinct()).label("people"))
        .select_from(rows.join(contacts, contacts.c.id == outbound.c.contact_id))
        .where(
            outbound.c.campaign_id == campaign_id,
            outbound.c.campaign_id.is_not(None),
            shown.in_((Status.DELIVERED.value, Status.READ.value)),
        )
        .group_by(where)
    )
    return {row.word: row.people for row in tx.connection.execute(query)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One recipient: who (our number of them), where their message stands and why, when, and for how much."""

    contact_id: int
    run: int
    channel: str
    status: str
    reason: str
    left_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    cost: int
    wrote: bool
    opted_out: bool
    choice: int | None


def outcomes(tx: Transaction, campaign_id: int, *, after: int = 0, limit: int = _PAGE) -> tuple[list[Outcome], int]:
    """A page of recipients in the order of their rows, and the last row of it; the page is empty at the end."""
    rows, _, shown, why = tallies.standing()
    of = attempts.c.message_id == outbound.c.id

    def first(column: Any) -> Any:
        return select(func.min(column)).where(of).correlate(outbound).scalar_subquery()

    query = (
        select(
            outbound.c.id,
            outbound.c.contact_id,
            outbound.c.run,
            outbound.c.channel,
            shown.label("status"),
            why.label("reason"),
            first(case((attempts.c.provider_id.is_not(None), attempts.c.started_at))).label("left_at"),
            first(attempts.c.delivered_at).label("delivered_at"),
            first(attempts.c.read_at).label("read_at"),
            cast(spending.of_message(), BigInteger).label("cost"),
            _wrote().label("wrote"),
            _opted_out().label("opted_out"),
            campaign_answers.c.choice,
        )
        .select_from(
            rows.outerjoin(
                campaign_answers,
                and_(
                    campaign_answers.c.campaign_id == outbound.c.campaign_id,
                    campaign_answers.c.contact_id == outbound.c.contact_id,
                ),
            )
        )
        .where(outbound.c.campaign_id == campaign_id, outbound.c.campaign_id.is_not(None), outbound.c.id > after)
        .order_by(outbound.c.id)
        .limit(limit)
    )
    found = tx.connection.execute(query).all()
    return [
        Outcome(
            contact_id=row.contact_id,
            run=row.run,
            channel=row.channel or "",
            status=row.status,
            reason=row.reason or "",
            left_at=row.left_at,
            delivered_at=row.delivered_at,
            read_at=row.read_at,
            cost=int(row.cost),
            wrote=bool(row.wrote),
            opted_out=bool(row.opted_out),
            choice=row.choice,
        )
        for row in found
    ], (found[-1].id if found else after)
