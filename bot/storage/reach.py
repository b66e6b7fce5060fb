"""Where people would be written to: addresses of a page of them, for a look ahead."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from bot.core.addresses import Address, Channel
from bot.core.errors import WrongKey
from bot.core.messages import PROVEN
from bot.storage import contacts
from bot.storage.database import Transaction
from bot.storage.schema import addresses, attempts, outbound


def opened(tx: Transaction, address_ids: Collection[int]) -> dict[int, Address]:
    """Addresses by id; one that does not open is left out."""
    found = {}
    rows = tx.connection.execute(
        select(addresses.c.id, addresses.c.sealed).where(addresses.c.id.in_(list(address_ids)))
    )
    for row in rows:
        try:
            found[row.id] = contacts.open_address(tx, row.sealed)
        except (WrongKey, ValueError):
            continue
    return found


def replies_delivered(tx: Transaction, since: datetime) -> int:
    """Replies on WhatsApp that were delivered since: each is a service message at the provider."""
    return int(
        tx.connection.execute(
            select(func.count())
            .select_from(attempts)
            .join(outbound, outbound.c.id == attempts.c.message_id)
            .join(addresses, addresses.c.id == outbound.c.address_id)
            .where(
                outbound.c.campaign_id.is_(None),
                outbound.c.created_at >= since,
                addresses.c.channel == Channel.WHATSAPP.value,
                attempts.c.status.in_([status.value for status in PROVEN]),
            )
        ).scalar_one()
    )
