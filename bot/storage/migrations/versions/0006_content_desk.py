"""Content desk: where a draft stands, what was said about it, long jobs, figures per answer.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ANSWERED = sa.text("outcome = 'answer'")


def upgrade() -> None:
    instant = bot.storage.schema.Instant
    op.add_column("entries", sa.Column("state", sa.String(16), server_default="", nullable=False))
    op.add_column("entries", sa.Column("sent_by", sa.String(64), server_default="", nullable=False))
    op.add_column("entries", sa.Column("publish_at", instant(), nullable=True))
    op.create_table(
        "remarks",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_remarks_entry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
    )
    op.create_index("ix_remarks_entry", "remarks", ["entry_id", "id"])
    op.create_table(
        "jobs",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", instant(), nullable=False),
        sa.Column("request", sa.Text(), server_default="{}", nullable=False),
        sa.Column("progress", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="{}", nullable=False),
        sa.Column("claimed_by", sa.String(64), server_default="", nullable=False),
        sa.Column("claimed_until", instant(), nullable=True),
        sa.Column("settled_at", instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_open", "jobs", ["kind", "state", "id"])
    op.create_index("ix_votes_entry", "votes", ["entry_id", "at"])
    op.create_index(
        "ix_inbound_entry", "inbound", ["entry", "received_at"], sqlite_where=_ANSWERED, postgresql_where=_ANSWERED
    )


def downgrade() -> None:
    op.drop_index("ix_inbound_entry", "inbound")
    op.drop_index("ix_votes_entry", "votes")
    op.drop_table("jobs")
    op.drop_table("remarks")
    with op.batch_alter_table("entries") as entries:
        for name in ("publish_at", "sent_by", "state"):
            entries.drop_column(name)
