"""How staff prove who they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from bot.storage.database import Transaction
from bot.storage.schema import credentials

_CODE: Final = "credentials.code_secret"


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """An Argon2id hash and the secret of the one-time codes (base32)."""

    password: str
    code_secret: str


def find(tx: Transaction, user_id: int) -> Credential | None:
    """What this user signs in with; None before they accepted an invitation."""
    row = tx.connection.execute(
        select(credentials.c.password, credentials.c.code_secret).where(credentials.c.user_id == user_id)
    ).one_or_none()
    return row and Credential(password=row.password, code_secret=tx.open(row.code_secret, _CODE))


def any_exist(tx: Transaction) -> bool:
    """True once somebody can sign in."""
    return tx.connection.execute(select(credentials.c.user_id).limit(1)).first() is not None


def keep(tx: Transaction, user_id: int, *, password: str, code_secret: str, now: datetime) -> None:
    """From now on they sign in with these; recovery codes and used codes of before are gone."""
    tx.connection.execute(
        tx.put(credentials).values(
            user_id=user_id,
            password=password,
            code_secret=tx.seal(code_secret, _CODE),
            code_step=0,
            recovery="[]",
            changed_at=now,
        )
    )


def change_password(tx: Transaction, user_id: int, password: str, now: datetime) -> None:
    """A new hash; codes stay."""
    tx.connection.execute(
        update(credentials).where(credentials.c.user_id == user_id).values(password=password, changed_at=now)
    )


def use_step(tx: Transaction, user_id: int, step: int) -> bool:
    """Spend the one-time code of this time step. False where it, or a later one, was used before."""
    spent = tx.connection.execute(
        update(credentials)
        .where(credentials.c.user_id == user_id, credentials.c.code_step < step)
        .values(code_step=step)
    )
    return spent.rowcount == 1


def keep_recovery(tx: Transaction, user_id: int, codes: Sequence[str]) -> None:
    """These recovery codes, and no earlier ones, can be used, each once."""
    digests = [_digest(tx, user_id, code) for code in codes]
    tx.connection.execute(
        update(credentials).where(credentials.c.user_id == user_id).values(recovery=json.dumps(digests))
    )


def use_recovery(tx: Transaction, user_id: int, code: str) -> bool:
    """Spend a recovery code. False where it is none of theirs, or was used."""
    left = _recovery(tx, user_id)
    digest = _digest(tx, user_id, code)
    if digest not in left:
        return False
    left.remove(digest)
    tx.connection.execute(update(credentials).where(credentials.c.user_id == user_id).values(recovery=json.dumps(left)))
    return True


def recovery_left(tx: Transaction, user_id: int) -> int:
    """How many recovery codes this user still has."""
    return len(_recovery(tx, user_id))


def _recovery(tx: Transaction, user_id: int) -> list[str]:
    kept = tx.connection.execute(
        select(credentials.c.recovery).where(credentials.c.user_id == user_id).with_for_update()
    ).scalar_one_or_none()
    return list(json.loads(kept or "[]"))


def _digest(tx: Transaction, user_id: int, code: str) -> str:
    return tx.vault.digest(f"recovery:{user_id}:{code}").hex()
