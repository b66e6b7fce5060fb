"""All campaigns at a glance: where each stands, when it leaves, how many people, how far it has come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.campaigns import State
from bot.services.watching import Watching
from bot.storage import campaign_remarks, campaigns
from bot.storage.campaign_remarks import Remark
from bot.storage.campaigns import Campaign
from bot.storage.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One campaign. `remark`: the last word on its way to an approval; `people` and `done`: everybody it is for, and
    those who are done with; `notices`: what nobody has looked at yet, by kind."""

    campaign: Campaign
    remark: Remark | None
    people: int
    done: int
    notices: Sequence[str]


def page(
    database: Database, watching: Watching, states: Collection[State], now: datetime, *, offset: int, limit: int
) -> list[Row]:
    """Campaigns in these states, or all, the newest first."""
    with database.read() as tx:
        found = campaigns.page(tx, states, offset=offset, limit=limit)
        said = campaign_remarks.newest(tx, [one.id for one in found])
        unseen = campaigns.unseen(tx)
        under_way = [one.id for one in found if one.state in (State.RUNNING, State.PAUSED)]
        progress = {campaign_id: watching.settled(tx, campaign_id, now) for campaign_id in under_way}
    rows = []
    for one in found:
        done, made = progress.get(one.id, (0, 0))
        rows.append(
            Row(
                campaign=one,
                remark=said.get(one.id),
                people=max(made, one.expected),
                done=one.expected if one.state is State.DONE else done,
                notices=[notice.kind for notice in unseen if notice.campaign_id == one.id],
            )
        )
    return rows


def open_drafts(database: Database, limit: int) -> list[tuple[Campaign, Remark]]:
    """The newest drafts that were sent to be approved or given back, each with the last word on it."""
    with database.read() as tx:
        drafts = campaigns.page(tx, {State.DRAFT}, offset=0, limit=limit)
        said = campaign_remarks.newest(tx, [one.id for one in drafts])
    return [(one, said[one.id]) for one in drafts if one.id in said]


def started(database: Database, limit: int) -> list[Campaign]:
    """The newest campaigns that went out, or are going out."""
    with database.read() as tx:
        return campaigns.page(tx, {State.RUNNING, State.PAUSED, State.DONE}, offset=0, limit=limit)
