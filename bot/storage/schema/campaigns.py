"""Messages to many: audiences, campaigns, their occurrences, and the templates they use."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from bot.storage.schema.columns import Id, Instant, identity, metadata

audiences = Table(
    "audiences",
    metadata,
    identity(),
    Column("name", String(64), nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Rules by which people are chosen, saved under a name: canonical JSON of `bot.core.audience.Audience`."""

campaigns = Table(
    "campaigns",
    metadata,
    identity(),
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
    identity(),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("audience", Integer, nullable=False),
    Index("ix_approvals_campaign", "campaign_id", "id"),
)
"""Who let which plan go out, and to how many people at that moment."""

campaign_remarks = Table(
    "campaign_remarks",
    metadata,
    identity(),
    Column("campaign_id", Id, ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("author", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Index("ix_campaign_remarks_campaign", "campaign_id", "id"),
)
"""On its way to an approval: the plan `hash` was sent, or returned with what has to change."""

campaign_tests = Table(
    "campaign_tests",
    metadata,
    Column("message_id", Id, ForeignKey("outbound.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False),
    Column("wording", String(64), nullable=False),
    Column("test", Id, nullable=False),
    Index("ix_campaign_tests_campaign", "campaign_id", "wording"),
)
"""Messages by which the team saw a campaign before anybody else: of which words (`bot.core.plans.Plan.wording`), and
which of them left together (`test`: the first one's number)."""

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
    Column("paged", Boolean, nullable=False, server_default=false()),
)
"""Occurrences. Rows of recipients are made in the order of contacts: all up to the contact `reached` have theirs; from
`fanned_at` on everybody has. `step` is that of a series. `paged`: whom it is for stands in `campaign_pages`; else it is
asked as of the start, page after page."""
_fanning = campaign_runs.c.fanned_at.is_(None)
Index("ix_campaign_runs_fanning", campaign_runs.c.campaign_id, sqlite_where=_fanning, postgresql_where=_fanning)

campaign_pages = Table(
    "campaign_pages",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("people", LargeBinary, nullable=False),
)
"""Contacts an occurrence was meant for when it began and who have no row yet, packed: what staff or people change about
themselves while rows are written down changes nothing in whom it was approved for."""

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

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("adjusted", BigInteger, nullable=False, server_default="0"),
    Column("adjusted_at", Instant),
)
"""Running sums that ceilings are held by, since an instant. Of a day or a month (`day:2026-11-28`, `month:2026-11`):
micro-dollars of campaign messages as they were claimed, and by how much failures and bills have changed that since, as
it was found at `adjusted_at` (None: to be found anew). `openings`: people we wrote to first in the 24 hours since."""

openings = Table(
    "openings",
    metadata,
    Column("address_id", Id, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Index("ix_openings_at", "at"),
)
"""When we last wrote to an address outside its window: what Meta limits in any 24 hours. No foreign key: who is erased
meanwhile counts all the same, and nothing is kept for longer than two days."""

notices = Table(
    "notices",
    metadata,
    identity(),
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
