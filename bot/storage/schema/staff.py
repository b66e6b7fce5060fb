"""Staff: who they are, how they prove it, and what they did."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from bot.storage.schema.columns import Id, Instant, identity, metadata

audit = Table(
    "audit",
    metadata,
    identity(),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("digest", LargeBinary(32)),
)
"""Who did what to which record, with numbers and words of ours as `detail` (JSON). No personal text. `digest` chains
each row to the one before it (bot/storage/audit.py)."""

users = Table(
    "users",
    metadata,
    identity(),
    Column("name", String(64), nullable=False, unique=True),
    Column("roles", String(255), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Staff, by the short name they act under. `roles` are words of bot/core/staff.py with a space between. Never deleted:
the audit names them."""

credentials = Table(
    "credentials",
    metadata,
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("password", Text, nullable=False),
    Column("code_secret", LargeBinary, nullable=False),
    Column("code_step", BigInteger, nullable=False, server_default="0"),
    Column("recovery", Text, nullable=False, server_default="[]"),
    Column("changed_at", Instant, nullable=False),
)
"""How staff prove who they are: an Argon2id hash, the sealed secret of their one-time codes with the last step used (no
code twice), and keyed digests of recovery codes (JSON)."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("stamp", LargeBinary(32), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("notice", Text, nullable=False, server_default=""),
    Index("ix_sessions_user", "user_id"),
)
"""Who is signed in. `digest` is that of the cookie, `stamp` that of roles and password at sign-in: where they changed
since, the session is over. `notice` is what the next page has to say."""

invitations = Table(
    "invitations",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False),
)
"""Links with which somebody chooses a password, once. A newer one for the same person replaces the older."""

sign_ins = Table(
    "sign_ins",
    metadata,
    identity(),
    Column("key", LargeBinary(32), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_sign_ins_key", "key", "at"),
    Index("ix_sign_ins_at", "at"),
)
"""Attempts to sign in that did not succeed, by keyed digests of account and address."""

sent_forms = Table(
    "sent_forms",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("answer", LargeBinary),
    Index("ix_sent_forms_at", "at"),
)
"""Forms that make something, sent seconds ago, by a keyed digest of who sent what where; `answer` is sealed, and empty
while it is being done. See bot/web/console/once.py."""
