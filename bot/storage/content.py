"""The one home of answers: every wording an entry had, and which one people read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import and_, func, or_, select, update

from bot.core import place_texts
from bot.core.content import Entry, Kind, Topic
from bot.storage.database import Transaction
from bot.storage.schema import entries, meta, revisions

_VERSION: Final = "content.version"
_LOCK: Final = int.from_bytes(b"content")


def lock(tx: Transaction) -> None:
    """Until this transaction ends, nobody else changes content: two editors must not both make the same revision."""
    tx.alone(_LOCK)


def version(tx: Transaction) -> int:
    """Grows with every publication: readers compare it to know when to read again."""
    found = tx.connection.execute(select(meta.c.value).where(meta.c.key == _VERSION)).scalar_one_or_none()
    return int(found or 0)


def published(tx: Transaction) -> list[Entry]:
    """What people read now, by id."""
    rows = tx.connection.execute(
        select(revisions.c.document)
        .join(entries, and_(entries.c.id == revisions.c.entry_id, entries.c.published == revisions.c.number))
        .order_by(entries.c.id)
    )
    return [from_document(json.loads(row.document)) for row in rows]


def draft(tx: Transaction, entry: Entry, *, author: str, now: datetime) -> int:
    """Keep a wording as the next revision of its entry; unpublished. Returns its number."""
    tx.connection.execute(tx.insert(entries).values(id=entry.id).on_conflict_do_nothing())
    newest = tx.connection.execute(
        select(func.max(revisions.c.number)).where(revisions.c.entry_id == entry.id)
    ).scalar_one()
    number = (newest or 0) + 1
    document = json.dumps(to_document(entry), ensure_ascii=False, sort_keys=True)
    stand(tx, entry.id, "draft")
    tx.connection.execute(
        revisions.insert().values(entry_id=entry.id, number=number, document=document, author=author, created_at=now)
    )
    return number


def publish(tx: Transaction, numbers: dict[str, int | None], now: datetime) -> None:
    """From now on people read these revisions (None withdraws an entry); one version step for all of them."""
    for entry_id, number in numbers.items():
        stand(tx, entry_id, "", published=number)
        tx.connection.execute(
            update(revisions)
            .where(revisions.c.entry_id == entry_id, revisions.c.number == number, revisions.c.published_at.is_(None))
            .values(published_at=now)
        )
    value = str(version(tx) + 1)
    tx.connection.execute(
        tx.insert(meta)
        .values(key=_VERSION, value=value)
        .on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )


def stand(
    tx: Transaction, entry_id: str, state: str, *, by: str = "", at: datetime | None = None, **also: int | None
) -> None:
    """Where the newest revision of an entry stands; `at`: when it is to be published."""
    tx.connection.execute(
        update(entries).where(entries.c.id == entry_id).values(state=state, sent_by=by, publish_at=at, **also)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An entry's newest revision, which revision people read (None: none), and where the newest stands."""

    entry_id: str
    number: int
    published: int | None
    state: str
    author: str
    created_at: datetime
    sent_by: str
    publish_at: datetime | None


def standings(tx: Transaction, *only: str) -> dict[str, Standing]:
    """Of these entries, or of all, by id."""
    last = select(revisions.c.entry_id, func.max(revisions.c.number).label("number")).group_by(revisions.c.entry_id)
    top = (last.where(revisions.c.entry_id.in_(only)) if only else last).subquery()
    rows = tx.connection.execute(
        select(
            revisions.c.entry_id,
            revisions.c.number,
            revisions.c.author,
            revisions.c.created_at,
            entries.c.published,
            entries.c.state,
            entries.c.sent_by,
            entries.c.publish_at,
        )
        .join(top, and_(top.c.entry_id == revisions.c.entry_id, top.c.number == revisions.c.number))
        .join(entries, entries.c.id == revisions.c.entry_id)
        .order_by(revisions.c.entry_id)
    )
    return {row.entry_id: Standing(**row._mapping) for row in rows}  # noqa: SLF001 (SQLAlchemy's documented name)


