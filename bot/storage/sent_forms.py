"""Forms that make something and were sent a moment ago, with what was answered: all web processes know of them."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from bot.storage.database import Transaction
from bot.storage.schema import sent_forms

_ANSWER: Final = "sent_forms.answer"


def claim(tx: Transaction, key: str, now: datetime) -> bool:
    """Whether whoever asks is the first with this key, and does what the form says."""
    mine = tx.insert_new(sent_forms).values(digest=_digest(tx, key), at=now).returning(sent_forms.c.at)
    return tx.connection.execute(mine).one_or_none() is not None


def answer(tx: Transaction, key: str) -> dict[str, Any] | None:
    """What `settle` was given; None while there is nothing."""
    sealed = tx.connection.execute(
        select(sent_forms.c.answer).where(sent_forms.c.digest == _digest(tx, key))
    ).scalar_one_or_none()
    found: dict[str, Any] | None = tx.open(sealed, _ANSWER)
    return found


def settle(tx: Transaction, key: str, given: dict[str, Any]) -> None:
    """It is done, and this was answered."""
    sealed = tx.seal(given, _ANSWER)
    tx.connection.execute(update(sent_forms).where(sent_forms.c.digest == _digest(tx, key)).values(answer=sealed))


def release(tx: Transaction, key: str) -> None:
    """Nothing was done: the next who asks is the first again."""
    tx.connection.execute(delete(sent_forms).where(sent_forms.c.digest == _digest(tx, key)))


def forget(tx: Transaction, before: datetime) -> None:
    """Sent until then: the same again is meant."""
    tx.connection.execute(delete(sent_forms).where(sent_forms.c.at <= before))


def _digest(tx: Transaction, key: str) -> bytes:
    return tx.vault.digest(f"sent-form:{key}")
