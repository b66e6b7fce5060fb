"""Attempts to sign in that did not succeed (yet): what guessing is slowed down by."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from bot.storage.database import Transaction
from bot.storage.schema import sign_ins

_LOCK: Final = 7_250_612
"""Of PostgreSQL's advisory locks, the one for attempts."""


def hold(tx: Transaction) -> None:
    """Until this transaction ends, nobody else counts and notes: of many guesses at once each sees those before it."""
    tx.alone(_LOCK)


def count(tx: Transaction, key: str, since: datetime) -> int:
    """How many attempts under this key did not succeed since then."""
    return int(
        tx.connection.execute(
            select(func.count()).select_from(sign_ins).where(sign_ins.c.key == _digest(tx, key), sign_ins.c.at > since)
        ).scalar_one()
    )


def note(tx: Transaction, keys: list[str], now: datetime) -> None:
    """One attempt begins; it counts until `clear`."""
    tx.connection.execute(sign_ins.insert(), [{"key": _digest(tx, key), "at": now} for key in keys])


def clear(tx: Transaction, keys: list[str], at: datetime) -> None:
    """The attempt of that moment succeeded: it no longer counts."""
    digests = [_digest(tx, key) for key in keys]
    tx.connection.execute(delete(sign_ins).where(sign_ins.c.key.in_(digests), sign_ins.c.at == at))


def forget(tx: Transaction, before: datetime) -> None:
    """Attempts of before."""
    tx.connection.execute(delete(sign_ins).where(sign_ins.c.at < before))


def _digest(tx: Transaction, key: str) -> bytes:
    return tx.vault.digest(f"sign-in:{key}")
