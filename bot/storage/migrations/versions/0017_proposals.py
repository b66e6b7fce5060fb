"""Proposals: what a release says, and what staff decided about it.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", bot.storage.schema.Instant(), nullable=False),
        sa.Column("decided_by", sa.String(64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_proposals"),
    )


def downgrade() -> None:
    op.drop_table("proposals")
