"""People waiting for a person."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select, update

from bot.core.content import Topic
from bot.core.errors import WrongKey
from bot.storage.database import Transaction
from bot.storage.schema import cases

_STORY: Final = "cases.story"


FACTS: Final = select(*(column for column in cases.c if column.name not in ("story", "inbound_id")))
"""Every case without a word of it; what `read` makes records of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One case without a word of it. `first_reply_at`: the first answer of staff."""

    id: int
    contact_id: int
    kind: str
    topic: Topic
    restricted: bool
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    close_reason: str
    assigned_to: str
    taken_at: datetime | None
    handling: str
    acknowledged: bool
    staff_at: datetime | None
    said_at: datetime | None
    first_reply_at: datetime | None

    @property
    def waits(self) -> bool:
        """True where the person wrote after staff last did something."""
        return self.said_at is not None and (self.staff_at is None or self.said_at > self.staff_at)


def read(tx: Transaction, query: Select[Any]) -> list[Case]:
    """The cases that `query`, a part of FACTS, selects."""
    rows = tx.connection.execute(query).mappings()
    return [Case(**{**row, "closed_by": row["closed_by"] or "", "topic": Topic(row["topic"])}) for row in rows]


def case(tx: Transaction, case_id: int) -> Case | None:
    """One case."""
    found = read(tx, FACTS.where(cases.c.id == case_id))
    return found[0] if found else None


def of_contact(tx: Transaction, contact_id: int) -> list[Case]:
    """Every case of a person, newest first."""
    return read(tx, FACTS.where(cases.c.contact_id == contact_id).order_by(cases.c.id.desc()))


def open_case(
    tx: Transaction,
    *,
    contact_id: int,
    kind: str,
    topic: Topic,
    restricted: bool,
    story: str,
    inbound_id: int,
    now: datetime,
) -> int:
    """Open a case, or add to the open one of the same kind: a frightened person writes in many short messages."""
    row = tx.connection.execute(
        select(cases.c.id, cases.c.story)
        .where(cases.c.contact_id == contact_id, cases.c.kind == kind, cases.c.closed_at.is_(None))
        .order_by(cases.c.id.desc())
    ).first()
    if row:
        with suppress(WrongKey):  # a story that does not open is left as it is, and this one opens a case of its own
            told = "\n".join(part for part in (tx.open(row.story, _STORY), story) if part)
            sealed = tx.seal(told[-8_000:], _STORY)
            tx.connection.execute(update(cases).where(cases.c.id == row.id).values(story=sealed, said_at=now))
            return int(row.id)
    inserted = tx.connection.execute(
        cases.insert().values(
            contact_id=contact_id,
            kind=kind,
            topic=topic.value,
            restricted=restricted,
            story=tx.seal(story, _STORY),
            inbound_id=inbound_id,
            opened_at=now,
            said_at=now,
        )
    ).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])


def listed(tx: Transaction, *, closed: bool = False) -> list[Case]:
    """Open cases, oldest first, restricted ones leading; with `closed` also those that are done."""
    query = FACTS.order_by(cases.c.restricted.desc(), cases.c.id)
    return read(tx, query if closed else query.where(cases.c.closed_at.is_(None)))


def story(tx: Transaction, case_id: int) -> str | None:
    """What the person wrote that opened this case; None where it is kept no more, or there is no such case."""
    sealed = tx.connection.execute(select(cases.c.story).where(cases.c.id == case_id)).scalar()
    told: str | None = tx.open(sealed, _STORY)
    return told


def close(tx: Transaction, case_id: int, *, by: str, reason: str, now: datetime) -> bool:
    """Close an open case. Returns False when there is none."""
    done = tx.connection.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=by, close_reason=reason)
    )
    return done.rowcount == 1


def reopen(tx: Transaction, case_id: int) -> bool:
    """A closed case is open again and nobody's; when it came and its first answer stay. Returns False when there is
    none."""
    done = tx.connection.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.closed_at.is_not(None))
        .values(closed_at=None, closed_by=None, close_reason="", assigned_to="", taken_at=None, staff_at=None)
    )
    return done.rowcount == 1


def forget_stories(tx: Transaction, before: datetime) -> int:
    """Retention: stories of cases closed before `before` are gone."""
    gone = tx.connection.execute(
        update(cases).where(cases.c.closed_at < before, cases.c.story.is_not(None)).values(story=None)
    )
    return gone.rowcount
