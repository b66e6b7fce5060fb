"""Safety lexicon and directory in the store: sections and services, their wordings, and what was said about them.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    instant = bot.storage.schema.Instant
    op.create_table(
        "items",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(16), server_default="", nullable=False),
        sa.Column("sent_by", sa.String(64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_items"),
    )
    op.create_table(
        "item_versions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("published_at", instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kind", "item_id"], ["items.kind", "items.id"], name="fk_item_versions_kind_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_item_versions"),
        sa.UniqueConstraint("kind", "item_id", "number", name="uq_item_versions_kind_item_id_number"),
    )
    op.create_table(
        "item_remarks",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "item_id"], ["items.kind", "items.id"], name="fk_item_remarks_kind_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_item_remarks"),
    )
    op.create_index("ix_item_remarks", "item_remarks", ["kind", "item_id", "id"])


def downgrade() -> None:
    op.drop_table("item_remarks")
    op.drop_table("item_versions")
    op.drop_table("items")
