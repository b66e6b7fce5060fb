"""What the provider holds and we may have missed: up to when it was compared, and what must not come back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.storage.database import Transaction
from bot.storage.schema import erased, inbound, meta

_UNTIL: Final = "missed.until"
KEPT: Final = timedelta(days=7)
"""How long ids of erased messages are remembered: longer than anybody looks back."""


def compared_until(tx: Transaction) -> datetime | None:
    """The instant up to which all the provider has received is known here; None before the first look."""
    kept = tx.connection.execute(select(meta.c.value).where(meta.c.key == _UNTIL)).scalar_one_or_none()
    return None if kept is None else datetime.fromisoformat(kept)


def compared(tx: Transaction, until: datetime) -> None:
    """All up to `until` is known here now."""
    tx.connection.execute(tx.put(meta), [{"key": _UNTIL, "value": until.isoformat()}])


def forget_compared(tx: Transaction) -> None:
    """The next look begins anew: this is a copy of another day, and what came since was answered elsewhere."""
    tx.connection.execute(meta.delete().where(meta.c.key == _UNTIL))


def unknown(tx: Transaction, provider_ids: Iterable[str]) -> set[str]:
    """Of these messages those that never were here: neither kept nor erased with their person."""
    ids = list(provider_ids)
    here = set(tx.connection.execute(select(inbound.c.provider_id).where(inbound.c.provider_id.in_(ids))).scalars())
    digests = {_digest(tx, one): one for one in ids}
    gone = tx.connection.execute(select(erased.c.digest).where(erased.c.digest.in_(list(digests)))).scalars()
    return set(ids) - here - {digests[digest] for digest in gone}


def forget_for_good(tx: Transaction, contact_id: int) -> None:
    """The messages of somebody who is erased: keyed hashes of their ids stay for a week, so that none comes back."""
    rows = tx.connection.execute(
        select(inbound.c.provider_id, inbound.c.received_at).where(inbound.c.contact_id == contact_id)
    ).all()
    if rows:
        values = [{"digest": _digest(tx, row.provider_id), "at": row.received_at} for row in rows]
        tx.connection.execute(tx.insert_new(erased), values)


def forget(tx: Transaction, now: datetime) -> None:
    """Retention."""
    tx.connection.execute(erased.delete().where(erased.c.at < now - KEPT))


def _digest(tx: Transaction, provider_id: str) -> bytes:
    return tx.vault.digest(f"message:{provider_id}")
