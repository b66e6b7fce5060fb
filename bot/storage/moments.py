"""Dates of people that a series of messages counts from, and our number each address wrote to."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.core.consent import ALERTS
from bot.core.plans import Anchor
from bot.storage.database import Transaction
from bot.storage.schema import addresses, consents, contacts


def within(tx: Transaction, anchor: Anchor, people: Collection[int], since: datetime, until: datetime) -> set[int]:
    """Those of these people whose date lies from `since` up to, not including, `until`."""
    if anchor is Anchor.JOINED:
        rows = select(contacts.c.id).where(
            contacts.c.id.in_(people), contacts.c.created_at >= since, contacts.c.created_at < until
        )
        return set(tx.connection.execute(rows).scalars())
    newest = (
        select(func.max(consents.c.id))
        .where(consents.c.contact_id.in_(people), consents.c.scope == ALERTS)
        .group_by(consents.c.contact_id)
    )
    said_yes = select(consents.c.contact_id).where(
        consents.c.id.in_(newest), consents.c.given, consents.c.at >= since, consents.c.at < until
    )
    return set(tx.connection.execute(said_yes).scalars())


def senders(tx: Transaction, address_ids: Sequence[int]) -> dict[int, str]:
    """Our number that was last written to from each of these addresses; empty where none ever was."""
    if not address_ids:
        return {}
    # A range of the key: a list of two thousand numbers would be sent and parsed each time.
    rows = tx.connection.execute(
        select(addresses.c.id, addresses.c.sender).where(
            addresses.c.id.between(min(address_ids), max(address_ids)), addresses.c.sender != ""
        )
        if max(address_ids) - min(address_ids) < 4 * len(address_ids)
        else select(addresses.c.id, addresses.c.sender).where(addresses.c.id.in_(address_ids))
    )
    return {row.id: row.sender for row in rows}
