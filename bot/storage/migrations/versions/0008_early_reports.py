"""Early reports: what a failure asks for is kept until its attempt is known.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("reaction", sa.String(16), server_default="", nullable=False))
    op.add_column("reports", sa.Column("wait", sa.Float(), server_default="0", nullable=False))
    op.add_column("reports", sa.Column("tries", sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("tries", "wait", "reaction"):
        op.drop_column("reports", name)
