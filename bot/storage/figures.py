"""How often answers were read and what people thought of them: counts, of nobody in particular."""

from datetime import datetime
from typing import Final

from sqlalchemy import case, func, select

from bot.storage.database import Transaction
from bot.storage.schema import inbound, is_answered, votes


def views(tx: Transaction, since: datetime) -> dict[str, int]:
    """By entry, how many turns it answered since then."""
    rows = tx.connection.execute(_VIEWS.where(inbound.c.received_at >= since).group_by(inbound.c.entry))
    return {row[0]: int(row[1]) for row in rows}


def of_votes(tx: Transaction, since: datetime) -> dict[str, tuple[int, int]]:
    """By entry, how many found it useful and how many did not."""
    rows = tx.connection.execute(_VOTES.where(votes.c.at >= since).group_by(votes.c.entry_id))
    return {entry: (int(up), int(down)) for entry, up, down in rows}


_VIEWS: Final = select(inbound.c.entry, func.count()).where(is_answered(inbound))
_VOTES: Final = select(
    votes.c.entry_id,
    func.sum(case((votes.c.useful, 1), else_=0)),
    func.sum(case((votes.c.useful, 0), else_=1)),
)
