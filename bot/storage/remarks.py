"""What staff did with a revision of an entry, and what they said about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.storage.database import Transaction
from bot.storage.schema import remarks


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """`kind`: sent, returned, published, scheduled, withdrawn, restored, discarded."""

    number: int
    author: str
    at: datetime
    kind: str
    text: str


def note(tx: Transaction, entry_id: str, number: int, *, author: str, kind: str, text: str = "", now: datetime) -> None:
    """Keep a remark."""
    tx.connection.execute(
        remarks.insert().values(entry_id=entry_id, number=number, author=author, at=now, kind=kind, text=text)
    )


def of_entry(tx: Transaction, entry_id: str, limit: int) -> list[Remark]:
    """The newest remarks on an entry, newest first."""
    rows = tx.connection.execute(
        select(remarks.c.number, remarks.c.author, remarks.c.at, remarks.c.kind, remarks.c.text)
        .where(remarks.c.entry_id == entry_id)
        .order_by(remarks.c.id.desc())
        .limit(limit)
    )
    return [Remark(**row._mapping) for row in rows]  # noqa: SLF001 (SQLAlchemy's documented name)
