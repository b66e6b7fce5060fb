"""What people thought of an answer."""

from datetime import datetime

from sqlalchemy import select, update

from bot.storage.database import Transaction
from bot.storage.schema import votes


def keep(tx: Transaction, *, contact_id: int, entry_id: str, useful: bool, now: datetime) -> None:
    """Keep whether an answer helped."""
    tx.connection.execute(votes.insert().values(contact_id=contact_id, entry_id=entry_id, useful=useful, at=now))


def comment(tx: Transaction, *, contact_id: int, entry_id: str, text: str) -> None:
    """What a person missed in an answer, beside their newest vote on it."""
    newest = (
        select(votes.c.id)
        .where(votes.c.contact_id == contact_id, votes.c.entry_id == entry_id)
        .order_by(votes.c.id.desc())
        .limit(1)
    )
    tx.connection.execute(
        update(votes).where(votes.c.id == newest.scalar_subquery()).values(comment=tx.seal(text, "votes.comment"))
    )
