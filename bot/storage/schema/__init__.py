"""The tables. Rows are the jobs: inbound and outbound messages carry their stage, lease and order themselves.

Personal data has one home each: names in `contacts.name`, addresses in `addresses`, what people wrote in
`inbound.content`, `cases.story`, `case_events.content` and `votes.comment`, what we wrote in `outbound.content`, what
is remembered in `conversations.state`. All of these are sealed. What audiences are chosen by (district, bands, labels,
language) stands beside them unsealed: it says something about a contact, which is a number of ours, and nothing about
who that is.
Every table is classified for retention in `RETENTION`. One file per subject; everybody imports the tables from here.
"""

from typing import Final

from bot.storage.schema.campaigns import (
    approvals,
    audiences,
    campaign_answers,
    campaign_remarks,
    campaign_runs,
    campaign_tallies,
    campaign_versions,
    campaigns,
    counters,
    notices,
    openings,
    templates,
)
from bot.storage.schema.cases import canned, case_events, cases, in_hand
from bot.storage.schema.columns import EPOCH, Id, Instant, metadata
from bot.storage.schema.content import entries, looked_at, remarks, revisions
from bot.storage.schema.installation import jobs, meta, workers
from bot.storage.schema.items import item_remarks, item_versions, items
from bot.storage.schema.messages import attempts, inbound, outbound, reports
from bot.storage.schema.people import (
    addresses,
    consents,
    contacts,
    conversations,
    labels,
    reminders,
    rumours,
    suppressions,
    votes,
)
from bot.storage.schema.staff import audit, credentials, invitations, sessions, sign_ins, users
from bot.storage.schema.stages import is_answered, is_claimed, is_missed, is_open, is_settled, waits, waits_in_line

__all__ = [
    "EPOCH",
    "RETENTION",
    "Id",
    "Instant",
    "addresses",
    "approvals",
    "attempts",
    "audiences",
    "audit",
    "campaign_answers",
    "campaign_remarks",
    "campaign_runs",
    "campaign_tallies",
    "campaign_versions",
    "campaigns",
    "canned",
    "case_events",
    "cases",
    "consents",
    "contacts",
    "conversations",
    "counters",
    "credentials",
    "entries",
    "in_hand",
    "inbound",
    "invitations",
    "is_answered",
    "is_claimed",
    "is_missed",
    "is_open",
    "is_settled",
    "item_remarks",
    "item_versions",
    "items",
    "jobs",
    "labels",
    "looked_at",
    "meta",
    "metadata",
    "notices",
    "openings",
    "outbound",
    "remarks",
    "reminders",
    "reports",
    "revisions",
    "rumours",
    "sessions",
    "sign_ins",
    "suppressions",
    "templates",
    "users",
    "votes",
    "waits",
    "waits_in_line",
    "workers",
]

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
    "items": "kept",
    "item_versions": "kept",
    "item_remarks": "kept: staff",
    "jobs": "30 days: content and questions of staff",
    "cases": "story: retention days after closing",
    "case_events": "texts: retention days after the case closed",
    "canned": "kept: no person is named",
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
    "campaign_remarks": "kept: staff",
    "campaign_runs": "kept: numbers",
    "campaign_tallies": "kept: numbers",
    "campaign_answers": "until erased",
    "counters": "two months: numbers",
    "openings": "two days: numbers of addresses",
    "notices": "kept: no personal text",
    "templates": "kept: no person is named",
    "reminders": "until deleted, or retention days after their time; content of what was refused: none",
    "rumours": "kept: no person is named",
    "workers": "a day after the last heartbeat",
}
"""How long each table keeps what it holds. A table that is not listed fails a test."""
