"""What the rule of consent says of addresses and people, asked of the database as campaigns ask it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from bot.storage.consents import may_be_written_to, refusal
from bot.storage.database import Transaction
from bot.storage.schema import addresses, contacts


def refusals(tx: Transaction, address_ids: Iterable[int], now: datetime) -> Mapping[int, str]:
    """Why a campaign may not write to each of these addresses; empty where it may. Unknown addresses are left out."""
    rows = tx.connection.execute(
        select(addresses.c.id, refusal(now).label("reason"))
        .join(contacts, contacts.c.id == addresses.c.contact_id)
        .where(addresses.c.id.in_(list(address_ids)))
    )
    return {row.id: row.reason for row in rows}


def may_campaign(tx: Transaction, contact_ids: Iterable[int], now: datetime) -> set[int]:
    """Those of these people a campaign may write to on at least one of their addresses."""
    rows = tx.connection.execute(
        select(contacts.c.id)
        .join(addresses, addresses.c.contact_id == contacts.c.id)
        .where(contacts.c.id.in_(list(contact_ids)), may_be_written_to(now))
        .distinct()
    )
    return set(rows.scalars())
