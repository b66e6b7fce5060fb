"""Whom an occurrence was meant for when it began: kept a page of people at a time, and gone once they have their rows.

A million people are five hundred pages of a few kilobytes: numbers of contacts, packed.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from bot.storage.database import Transaction
from bot.storage.schema import campaign_pages


def keep(tx: Transaction, campaign_id: int, run: int, pages: Iterable[Sequence[int]]) -> int:
    """Keep these contacts, page after page. Returns how many people they are."""
    people = 0
    for number, page in enumerate(pages, 1):
        packed = zlib.compress(struct.pack(f"<{len(page)}q", *page), 1)
        tx.connection.execute(
            campaign_pages.insert().values(campaign_id=campaign_id, run=run, number=number, people=packed)
        )
        people += len(page)
    return people


def turn(tx: Transaction, campaign_id: int, run: int) -> Sequence[int]:
    """The contacts of the first page that is left, which is gone with this transaction; none where none is left."""
    these = (campaign_pages.c.campaign_id == campaign_id, campaign_pages.c.run == run)
    row = tx.connection.execute(
        select(campaign_pages.c.number, campaign_pages.c.people)
        .where(*these)
        .order_by(campaign_pages.c.number)
        .limit(1)
    ).one_or_none()
    if row is None:
        return ()
    tx.connection.execute(delete(campaign_pages).where(*these, campaign_pages.c.number == row.number))
    packed = zlib.decompress(row.people)
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def forget(tx: Transaction, campaign_id: int) -> None:
    """Of a campaign that will never go on."""
    tx.connection.execute(delete(campaign_pages).where(campaign_pages.c.campaign_id == campaign_id))
