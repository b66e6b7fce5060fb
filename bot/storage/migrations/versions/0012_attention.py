"""Cases in somebody's hands: who has them, what happened in them, replies kept ready."""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("closed_at IS NULL")
_HANDLED = sa.text("handling != ''")


def upgrade() -> None:
    instant = bot.storage.schema.Instant
    for column in (
        sa.Column("assigned_to", sa.String(64), server_default="", nullable=False),
        sa.Column("taken_at", instant(), nullable=True),
        sa.Column("handling", sa.String(16), server_default="", nullable=False),
        sa.Column("acknowledged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("staff_at", instant(), nullable=True),
        sa.Column("said_at", instant(), nullable=True),
        sa.Column("first_reply_at", instant(), nullable=True),
    ):
        op.add_column("cases", column)
    op.create_index("ix_cases_closed", "cases", ["closed_at"])
    op.create_index("ix_cases_open", "cases", ["id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_cases_handled", "cases", ["contact_id"], sqlite_where=_HANDLED, postgresql_where=_HANDLED)
    op.create_table(
        "case_events",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("author", sa.String(64), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("outbound_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_case_events_contact_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["outbound_id"], ["outbound.id"], name="fk_case_events_outbound_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
    )
    op.create_index("ix_case_events_case", "case_events", ["case_id", "id"])
    op.create_index("ix_case_events_contact", "case_events", ["contact_id"])
    op.create_index("ix_case_events_outbound", "case_events", ["outbound_id"])
    op.create_table(
        "canned",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("changed_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
        sa.UniqueConstraint("title", name="uq_canned_title"),
    )


def downgrade() -> None:
    op.drop_table("canned")
    op.drop_table("case_events")
    for name in ("ix_cases_handled", "ix_cases_open", "ix_cases_closed"):
        op.drop_index(name, "cases")
    with op.batch_alter_table("cases") as batch:
        for name in ("first_reply_at", "said_at", "staff_at", "acknowledged", "handling", "taken_at", "assigned_to"):
            batch.drop_column(name)
