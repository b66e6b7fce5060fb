"""Pictures and voice files of answers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.database import Transaction
from bot.storage.schema import files


def add(tx: Transaction, name: str, data: bytes, digest: bytes, *, by: str, now: datetime) -> None:
    """Keep a file."""
    tx.connection.execute(
        files.insert().values(name=name, data=data, size=len(data), digest=digest, added_by=by, added_at=now)
    )


def data(tx: Transaction, name: str) -> bytes | None:
    """What a file holds."""
    found = tx.connection.execute(select(files.c.data).where(files.c.name == name)).scalar_one_or_none()
    return None if found is None else bytes(found)


def size(tx: Transaction, name: str) -> int | None:
    """Bytes of a file."""
    return tx.connection.execute(select(files.c.size).where(files.c.name == name)).scalar_one_or_none()


def same(tx: Transaction, digest: bytes, ending: str) -> str | None:
    """The name of a file that holds exactly this."""
    names = tx.connection.execute(select(files.c.name).where(files.c.digest == digest)).scalars()
    return next((name for name in names if name.endswith(ending)), None)


def before(tx: Transaction, then: datetime) -> list[str]:
    """Names of the files that were added before."""
    return list(tx.connection.execute(select(files.c.name).where(files.c.added_at < then)).scalars())


def drop(tx: Transaction, names: Collection[str]) -> None:
    """Forget these files."""
    for name in names:
        tx.connection.execute(delete(files).where(files.c.name == name))
