"""Who did what to which record, in a chain: each row's digest covers the row and the digest before it.

The digest is keyed (PUENTE_SECRET_KEY), so that a new chain cannot be made with the database alone. Rows are numbered
without gaps, and `meta` holds the newest number with its digest: an edited, deleted, added or moved row is found, the
last one included. Nothing that names or quotes a person belongs in here.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from bot.storage.database import Transaction
from bot.storage.schema import EPOCH, audit, meta

_HEAD: Final = "audit.head"
_LOCK: Final = 0x61756469
"""Any number no other advisory lock uses ("audi")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A row that is not what was written: its number, and why it is known."""

    number: int
    reason: str
    """`edited` (or moved), `missing`, `added`, `end` (the newest rows are gone)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was found of the chain. `unchained` rows are from before it began."""

    rows: int
    unchained: int
    head: str
    faults: tuple[Fault, ...]


def note(
    tx: Transaction,
    *,
    actor: str,
    act: str,
    subject: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Leave a trace. `act` is `noun.verb`, `subject` a number or a name of ours, `detail` figures and words of ours
    (before and after). Whoever notes at the same time waits until this transaction has ended: note last."""
    tx.alone(_LOCK)
    last = tx.connection.execute(select(audit.c.id, audit.c.digest).order_by(audit.c.id.desc()).limit(1)).one_or_none()
    row: dict[str, Any] = {
        "id": last.id + 1 if last else 1,
        "at": now,
        "actor": actor,
        "act": act,
        "subject": subject,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else "",
    }
    digest = _digest(tx, row, last.digest if last else None)
    tx.connection.execute(audit.insert().values(**row, digest=digest))
    head = tx.insert(meta).values(key=_HEAD, value=_head(row["id"], digest))
    tx.connection.execute(head.on_conflict_do_update(index_elements=["key"], set_={"value": head.excluded.value}))


def verify(tx: Transaction) -> Verdict:
    """Read the whole chain. A row that was changed is named once; the rows after it are judged by what they hold."""
    faults: list[Fault] = []
    count = unchained = 0
    number, before = 0, None
    rows = tx.connection.execution_options(yield_per=1_000).execute(select(audit).order_by(audit.c.id)).mappings()
    for row in rows:
        count += 1
        faults += [Fault(number=gone, reason="missing") for gone in range(number + 1, row["id"])][:100]
        if row["digest"] is None:
            unchained += 1
            if before is not None:
                faults.append(Fault(number=row["id"], reason="added"))
        elif not hmac.compare_digest(row["digest"], _digest(tx, row, before)):
            faults.append(Fault(number=row["id"], reason="edited"))
        number, before = row["id"], row["digest"]
    found = _head(number, before) if before is not None else ""
    kept = tx.connection.execute(select(meta.c.value).where(meta.c.key == _HEAD)).scalar_one_or_none() or ""
    if kept != found:
        faults.append(Fault(number=int(kept.partition(":")[0] or 0), reason="end"))
    return Verdict(rows=count, unchained=unchained, head=found, faults=tuple(faults))


def _digest(tx: Transaction, row: Any, before: bytes | None) -> bytes:
    held = [
        row["id"],
        (row["at"] - EPOCH) // timedelta(microseconds=1),
        row["actor"],
        row["act"],
        row["subject"],
        row["detail"],
    ]
    return tx.vault.digest(json.dumps(["audit", (before or b"").hex(), *held], ensure_ascii=False))


def _head(number: int, digest: bytes) -> str:
    return f"{number}:{digest.hex()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One row of the audit. `detail` is JSON, or empty."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: str

    def to_dict(self) -> dict[str, Any]:
        """As a document."""
        detail = json.loads(self.detail) if self.detail else None
        facts = {"number": self.number, "at": self.at.isoformat(), "actor": self.actor, "act": self.act}
        return {**facts, "subject": self.subject, "detail": detail}


def newest(tx: Transaction, *, limit: int, actor: str = "") -> list[Act]:
    """The last `limit` acts, of one actor where one is named, oldest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    rows = tx.connection.execute(query.where(audit.c.actor == actor) if actor else query).all()
    return [_act(row) for row in reversed(rows)]


def page(tx: Transaction, *, actor: str, subject: str, offset: int, limit: int) -> list[Act]:
    """`limit` acts after the `offset` newest ones, newest first; of one actor, on one subject where these are given."""
    query = select(audit).order_by(audit.c.id.desc()).offset(offset).limit(limit)
    query = query.where(audit.c.actor == actor) if actor else query
    query = query.where(audit.c.subject == subject) if subject else query
    return [_act(row) for row in tx.connection.execute(query)]


def _act(row: Any) -> Act:
    return Act(number=row.id, at=row.at, actor=row.actor, act=row.act, subject=row.subject, detail=row.detail)
