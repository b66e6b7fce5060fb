"""Messages of campaigns, one by one: which campaign one belongs to, what it says, and which a person got last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, select, true

from bot.core.addresses import Channel
from bot.core.composing import Chosen, Words, compose
from bot.core.messages import RANK, Priority
from bot.core.plans import read
from bot.storage.database import Transaction
from bot.storage.schema import Instant, attempts, campaign_runs, campaigns, outbound

CONTENT: Final = "outbound.content"


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """Which campaign a message belongs to."""

    campaign_id: int
    run: int
    channel: Channel
    contact_id: int
    address_id: int
    plan: str


def owner(tx: Transaction, message_id: int) -> Owner | None:
    """The campaign a message belongs to; None for a reply."""
    row = tx.connection.execute(_OWNER, {"the_id": message_id}).one_or_none()
    if row is None:
        return None
    return Owner(
        campaign_id=row.campaign_id,
        run=row.run,
        channel=Channel(row.channel),
        contact_id=row.contact_id,
        address_id=row.address_id,
        plan=row.plan,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """The newest message of a campaign a person got."""

    campaign_id: int
    plan: str
    step: int
    language: str


def offered(tx: Transaction, contact_id: int, campaign_id: int | None, *, since: datetime | None) -> Offered | None:
    """Of this campaign, or of any; with `since` only one that left after it, and after which nothing else was said."""
    query = _OFFERED[campaign_id is not None, since is not None]
    row = tx.connection.execute(query, {"contact": contact_id, "campaign": campaign_id, "since": since}).first()
    if row is None:
        return None
    language = tx.open_fields(row.content, CONTENT).get("language", "es")
    return Offered(campaign_id=row.campaign_id, plan=row.plan, step=row.step, language=language)


def seal(tx: Transaction, chosen: Chosen) -> bytes:
    """What was chosen for a person, as the row keeps it."""
    fields = {"language": chosen.language, "template": chosen.by_template, "values": dict(chosen.values)}
    return tx.seal(fields | ({"answers": True} if chosen.answers else {}), CONTENT)


def chosen(content: Mapping[str, Any]) -> Chosen:
    """And back."""
    return Chosen(
        language=content.get("language", "es"),
        by_template=content.get("template", False),
        values=content.get("values", {}),
        answers=content.get("answers", False),
    )


def words(tx: Transaction, row: Any, content: Mapping[str, Any]) -> Words:
    """What a claimed message says or said; `row` is of `outbound`, `content` its opened content. Raises DamagedPlan."""
    campaign = tx.connection.execute(_WORDS, {"campaign": row.campaign_id, "run": row.run}).one()
    return compose(
        row.campaign_id, read(campaign.plan, row.campaign_id), campaign.step, Channel(row.channel), chosen(content)
    )


# Built once, as in recipients.py.

_OWNER: Final = (
    select(
        outbound.c.campaign_id,
        outbound.c.run,
        outbound.c.channel,
        outbound.c.contact_id,
        outbound.c.address_id,
        campaigns.c.plan,
    )
    .join(campaigns, campaigns.c.id == outbound.c.campaign_id)
    .where(outbound.c.id == bindparam("the_id"))
)
_WORDS: Final = (
    select(campaigns.c.plan, campaign_runs.c.step)
    .join(campaign_runs, campaign_runs.c.campaign_id == campaigns.c.id)
    .where(campaigns.c.id == bindparam("campaign"), campaign_runs.c.number == bindparam("run"))
)
_said = outbound.alias("said")
_SPOKEN_SINCE: Final = exists().where(
    _said.c.contact_id == outbound.c.contact_id,
    _said.c.rank < RANK[Priority.CAMPAIGN],
    _said.c.created_at > attempts.c.started_at,
)
_ANY_OFFERED: Final = (
    select(outbound.c.campaign_id, outbound.c.content, campaigns.c.plan, campaign_runs.c.step)
    .join(campaigns, campaigns.c.id == outbound.c.campaign_id)
    .join(
        campaign_runs,
        and_(campaign_runs.c.campaign_id == outbound.c.campaign_id, campaign_runs.c.number == outbound.c.run),
    )
    .join(attempts, and_(attempts.c.message_id == outbound.c.id, attempts.c.number == outbound.c.tries))
    .where(outbound.c.contact_id == bindparam("contact"))
    .order_by(attempts.c.id.desc())
    .limit(1)
)
_OF_CAMPAIGN: Final = outbound.c.campaign_id == bindparam("campaign")
_NOTHING_SINCE: Final = and_(attempts.c.started_at > bindparam("since", type_=Instant), ~_SPOKEN_SINCE)
_OFFERED: Final = {
    (named, fresh): _ANY_OFFERED.where(_OF_CAMPAIGN if named else true(), _NOTHING_SINCE if fresh else true())
    for named in (False, True)
    for fresh in (False, True)
}
