"""What staff said of a campaign on its way to an approval."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from bot.storage.database import Transaction
from bot.storage.schema import campaign_remarks

SENT: Final = "sent"
RETURNED: Final = "returned"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """`hash`: the plan it is about; `kind`: sent, returned."""

    campaign_id: int
    hash: str
    author: str
    at: datetime
    kind: str
    text: str


def note(
    tx: Transaction, campaign_id: int, plan_hash: str, *, author: str, kind: str, text: str = "", now: datetime
) -> None:
    """Keep a remark."""
    tx.connection.execute(
        campaign_remarks.insert().values(
            campaign_id=campaign_id, hash=plan_hash, author=author, at=now, kind=kind, text=text
        )
    )


def of_campaign(tx: Transaction, campaign_id: int, limit: int) -> list[Remark]:
    """The newest remarks on a campaign, newest first."""
    query = _ROWS.where(campaign_remarks.c.campaign_id == campaign_id).order_by(campaign_remarks.c.id.desc())
    return [Remark(**row._mapping) for row in tx.connection.execute(query.limit(limit))]  # noqa: SLF001 (documented)


def newest(tx: Transaction, campaign_ids: Collection[int]) -> dict[int, Remark]:
    """The last word on each of these campaigns; those of which nothing was said are left out."""
    last = (
        select(func.max(campaign_remarks.c.id))
        .where(campaign_remarks.c.campaign_id.in_(list(campaign_ids)))
        .group_by(campaign_remarks.c.campaign_id)
    )
    rows = tx.connection.execute(_ROWS.where(campaign_remarks.c.id.in_(last)))
    return {row.campaign_id: Remark(**row._mapping) for row in rows}  # noqa: SLF001 (documented)


_ROWS: Final = select(
    campaign_remarks.c.campaign_id,
    campaign_remarks.c.hash,
    campaign_remarks.c.author,
    campaign_remarks.c.at,
    campaign_remarks.c.kind,
    campaign_remarks.c.text,
)
