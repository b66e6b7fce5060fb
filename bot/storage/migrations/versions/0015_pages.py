"""Whom an occurrence was meant for when it began, a page of people at a time.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "campaign_pages",
        sa.Column("campaign_id", _ID, autoincrement=False, nullable=False),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_campaign_pages_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "run", "number", name="pk_campaign_pages"),
    )
    op.add_column("campaign_runs", sa.Column("paged", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("campaign_runs", "paged")
    op.drop_table("campaign_pages")
