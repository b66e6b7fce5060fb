"""Who is signed in, and the links with which somebody first does."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from bot.core.staff import User
from bot.storage.database import Transaction
from bot.storage.schema import credentials, invitations, sessions, users
from bot.storage.users import of_row


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """Somebody who is signed in. `notice` is JSON of what the next page has to say, or empty."""

    user: User
    started_at: datetime
    seen_at: datetime
    notice: str


def start(tx: Transaction, token: str, user_id: int, now: datetime) -> None:
    """Whoever shows `token` is this user, as long as their roles and their password stay what they are."""
    row = tx.connection.execute(_STAFF.where(users.c.id == user_id)).one()
    tx.connection.execute(
        sessions.insert().values(
            digest=_digest(tx, token), user_id=user_id, stamp=_stamp(tx, row), started_at=now, seen_at=now
        )
    )


def find(tx: Transaction, token: str, *, started_after: datetime, seen_after: datetime) -> Session | None:
    """The session of this token; None where it is too old, was ended, or roles or password changed since."""
    row = tx.connection.execute(
        _STAFF.join(sessions, sessions.c.user_id == users.c.id)
        .add_columns(sessions.c.stamp, sessions.c.started_at, sessions.c.seen_at, sessions.c.notice)
        .where(
            sessions.c.digest == _digest(tx, token),
            sessions.c.started_at > started_after,
            sessions.c.seen_at > seen_after,
        )
    ).one_or_none()
    if row is None or not row.active or not hmac.compare_digest(row.stamp, _stamp(tx, row)):
        return None
    return Session(user=of_row(row), started_at=row.started_at, seen_at=row.seen_at, notice=row.notice)


def seen(tx: Transaction, token: str, now: datetime) -> None:
    """They did something just now."""
    tx.connection.execute(update(sessions).where(sessions.c.digest == _digest(tx, token)).values(seen_at=now))


def tell(tx: Transaction, token: str, notice: str) -> None:
    """What the next page has to say; empty once it was said."""
    tx.connection.execute(update(sessions).where(sessions.c.digest == _digest(tx, token)).values(notice=notice))


def end(tx: Transaction, token: str) -> None:
    """Signed out."""
    tx.connection.execute(delete(sessions).where(sessions.c.digest == _digest(tx, token)))


def end_all(tx: Transaction, user_id: int) -> None:
    """Signed out everywhere."""
    tx.connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def withdraw(tx: Transaction, user_id: int) -> None:
    """A link they were given and did not use is void."""
    tx.connection.execute(delete(invitations).where(invitations.c.user_id == user_id))


def invite(tx: Transaction, token: str, user_id: int, expires_at: datetime) -> None:
    """Whoever shows `token` before then may choose this user's password. Earlier links are void."""
    withdraw(tx, user_id)
    tx.connection.execute(invitations.insert().values(digest=_link(tx, token), user_id=user_id, expires_at=expires_at))


def invited(tx: Transaction, token: str, now: datetime) -> User | None:
    """Whose link this is; None where it was used, replaced, or has expired, or they no longer work here."""
    row = tx.connection.execute(
        select(users)
        .join(invitations, invitations.c.user_id == users.c.id)
        .where(invitations.c.digest == _link(tx, token), invitations.c.expires_at > now, users.c.active)
    ).one_or_none()
    return None if row is None else of_row(row)


def use_invitation(tx: Transaction, token: str) -> bool:
    """Spend a link. False where somebody was faster."""
    used = tx.connection.execute(delete(invitations).where(invitations.c.digest == _link(tx, token)))
    return used.rowcount == 1


def forget(tx: Transaction, *, ended_before: datetime, now: datetime) -> None:
    """Sessions not used since `ended_before` and links past their time."""
    tx.connection.execute(delete(sessions).where(sessions.c.seen_at < ended_before))
    tx.connection.execute(delete(invitations).where(invitations.c.expires_at < now))


_STAFF: Final = select(users.c.id, users.c.name, users.c.roles, users.c.active, credentials.c.password).join(
    credentials, credentials.c.user_id == users.c.id
)


def _digest(tx: Transaction, token: str) -> bytes:
    return tx.vault.digest(f"session:{token}")


def _link(tx: Transaction, token: str) -> bytes:
    return tx.vault.digest(f"invitation:{token}")


def _stamp(tx: Transaction, row: Any) -> bytes:
    return tx.vault.digest(json.dumps(["stamp", row.id, row.roles, row.password]))
