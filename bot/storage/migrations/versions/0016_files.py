"""Files: pictures and voice files of answers.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("added_at", bot.storage.schema.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_files"),
    )
    op.create_index("ix_files_digest", "files", ["digest"])


def downgrade() -> None:
    op.drop_table("files")
