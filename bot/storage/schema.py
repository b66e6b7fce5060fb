"""The tables. Rows are the jobs: inbound and outbound messages carry their stage, lease and order themselves.

Personal data has one home each: names in `contacts.name`, addresses in `addresses`, what people wrote in
`inbound.content`, `cases.story` and `votes.comment`, what we wrote in `outbound.content`, what is remembered in
`conversations.state`. All of these are sealed. What audiences are chosen by (district, bands, labels, language) stands
beside them unsealed: it says something about a contact, which is a number of ours, and nothing about who that is.
Every table is classified for retention in `RETENTION`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as whole microseconds since 1970 UTC: the same on every database, and exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Refuses naive datetimes: a local time without a zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Back to an aware datetime in UTC."""
        return None if value is None else EPOCH + value * _MICROSECOND


Id = BigInteger().with_variant(Integer, "sqlite")


# Stages as literals: an index over the rows of one stage is found by SQLite only where the stage is no parameter, or
# else by planning the query anew on every run; by PostgreSQL not at all once it keeps a plan.
_WAITING: Final = literal_column("'waiting'", String)
_CLAIMED: Final = literal_column("'claimed'", String)
_SETTLED: Final = literal_column("'settled'", String)


def waits(messages: Any) -> Any:
    """Rows that nobody has claimed yet; `messages` is `inbound`, `outbound` or an alias of theirs."""
    return messages.c.stage == _WAITING


def waits_in_line(messages: Any) -> Any:
    """Waiting rows of `outbound` that are no recipient's: what a person is owed before any campaign."""
    return waits(messages) & messages.c.campaign_id.is_(None)


def is_claimed(messages: Any) -> Any:
    """Rows in somebody's hands."""
    return messages.c.stage == _CLAIMED


def is_settled(messages: Any) -> Any:
    """Rows that are done with, the ordinary way."""
    return messages.c.stage == _SETTLED


def is_open(messages: Any) -> Any:
    """Rows that are not done with."""
    return messages.c.stage.in_([_WAITING, _CLAIMED])


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _contact(*, nullable: bool = False) -> Column[int]:
    return Column("contact_id", Id, ForeignKey("contacts.id", ondelete="CASCADE"), nullable=nullable)


meta = Table("meta", metadata, Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))
"""Key check, content version: facts about this database."""

contacts = Table(
    "contacts",
    metadata,
    _id(),
    Column("created_at", Instant, nullable=False),
    Column("language", String(16), nullable=False, server_default="es"),
    Column("next_send_at", Instant),
    Column("erase_from", Instant),
    Column("name", LargeBinary),
    Column("district", String(64), nullable=False, server_default=""),
    Column("zone", String(64), nullable=False, server_default=""),
    Column("age_band", String(16), nullable=False, server_default=""),
    Column("children_age_band", String(16), nullable=False, server_default=""),
    Index("ix_contacts_district", "district", "id"),
    sqlite_autoincrement=True,
)
"""People. A contact is our id, never a number. `next_send_at` keeps the pause between two messages to one person;
`erase_from` marks someone whose farewell is still on its way. `district` is where they live, as places.py spells it;
`zone` their IANA time zone where staff know it (empty: PUENTE_TIMEZONE; a prefix never tells); bands are ages in years
(`18-29`, `60+`), `children_age_band` those of their children."""

labels = Table(
    "labels",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("label", String(64), primary_key=True),
    Index("ix_labels_label", "label", "contact_id"),
)
"""Words of staff that group people."""

