"""What campaign messages cost, read off their attempts: taken to cost when they left, billed once the provider says so.

All amounts are whole micro-dollars (`bot.core.costs`). A failed attempt costs nothing until a bill says otherwise.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, and_, bindparam, case, cast, delete, func, literal, select, update

from bot.core.addresses import Channel
from bot.core.messages import PROVEN, Status
from bot.storage.database import Transaction
from bot.storage.schema import addresses, attempts, campaign_tallies, counters, outbound

_PRICED: Final = attempts.c.cost.is_not(None)
AMOUNT: Final = func.coalesce(
    attempts.c.billed, case((attempts.c.status == Status.FAILED.value, literal(0)), else_=attempts.c.cost)
)
"""SQL: what one attempt cost, as far as it is known."""


def total(column: Any) -> Any:
    """SQL: a sum of money, 0 of nothing."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


# Running sums of a day or a month (`name`, that began at `since`): for whoever is alone with them (openings.alone).
# What is claimed is added where it is claimed. What failures and bills change is found by looking, and only when it
# matters: a sum over the month for every message would be dear, and a delivery report must not wait for a sender.


def taken(tx: Transaction, name: str, since: datetime, now: datetime) -> int:
    """What was claimed in this period is taken to cost: never less than it is, but for bills of this moment."""
    row = tx.connection.execute(_COUNTER, {"name": name}).one_or_none()
    if row is None:
        tx.connection.execute(delete(counters).where(counters.c.since < since - _KEPT))
        claimed = select(total(attempts.c.cost)).where(_PRICED, attempts.c.started_at >= since)
        first = tx.connection.execute(claimed).scalar_one()
        tx.connection.execute(counters.insert().values(name=name, since=since, amount=first))
    if row is None or row.adjusted_at is None:
        return recounted(tx, name, since, now)
    return int(row.amount + row.adjusted)


def recounted(tx: Transaction, name: str, since: datetime, now: datetime) -> int:
    """The same with what failed and was billed by now. Who was erased meanwhile stays in it."""
    found = select(total(AMOUNT - attempts.c.cost)).where(_PRICED, attempts.c.started_at >= since)
    adjusted = tx.connection.execute(found).scalar_one()
    changed = update(counters).where(counters.c.name == name).values(adjusted=adjusted, adjusted_at=now)
    row = tx.connection.execute(changed.returning(counters.c.amount, counters.c.adjusted)).one()
    return int(row.amount + row.adjusted)


def take(tx: Transaction, names: Sequence[str], amount: int) -> None:
    """So much more was claimed."""
    tx.connection.execute(_TAKE, {"names": list(names), "amount": amount})


_KEPT: Final = timedelta(days=62)
_COUNTER: Final = select(counters.c.amount, counters.c.adjusted, counters.c.adjusted_at).where(
    counters.c.name == bindparam("name")
)
_TAKE: Final = (
    update(counters)
    .where(counters.c.name.in_(bindparam("names", expanding=True)))
    .values(amount=counters.c.amount + bindparam("amount", type_=BigInteger))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """What one campaign cost. `billed` the provider told, `estimated` nobody yet: counts of attempts in both forms.
    `gone`: of people whose rows are no longer there, billed or not."""

    billed: int
    billed_attempts: int
    estimated: int
    estimated_attempts: int
    gone: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.billed + self.estimated + self.gone


def of_campaign(tx: Transaction, campaign_id: int) -> Spent:
    """What a campaign cost so far."""
    told = attempts.c.billed.is_not(None)
    row = tx.connection.execute(
        select(
            total(attempts.c.billed).label("billed"),
            func.count(attempts.c.billed).label("billed_attempts"),
            total(case((~told, AMOUNT))).label("estimated"),
            func.count(case((and_(~told, attempts.c.status != Status.FAILED.value), 1))).label("estimated_attempts"),
        )
        .select_from(attempts.join(outbound, outbound.c.id == attempts.c.message_id))
        .where(outbound.c.campaign_id == campaign_id, _PRICED)
    ).one()
    gone = tx.connection.execute(
        select(total(campaign_tallies.c.cost)).where(campaign_tallies.c.campaign_id == campaign_id)
    ).scalar_one()
    return Spent(
        billed=int(row.billed),
        billed_attempts=row.billed_attempts,
        estimated=int(row.estimated),
        estimated_attempts=row.estimated_attempts,
        gone=int(gone),
    )


def of_message() -> Any:
    """SQL: what all attempts of a row of `outbound` cost."""
    return (
        select(total(AMOUNT))
        .where(attempts.c.message_id == outbound.c.id, _PRICED)
        .correlate(outbound)
        .scalar_subquery()
    )


def oldest_unbilled(tx: Transaction, since: datetime, until: datetime) -> datetime | None:
    """When the first attempt began, of those between, that the provider accepted and has named no price for."""
    return tx.connection.execute(
        select(func.min(attempts.c.started_at)).where(
            _PRICED,
            attempts.c.billed.is_(None),
            attempts.c.provider_id.is_not(None),
            attempts.c.started_at >= since,
            attempts.c.started_at < until,
        )
    ).scalar_one_or_none()


def bill(tx: Transaction, prices: Mapping[str, int]) -> int:
    """Keep what the provider says these messages of its cost, by provider id. Those that are no campaign's, or have a
    bill already, are passed over. Returns how many were kept."""
    if not prices:
        return 0
    known = _unbilled(tx, prices.keys())
    if known:
        tx.connection.execute(_BILL, [{"sid": sid, "amount": prices[sid]} for sid in known])
        tx.connection.execute(update(counters).values(adjusted_at=None))
    return len(known)


def _unbilled(tx: Transaction, sids: Collection[str]) -> list[str]:
    rows = tx.connection.execute(
        select(attempts.c.provider_id).where(
            attempts.c.provider_id.in_(list(sids)), _PRICED, attempts.c.billed.is_(None)
        )
    )
    return list(rows.scalars())


_BILL: Final = update(attempts).where(attempts.c.provider_id == bindparam("sid")).values(billed=bindparam("amount"))


def replies_delivered(tx: Transaction, since: datetime) -> int:
    """Replies on WhatsApp that were delivered since: each is a service message at the provider."""
    return int(
        tx.connection.execute(
            select(func.count())
            .select_from(attempts)
            .join(outbound, outbound.c.id == attempts.c.message_id)
            .join(addresses, addresses.c.id == outbound.c.address_id)
            .where(
                outbound.c.campaign_id.is_(None),
                outbound.c.created_at >= since,
                addresses.c.channel == Channel.WHATSAPP.value,
                attempts.c.status.in_([status.value for status in PROVEN]),
            )
        ).scalar_one()
    )
