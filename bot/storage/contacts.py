"""People, their addresses, and what is remembered of their conversation. Their yes and no: consents.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, case, delete, literal, select, text, true, update

from bot.core import addresses as core
from bot.core.addresses import Address, Channel
from bot.storage import consents as facts
from bot.storage import jobs, missed, runs, tallies
from bot.storage.database import Transaction
from bot.storage.schema import (
    Instant,
    addresses,
    attempts,
    campaign_answers,
    case_events,
    cases,
    consents,
    contacts,
    conversations,
    inbound,
    labels,
    outbound,
    reminders,
    votes,
)

_PLACE = "addresses.sealed"
_STATE = "conversations.state"
_MERGED = (addresses, case_events, cases, consents, inbound, outbound, reminders, votes)
NOTHING_KNOWN: Final = {"name": None, "district": "", "zone": "", "age_band": "", "children_age_band": ""}
"""The columns of a contact that say who somebody is, as they are for a stranger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Somebody wrote from `address` to our `sender`. `also`: the id WhatsApp adds to a visible number (`PE.…`)."""

    address: Address
    sender: str
    also: str = ""

    @property
    def names(self) -> list[Address]:
        """Every address that leads to this person."""
        return list(dict.fromkeys([self.address, *([Address(Channel.WHATSAPP, self.also)] if self.also else [])]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """A person and the address they wrote from."""

    contact_id: int
    address_id: int


def lock(tx: Transaction, people: Iterable[Address]) -> None:
    """Until this transaction ends, nobody else meets these people: an unknown address must not become two contacts, nor
    one number two people on two channels."""
    if tx.is_sqlite:
        return
    # Always in the same order, or two writers would wait for each other.
    keys = sorted({int.from_bytes(tx.vault.digest(person.identifier)[:8], signed=True) for person in people})
    tx.connection.execute(_LOCK_NAMES, {"keys": keys})


_LOCK_NAMES: Final = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


LOCK: Final = (
    select(contacts.c.id)
    .where(contacts.c.id.in_(bindparam("people", expanding=True)))
    .with_for_update(skip_locked=True, key_share=True)
)
"""On PostgreSQL: the ids of those `people` whose rows nobody else has locked, locked until the transaction ends."""
_HOLD: Final = (
    select(contacts.c.id)
    .where(contacts.c.id.in_(bindparam("people", expanding=True)))
    .order_by(contacts.c.id)
    .with_for_update(key_share=True)
)


def hold(tx: Transaction, people: Iterable[int]) -> None:
    """Until this transaction ends, nobody else decides who answers these people; waits for whoever is deciding it."""
    if not tx.is_sqlite:
        tx.connection.execute(_HOLD, {"people": list(people)}).all()


def reach(tx: Transaction, seen: Sequence[Seen], now: datetime) -> list[Reached]:
    """Find or make the person behind each address, note that they wrote now, and keep one person one person.

    All their `names` must be locked (`lock`). What is already known is read and written for all at once.
    """
    names = [name for person in seen for name in person.names]
    known = _known(tx, [*names, *_twins(names)], held=True)
    strangers = [person for person in seen if not _is_one(known, person)]
    if strangers:
        taken = {*known, *names}
        alone = [one for one in strangers if one.names == [one.address] and taken.isdisjoint(_twins(one.names))]
        _welcome(tx, list(dict.fromkeys(one.address for one in alone)), now)
        for person in strangers:
            if person not in alone:
                _meet(tx, person, now)
        known = _known(tx, names, held=True)  # two contacts may have become one: nothing read before holds
    reached = [known[person.address] for person in seen]
    for sender in {person.sender for person in seen}:
        ids = [row.address_id for row, person in zip(reached, seen, strict=True) if person.sender == sender]
        tx.connection.execute(_WROTE, {"ids": ids, "now": now, "ours": sender})
    return reached


def _twins(names: Iterable[Address]) -> list[Address]:
    """The same numbers on the other channel."""
    return [twin for name in names if (twin := name.twin) is not None]


def _is_one(known: Mapping[Address, Reached], person: Seen) -> bool:
    """True where every name of theirs already leads to the same contact."""
    rows = [known.get(name) for name in person.names]
    return None not in rows and len({row.contact_id for row in rows if row}) == 1


def _later(name: str) -> Any:
    """SQL: the later of what is known and this instant. What was found again late makes nobody's window shorter."""
    known, now = addresses.c.last_inbound_at, bindparam(name, type_=Instant)
    return case((known > now, known), else_=now)


_WROTE: Final = (
    update(addresses)
    .where(addresses.c.id.in_(bindparam("ids", expanding=True)))
    .values(last_inbound_at=_later("now"), sender=bindparam("ours"), stopped="", rests_until=None)
)