addresses = Table(
    "addresses",
    metadata,
    _id(),
    _contact(),
    Column("channel", String(16), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("sender", String(64), nullable=False, server_default=""),
    Column("last_inbound_at", Instant),
    Column("stopped", String(64), nullable=False, server_default=""),
    Column("rests_until", Instant),
    Index("ix_addresses_contact", "contact_id"),
)
"""Where a person can be reached; `sender` is our own number they last wrote to, `stopped` why we must not write. A
number that keeps failing is left alone until `rests_until`."""

conversations = Table(
    "conversations",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("state", LargeBinary, nullable=False),
    Column("updated_at", Instant, nullable=False),
)
"""What is remembered between two turns, sealed."""

inbound = Table(
    "inbound",
    metadata,
    _id(),
    Column("provider_id", String(64), nullable=False, unique=True),
    _contact(),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("form", String(16), nullable=False),
    Column("content", LargeBinary),
    Column("received_at", Instant, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed_by", String(64)),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Column("outcome", String(16)),
    Column("topic", String(32)),
    Column("entry", String(64)),
    Column("confidence", Float),
)
"""What people wrote. `content` is None once it may not be kept (sensitive turn, retention)."""
_open_inbound = is_open(inbound)
Index("ix_inbound_open", inbound.c.contact_id, inbound.c.id, sqlite_where=_open_inbound, postgresql_where=_open_inbound)
_waiting_inbound = waits(inbound)
Index("ix_inbound_waiting", inbound.c.id, sqlite_where=_waiting_inbound, postgresql_where=_waiting_inbound)
_claimed_inbound = is_claimed(inbound)
Index("ix_inbound_claimed", inbound.c.claimed_until, sqlite_where=_claimed_inbound, postgresql_where=_claimed_inbound)
Index("ix_inbound_contact_received", inbound.c.contact_id, inbound.c.received_at)
Index("ix_inbound_received", inbound.c.received_at)


def is_answered(messages: Any) -> Any:
    """Turns that an entry answered."""
    return messages.c.outcome == literal_column("'answer'", String)


def is_missed(messages: Any) -> Any:
    """Turns that ended without an answer, or with a choice to make."""
    return messages.c.outcome.in_([literal_column("'fallback'", String), literal_column("'clarify'", String)])


_missed_inbound = is_missed(inbound)
Index("ix_inbound_missed", inbound.c.id, sqlite_where=_missed_inbound, postgresql_where=_missed_inbound)
_answered_inbound = is_answered(inbound)
Index(
    "ix_inbound_entry", inbound.c.entry, inbound.c.received_at,
    sqlite_where=_answered_inbound, postgresql_where=_answered_inbound,
)  # fmt: skip

outbound = Table(
    "outbound",
    metadata,
    _id(),
    Column("key", String(96), nullable=False, unique=True),
    _contact(),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("inbound_id", Id, ForeignKey("inbound.id", ondelete="CASCADE")),
    Column("sender", String(64), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("campaign_id", Id),
    Column("run", Integer),
    Column("channel", String(16)),
    Column("content", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed_by", String(64)),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Column("reason", String(64), nullable=False, server_default=""),
)
"""What we owe people. `rank` orders the queue (0 urgent, 1 reply, 2 campaign); `reason` says why it was refused. A
campaign's message has no content until it is claimed: then what was chosen for this person (language, form, values).
Its `channel` is that of its address. `campaign_id` is no foreign key: campaigns are never deleted, and a million checks
of one row would be paid for nothing."""
_open_outbound = is_open(outbound)
Index(
    "ix_outbound_open", outbound.c.contact_id, outbound.c.rank, outbound.c.id,
    sqlite_where=_open_outbound, postgresql_where=_open_outbound,
)  # fmt: skip
_waiting_outbound = waits_in_line(outbound)
Index(
    "ix_outbound_waiting", outbound.c.rank, outbound.c.id,
    sqlite_where=_waiting_outbound, postgresql_where=_waiting_outbound,
)  # fmt: skip
_claimed_outbound = is_claimed(outbound)
Index(
    "ix_outbound_claimed", outbound.c.claimed_until, sqlite_where=_claimed_outbound, postgresql_where=_claimed_outbound
)
_recipient = outbound.c.campaign_id.is_not(None)
_waiting_recipient = _recipient & waits(outbound)
Index(
    "ix_outbound_recipients", outbound.c.campaign_id, outbound.c.channel, outbound.c.due_at, outbound.c.id,
    sqlite_where=_waiting_recipient, postgresql_where=_waiting_recipient,
)  # fmt: skip
Index(
    "ix_outbound_campaign", outbound.c.campaign_id, outbound.c.run, outbound.c.stage,
    sqlite_where=_recipient, postgresql_where=_recipient,
)  # fmt: skip
_settled_recipient = _recipient & is_settled(outbound)
Index(
    "ix_outbound_settled", outbound.c.campaign_id, outbound.c.settled_at,
    sqlite_where=_settled_recipient, postgresql_where=_settled_recipient,
)  # fmt: skip
Index("ix_outbound_contact", outbound.c.contact_id)
Index("ix_outbound_inbound", outbound.c.inbound_id)
Index("ix_outbound_created", outbound.c.created_at)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("message_id", Id, ForeignKey("outbound.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("provider_id", String(64), unique=True),
    Column("code", Integer),
    Column("started_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("read_at", Instant),
    Column("cost", Integer),
    Column("billed", Integer),
    UniqueConstraint("message_id", "number"),
    sqlite_autoincrement=True,
)
"""One create call each. Ids are never used twice: they travel in callback URLs. Of a campaign's message `cost` is what
it was taken to cost when it was claimed, `billed` what the provider says, both in micro-dollars (`bot.core.costs`)."""
_priced = attempts.c.cost.is_not(None)
Index("ix_attempts_priced", attempts.c.started_at, sqlite_where=_priced, postgresql_where=_priced)

reports = Table(
    "reports",
    metadata,
    _id(),
    Column("provider_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("code", Integer, nullable=False, server_default="0"),
    Column("reaction", String(16), nullable=False, server_default=""),
    Column("wait", Float, nullable=False, server_default="0"),
    Column("tries", Integer),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("provider_id", "status", "code"),
    Index("ix_reports_received", "received_at"),
)
"""Delivery reports whose attempt is not known yet: applied when a create call returns with that provider id. What a
failure asks for (`reaction`, `wait`, `tries`) is kept with it."""

entries = Table(
    "entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("published", Integer),
    Column("state", String(16), nullable=False, server_default=""),
    Column("sent_by", String(64), nullable=False, server_default=""),
    Column("publish_at", Instant),
)
"""Questions we answer; `published` is the revision people read, None when withdrawn. `state` is that of the newest
revision while it is not published: draft, review (sent by `sent_by`), returned, scheduled (for `publish_at`)."""

revisions = Table(
    "revisions",
    metadata,
    _id(),
    Column("entry_id", String(64), ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
    UniqueConstraint("entry_id", "number"),
)
"""Every wording an entry ever had."""

remarks = Table(
    "remarks",
    metadata,
    _id(),
    Column("entry_id", String(64), ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Index("ix_remarks_entry", "entry_id", "id"),
)
"""What staff did with a revision and said about it: sent, returned, published, scheduled, withdrawn, restored."""

looked_at = Table(
    "looked_at",
    metadata,
    Column("inbound_id", Id, ForeignKey("inbound.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)
"""Messages without a good answer that staff have dealt with."""

jobs = Table(
    "jobs",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("request", Text, nullable=False, server_default="{}"),
    Column("progress", Text, nullable=False, server_default=""),
    Column("result", Text, nullable=False, server_default="{}"),
    Column("claimed_by", String(64), nullable=False, server_default=""),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Index("ix_jobs_open", "kind", "state", "id"),
)
"""Work that takes longer than a page may: training, asking the model, a spreadsheet between preview and confirmation.
Staff's own words and content only."""

cases = Table(
    "cases",
    metadata,
    _id(),
    _contact(),
    Column("kind", String(32), nullable=False),
    Column("topic", String(32), nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("story", LargeBinary),
    Column("inbound_id", Id, ForeignKey("inbound.id", ondelete="SET NULL")),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(64)),
    Column("close_reason", Text, nullable=False, server_default=""),
    Index("ix_cases_contact", "contact_id"),
)
"""People waiting for a person. Text of sensitive turns lives here and nowhere else."""

votes = Table(
    "votes",
    metadata,
    _id(),
    _contact(),
    Column("entry_id", String(64), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("comment", LargeBinary),
    Column("at", Instant, nullable=False),
    Index("ix_votes_contact", "contact_id"),
    Index("ix_votes_entry", "entry_id", "at"),
)
"""Whether an answer helped."""

consents = Table(
    "consents",
    metadata,
    _id(),
    _contact(),
    Column("scope", String(32), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(64), nullable=False),
    Column("text_version", String(32), nullable=False, server_default=""),
    Column("reason", LargeBinary),
    Index("ix_consents_contact", "contact_id", "scope", "id"),
)
"""Dated facts: a yes or a no, and the wording it answered. The one written down last in a scope holds. Scopes: `alerts`
(may be campaigned to), `everything` (a no: never write first), `topic:…` (what a person wants to hear about)."""

suppressions = Table(
    "suppressions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("at", Instant, nullable=False),
)
"""Keyed hashes of erased people who asked never to be written to: all that stays of them."""

audit = Table(
    "audit",
    metadata,
    _id(),
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
    _id(),
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
    _id(),
    Column("key", LargeBinary(32), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_sign_ins_key", "key", "at"),
    Index("ix_sign_ins_at", "at"),
)
"""Attempts to sign in that did not succeed, by keyed digests of account and address."""

audiences = Table(
    "audiences",
    metadata,
    _id(),
    Column("name", String(64), nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Rules by which people are chosen, saved under a name: canonical JSON of `bot.core.audience.Audience`."""

campaigns = Table(
    "campaigns",
    metadata,
    _id(),
    Column("name", String(120), nullable=False),
    Column("state", String(16), nullable=False),
    Column("plan", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("author", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expected", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    Column("runs", Integer, nullable=False, server_default="0"),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Index("ix_campaigns_state", "state", "next_at"),
    sqlite_autoincrement=True,
)
"""Messages to many. `plan` is canonical JSON of `bot.core.plans.Plan`, `hash` its fingerprint. `expected`: people meant
when they were last counted, before there are rows. `next_at`: when it starts or comes again; `runs`: occurrences."""

campaign_versions = Table(
    "campaign_versions",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("editor", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)
"""Every plan a campaign ever had, and who wrote it."""

approvals = Table(
    "approvals",
    metadata,
    _id(),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("audience", Integer, nullable=False),
    Index("ix_approvals_campaign", "campaign_id", "id"),
)
"""Who let which plan go out, and to how many people at that moment."""

campaign_runs = Table(
    "campaign_runs",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("started_at", Instant, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("reached", Id, nullable=False, server_default="0"),
    Column("fanned_at", Instant),
)
"""Occurrences. Rows of recipients are made in the order of contacts: all up to the contact `reached` have theirs; from
`fanned_at` on everybody has. `step` is that of a series."""
_fanning = campaign_runs.c.fanned_at.is_(None)
Index("ix_campaign_runs_fanning", campaign_runs.c.campaign_id, sqlite_where=_fanning, postgresql_where=_fanning)

campaign_tallies = Table(
    "campaign_tallies",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("name", String(16), primary_key=True),
    Column("reason", String(64), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("cost", BigInteger, nullable=False, server_default="0"),
)
"""Recipients whose rows are gone (erased, past retention), by where their message stood: counts still add up, and so
does what they cost (micro-dollars)."""

campaign_answers = Table(
    "campaign_answers",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("contact_id", Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("choice", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_campaign_answers_contact", "contact_id"),
)
"""What a person last picked of a campaign's buttons, by the button's place."""

notices = Table(
    "notices",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("campaign_id", Id, ForeignKey("campaigns.id")),
    Column("detail", String(255), nullable=False, server_default=""),
    Column("seen_at", Instant),
    Column("seen_by", String(64), nullable=False, server_default=""),
)
"""What staff must know: a campaign paused by itself, missed its time, met its ceiling. No personal text."""

templates = Table(
    "templates",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("name", String(512), nullable=False),
    Column("language", String(16), nullable=False),
    Column("category", String(16), nullable=False, server_default=""),
    Column("status", String(16), nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("buttons", Text, nullable=False, server_default="[]"),
    Column("samples", Text, nullable=False, server_default="{}"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("changed_at", Instant, nullable=False),
    Column("checked_at", Instant, nullable=False),
)
"""Templates of our account at the provider, as they were last seen there. `changed_at`: when their status changed."""

reminders = Table(
    "reminders",
    metadata,
    _id(),
    _contact(),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False, server_default=""),
    Index("ix_reminders_contact", "contact_id"),
)
"""What people asked to be written about at a time of their own (`reminder`), and "were you called?" (`callback`).
`state`: waiting, sent, refused with a `reason`."""
_waiting_reminder = reminders.c.state == "waiting"
Index("ix_reminders_due", reminders.c.due_at, sqlite_where=_waiting_reminder, postgresql_where=_waiting_reminder)

rumours = Table(
    "rumours",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("heard", String(16), nullable=False),
    Column("district", String(64), nullable=False, server_default=""),
)
"""Rumours that go around, with where they were heard. Nobody is named: there is no way back to who told us."""

workers = Table(
    "workers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("roles", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
)
"""Heartbeats: what runs, since when, with which model."""

RETENTION: Final = {
    "meta": "kept",
    "contacts": "until erased",
    "addresses": "until erased",
    "labels": "until erased",
    "conversations": "retention days",
    "inbound": "text: retention days; row: 400 days",
    "outbound": "text: retention days; row: 400 days",
    "attempts": "with its message",
    "reports": "retention days",
    "entries": "kept",
    "revisions": "kept",
    "remarks": "kept: staff",
    "looked_at": "with its message",
    "jobs": "30 days: content and questions of staff",
    "cases": "story: retention days after closing",
    "votes": "retention days",
    "consents": "reason: retention days; yes or no: until erased",
    "suppressions": "kept: keyed hash only",
    "audit": "kept: no personal text",
    "users": "kept: staff",
    "credentials": "kept: staff",
    "sessions": "a day after they end",
    "invitations": "until used or expired",
    "sign_ins": "a day",
    "audiences": "kept: no person is named",
    "campaigns": "kept: no person is named",
    "campaign_versions": "kept: no person is named",
    "approvals": "kept: no person is named",
    "campaign_runs": "kept: numbers",
    "campaign_tallies": "kept: numbers",
    "campaign_answers": "until erased",
    "notices": "kept: no personal text",
    "templates": "kept: no person is named",
    "reminders": "until deleted, or retention days after their time; content of what was refused: none",
    "rumours": "kept: no person is named",
    "workers": "a day after the last heartbeat",
}
"""How long each table keeps what it holds. A table that is not listed fails a test."""
