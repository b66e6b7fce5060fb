"""What we answer with, and what staff did with it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from bot.storage.schema.columns import Id, Instant, identity, metadata

entries = Table(
    "entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("published", Integer),
    Column("state", String(16), nullable=False, server_default=""),
    Column("sent_by", String(64), nullable=False, server_default=""),
    Column("publish_at", Instant),
)
"""Questions we answer; `published` is the revision people read, None when withdrawn. `state` is that of the newest
revision while it is not published: draft, review (sent by `sent_by`), returned, scheduled (for `publish_at`)."""

revisions = Table(
    "revisions",
    metadata,
    identity(),
    Column("entry_id", String(64), ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
    UniqueConstraint("entry_id", "number"),
)
"""Every wording an entry ever had."""

remarks = Table(
    "remarks",
    metadata,
    identity(),
    Column("entry_id", String(64), ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Index("ix_remarks_entry", "entry_id", "id"),
)
"""What staff did with a revision and said about it: sent, returned, published, scheduled, withdrawn, restored,
discarded."""

looked_at = Table(
    "looked_at",
    metadata,
    Column("inbound_id", Id, ForeignKey("inbound.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)
"""Messages without a good answer that staff have dealt with."""

links = Table(
    "links",
    metadata,
    Column("url", String(500), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("checked_at", Instant),
    Column("state", String(16), nullable=False, server_default=""),
    Column("code", Integer, nullable=False, server_default="0"),
    Column("moved_to", String(500), nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0"),
    Index("ix_links_due", "due_at"),
)
"""Pages that answers send people to, and what the last look at each found (`bot.channels.pages.Seen`). `failures`:
looks in a row that found nothing there."""

files = Table(
    "files",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("added_at", Instant, nullable=False),
    Index("ix_files_digest", "digest"),
)
"""Pictures and voice files of answers, named so that nobody guesses them. What no wording names any more goes after 30
days."""

proposals = Table(
    "proposals",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("document", Text, nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_by", String(64), nullable=False, server_default=""),
)
"""What the installed release says of each entry (kind `entry`), section and service: `seen` where it was here already,
`open` while an editor has not decided, `taken` or `left`. `document` while it is open."""
