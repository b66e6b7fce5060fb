"""Counters that ceilings are held by, and whom an occurrence was meant for at its start.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("since", bot.storage.schema.Instant(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("adjusted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("adjusted_at", bot.storage.schema.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "openings",
        sa.Column("address_id", _ID, autoincrement=False, nullable=False),
        sa.Column("at", bot.storage.schema.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("address_id", name="pk_openings"),
    )
    op.create_index("ix_openings_at", "openings", ["at"])


def downgrade() -> None:
    op.drop_table("openings")
    op.drop_table("counters")
