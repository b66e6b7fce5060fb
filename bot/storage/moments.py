"""Dates of people that a series of messages counts from, and our number each address wrote to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from bot.core.consent import ALERTS
from bot.core.plans import Anchor
from bot.storage.database import Transaction
from bot.storage.schema import addresses, consents, contacts

Span = tuple[datetime, datetime]
"""From the first up to, not including, the second."""


def within(tx: Transaction, anchor: Anchor, people: Collection[int], span: Span) -> set[int]:
    """Those of these people whose date lies in this span."""
    chosen = theirs(anchor, [span])
    (contact,) = chosen.selected_columns
    return set(tx.connection.execute(chosen.where(contact.in_(people))).scalars())


def theirs(anchor: Anchor, spans: Collection[Span]) -> Select[Any]:
    """SQL: the contacts whose date lies in one of these spans."""
    if anchor is Anchor.JOINED:
        return select(contacts.c.id).where(_in(contacts.c.created_at, spans))
    later = consents.alias("later")
    taken_back = exists().where(
        later.c.contact_id == consents.c.contact_id, later.c.scope == ALERTS, later.c.id > consents.c.id
    )
    return select(consents.c.contact_id).where(
        consents.c.scope == ALERTS, consents.c.given, _in(consents.c.at, spans), ~taken_back
    )


def _in(moment: Any, spans: Collection[Span]) -> ColumnElement[bool]:
    return or_(*(and_(moment >= since, moment < until) for since, until in spans))


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
