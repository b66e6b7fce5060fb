"""Sent forms: which forms that make something were sent a moment ago, known to all web processes.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_forms",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("at", bot.storage.schema.Instant(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_sent_forms"),
    )
    op.create_index("ix_sent_forms_at", "sent_forms", ["at"])


def downgrade() -> None:
    op.drop_table("sent_forms")
