"""A campaign stops by itself: what was running pauses, what was armed is armed no longer, and staff are told why."""

import logging
from datetime import datetime
from typing import Final

from bot.core.campaigns import Act
from bot.core.staff import SYSTEM
from bot.storage import audit, campaigns
from bot.storage.database import Transaction

log = logging.getLogger(__name__)

DAMAGED: Final = "plan"
"""The notice of a campaign whose plan does not read back."""


def stop(tx: Transaction, campaign_id: int, reason: str, now: datetime) -> bool:
    """Stop it for this reason (the kind of the notice). Returns False where it was neither running nor armed."""
    if not (
        campaigns.move(tx, campaign_id, Act.PAUSE, now)
        or campaigns.move(tx, campaign_id, Act.DISARM, now, next_at=None)
    ):
        return False
    tell(tx, campaign_id, reason, "", now)
    audit.note(tx, actor=SYSTEM, act="campaign.pause", subject=str(campaign_id), now=now, detail={"reason": reason})
    return True


def tell(tx: Transaction, campaign_id: int, kind: str, detail: str, now: datetime) -> None:
    """A campaign needs a person: a notice, and a line in the log."""
    campaigns.notify(tx, kind, campaign_id, detail, now)
    log.error("a campaign needs a person", extra={"campaign": campaign_id, "reason": kind})
