"""This database, the processes that use it, and their longer work."""

from sqlalchemy import Column, Index, String, Table, Text

from bot.storage.schema.columns import Instant, identity, metadata

meta = Table("meta", metadata, Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))
"""Key check, content version: facts about this database."""

jobs = Table(
    "jobs",
    metadata,
    identity(),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("request", Text, nullable=False, server_default="{}"),
    Column("progress", Text, nullable=False, server_default=""),
    Column("result", Text, nullable=False, server_default="{}"),
    Column("claimed_by", String(64), nullable=False, server_default=""),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Index("ix_jobs_open", "kind", "state", "id"),
)
"""Work that takes longer than a page may: training, asking the model, a spreadsheet between preview and confirmation,
counting an audience. Staff's own words and content, and numbers of people, only; but for a file of people between the
two, which is sealed."""

workers = Table(
    "workers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("roles", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
)
"""Heartbeats: what runs, since when, with which model."""
