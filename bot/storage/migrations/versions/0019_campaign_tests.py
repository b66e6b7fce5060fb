"""Campaign tests: which words of a campaign the team has seen on a phone.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "campaign_tests",
        sa.Column("message_id", _ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("wording", sa.String(64), nullable=False),
        sa.Column("test", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbound.id"], name="fk_campaign_tests_message_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_tests_campaign_id"
        ),
        sa.PrimaryKeyConstraint("message_id", name="pk_campaign_tests"),
    )
    op.create_index("ix_campaign_tests_campaign", "campaign_tests", ["campaign_id", "wording"])


def downgrade() -> None:
    op.drop_table("campaign_tests")