def mark(tx: Transaction) -> int:
    """Grows with every revision: readers compare it to know when to read again."""
    return int(tx.connection.execute(select(func.coalesce(func.max(revisions.c.id), 0))).scalar_one())


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One wording an entry had."""

    entry: Entry
    number: int
    author: str
    created_at: datetime
    published_at: datetime | None


def revision(tx: Transaction, entry_id: str, number: int) -> Revision | None:
    """One wording."""
    row = tx.connection.execute(
        select(revisions).where(revisions.c.entry_id == entry_id, revisions.c.number == number)
    ).one_or_none()
    return None if row is None else _revision(row)


def history(tx: Transaction, entry_id: str, limit: int) -> list[Revision]:
    """The newest `limit` wordings, newest first."""
    rows = tx.connection.execute(
        select(revisions).where(revisions.c.entry_id == entry_id).order_by(revisions.c.number.desc()).limit(limit)
    )
    return [_revision(row) for row in rows]


def _revision(row: Any) -> Revision:
    return Revision(
        entry=from_document(json.loads(row.document)),
        number=row.number,
        author=row.author,
        created_at=row.created_at,
        published_at=row.published_at,
    )


def mentioning(tx: Transaction, entry_id: str) -> list[Entry]:
    """Wordings that may name this entry in quotes: those people read and the newest of each, of other entries."""
    last = select(revisions.c.entry_id, func.max(revisions.c.number).label("number")).group_by(revisions.c.entry_id)
    top = last.subquery()
    rows = tx.connection.execute(
        select(revisions.c.document)
        .join(entries, entries.c.id == revisions.c.entry_id)
        .join(top, top.c.entry_id == revisions.c.entry_id)
        .where(
            or_(revisions.c.number == entries.c.published, revisions.c.number == top.c.number),
            revisions.c.entry_id != entry_id,
            revisions.c.document.contains(json.dumps(entry_id, ensure_ascii=False), autoescape=True),
        )
        .order_by(revisions.c.entry_id)
    )
    return [from_document(json.loads(row.document)) for row in rows]


def names(tx: Transaction, word: str) -> bool:
    """Whether any wording, of any time, has this word of ours in it."""
    found = select(revisions.c.id).where(revisions.c.document.contains(word, autoescape=True)).limit(1)
    return tx.connection.execute(found).first() is not None


def due(tx: Transaction, now: datetime) -> dict[str, int]:
    """Entries whose newest revision is to be published by now, with its number."""
    rows = tx.connection.execute(
        select(entries.c.id, func.max(revisions.c.number))
        .join(revisions, revisions.c.entry_id == entries.c.id)
        .where(entries.c.state == "scheduled", entries.c.publish_at <= now)
        .group_by(entries.c.id)
    )
    return {row[0]: int(row[1]) for row in rows}


def newest(tx: Transaction) -> dict[str, tuple[int, Entry, bool]]:
    """By id: the newest revision's number, its wording, and whether it is the published one."""
    last = select(revisions.c.entry_id, func.max(revisions.c.number).label("number")).group_by(revisions.c.entry_id)
    top = last.subquery()
    rows = tx.connection.execute(
        select(revisions.c.entry_id, revisions.c.number, revisions.c.document, entries.c.published)
        .join(top, and_(top.c.entry_id == revisions.c.entry_id, top.c.number == revisions.c.number))
        .join(entries, entries.c.id == revisions.c.entry_id)
        .order_by(revisions.c.entry_id)
    )
    return {
        row.entry_id: (row.number, from_document(json.loads(row.document)), row.published == row.number) for row in rows
    }


def previous(tx: Transaction, entry_id: str) -> Entry | None:
    """The wording that was published before the present one, if any."""
    current = select(entries.c.published).where(entries.c.id == entry_id).scalar_subquery()
    document = tx.connection.execute(
        select(revisions.c.document)
        .where(revisions.c.entry_id == entry_id, revisions.c.published_at.is_not(None), revisions.c.number < current)
        .order_by(revisions.c.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    return from_document(json.loads(document)) if document else None


def is_empty(tx: Transaction) -> bool:
    """True before the first seed."""
    return tx.connection.execute(select(entries.c.id).limit(1)).first() is None


def to_document(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values; empty fields are left out."""
    document: dict[str, Any] = {}
    for name in Entry.__dataclass_fields__:
        value = getattr(entry, name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Enum):
            value = value.value
        elif name == "by_place":
            value = [text.document() for text in value]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            value = list(value)
        if value not in ("", None, [], False):
            document[name] = value
    return document


def from_document(document: dict[str, Any]) -> Entry:
    """The entry again. Documents were checked before they were kept."""
    values = dict(document)
    for name in ("source_date", "verified_on", "review_by"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    for name in ("questions", "related", "must_say"):
        values[name] = tuple(values.get(name, ()))
    values["by_place"] = tuple(map(place_texts.from_document, values.get("by_place", ())))
    values["topic"], values["kind"] = Topic(values["topic"]), Kind(values["kind"])
    for name in ("menu", "whatsapp", "sms"):
        values.setdefault(name, "")
    return Entry(**values)