def _known(tx: Transaction, people: Iterable[Address], *, held: bool = False) -> dict[Address, Reached]:
    """`held`: on PostgreSQL nobody erases them until this transaction ends, and who is being erased is waited for."""
    by_digest = {tx.vault.digest(person.full): person for person in people}
    rows = tx.connection.execute(_HELD if held else _KNOWN, {"digests": list(by_digest)})
    return {by_digest[bytes(row.digest)]: Reached(contact_id=row.contact_id, address_id=row.id) for row in rows}


_KNOWN: Final = select(addresses.c.digest, addresses.c.id, addresses.c.contact_id).where(
    addresses.c.digest.in_(bindparam("digests", expanding=True))
)
_HELD: Final = _KNOWN.order_by(addresses.c.id).with_for_update(key_share=True)


def _welcome(tx: Transaction, strangers: Sequence[Address], now: datetime) -> None:
    """A contact for each of these addresses: nobody has written from them before, and they lead to nobody else."""
    if strangers:
        made = tx.connection.execute(_NEW_CONTACTS, [{"created_at": now}] * len(strangers)).scalars()
        rows = [address_row(tx, name, contact_id) for name, contact_id in zip(strangers, made, strict=True)]
        tx.connection.execute(tx.insert_new(addresses), rows)


_NEW_CONTACTS: Final = contacts.insert().returning(contacts.c.id)


def _meet(tx: Transaction, person: Seen, now: datetime) -> None:
    """Someone new, or someone who shows two names at once: both lead to the same contact from now on. A number we know
    on the other channel, from a file say, is theirs too."""
    owners = sorted({row.contact_id for row in _known(tx, [*person.names, *_twins(person.names)]).values()})
    contact_id = owners[0] if owners else _new_contact(tx, now)
    for other in owners[1:]:
        _merge(tx, keep=contact_id, drop=other)
    tx.connection.execute(tx.insert_new(addresses), [address_row(tx, name, contact_id) for name in person.names])


def _new_contact(tx: Transaction, now: datetime) -> int:
    return int(tx.connection.execute(_NEW_CONTACTS, [{"created_at": now}]).scalar_one())


def address_row(tx: Transaction, address: Address, contact_id: int) -> dict[str, Any]:
    """The columns of `addresses` for one that is new."""
    return {
        "contact_id": contact_id,
        "channel": address.channel.value,
        "digest": tx.vault.digest(address.full),
        "sealed": tx.seal(address.full, _PLACE),
    }


def _merge(tx: Transaction, *, keep: int, drop: int) -> None:
    """Two contacts turn out to be one person: everything moves to the older one, whose conversation goes on."""
    hold(tx, [keep, drop])  # before their messages are touched: a turn that is being written holds the person first
    runs.one_of_two(tx, keep=keep, drop=drop)
    facts.one_of_two(tx, keep=keep, drop=drop)
    for table in _MERGED:
        tx.connection.execute(update(table).where(table.c.contact_id == drop).values(contact_id=keep))
    tx.connection.execute(delete(conversations).where(conversations.c.contact_id == drop))
    theirs = select(campaign_answers.c.campaign_id).where(campaign_answers.c.contact_id == keep)
    tx.connection.execute(
        update(campaign_answers)
        .where(campaign_answers.c.contact_id == drop, campaign_answers.c.campaign_id.not_in(theirs))
        .values(contact_id=keep)
    )
    words = select(literal(keep), labels.c.label).where(labels.c.contact_id == drop)
    tx.connection.execute(
        tx.insert(labels).from_select(["contact_id", "label"], words.where(true())).on_conflict_do_nothing()
    )
    _take_over(tx, keep=keep, drop=drop)
    tx.connection.execute(delete(contacts).where(contacts.c.id == drop))


def _take_over(tx: Transaction, *, keep: int, drop: int) -> None:
    """What is not known of the one and is of the other."""
    columns = [contacts.c[name] for name in NOTHING_KNOWN]
    rows = tx.connection.execute(select(contacts.c.id, *columns).where(contacts.c.id.in_((keep, drop)))).mappings()
    of = {row["id"]: row for row in rows}
    missing = {name: of[drop][name] for name in NOTHING_KNOWN if of[drop][name] and not of[keep][name]}
    if missing:
        tx.connection.execute(update(contacts).where(contacts.c.id == keep).values(missing))


def exists(tx: Transaction, contact_id: int) -> bool:
    """True where we know somebody by this number of ours."""
    return tx.connection.execute(select(contacts.c.id).where(contacts.c.id == contact_id)).first() is not None


