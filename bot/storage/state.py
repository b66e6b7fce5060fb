"""How the installation does at this moment: short looks at the ends of tables, never a count of all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from bot.core.addresses import Channel
from bot.core.campaigns import State
from bot.core.messages import Status
from bot.storage.database import Transaction
from bot.storage.schema import (
    addresses,
    attempts,
    audit,
    campaigns,
    inbound,
    is_claimed,
    jobs,
    outbound,
    waits,
    waits_in_line,
)

MOST: Final = 10_000
"""Rows of a queue that are counted: from there on it is long."""
NEWEST: Final = 10_000
"""Attempts that are looked through for failures and for the pace."""
BACKUP: Final = "data.backup"
"""The act by which a copy is found in the audit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """How many wait, `MOST` at most, and since when the first of them. None where nobody waits."""

    waiting: int
    oldest: datetime | None


def messages_in(tx: Transaction) -> Queue:
    """Messages nobody has taken up."""
    return _queue(tx, inbound.c.received_at, waits(inbound), inbound.c.id)


def messages_out(tx: Transaction, now: datetime) -> Queue:
    """Replies that might have left."""
    return _queue(tx, outbound.c.due_at, waits_in_line(outbound) & (outbound.c.due_at <= now))


def recipients(tx: Transaction, now: datetime) -> Queue:
    """Messages of running campaigns whose time has come."""
    # By campaign, channel and time: the order of the index that holds nothing but these.
    running = campaigns.c.state == State.RUNNING.value
    theirs = (outbound.c.campaign_id == campaigns.c.id) & outbound.c.campaign_id.is_not(None) & waits(outbound)
    due = outbound.c.channel.in_([channel.value for channel in Channel]) & (outbound.c.due_at <= now)
    return _queue(tx, outbound.c.due_at, running & theirs & due)


def work(tx: Transaction) -> Queue:
    """Trainings, counts, questions that are tried."""
    return _queue(tx, jobs.c.asked_at, jobs.c.state == "waiting")


def _queue(tx: Transaction, moment: Any, these: Any, *order: Any) -> Queue:
    some = select(moment.label("since")).where(these).order_by(*order).limit(MOST).subquery()
    row = tx.connection.execute(select(func.count(), func.min(some.c.since)).select_from(some)).one()
    return Queue(waiting=row[0], oldest=row[1])


def failures(tx: Transaction, since: datetime) -> tuple[int, dict[int | None, tuple[int, datetime]]]:
    """Of the newest `NEWEST` attempts: how many began since then, and by the provider's code how many of them failed,
    and when the last one did."""
    recent = _recent(since)
    count = tx.connection.execute(select(func.count()).where(recent)).scalar_one()
    rows = tx.connection.execute(
        select(attempts.c.code, func.count(), func.max(attempts.c.updated_at))
        .where(recent, attempts.c.status == Status.FAILED.value)
        .group_by(attempts.c.code)
    )
    return count, {row[0]: (row[1], row[2]) for row in rows}


def pace(tx: Transaction, since: datetime) -> dict[str, int]:
    """Create calls by channel since then, of the newest `NEWEST`."""
    rows = tx.connection.execute(
        select(addresses.c.channel, func.count())
        .select_from(
            attempts.join(outbound, outbound.c.id == attempts.c.message_id).join(
                addresses, addresses.c.id == outbound.c.address_id
            )
        )
        .where(_recent(since))
        .group_by(addresses.c.channel)
    )
    return {row[0]: row[1] for row in rows}


def _recent(since: datetime) -> Any:
    newest = select(func.coalesce(func.max(attempts.c.id), 0) - NEWEST).scalar_subquery()
    return (attempts.c.id > newest) & (attempts.c.started_at >= since)


def in_doubt(tx: Transaction) -> int:
    """Messages of which nobody knows whether they left."""
    doubtful = is_claimed(outbound) & outbound.c.claimed_until.is_(None)
    return int(tx.connection.execute(select(func.count()).select_from(outbound).where(doubtful)).scalar_one())


def last_backup(tx: Transaction) -> datetime | None:
    """When the last copy was made; None where none ever was."""
    found: datetime | None = tx.connection.execute(
        select(func.max(audit.c.at)).where(audit.c.act == BACKUP)
    ).scalar_one()
    return found


def size(tx: Transaction) -> int:
    """Bytes of the database."""
    if tx.is_sqlite:
        pages, bytes_ = (
            tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages) * int(bytes_)
    return int(tx.connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def server(tx: Transaction) -> str:
    """The name and version of what keeps it."""
    if tx.is_sqlite:
        return f"SQLite {tx.connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"
    return f"PostgreSQL {tx.connection.exec_driver_sql('SHOW server_version').scalar_one()}"
