"""Erased: messages that must not come back from what the provider holds.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("at", bot.storage.schema.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_erased"),
    )
    op.create_index("ix_erased_at", "erased", ["at"])


def downgrade() -> None:
    op.drop_table("erased")
