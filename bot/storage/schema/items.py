"""What is edited like an answer and is none."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.schema.columns import Instant, identity, metadata

items = Table(
    "items",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("published", Integer),
    Column("state", String(16), nullable=False, server_default=""),
    Column("sent_by", String(64), nullable=False, server_default=""),
)
"""Sections of the safety lexicon (kind `lexicon`), services of the directory (`service`), answers in other
languages (`translation`). `published` and `state` as in
`entries`; nothing of it is scheduled."""

item_versions = Table(
    "item_versions",
    metadata,
    identity(),
    Column("kind", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
    ForeignKeyConstraint(["kind", "item_id"], ["items.kind", "items.id"], ondelete="CASCADE"),
    UniqueConstraint("kind", "item_id", "number"),
)
"""Every wording an item ever had."""

item_remarks = Table(
    "item_remarks",
    metadata,
    identity(),
    Column("kind", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("act", String(16), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["kind", "item_id"], ["items.kind", "items.id"], ondelete="CASCADE"),
    Index("ix_item_remarks", "kind", "item_id", "id"),
)
"""What staff did with an item and said about it, as in `remarks`."""
