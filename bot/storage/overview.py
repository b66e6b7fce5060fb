"""How the service was used between two instants: counts over rows, of nobody in particular. For the jobs worker: a
million messages take seconds to count, so no page asks for these.

People are counted once in each group, however much they wrote. Times are aware; periods hold `since` and not `until`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, case, func, select, type_coerce

from bot.core.messages import Status
from bot.core.periods import Steps
from bot.storage import spending, tallies
from bot.storage.database import Transaction
from bot.storage.schema import EPOCH, addresses, attempts, cases, contacts, inbound, is_settled, outbound, votes

SAMPLE: Final = 50_000
"""Replies the times to answer are taken of: the newest of the period."""
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People, and messages or votes of theirs."""

    people: int
    messages: int


def wrote(tx: Transaction, since: datetime, until: datetime) -> Group:
    """Everybody who wrote."""
    row = tx.connection.execute(select(_PEOPLE, func.count()).where(_within(inbound.c.received_at, since, until))).one()
    return Group(people=row[0], messages=row[1])


def wrote_by(tx: Transaction, since: datetime, until: datetime, steps: Steps) -> dict[int, Group]:
    """By number of the step."""
    number = _step(inbound.c.received_at, since, steps)
    rows = tx.connection.execute(
        select(number, _PEOPLE, func.count()).where(_within(inbound.c.received_at, since, until)).group_by(number)
    )
    return {row[0]: Group(people=row[1], messages=row[2]) for row in rows}


def left_by(tx: Transaction, since: datetime, until: datetime, steps: Steps) -> dict[int, int]:
    """Messages of ours that the provider took, by the step in which they were first tried."""
    number = _step(attempts.c.started_at, since, steps)
    rows = tx.connection.execute(
        select(number, func.count())
        .select_from(attempts.join(outbound, outbound.c.id == attempts.c.message_id))
        .where(
            _within(outbound.c.created_at, since, until),
            _within(attempts.c.started_at, since, until),
            attempts.c.number == 1,
            attempts.c.provider_id.is_not(None),
        )
        .group_by(number)
    )
    return {row[0]: row[1] for row in rows}


def topics(tx: Transaction, since: datetime, until: datetime) -> dict[str, int]:
    """People by what they asked about."""
    rows = tx.connection.execute(
        select(inbound.c.topic, _PEOPLE).where(_understood(since, until)).group_by(inbound.c.topic)
    )
    return {row[0]: row[1] for row in rows}


def topics_by(tx: Transaction, since: datetime, until: datetime, steps: Steps) -> dict[str, dict[int, int]]:
    """People by topic and step."""
    number = _step(inbound.c.received_at, since, steps)
    rows = tx.connection.execute(
        select(inbound.c.topic, number, _PEOPLE).where(_understood(since, until)).group_by(inbound.c.topic, number)
    )
    found: dict[str, dict[int, int]] = {}
    for topic, at, people in rows:
        found.setdefault(topic, {})[at] = people
    return found


def places(tx: Transaction, since: datetime, until: datetime) -> dict[str, int]:
    """People by where they live; empty where we do not know."""
    rows = tx.connection.execute(
        select(contacts.c.district, _PEOPLE)
        .select_from(_WITH_PLACE)
        .where(_within(inbound.c.received_at, since, until))
        .group_by(contacts.c.district)
    )
    return {row[0]: row[1] for row in rows}


