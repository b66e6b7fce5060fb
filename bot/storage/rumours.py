"""Rumours people report, without who told us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bot.storage.database import Transaction
from bot.storage.schema import rumours

_TEXT: Final = "rumours.text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rumour:
    """What goes around, since when we know, where it was heard and in which district."""

    id: int
    at: datetime
    text: str
    heard: str
    district: str


def add(tx: Transaction, *, text: str, heard: str, district: str, now: datetime) -> None:
    """Keep one."""
    tx.connection.execute(rumours.insert().values(at=now, text=tx.seal(text, _TEXT), heard=heard, district=district))


def listed(tx: Transaction, since: datetime) -> list[Rumour]:
    """Those reported from `since` on, newest first."""
    rows = tx.connection.execute(select(rumours).where(rumours.c.at >= since).order_by(rumours.c.id.desc()))
    return [
        Rumour(id=row.id, at=row.at, text=tx.open(row.text, _TEXT) or "", heard=row.heard, district=row.district)
        for row in rows
    ]
