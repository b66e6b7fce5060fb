"""Pages that answers send people to, and what was found when somebody looked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.storage.database import Transaction
from bot.storage.schema import links


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """`checked_at` is None before the first look; `state`, `code`, `moved_to` as the look found it."""

    url: str
    checked_at: datetime | None
    state: str
    code: int
    moved_to: str
    failures: int


def keep(tx: Transaction, urls: Collection[str], now: datetime) -> None:
    """From now on these are looked at, and no others."""
    known = {row.url for row in tx.connection.execute(select(links.c.url))}
    if fresh := sorted({*urls} - known):
        tx.connection.execute(tx.insert(links).on_conflict_do_nothing(), [{"url": url, "due_at": now} for url in fresh])
    for gone in known - {*urls}:
        tx.connection.execute(delete(links).where(links.c.url == gone))


def take(tx: Transaction, now: datetime, until: datetime, limit: int) -> list[Link]:
    """Pages that are due, for one worker: others leave them alone `until` then."""
    rows = tx.connection.execute(
        select(links)
        .where(links.c.due_at <= now)
        .order_by(links.c.due_at, links.c.url)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        urls = [row.url for row in rows]
        tx.connection.execute(update(links).where(links.c.url.in_(urls)).values(due_at=until))
    return [_link(row) for row in rows]


def any_due(tx: Transaction, now: datetime) -> bool:
    """A cheap look."""
    return tx.connection.execute(select(links.c.url).where(links.c.due_at <= now).limit(1)).first() is not None


def note(tx: Transaction, found: Link, due_at: datetime) -> None:
    """What a look found, and when to look again."""
    tx.connection.execute(
        update(links)
        .where(links.c.url == found.url)
        .values(
            checked_at=found.checked_at,
            state=found.state,
            code=found.code,
            moved_to=found.moved_to[:500],
            failures=found.failures,
            due_at=due_at,
        )
    )


def of(tx: Transaction, urls: Collection[str]) -> dict[str, Link]:
    """What is known of these."""
    rows = tx.connection.execute(select(links).where(links.c.url.in_([*urls])))
    return {row.url: _link(row) for row in rows}


def failing(tx: Transaction, failures: int) -> list[str]:
    """Pages where nothing was found at least `failures` times in a row."""
    return list(tx.connection.execute(select(links.c.url).where(links.c.failures >= failures)).scalars())


def _link(row: object) -> Link:
    return Link(**{name: getattr(row, name) for name in Link.__dataclass_fields__})
