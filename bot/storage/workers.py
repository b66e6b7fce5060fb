"""Heartbeats of the processes: what runs, with which model, and who has died with claims in hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from bot.storage.database import Transaction
from bot.storage.schema import workers


@dataclass(frozen=True, kw_only=True, slots=True)
class Worker:
    """One process that claims work."""

    name: str
    roles: str
    started_at: datetime
    seen_at: datetime
    detail: str


def beat(tx: Transaction, *, name: str, roles: str, detail: str, now: datetime) -> None:
    """This process is alive."""
    tx.connection.execute(
        tx.insert(workers)
        .values(name=name, roles=roles, started_at=now, seen_at=now, detail=detail)
        .on_conflict_do_update(index_elements=["name"], set_={"seen_at": now, "detail": detail})
    )


def leave(tx: Transaction, name: str) -> None:
    """This process has ended, or is known to be dead."""
    tx.connection.execute(delete(workers).where(workers.c.name == name))


def all_of(tx: Transaction) -> list[Worker]:
    """Every process that has not left."""
    rows = tx.connection.execute(select(workers).order_by(workers.c.name))
    return [Worker(**dict(row._mapping)) for row in rows]  # noqa: SLF001 (SQLAlchemy's documented name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Among:
    """Which one of how many processes of a role this is: `number` from 0 on, by name, the same for all of them."""

    number: int
    of: int


ALONE: Final = Among(number=0, of=1)


def among(tx: Transaction, role: str, name: str) -> Among:
    """Where `name` stands among the processes that have this role."""
    rows = tx.connection.execute(select(workers.c.name, workers.c.roles))
    names = sorted({name, *(other for other, roles in rows if role in roles.split(","))})
    return Among(number=names.index(name), of=len(names))


def silent(tx: Transaction, before: datetime) -> list[str]:
    """Names of processes not heard of since `before`."""
    return list(tx.connection.execute(select(workers.c.name).where(workers.c.seen_at < before)).scalars())
