"""Staff and their roles."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.core.staff import Role, User
from bot.storage.database import Transaction
from bot.storage.schema import users


def add(tx: Transaction, name: str, roles: Iterable[Role], now: datetime) -> bool:
    """Somebody new works here. Returns False where the name is taken."""
    made = tx.connection.execute(
        tx.insert(users)
        .values(name=name, roles=_words(roles), active=True, created_at=now)
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(users.c.id)  # a row count of such an insert is not known on PostgreSQL
    )
    return made.first() is not None


def change(tx: Transaction, name: str, *, roles: Iterable[Role], active: bool) -> None:
    """From now on they have these roles, and may act or not."""
    tx.connection.execute(update(users).where(users.c.name == name).values(roles=_words(roles), active=active))


def find(tx: Transaction, name: str) -> User | None:
    """The member of staff of this name."""
    row = tx.connection.execute(select(users).where(users.c.name == name)).one_or_none()
    return None if row is None else of_row(row)


def listed(tx: Transaction) -> list[User]:
    """Everybody who works or worked here, by name."""
    return [of_row(row) for row in tx.connection.execute(select(users).order_by(users.c.name))]


def any_exist(tx: Transaction) -> bool:
    """True once somebody was added."""
    return tx.connection.execute(select(users.c.id).limit(1)).first() is not None


def _words(roles: Iterable[Role]) -> str:
    return " ".join(sorted(roles))


def of_row(row: Any) -> User:
    """The member of staff of a row that has the columns of `users`."""
    return User(id=row.id, name=row.name, roles=frozenset(map(Role, row.roles.split())), active=row.active)
