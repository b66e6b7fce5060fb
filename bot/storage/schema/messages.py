"""Messages in and out. Rows are the jobs: they carry their stage, lease and order themselves."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.storage.schema.columns import Id, Instant, contact, identity, metadata
from bot.storage.schema.stages import is_answered, is_claimed, is_missed, is_open, is_settled, waits, waits_in_line

inbound = Table(
    "inbound",
    metadata,
    identity(),
    Column("provider_id", String(64), nullable=False, unique=True),
    contact(),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("form", String(16), nullable=False),
    Column("content", LargeBinary),
    Column("received_at", Instant, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed_by", String(64)),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Column("outcome", String(16)),
    Column("topic", String(32)),
    Column("entry", String(64)),
    Column("confidence", Float),
)
"""What people wrote. `content` is None once it may not be kept (sensitive turn, retention)."""
_open_inbound = is_open(inbound)
Index("ix_inbound_open", inbound.c.contact_id, inbound.c.id, sqlite_where=_open_inbound, postgresql_where=_open_inbound)
_waiting_inbound = waits(inbound)
Index("ix_inbound_waiting", inbound.c.id, sqlite_where=_waiting_inbound, postgresql_where=_waiting_inbound)
_claimed_inbound = is_claimed(inbound)
Index("ix_inbound_claimed", inbound.c.claimed_until, sqlite_where=_claimed_inbound, postgresql_where=_claimed_inbound)
Index("ix_inbound_contact_received", inbound.c.contact_id, inbound.c.received_at)
Index("ix_inbound_received", inbound.c.received_at)
_missed_inbound = is_missed(inbound)
Index("ix_inbound_missed", inbound.c.id, sqlite_where=_missed_inbound, postgresql_where=_missed_inbound)
_answered_inbound = is_answered(inbound)
Index(
    "ix_inbound_entry", inbound.c.entry, inbound.c.received_at,
    sqlite_where=_answered_inbound, postgresql_where=_answered_inbound,
)  # fmt: skip

outbound = Table(
    "outbound",
    metadata,
    identity(),
    Column("key", String(96), nullable=False, unique=True),
    contact(),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("inbound_id", Id, ForeignKey("inbound.id", ondelete="CASCADE")),
    Column("sender", String(64), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("campaign_id", Id),
    Column("run", Integer),
    Column("channel", String(16)),
    Column("content", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed_by", String(64)),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Column("reason", String(64), nullable=False, server_default=""),
)
"""What we owe people. `rank` orders the queue (0 urgent, 1 reply, 2 campaign); `reason` says why it was refused. A
campaign's message has no content until it is claimed: then what was chosen for this person (language, form, values).
Its `channel` is that of its address. `campaign_id` is no foreign key: campaigns are never deleted, and a million checks
of one row would be paid for nothing."""
_open_outbound = is_open(outbound)
Index(
    "ix_outbound_open", outbound.c.contact_id, outbound.c.rank, outbound.c.id,
    sqlite_where=_open_outbound, postgresql_where=_open_outbound,
)  # fmt: skip
_waiting_outbound = waits_in_line(outbound)
Index(
    "ix_outbound_waiting", outbound.c.rank, outbound.c.id,
    sqlite_where=_waiting_outbound, postgresql_where=_waiting_outbound,
)  # fmt: skip
_claimed_outbound = is_claimed(outbound)
Index(
    "ix_outbound_claimed", outbound.c.claimed_until, sqlite_where=_claimed_outbound, postgresql_where=_claimed_outbound
)
_recipient = outbound.c.campaign_id.is_not(None)
_waiting_recipient = _recipient & waits(outbound)
Index(
    "ix_outbound_recipients", outbound.c.campaign_id, outbound.c.channel, outbound.c.due_at, outbound.c.id,
    sqlite_where=_waiting_recipient, postgresql_where=_waiting_recipient,
)  # fmt: skip
Index(
    "ix_outbound_campaign", outbound.c.campaign_id, outbound.c.run, outbound.c.stage,
    sqlite_where=_recipient, postgresql_where=_recipient,
)  # fmt: skip
_settled_recipient = _recipient & is_settled(outbound)
Index(
    "ix_outbound_settled", outbound.c.campaign_id, outbound.c.settled_at,
    sqlite_where=_settled_recipient, postgresql_where=_settled_recipient,
)  # fmt: skip
Index("ix_outbound_contact", outbound.c.contact_id)
Index("ix_outbound_inbound", outbound.c.inbound_id)
Index("ix_outbound_created", outbound.c.created_at)

attempts = Table(
    "attempts",
    metadata,
    identity(),
    Column("message_id", Id, ForeignKey("outbound.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("provider_id", String(64), unique=True),
    Column("code", Integer),
    Column("started_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("read_at", Instant),
    Column("cost", Integer),
    Column("billed", Integer),
    UniqueConstraint("message_id", "number"),
    sqlite_autoincrement=True,
)
"""One create call each. Ids are never used twice: they travel in callback URLs. Of a campaign's message `cost` is what
it was taken to cost when it was claimed, `billed` what the provider says, both in micro-dollars (`bot.core.costs`)."""
_priced = attempts.c.cost.is_not(None)
Index("ix_attempts_priced", attempts.c.started_at, sqlite_where=_priced, postgresql_where=_priced)

reports = Table(
    "reports",
    metadata,
    identity(),
    Column("provider_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("code", Integer, nullable=False, server_default="0"),
    Column("reaction", String(16), nullable=False, server_default=""),
    Column("wait", Float, nullable=False, server_default="0"),
    Column("tries", Integer),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("provider_id", "status", "code"),
    Index("ix_reports_received", "received_at"),
)
"""Delivery reports whose attempt is not known yet: applied when a create call returns with that provider id. What a
failure asks for (`reaction`, `wait`, `tries`) is kept with it."""

erased = Table(
    "erased",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("at", Instant, nullable=False),
    Index("ix_erased_at", "at"),
)
"""Keyed hashes of the ids of messages whose person was erased, and when they came: a look at what the provider still
holds must not bring them back."""
