"""People waiting for a person, and what staff do about it."""

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text, false, literal_column

from bot.storage.schema.columns import Id, Instant, contact, identity, metadata

cases = Table(
    "cases",
    metadata,
    identity(),
    contact(),
    Column("kind", String(32), nullable=False),
    Column("topic", String(32), nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("story", LargeBinary),
    Column("inbound_id", Id, ForeignKey("inbound.id", ondelete="SET NULL")),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(64)),
    Column("close_reason", Text, nullable=False, server_default=""),
    Column("assigned_to", String(64), nullable=False, server_default=""),
    Column("taken_at", Instant),
    Column("handling", String(16), nullable=False, server_default=""),
    Column("acknowledged", Boolean, nullable=False, server_default=false()),
    Column("staff_at", Instant),
    Column("said_at", Instant),
    Column("first_reply_at", Instant),
    Index("ix_cases_contact", "contact_id"),
    Index("ix_cases_closed", "closed_at"),
)
"""People waiting for a person. Text of sensitive turns lives here and in `case_events`, nowhere else. `assigned_to` is
the member of staff whose case it is (empty: nobody's), since `taken_at`. `handling`: `person` while they answer and the
bot is silent, `returning` until the bot has said that it is back, else empty; `acknowledged` once the person knows.
`staff_at`, `said_at`: when staff last took or replied, and when the person last wrote; `first_reply_at` is the first
answer of staff."""


def in_hand(them: Any) -> Any:
    """Cases in which staff answer, or whose person has not been told yet that they do not any more."""
    return them.c.handling != literal_column("''", String)


_open = cases.c.closed_at.is_(None)
Index("ix_cases_open", cases.c.id, sqlite_where=_open, postgresql_where=_open)
_in_hand = in_hand(cases)
Index("ix_cases_handled", cases.c.contact_id, sqlite_where=_in_hand, postgresql_where=_in_hand)

case_events = Table(
    "case_events",
    metadata,
    identity(),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    contact(),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("author", String(64), nullable=False, server_default=""),
    Column("content", LargeBinary),
    Column("outbound_id", Id, ForeignKey("outbound.id", ondelete="SET NULL")),
    Index("ix_case_events_case", "case_id", "id"),
    Index("ix_case_events_contact", "contact_id"),
    Index("ix_case_events_outbound", "outbound_id"),
)
"""What happened in a case, in order: what the person wrote while staff answered, replies (their text is that of the
outbound message), notes, who took it and when the bot came back. `author` is empty for the person and for us."""

canned = Table(
    "canned",
    metadata,
    identity(),
    Column("title", String(80), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""Replies staff keep ready for cases."""
