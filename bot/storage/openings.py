"""People we wrote to first: whom, and how many in the last 24 hours. All but `alone` is for whoever is alone.

The count is kept and not taken: what falls out of the 24 hours is taken off when somebody asks, which reads only that.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, delete, func, select, update

from bot.storage.database import Transaction
from bot.storage.schema import Instant, counters, openings

DAY: Final = timedelta(hours=24)
_NAME: Final = "openings"
_LOCK: Final = 0x70756E7465
"""The advisory lock of PostgreSQL that whoever works with counters holds."""


def alone(tx: Transaction) -> None:
    """Until this transaction ends nobody else works with counters; what the one before us wrote is seen."""
    tx.alone(_LOCK)


def used(tx: Transaction, now: datetime) -> int:
    """How many people were written to first in the 24 hours before `now`."""
    since = now - DAY
    row = tx.connection.execute(_COUNTER).one_or_none()
    if row is None:
        people = tx.connection.execute(_BETWEEN, {"after": since, "until": now}).scalar_one()
        tx.connection.execute(counters.insert().values(name=_NAME, since=since, amount=people))
        return int(people)
    if since <= row.since:
        return int(row.amount)
    over = tx.connection.execute(_BETWEEN, {"after": row.since, "until": since}).scalar_one()
    tx.connection.execute(_SET, {"from": since, "more": -over})
    return int(row.amount - over)


def counted(tx: Transaction, address_ids: Collection[int], now: datetime) -> set[int]:
    """Those of these addresses that count already: writing to them again takes no place."""
    asked = {"ids": list(address_ids), "after": now - DAY}
    return set(tx.connection.execute(_COUNTED, asked).scalars()) if address_ids else set()


def note(tx: Transaction, address_ids: Collection[int], now: datetime) -> None:
    """These are written to first now. Call `used` before: the count must be of these 24 hours."""
    if not address_ids:
        return
    fresh = set(address_ids) - counted(tx, address_ids, now)
    write = tx.insert(openings)
    tx.connection.execute(
        write.on_conflict_do_update(index_elements=["address_id"], set_={"at": write.excluded.at}),
        [{"address_id": one, "at": now} for one in sorted(address_ids)],
    )
    tx.connection.execute(_SET, {"from": now - DAY, "more": len(fresh)})


def places(tx: Transaction, now: datetime, *, skip: int, limit: int) -> list[datetime]:
    """When places come free: up to `limit` moments, the first `skip` left out."""
    rows = tx.connection.execute(
        select(openings.c.at).where(openings.c.at > now - DAY).order_by(openings.c.at).offset(skip).limit(limit)
    )
    return [at + DAY for at in rows.scalars()]


def forget(tx: Transaction, before: datetime) -> None:
    """What was before counts no longer."""
    tx.connection.execute(delete(openings).where(openings.c.at < before))


_COUNTER: Final = select(counters.c.since, counters.c.amount).where(counters.c.name == _NAME)


def _at(name: str) -> Any:
    return bindparam(name, type_=Instant)


_BETWEEN: Final = select(func.count()).where(openings.c.at > _at("after"), openings.c.at <= _at("until"))
_COUNTED: Final = select(openings.c.address_id).where(
    openings.c.address_id.in_(bindparam("ids", expanding=True)), openings.c.at > _at("after")
)
_SET: Final = (
    update(counters)
    .where(counters.c.name == _NAME)
    .values(since=_at("from"), amount=counters.c.amount + bindparam("more", type_=BigInteger))
)
