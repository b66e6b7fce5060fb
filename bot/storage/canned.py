"""Replies staff keep ready for cases: a title to find one by, and its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.storage.database import Transaction
from bot.storage.schema import canned


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """One of them. `author` wrote its present words."""

    id: int
    title: str
    text: str
    author: str
    changed_at: datetime


def listed(tx: Transaction) -> list[Phrase]:
    """All of them, by title."""
    return [_phrase(row) for row in tx.connection.execute(select(canned).order_by(canned.c.title))]


def one(tx: Transaction, phrase_id: int) -> Phrase | None:
    """One of them."""
    row = tx.connection.execute(select(canned).where(canned.c.id == phrase_id)).one_or_none()
    return _phrase(row) if row else None


def add(tx: Transaction, phrases: Iterable[tuple[str, str]], *, author: str, now: datetime) -> int:
    """Keep phrases, pairs of title and text; those whose title is taken are left out. Returns how many were kept."""
    made = [
        tx.connection.execute(
            tx.insert(canned)
            .values(title=title, text=text, author=author, changed_at=now)
            .on_conflict_do_nothing(index_elements=["title"])
            .returning(canned.c.id)
        ).first()
        for title, text in phrases
    ]
    return sum(row is not None for row in made)


def change(tx: Transaction, phrase_id: int, *, title: str, text: str, author: str, now: datetime) -> bool:
    """Other words for one. Returns False, with nothing changed, where another one has that title."""
    taken = select(canned.c.id).where(canned.c.title == title, canned.c.id != phrase_id)
    if tx.connection.execute(taken).first() is not None:
        return False
    values = {"title": title, "text": text, "author": author, "changed_at": now}
    tx.connection.execute(update(canned).where(canned.c.id == phrase_id).values(**values))
    return True


def drop(tx: Transaction, phrase_id: int) -> bool:
    """Not needed any more. Returns False where there is none."""
    return tx.connection.execute(delete(canned).where(canned.c.id == phrase_id)).rowcount == 1


def _phrase(row: Any) -> Phrase:
    return Phrase(id=row.id, title=row.title, text=row.text, author=row.author, changed_at=row.changed_at)
