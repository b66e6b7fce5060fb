"""Unanswered desk: which messages staff have dealt with.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MISSED = sa.text("outcome IN ('fallback', 'clarify')")


def upgrade() -> None:
    op.create_table(
        "looked_at",
        sa.Column("inbound_id", _ID, autoincrement=False, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", bot.storage.schema.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name="fk_looked_at_inbound_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("inbound_id", name="pk_looked_at"),
    )
    op.create_index("ix_inbound_missed", "inbound", ["id"], sqlite_where=_MISSED, postgresql_where=_MISSED)


def downgrade() -> None:
    op.drop_index("ix_inbound_missed", "inbound")
    op.drop_table("looked_at")
