"""Campaigns: plans, approvals, runs, counts of what is gone, answers, notices"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = bot.storage.schema.Instant()


def _campaign(*, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column("campaign_id", _ID, autoincrement=False, nullable=nullable)


def _of_campaign(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=f"fk_{table}_campaign_id")


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("expected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", _AT, nullable=True),
        sa.Column("runs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_campaigns_state", "campaigns", ["state", "next_at"])
    op.create_table(
        "campaign_versions",
        _campaign(),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("editor", sa.String(64), nullable=False),
        sa.Column("at", _AT, nullable=False),
        _of_campaign("campaign_versions"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name="pk_campaign_versions"),
    )
    op.create_table(
        "approvals",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        _campaign(),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        _of_campaign("approvals"),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_campaign", "approvals", ["campaign_id", "id"])
    op.create_table(
        "campaign_runs",
        _campaign(),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", _AT, nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("reached", _ID, server_default="0", nullable=False),
        sa.Column("fanned_at", _AT, nullable=True),
        _of_campaign("campaign_runs"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name="pk_campaign_runs"),
    )
    fanning = sa.text("fanned_at IS NULL")
    op.create_index(
        "ix_campaign_runs_fanning", "campaign_runs", ["campaign_id"], sqlite_where=fanning, postgresql_where=fanning
    )
    op.create_table(
        "campaign_tallies",
        _campaign(),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        _of_campaign("campaign_tallies"),
        sa.PrimaryKeyConstraint("campaign_id", "run", "name", "reason", name="pk_campaign_tallies"),
    )
    op.create_table(
        "campaign_answers",
        _campaign(),
        sa.Column("contact_id", _ID, autoincrement=False, nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        _of_campaign("campaign_answers"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_campaign_answers_contact_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "contact_id", name="pk_campaign_answers"),
    )
    op.create_index("ix_campaign_answers_contact", "campaign_answers", ["contact_id"])
    op.create_table(
        "notices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        _campaign(nullable=True),
        sa.Column("detail", sa.String(255), server_default="", nullable=False),
        sa.Column("seen_at", _AT, nullable=True),
        sa.Column("seen_by", sa.String(64), server_default="", nullable=False),
        _of_campaign("notices"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.add_column("outbound", sa.Column("campaign_id", _ID, nullable=True))
    op.add_column("outbound", sa.Column("run", sa.Integer(), nullable=True))
    op.add_column("outbound", sa.Column("channel", sa.String(16), nullable=True))
    waiting = sa.text("campaign_id IS NOT NULL AND stage = 'waiting'")
    op.create_index(
        "ix_outbound_recipients", "outbound", ["campaign_id", "channel", "due_at", "id"],
        sqlite_where=waiting, postgresql_where=waiting,
    )
    recipients = sa.text("campaign_id IS NOT NULL")
    op.create_index(
        "ix_outbound_campaign", "outbound", ["campaign_id", "run", "stage"],
        sqlite_where=recipients, postgresql_where=recipients,
    )
    settled = sa.text("campaign_id IS NOT NULL AND stage = 'settled'")
    op.create_index(
        "ix_outbound_settled", "outbound", ["campaign_id", "settled_at"], sqlite_where=settled, postgresql_where=settled
    )
    op.drop_index("ix_outbound_waiting", "outbound")
    line = sa.text("stage = 'waiting' AND campaign_id IS NULL")
    op.create_index("ix_outbound_waiting", "outbound", ["rank", "id"], sqlite_where=line, postgresql_where=line)


def downgrade() -> None:
    op.drop_index("ix_outbound_waiting", "outbound")
    waits = sa.text("stage = 'waiting'")
    op.create_index("ix_outbound_waiting", "outbound", ["rank", "id"], sqlite_where=waits, postgresql_where=waits)
    op.drop_index("ix_outbound_settled", "outbound")
    op.drop_index("ix_outbound_campaign", "outbound")
    op.drop_index("ix_outbound_recipients", "outbound")
    with op.batch_alter_table("outbound") as outbound:
        outbound.drop_column("channel")
        outbound.drop_column("run")
        outbound.drop_column("campaign_id")
    for table in (
        "notices", "campaign_answers", "campaign_tallies", "campaign_runs", "approvals", "campaign_versions", "campaigns"
    ):
        op.drop_table(table)
