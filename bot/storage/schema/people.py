"""People and what they told us, asked for, or agreed to."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from bot.storage.schema.columns import Id, Instant, contact, identity, metadata

contacts = Table(
    "contacts",
    metadata,
    identity(),
    Column("created_at", Instant, nullable=False),
    Column("language", String(16), nullable=False, server_default="es"),
    Column("next_send_at", Instant),
    Column("erase_from", Instant),
    Column("name", LargeBinary),
    Column("district", String(64), nullable=False, server_default=""),
    Column("zone", String(64), nullable=False, server_default=""),
    Column("age_band", String(16), nullable=False, server_default=""),
    Column("children_age_band", String(16), nullable=False, server_default=""),
    Index("ix_contacts_district", "district", "id"),
    sqlite_autoincrement=True,
)
"""People. A contact is our id, never a number. `next_send_at` keeps the pause between two messages to one person;
`erase_from` marks someone whose farewell is still on its way. `district` is where they live, as places.py spells it;
`zone` their IANA time zone where staff know it (empty: PUENTE_TIMEZONE; a prefix never tells); bands are ages in years
(`18-29`, `60+`), `children_age_band` those of their children."""

labels = Table(
    "labels",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("label", String(64), primary_key=True),
    Index("ix_labels_label", "label", "contact_id"),
)
"""Words of staff that group people."""

addresses = Table(
    "addresses",
    metadata,
    identity(),
    contact(),
    Column("channel", String(16), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("sender", String(64), nullable=False, server_default=""),
    Column("last_inbound_at", Instant),
    Column("stopped", String(64), nullable=False, server_default=""),
    Column("rests_until", Instant),
    Index("ix_addresses_contact", "contact_id"),
)
"""Where a person can be reached; `sender` is our own number they last wrote to, `stopped` why we must not write. A
number that keeps failing is left alone until `rests_until`."""

conversations = Table(
    "conversations",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("state", LargeBinary, nullable=False),
    Column("updated_at", Instant, nullable=False),
)
"""What is remembered between two turns, sealed."""

votes = Table(
    "votes",
    metadata,
    identity(),
    contact(),
    Column("entry_id", String(64), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("comment", LargeBinary),
    Column("at", Instant, nullable=False),
    Index("ix_votes_contact", "contact_id"),
    Index("ix_votes_entry", "entry_id", "at"),
)
"""Whether an answer helped."""

consents = Table(
    "consents",
    metadata,
    identity(),
    contact(),
    Column("scope", String(32), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(64), nullable=False),
    Column("text_version", String(32), nullable=False, server_default=""),
    Column("reason", LargeBinary),
    Index("ix_consents_contact", "contact_id", "scope", "id"),
)
"""Dated facts: a yes or a no, and the wording it answered. The one written down last in a scope holds. Scopes: `alerts`
(may be campaigned to), `everything` (a no: never write first), `topic:…` (what a person wants to hear about)."""

suppressions = Table(
    "suppressions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("at", Instant, nullable=False),
)
"""Keyed hashes of erased people who asked never to be written to: all that stays of them."""

reminders = Table(
    "reminders",
    metadata,
    identity(),
    contact(),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False, server_default=""),
    Index("ix_reminders_contact", "contact_id"),
)
"""What people asked to be written about at a time of their own (`reminder`), and "were you called?" (`callback`).
`state`: waiting, sent, refused with a `reason`."""
_waiting_reminder = reminders.c.state == "waiting"
Index("ix_reminders_due", reminders.c.due_at, sqlite_where=_waiting_reminder, postgresql_where=_waiting_reminder)

rumours = Table(
    "rumours",
    metadata,
    identity(),
    Column("at", Instant, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("heard", String(16), nullable=False),
    Column("district", String(64), nullable=False, server_default=""),
)
"""Rumours that go around, with where they were heard. Nobody is named: there is no way back to who told us."""
