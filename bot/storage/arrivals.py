"""People a file tells of: found, or met, many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.core.addresses import Address
from bot.storage.contacts import address_row, lock
from bot.storage.database import Transaction
from bot.storage.schema import addresses, contacts, suppressions


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Somebody a file tells of: `columns` are those of `contacts` a new one begins with."""

    address: Address
    columns: Mapping[str, Any]

    @property
    def names(self) -> list[Address]:
        """The address, and the same number on the other channel: it is the same person's."""
        twin = self.address.twin
        return [self.address] if twin is None else [self.address, twin]


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """The contact behind an arrival; `writes`: they have written to us."""

    contact_id: int
    new: bool
    writes: bool


def arrive(tx: Transaction, arrivals: Sequence[Arrival], now: datetime) -> list[Met | None]:
    """Find or make the contact behind each address; no number may occur twice among them.

    None for someone who said no and was erased, on either channel, and has not written since: they are not written down
    again.
    """
    lock(tx, [one.address for one in arrivals])
    digests = {name: tx.vault.digest(name.full) for one in arrivals for name in one.names}
    known, gone = _known(tx, digests), _gone(tx, digests)
    owners = {one.address: _owner(one, known) for one in arrivals}
    strangers = [one for one in arrivals if owners[one.address] is None and gone.isdisjoint(one.names)]
    if strangers:
        made = tx.connection.execute(
            contacts.insert().returning(contacts.c.id, sort_by_parameter_order=True),
            [{"created_at": now, **one.columns} for one in strangers],
        ).scalars()
        for one, contact_id in zip(strangers, made, strict=True):
            owners[one.address] = Met(contact_id=contact_id, new=True, writes=False)
    met = [owners[one.address] for one in arrivals]
    fresh = [
        address_row(tx, one.address, owner.contact_id)
        for one, owner in zip(arrivals, met, strict=True)
        if owner is not None and one.address not in known
    ]
    if fresh:
        tx.connection.execute(addresses.insert(), fresh)
    return met


def _owner(one: Arrival, known: Mapping[Address, Met]) -> Met | None:
    found = [known[name] for name in one.names if name in known]
    if not found:
        return None
    return Met(contact_id=found[0].contact_id, new=False, writes=any(owner.writes for owner in found))


def _known(tx: Transaction, digests: Mapping[Address, bytes]) -> dict[Address, Met]:
    by_digest = {digest: address for address, digest in digests.items()}
    rows = tx.connection.execute(
        select(addresses.c.digest, addresses.c.contact_id, addresses.c.last_inbound_at).where(
            addresses.c.digest.in_(list(by_digest))
        )
    )
    return {
        by_digest[bytes(row.digest)]: Met(contact_id=row.contact_id, new=False, writes=row.last_inbound_at is not None)
        for row in rows
    }


def _gone(tx: Transaction, digests: Mapping[Address, bytes]) -> set[Address]:
    by_digest = {digest: address for address, digest in digests.items()}
    kept = select(suppressions.c.digest).where(suppressions.c.digest.in_(list(by_digest)))
    return {by_digest[bytes(digest)] for digest in tx.connection.execute(kept).scalars()}
