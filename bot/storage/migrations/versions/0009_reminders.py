"""Reminders that people set, and rumours they report."""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    instant = bot.storage.schema.Instant
    op.create_table(
        "reminders",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("address_id", _ID, nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("due_at", instant(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_reminders_contact_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name="fk_reminders_address_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
    )
    op.create_index("ix_reminders_contact", "reminders", ["contact_id"])
    op.create_index("ix_reminders_due", "reminders", ["due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table(
        "rumours",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("heard", sa.String(16), nullable=False),
        sa.Column("district", sa.String(64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rumours"),
    )


def downgrade() -> None:
    op.drop_table("rumours")
    op.drop_table("reminders")
