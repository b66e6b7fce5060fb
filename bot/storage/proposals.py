"""What the installed release says, and what staff decided about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update

from bot.storage.database import Transaction
from bot.storage.schema import meta, proposals

ENTRY: Final = "entry"
"""The kind of entries; items have the kinds of `storage.items`."""
_RELEASE: Final = "release.files"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A text of the release that differs from ours."""

    kind: str
    id: str
    document: Mapping[str, Any]
    at: datetime


def release(tx: Transaction) -> str:
    """Names the files that were looked at last; empty before the first time."""
    return tx.connection.execute(select(meta.c.value).where(meta.c.key == _RELEASE)).scalar_one_or_none() or ""


def looked(tx: Transaction, mark: str) -> None:
    """These files were looked at."""
    tx.connection.execute(
        tx.insert(meta)
        .values(key=_RELEASE, value=mark)
        .on_conflict_do_update(index_elements=["key"], set_={"value": mark})
    )


def seen(tx: Transaction) -> dict[tuple[str, str], bytes]:
    """What the release said of each when it was looked at last, as a digest."""
    rows = tx.connection.execute(select(proposals.c.kind, proposals.c.id, proposals.c.digest))
    return {(row.kind, row.id): bytes(row.digest) for row in rows}


def keep(
    tx: Transaction, kind: str, item_id: str, digest: bytes, document: Mapping[str, Any] | None, now: datetime
) -> None:
    """The release says this: open where a `document` is given, else already ours."""
    values = {
        "digest": digest,
        "document": "" if document is None else json.dumps(document, ensure_ascii=False, sort_keys=True),
        "state": "seen" if document is None else "open",
        "at": now,
        "decided_by": "",
    }
    tx.connection.execute(
        tx.insert(proposals)
        .values(kind=kind, id=item_id, **values)
        .on_conflict_do_update(index_elements=["kind", "id"], set_=values)
    )


def undecided(tx: Transaction) -> list[Proposal]:
    """Every open one, by kind and id."""
    rows = tx.connection.execute(
        select(proposals).where(proposals.c.state == "open").order_by(proposals.c.kind, proposals.c.id)
    )
    return [Proposal(kind=row.kind, id=row.id, document=json.loads(row.document), at=row.at) for row in rows]


def count(tx: Transaction) -> int:
    """How many are open."""
    found = select(func.count()).select_from(proposals).where(proposals.c.state == "open")
    return int(tx.connection.execute(found).scalar_one())


def decide(tx: Transaction, kind: str, item_id: str, state: str, *, by: str) -> bool:
    """Somebody took or left it. False where it was not open."""
    done = tx.connection.execute(
        update(proposals)
        .where(proposals.c.kind == kind, proposals.c.id == item_id, proposals.c.state == "open")
        .values(state=state, decided_by=by, document="")
    )
    return done.rowcount == 1
