"""What happened in a case, in order."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select, update

from bot.core.messages import Status
from bot.storage.attempts import shown
from bot.storage.campaign_messages import CONTENT
from bot.storage.database import Transaction
from bot.storage.schema import attempts, case_events, cases, outbound

_CONTENT: Final = "case_events.content"


class Kind(StrEnum):
    """What a line of a case is about."""

    SAID = "said"
    """The person wrote."""
    ASKED = "asked"
    """The person used a right of theirs, and the bot answered: a stop, their data."""
    DANGER = "danger"
    """What the person wrote shows danger, and the bot gave the number."""
    REPLY = "reply"
    NOTE = "note"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    LEFT = "left"
    """Back to nobody's."""
    RETURNED = "returned"
    """The bot answers again."""
    CLOSED = "closed"
    REOPENED = "reopened"
    """Closed by mistake: it waits again."""


_TEXTS: Final = (Kind.SAID.value, Kind.DANGER.value, Kind.NOTE.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line. `author`: who of staff, empty for the person and for us. `content`: `text`, `form` and `doubt` of what
    was said, `text` of a note or reply, words of ours for the rest; without `text` it is kept no longer."""

    id: int
    at: datetime
    kind: Kind
    author: str
    content: dict[str, Any] = field(default_factory=dict)
    stage: str = ""
    """Of a reply: where the message stands with us."""
    status: Status = Status.UNSENT
    reason: str = ""
    """Of a reply that was refused: why."""


def add(
    tx: Transaction,
    case_id: int,
    kind: Kind,
    *,
    now: datetime,
    author: str = "",
    content: dict[str, Any] | None = None,
    outbound_id: int | None = None,
) -> None:
    """Write a line."""
    contact_id = select(cases.c.contact_id).where(cases.c.id == case_id).scalar_subquery()
    tx.connection.execute(
        case_events.insert().values(
            case_id=case_id,
            contact_id=contact_id,
            at=now,
            kind=kind.value,
            author=author,
            content=tx.seal(content, _CONTENT) if content else None,
            outbound_id=outbound_id,
        )
    )


def listed(tx: Transaction, case_id: int) -> list[Event]:
    """Every line of a case, oldest first."""
    rows = tx.connection.execute(
        select(case_events, outbound.c.content.label("words"), outbound.c.stage, outbound.c.reason)
        .outerjoin(outbound, outbound.c.id == case_events.c.outbound_id)
        .where(case_events.c.case_id == case_id)
        .order_by(case_events.c.id)
    ).all()
    status = shown(tx, [row.outbound_id for row in rows if row.outbound_id])
    return [
        Event(
            id=row.id,
            at=row.at,
            kind=Kind(row.kind),
            author=row.author,
            content=tx.open_fields(row.content, _CONTENT) | _said(tx, row.words),
            stage=row.stage or "",
            status=status.get(row.outbound_id, Status.UNSENT),
            reason=row.reason or "",
        )
        for row in rows
    ]


def _said(tx: Transaction, words: bytes | None) -> dict[str, Any]:
    return {"text": tx.open_fields(words, CONTENT).get("text", "")} if words is not None else {}


def mark(tx: Transaction, case_id: int) -> str:
    """Changes whenever a line of this case does: a new one, or news of a reply."""
    last = select(func.max(case_events.c.id)).where(case_events.c.case_id == case_id).scalar_subquery()
    replies = select(case_events.c.outbound_id).where(case_events.c.case_id == case_id)
    news = select(func.max(attempts.c.updated_at)).where(attempts.c.message_id.in_(replies)).scalar_subquery()
    settled = select(func.max(outbound.c.settled_at)).where(outbound.c.id.in_(replies)).scalar_subquery()
    found = tx.connection.execute(select(last, news, settled)).one()
    return "-".join(str(int(one.timestamp() * 1e6) if isinstance(one, datetime) else one or 0) for one in found)


def texts_of(tx: Transaction, contact_id: int) -> list[tuple[datetime, str]]:
    """What this person wrote in cases that are not restricted, as far as it is kept, oldest first."""
    rows = tx.connection.execute(
        select(case_events.c.at, case_events.c.content)
        .join(cases, cases.c.id == case_events.c.case_id)
        .where(
            case_events.c.contact_id == contact_id, case_events.c.kind == Kind.SAID.value,
            case_events.c.content.is_not(None), ~cases.c.restricted,
        )
        .order_by(case_events.c.id)
    )  # fmt: skip
    return [(row.at, tx.open_fields(row.content, _CONTENT).get("text", "")) for row in rows]


def forget(tx: Transaction, before: datetime) -> int:
    """Retention: the texts of cases closed before `before` are gone."""
    over = select(cases.c.id).where(cases.c.closed_at < before)
    gone = tx.connection.execute(
        update(case_events)
        .where(case_events.c.case_id.in_(over), case_events.c.kind.in_(_TEXTS), case_events.c.content.is_not(None))
        .values(content=None)
    )
    return gone.rowcount
