"""What can be read of campaigns: where each recipient stands, what is to come, what staff must know."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.core.errors import BadInput
from bot.core.plans import to_document
from bot.i18n import gettext as _
from bot.storage import campaigns, tallies
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction


def shown(database: Database, campaign_id: int, zone: ZoneInfo) -> dict[str, Any]:
    """One campaign, as `puente campaign show --json` prints it: the fields of the contract first."""
    with database.read() as tx:
        if not tx.is_sqlite:
            # Several queries of one moment: a recipient must not be counted twice while it moves.
            tx.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        campaign = campaigns.load(tx, campaign_id)
        if campaign is None:
            raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
        counts = tallies.counts(tx, campaign_id)
        return {
            "id": campaign.id,
            "name": campaign.name,
            "state": campaign.state.value,
            "audience": counts.audience,
            "counts": counts.by_name(),
            "refused": dict(sorted(counts.why_refused.items())),
            "failed": dict(sorted(counts.why_failed.items())),
            **_more(tx, campaign, zone),
        }


def _more(tx: Transaction, campaign: Campaign, zone: ZoneInfo) -> dict[str, Any]:
    approval = campaigns.approval(tx, campaign)
    return {
        "author": campaign.author,
        "editors": campaigns.editors(tx, campaign.id),
        "hash": campaign.hash,
        "approved": approval and {"by": approval.by, "at": _local(approval.at, zone), "audience": approval.audience},
        "next_at": _local(campaign.next_at, zone),
        "started_at": _local(campaign.started_at, zone),
        "ended_at": _local(campaign.ended_at, zone),
        "runs": campaign.runs,
        "answers": {str(place): people for place, people in sorted(campaigns.answers(tx, campaign.id).items())},
        "notices": [
            {"kind": notice.kind, "at": _local(notice.at, zone), "detail": notice.detail}
            for notice in campaigns.unseen(tx, campaign.id)
        ],
        "plan": campaign.readable and to_document(campaign.readable),
    }


def held(database: Database, campaign_id: int, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Of those who wait: people who wait for more than their turn, by reason (`waits` says it in words), and from when
    the first of them may leave."""
    with database.read() as tx:
        return {
            why: {"people": people, "from": _local(first, zone)}
            for why, (people, first) in tallies.held(tx, campaign_id, now).items()
        }


def waits() -> dict[str, str]:
    """Why somebody waits, in words."""
    return {
        "hours": _("por la hora, donde viven"),
        "retry": _("falló y se intenta otra vez"),
        "meta_limit": _("Meta limita a cuántas personas escribimos primero en 24 horas"),
        "sender": _("no hay número desde el que enviar"),
    }


def _local(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def listed(database: Database, zone: ZoneInfo) -> list[dict[str, Any]]:
    """All campaigns, the newest first, without counts."""
    with database.read() as tx:
        waiting = {notice.campaign_id for notice in campaigns.unseen(tx)}
        return [
            {
                "id": campaign.id,
                "name": campaign.name,
                "state": campaign.state.value,
                "kind": campaign.readable and campaign.readable.kind.value,
                "channel": campaign.readable and campaign.readable.route.value,
                "next_at": _local(campaign.next_at, zone),
                "needs_attention": campaign.id in waiting or campaign.readable is None,
            }
            for campaign in campaigns.listed(tx)
        ]


def general(database: Database, zone: ZoneInfo) -> list[dict[str, Any]]:
    """What staff must know that is about no campaign: little left at the provider, an alert about templates."""
    with database.read() as tx:
        return [
            {"kind": notice.kind, "at": _local(notice.at, zone), "detail": notice.detail}
            for notice in campaigns.unseen(tx)
            if notice.campaign_id is None
        ]


def progress(database: Database, campaign_id: int) -> tuple[str, int, int]:
    """State, recipients that are done with, and recipients in all: cheap enough to ask every second."""
    with database.read() as tx:
        campaign = campaigns.load(tx, campaign_id)
        if campaign is None:
            raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
        done, made = tallies.settled_count(tx, campaign_id)
        return campaign.state.value, done, max(made, campaign.expected)
