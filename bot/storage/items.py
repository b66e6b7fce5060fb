"""Sections of the safety lexicon, services of the directory, translations: every wording they had, and which one
holds.

An item is named by its `kind` (LEXICON, SERVICE, TRANSLATION) and id; its document is JSON. What `storage.content` says
of entries holds here; a publication moves the same version on, so that whoever reads answers again reads these too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, select, update

from bot.storage import content
from bot.storage.database import Transaction
from bot.storage.schema import item_remarks, item_versions, items

LEXICON: Final = "lexicon"
SERVICE: Final = "service"
TRANSLATION: Final = "translation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An item's newest version, which one holds (None: none), and where the newest stands."""

    id: str
    number: int
    published: int | None
    state: str
    author: str
    created_at: datetime
    sent_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One wording an item had."""

    document: Mapping[str, Any]
    number: int
    author: str
    created_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """`act`: sent, returned, published, withdrawn, restored, discarded."""

    number: int
    author: str
    at: datetime
    act: str
    text: str


def is_empty(tx: Transaction, kind: str) -> bool:
    """True before the first seed of this kind."""
    return tx.connection.execute(select(items.c.id).where(items.c.kind == kind).limit(1)).first() is None


def published(tx: Transaction, kind: str) -> dict[str, Mapping[str, Any]]:
    """What holds now, by id."""
    rows = tx.connection.execute(
        select(items.c.id, item_versions.c.document)
        .join(
            item_versions,
            and_(
                item_versions.c.kind == items.c.kind,
                item_versions.c.item_id == items.c.id,
                item_versions.c.number == items.c.published,
            ),
        )
        .where(items.c.kind == kind)
        .order_by(items.c.id)
    )
    return {row.id: json.loads(row.document) for row in rows}


def newest(tx: Transaction, kind: str) -> dict[str, Mapping[str, Any]]:
    """The newest wording of each, published or not, by id."""
    last = _last(kind)
    rows = tx.connection.execute(
        select(item_versions.c.item_id, item_versions.c.document)
        .join(last, and_(last.c.item_id == item_versions.c.item_id, last.c.number == item_versions.c.number))
        .where(item_versions.c.kind == kind)
        .order_by(item_versions.c.item_id)
    )
    return {row.item_id: json.loads(row.document) for row in rows}


def draft(tx: Transaction, kind: str, item_id: str, document: Mapping[str, Any], *, author: str, now: datetime) -> int:
    """Keep a wording as the next version of its item; unpublished. Returns its number."""
    tx.connection.execute(tx.insert(items).values(kind=kind, id=item_id).on_conflict_do_nothing())
    last = tx.connection.execute(
        select(func.max(item_versions.c.number)).where(item_versions.c.kind == kind, item_versions.c.item_id == item_id)
    ).scalar_one()
    number = (last or 0) + 1
    stand(tx, kind, item_id, "draft")
    tx.connection.execute(
        item_versions.insert().values(
            kind=kind,
            item_id=item_id,
            number=number,
            document=json.dumps(document, ensure_ascii=False, sort_keys=True),
            author=author,
            created_at=now,
        )
    )
    return number


def publish(tx: Transaction, kind: str, numbers: Mapping[str, int | None], now: datetime) -> None:
    """From now on these versions hold (None withdraws an item); readers read again."""
    for item_id, number in numbers.items():
        stand(tx, kind, item_id, "", published=number)
        tx.connection.execute(
            update(item_versions)
            .where(
                item_versions.c.kind == kind,
                item_versions.c.item_id == item_id,
                item_versions.c.number == number,
                item_versions.c.published_at.is_(None),
            )
            .values(published_at=now)
        )
    content.publish(tx, {}, now)


def stand(tx: Transaction, kind: str, item_id: str, state: str, *, by: str = "", **also: int | None) -> None:
    """Where the newest version of an item stands."""
    tx.connection.execute(
        update(items).where(items.c.kind == kind, items.c.id == item_id).values(state=state, sent_by=by, **also)
    )


def standings(tx: Transaction, kind: str, *only: str) -> dict[str, Standing]:
    """Of these items, or of all of a kind, by id."""
    last = _last(kind, *only)
    rows = tx.connection.execute(
        select(
            items.c.id,
            item_versions.c.number,
            item_versions.c.author,
            item_versions.c.created_at,
            items.c.published,
            items.c.state,
            items.c.sent_by,
        )
        .join(item_versions, and_(item_versions.c.kind == items.c.kind, item_versions.c.item_id == items.c.id))
        .join(last, and_(last.c.item_id == items.c.id, last.c.number == item_versions.c.number))
        .where(items.c.kind == kind)
        .order_by(items.c.id)
    )
    return {row.id: Standing(**row._mapping) for row in rows}  # noqa: SLF001 (SQLAlchemy's documented name)


def version(tx: Transaction, kind: str, item_id: str, number: int) -> Version | None:
    """One wording."""
    found = _versions(tx, kind, item_id, item_versions.c.number == number)
    return found[0] if found else None


def history(tx: Transaction, kind: str, item_id: str, limit: int) -> list[Version]:
    """The newest `limit` wordings, newest first."""
    return _versions(tx, kind, item_id, limit=limit)


def note(
    tx: Transaction, kind: str, item_id: str, number: int, *, author: str, act: str, text: str = "", now: datetime
) -> None:
    """Keep a remark."""
    tx.connection.execute(
        item_remarks.insert().values(
            kind=kind, item_id=item_id, number=number, author=author, at=now, act=act, text=text
        )
    )


def remarks(tx: Transaction, kind: str, item_id: str, limit: int) -> list[Remark]:
    """The newest remarks on an item, newest first."""
    rows = tx.connection.execute(
        select(item_remarks.c.number, item_remarks.c.author, item_remarks.c.at, item_remarks.c.act, item_remarks.c.text)
        .where(item_remarks.c.kind == kind, item_remarks.c.item_id == item_id)
        .order_by(item_remarks.c.id.desc())
        .limit(limit)
    )
    return [Remark(**row._mapping) for row in rows]  # noqa: SLF001 (SQLAlchemy's documented name)


def _last(kind: str, *only: str) -> Any:
    query = select(item_versions.c.item_id, func.max(item_versions.c.number).label("number")).where(
        item_versions.c.kind == kind
    )
    if only:
        query = query.where(item_versions.c.item_id.in_(only))
    return query.group_by(item_versions.c.item_id).subquery()


def _versions(tx: Transaction, kind: str, item_id: str, *where: Any, limit: int | None = None) -> list[Version]:
    rows = tx.connection.execute(
        select(item_versions)
        .where(item_versions.c.kind == kind, item_versions.c.item_id == item_id, *where)
        .order_by(item_versions.c.number.desc())
        .limit(limit)
    )
    return [
        Version(
            document=json.loads(row.document),
            number=row.number,
            author=row.author,
            created_at=row.created_at,
            published_at=row.published_at,
        )
        for row in rows
    ]
