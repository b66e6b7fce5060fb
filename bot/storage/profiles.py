"""What staff know of a person besides the address: name, district, time zone, bands, labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from bot.core.addresses import Address
from bot.storage.contacts import open_address
from bot.storage.database import Transaction
from bot.storage.schema import addresses, contacts, labels

_NAME: Final = "contacts.name"
_PLAIN: Final = ("district", "zone", "age_band", "children_age_band")


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """Empty fields: not known. Words are spelled as core/places.py and core/audience.py spell them."""

    name: str = ""
    district: str = ""
    zone: str = ""
    age_band: str = ""
    children_age_band: str = ""
    labels: tuple[str, ...] = ()


def of(tx: Transaction, contact_id: int) -> Profile:
    """What is known of one person."""
    row = tx.connection.execute(select(contacts).where(contacts.c.id == contact_id)).one()
    words = select(labels.c.label).where(labels.c.contact_id == contact_id).order_by(labels.c.label)
    return _profile(tx, row, list(tx.connection.execute(words).scalars()))


def held(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
    """What is known of many people: name, language and the plain columns by contact; labels are left out."""
    found = select(contacts).where(contacts.c.id.in_(list(contact_ids)))
    return {
        row.id: {
            "name": tx.open(row.name, _NAME) or "",
            "language": row.language,
            **{name: getattr(row, name) for name in _PLAIN},
        }
        for row in tx.connection.execute(found)
    }


def districts(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, str]:
    """Where these people live; empty where we do not know."""
    found = select(contacts.c.id, contacts.c.district).where(contacts.c.id.in_(list(contact_ids)))
    return {row.id: row.district for row in tx.connection.execute(found)}


def columns(tx: Transaction, profile: Profile) -> dict[str, Any]:
    """The columns of `contacts` as they hold this profile; labels have a table of their own."""
    name = tx.seal(profile.name, _NAME) if profile.name else None
    return {"name": name, **{field: getattr(profile, field) for field in _PLAIN}}


def write(tx: Transaction, contact_id: int, profile: Profile) -> None:
    """From now on this is what is known of them."""
    tx.connection.execute(update(contacts).where(contacts.c.id == contact_id).values(columns(tx, profile)))
    tx.connection.execute(delete(labels).where(labels.c.contact_id == contact_id))
    label(tx, [(contact_id, word) for word in profile.labels])


def label(tx: Transaction, pairs: Sequence[tuple[int, str]]) -> None:
    """Give people labels; what they already have stays."""
    if pairs:
        rows = [{"contact_id": contact_id, "label": word} for contact_id, word in pairs]
        tx.connection.execute(tx.insert(labels).on_conflict_do_nothing(), rows)


def labelled(tx: Transaction, contact_ids: Iterable[int]) -> set[tuple[int, str]]:
    """The labels of many people: pairs of contact id and label."""
    ids = list(contact_ids)
    if not ids:
        return set()
    found = select(labels.c.contact_id, labels.c.label).where(labels.c.contact_id.in_(ids))
    return {(row.contact_id, row.label) for row in tx.connection.execute(found)}


_LEARN: Final = {
    field: update(contacts).where(contacts.c.id == bindparam("the_id")).values({field: bindparam("value")})
    for field in ("name", "language", *_PLAIN)
}


def learn(tx: Transaction, field: str, values: Iterable[tuple[int, Any]]) -> None:
    """Write one field of many people: pairs of contact id and value; `name` comes in clear and is sealed."""
    rows = [
        {"the_id": contact_id, "value": tx.seal(value, _NAME) if field == "name" else value}
        for contact_id, value in values
    ]
    if rows:
        tx.connection.execute(_LEARN[field], rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One address with whose it is, as an export lists it."""

    contact_id: int
    address: Address
    language: str
    profile: Profile


def page(tx: Transaction, *, after: int, limit: int) -> tuple[list[Listed], int | None]:
    """The addresses of the next `limit` contacts above id `after`, and the last of their ids; None at the end."""
    people = tx.connection.execute(
        select(contacts).where(contacts.c.id > after).order_by(contacts.c.id).limit(limit)
    ).all()
    ids = [row.id for row in people]
    words: dict[int, list[str]] = {contact_id: [] for contact_id in ids}
    for row in tx.connection.execute(select(labels).where(labels.c.contact_id.in_(ids)).order_by(labels.c.label)):
        words[row.contact_id].append(row.label)
    places: dict[int, list[Address]] = {contact_id: [] for contact_id in ids}
    for row in tx.connection.execute(
        select(addresses.c.contact_id, addresses.c.sealed)
        .where(addresses.c.contact_id.in_(ids))
        .order_by(addresses.c.id)
    ):
        places[row.contact_id].append(open_address(tx, row.sealed))
    found = [
        Listed(contact_id=row.id, address=address, language=row.language, profile=_profile(tx, row, words[row.id]))
        for row in people
        for address in places[row.id]
    ]
    return found, ids[-1] if ids else None


def _profile(tx: Transaction, row: Any, words: Sequence[str]) -> Profile:
    return Profile(
        name=tx.open(row.name, _NAME) or "", labels=tuple(words), **{name: getattr(row, name) for name in _PLAIN}
    )
