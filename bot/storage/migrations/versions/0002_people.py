"""People and consent: who somebody is to staff, saved audiences, staff users, an audit that is a chain.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

import bot.storage.schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("name", sa.LargeBinary(), nullable=True))
    for name, length in (("district", 64), ("zone", 64), ("age_band", 16), ("children_age_band", 16)):
        op.add_column("contacts", sa.Column(name, sa.String(length), server_default="", nullable=False))
    op.create_index("ix_contacts_district", "contacts", ["district", "id"])
    op.create_table(
        "labels",
        sa.Column("contact_id", _ID, autoincrement=False, nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_labels_contact_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact_id", "label", name="pk_labels"),
    )
    op.create_index("ix_labels_label", "labels", ["label", "contact_id"])
    op.add_column("addresses", sa.Column("rests_until", bot.storage.schema.Instant(), nullable=True))
    op.drop_index("ix_consents_contact", "consents")
    op.create_index("ix_consents_contact", "consents", ["contact_id", "scope", "id"])
    op.add_column("audit", sa.Column("detail", sa.Text(), server_default="", nullable=False))
    op.add_column("audit", sa.Column("digest", sa.LargeBinary(32), nullable=True))
    op.create_table(
        "users",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("roles", sa.String(255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", bot.storage.schema.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audiences",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("created_at", bot.storage.schema.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audiences"),
        sa.UniqueConstraint("name", name="uq_audiences_name"),
    )


def downgrade() -> None:
    op.drop_table("audiences")
    op.drop_table("users")
    with op.batch_alter_table("audit") as audit:
        audit.drop_column("digest")
        audit.drop_column("detail")
    op.drop_index("ix_consents_contact", "consents")
    op.create_index("ix_consents_contact", "consents", ["contact_id", "scope"])
    with op.batch_alter_table("addresses") as addresses:
        addresses.drop_column("rests_until")
    op.drop_table("labels")
    op.drop_index("ix_contacts_district", "contacts")
    with op.batch_alter_table("contacts") as contacts:
        for name in ("children_age_band", "age_band", "zone", "district", "name"):
            contacts.drop_column(name)