def addresses_of(tx: Transaction, contact_id: int) -> list[Address]:
    """Every address of a person, in clear, oldest first. Printed they are masked."""
    rows = select(addresses.c.sealed).where(addresses.c.contact_id == contact_id).order_by(addresses.c.id)
    return [open_address(tx, blob) for blob in tx.connection.execute(rows).scalars()]


def open_address(tx: Transaction, blob: bytes) -> Address:
    """An address from its sealed column, where a query brought it along."""
    return core.parse(tx.open(blob, _PLACE))


def states(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What is remembered of each conversation; empty for someone new."""
    found: dict[int, dict[str, Any]] = {contact_id: {} for contact_id in contact_ids}
    rows = tx.connection.execute(_STATES, {"people": list(found)})
    found |= {row.contact_id: tx.open_fields(row.state, _STATE) for row in rows}
    return found


_STATES: Final = select(conversations.c.contact_id, conversations.c.state).where(
    conversations.c.contact_id.in_(bindparam("people", expanding=True))
)


def state(tx: Transaction, contact_id: int) -> dict[str, Any]:
    """What is remembered of one conversation."""
    return states(tx, [contact_id])[contact_id]


def remember(tx: Transaction, values: Mapping[int, dict[str, Any]], now: datetime) -> None:
    """Keep the state of these conversations, replacing what was there."""
    if not values:
        return
    tx.connection.execute(
        tx.put(conversations),
        [
            {"contact_id": contact_id, "state": tx.seal(value, _STATE), "updated_at": now}
            for contact_id, value in values.items()
        ],
    )


def rest(tx: Transaction, address_id: int, until: datetime) -> None:
    """Campaigns leave this address alone until then, or until the person writes."""
    tx.connection.execute(update(addresses).where(addresses.c.id == address_id).values(rests_until=until))


def stop(tx: Transaction, address_id: int, why: str) -> None:
    """This address cannot or must not be written to until the person writes again."""
    tx.connection.execute(update(addresses).where(addresses.c.id == address_id).values(stopped=why))


def language(tx: Transaction, contact_id: int) -> str:
    """The language this person chose."""
    return str(tx.connection.execute(select(contacts.c.language).where(contacts.c.id == contact_id)).scalar_one())


def set_language(tx: Transaction, contact_id: int, code: str) -> None:
    """From now on we speak `code` with this person."""
    tx.connection.execute(update(contacts).where(contacts.c.id == contact_id).values(language=code))


def erase(tx: Transaction, contact_id: int) -> None:
    """Delete a person and all that is theirs from the live tables."""
    # In the order of `reach`: whoever writes in this moment is waited for, or waits and then is new.
    theirs = select(addresses.c.id).where(addresses.c.contact_id == contact_id).order_by(addresses.c.id)
    tx.connection.execute(theirs.with_for_update()).all()
    hold(tx, [contact_id])
    missed.forget_for_good(tx, contact_id)
    jobs.drop(tx, jobs.PEOPLE, jobs.PREVIEW)  # a file that waits may name them, and would bring them back
    tallies.remember(tx, outbound.c.contact_id == contact_id)
    owed = select(outbound.c.id).where(outbound.c.contact_id == contact_id)
    tx.connection.execute(delete(attempts).where(attempts.c.message_id.in_(owed)))
    for table in (
        votes,
        consents,
        case_events,
        cases,
        campaign_answers,
        reminders,
        outbound,
        inbound,
        conversations,
        labels,
        addresses,
    ):
        tx.connection.execute(delete(table).where(table.c.contact_id == contact_id))
    tx.connection.execute(delete(contacts).where(contacts.c.id == contact_id))


def find(tx: Transaction, address: Address) -> int | None:
    """The contact behind an address, if we know them."""
    known = _known(tx, [address]).get(address)
    return known.contact_id if known else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A known address: whose it is, when they last wrote from it, to which number of ours, and their language."""

    contact_id: int
    address_id: int
    sender: str
    wrote_at: datetime | None
    language: str


def locate(tx: Transaction, address: Address) -> Located | None:
    """What is known of an address."""
    row = tx.connection.execute(
        select(
            addresses.c.contact_id, addresses.c.id, addresses.c.sender, addresses.c.last_inbound_at, contacts.c.language
        )
        .join(contacts, contacts.c.id == addresses.c.contact_id)
        .where(addresses.c.digest == tx.vault.digest(address.full))
    ).one_or_none()
    if row is None:
        return None
    return Located(
        contact_id=row.contact_id,
        address_id=row.id,
        sender=row.sender,
        wrote_at=row.last_inbound_at,
        language=row.language,
    )
