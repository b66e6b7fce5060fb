"""Links: pages that answers send people to, and what was found there.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = bot.storage.schema.Instant
    op.create_table(
        "links",
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("due_at", instant(), nullable=False),
        sa.Column("checked_at", instant(), nullable=True),
        sa.Column("state", sa.String(16), server_default="", nullable=False),
        sa.Column("code", sa.Integer(), server_default="0", nullable=False),
        sa.Column("moved_to", sa.String(500), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_links"),
    )
    op.create_index("ix_links_due", "links", ["due_at"])


def downgrade() -> None:
    op.drop_table("links")
