"""Costs: what attempts cost and when they arrived, templates as the provider holds them"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AT = bot.storage.schema.Instant()


def upgrade() -> None:
    op.add_column("attempts", sa.Column("delivered_at", _AT, nullable=True))
    op.add_column("attempts", sa.Column("read_at", _AT, nullable=True))
    op.add_column("attempts", sa.Column("cost", sa.Integer(), nullable=True))
    op.add_column("attempts", sa.Column("billed", sa.Integer(), nullable=True))
    priced = sa.text("cost IS NOT NULL")
    op.create_index(
        "ix_attempts_priced", "attempts", ["started_at"], sqlite_where=priced, postgresql_where=priced
    )
    op.add_column("campaign_tallies", sa.Column("cost", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "templates",
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("name", sa.String(512), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("category", sa.String(16), server_default="", nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("buttons", sa.Text(), server_default="[]", nullable=False),
        sa.Column("samples", sa.Text(), server_default="{}", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("checked_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("sid", name="pk_templates"),
    )