def topics_and_places(tx: Transaction, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """People by topic and place."""
    rows = tx.connection.execute(
        select(inbound.c.topic, contacts.c.district, _PEOPLE)
        .select_from(_WITH_PLACE)
        .where(_understood(since, until))
        .group_by(inbound.c.topic, contacts.c.district)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def outcomes(tx: Transaction, since: datetime, until: datetime) -> dict[str, Group]:
    """Turns by how they were answered."""
    rows = tx.connection.execute(
        select(inbound.c.outcome, _PEOPLE, func.count())
        .where(_within(inbound.c.received_at, since, until), inbound.c.outcome.is_not(None))
        .group_by(inbound.c.outcome)
    )
    return {row[0]: Group(people=row[1], messages=row[2]) for row in rows}


def opened(tx: Transaction, since: datetime, until: datetime, *, restricted: bool) -> dict[str, int]:
    """People with a case, by its kind: those in danger (`restricted`), or those who wanted to speak with a person."""
    rows = tx.connection.execute(
        select(cases.c.kind, func.count(cases.c.contact_id.distinct()))
        .where(_within(cases.c.opened_at, since, until), cases.c.restricted.is_(restricted))
        .group_by(cases.c.kind)
    )
    return {row[0]: row[1] for row in rows}


def voted(tx: Transaction, since: datetime, until: datetime) -> dict[bool, Group]:
    """Votes on answers, by whether they helped."""
    rows = tx.connection.execute(
        select(votes.c.useful, func.count(votes.c.contact_id.distinct()), func.count())
        .where(_within(votes.c.at, since, until))
        .group_by(votes.c.useful)
    )
    return {bool(row[0]): Group(people=row[1], messages=row[2]) for row in rows}


def waits(tx: Transaction, since: datetime, until: datetime, shares: Sequence[float]) -> tuple[int, list[float]]:
    """How long people waited for their reply to be handed to the provider, of the newest `SAMPLE` replies: how many
    these were, and the waits in seconds that so large a share of them did not go over."""
    newest = (
        select(inbound.c.id, inbound.c.received_at)
        .where(_within(inbound.c.received_at, since, until), is_settled(inbound))
        .order_by(inbound.c.received_at.desc())
        .limit(SAMPLE)
        .subquery()
    )
    wait = (_number(attempts.c.started_at) - _number(newest.c.received_at)).label("wait")
    rows = (
        select(wait)
        .select_from(newest.join(outbound, outbound.c.inbound_id == newest.c.id))
        .join(attempts, attempts.c.message_id == outbound.c.id)
        .where(attempts.c.number == 1)
    ).subquery()
    count = tx.connection.execute(select(func.count()).select_from(rows)).scalar_one()
    if not count:
        return 0, []
    found = [
        tx.connection.execute(
            select(rows.c.wait).order_by(rows.c.wait).offset(min(int(share * count), count - 1)).limit(1)
        ).scalar_one()
        for share in shares
    ]
    return count, [max(0, wait) / 1_000_000 for wait in found]


def delivery(tx: Transaction, since: datetime, until: datetime) -> dict[tuple[str, bool, str], int]:
    """Messages by channel, whether a campaign's, and how far they came: accepted, sent, delivered, read, failed,
    unknown (nobody told us), waiting."""
    rows, newest, _, _ = tallies.standing()
    told = [status.value for status in Status if status not in (Status.UNSENT, Status.UNKNOWN)]
    shown = case(
        (newest.c.status.in_(told), newest.c.status),
        (outbound.c.stage.in_(("waiting", "refused", "cancelled")), outbound.c.stage),
        else_=Status.UNKNOWN.value,
    )
    campaign = outbound.c.campaign_id.is_not(None)
    found = tx.connection.execute(
        select(addresses.c.channel, campaign, shown, func.count())
        .select_from(rows.join(addresses, addresses.c.id == outbound.c.address_id))
        .where(_within(outbound.c.created_at, since, until))
        .group_by(addresses.c.channel, campaign, shown)
    )
    return {(row[0], bool(row[1]), row[2]): row[3] for row in found}


def cost(tx: Transaction, since: datetime, until: datetime) -> tuple[int, int]:
    """What campaign messages cost that left in the period: billed, and calculated where there is no bill yet; both in
    micro-dollars."""
    billed = attempts.c.billed
    row = tx.connection.execute(
        select(spending.total(billed), spending.total(case((billed.is_(None), spending.AMOUNT)))).where(
            _within(attempts.c.started_at, since, until), attempts.c.cost.is_not(None)
        )
    ).one()
    return int(row[0]), int(row[1])


_PEOPLE: Final = func.count(inbound.c.contact_id.distinct())
_WITH_PLACE: Final = inbound.join(contacts, contacts.c.id == inbound.c.contact_id)


def _within(moment: Any, since: datetime, until: datetime) -> Any:
    return (moment >= since) & (moment < until)


def _understood(since: datetime, until: datetime) -> Any:
    return _within(inbound.c.received_at, since, until) & inbound.c.topic.is_not(None)


def _number(moment: Any) -> Any:
    return type_coerce(moment, BigInteger)


def _step(moment: Any, since: datetime, steps: Steps) -> Any:
    """SQL: the number of the step in which this was."""
    begin = since - steps.early
    return (_number(moment) - (begin - EPOCH) // _MICROSECOND) // (steps.size // _MICROSECOND)
