"""One person as staff may see them: facts with their dates, never a number, unless it is asked for with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.core.addresses import Address, parse
from bot.core.attention import Need
from bot.core.consent import Subject
from bot.core.errors import BadInput
from bot.core.staff import Role, User
from bot.i18n import gettext as _
from bot.services import alerts, attending, rights
from bot.storage import audit, cases, consents, contacts, history, profiles
from bot.storage.cases import Case
from bot.storage.consents import Fact
from bot.storage.database import Database, Transaction
from bot.storage.history import Line, Received
from bot.storage.profiles import Profile

LINES: Final = 50
"""Messages, and campaigns, that a page shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What is shown of somebody to one member of staff. `facts`: every yes and no, newest first. `lines`, `topics`:
    empty for whoever may not read them; a restricted case does not exist for them. `standing`: rows with the channel of
    each address, and why campaigns may not use it."""

    id: int
    summary: rights.Summary
    language: str
    profile: Profile
    subjects: frozenset[Subject]
    facts: Sequence[tuple[str, Fact]]
    addresses: Sequence[Address]
    standing: Sequence[Any]
    topics: Sequence[tuple[str, int]]
    lines: Sequence[Line]
    campaigns: Sequence[Received]
    cases: Sequence[Case]
    may_reveal: bool


def shown(tx: Transaction, contact_id: int, user: User, now: datetime) -> Person | None:
    """A person for `user`; None where there is nobody. That they looked is written down."""
    if not contacts.exists(tx, contact_id):
        return None
    readable = [
        case
        for case in cases.of_contact(tx, contact_id)
        if user.may(Role.CASE_WORKER) and attending.may_read(user, restricted=case.restricted)
    ]
    reads = user.holds(Role.CASE_WORKER, Role.DATA_OFFICER)
    person = Person(
        id=contact_id,
        summary=rights.summary(tx, contact_id),
        language=contacts.language(tx, contact_id),
        profile=profiles.of(tx, contact_id),
        subjects=alerts.wanted(tx, contact_id),
        facts=consents.history(tx, contact_id),
        addresses=contacts.addresses_of(tx, contact_id),
        standing=consents.standing(tx, contact_id, now),
        topics=history.topics(tx, contact_id) if user.holds(Role.CASE_WORKER) else (),
        lines=history.of(tx, contact_id, limit=LINES) if reads else (),
        campaigns=history.campaigned(tx, contact_id, limit=LINES),
        cases=readable,
        may_reveal=may_reveal(tx, contact_id, user),
    )
    audit.note(tx, actor=user.name, act="contact.show", subject=str(contact_id), now=now)
    return person


def may_reveal(tx: Transaction, contact_id: int, user: User) -> bool:
    """True where this user may be shown the number: who has an open case of the person, and data officers."""
    mine = any(case.assigned_to == user.name and case.closed_at is None for case in cases.of_contact(tx, contact_id))
    return user.holds(Role.DATA_OFFICER) or (mine and user.holds(Role.CASE_WORKER))


def reveal(database: Database, contact_id: int, need: Need, user: User, now: datetime) -> list[str]:
    """The numbers of a person, for this once; those that WhatsApp hides are left out. Who, whose and what for is in the
    audit before anything is shown. Raises BadInput where they may not see it."""
    with database.write() as tx:
        if not contacts.exists(tx, contact_id):
            raise BadInput(_("Nadie con ese número."))
        if not may_reveal(tx, contact_id, user):
            raise BadInput(_("Toma primero un caso de esta persona: el número es para quien la atiende."))
        found = contacts.addresses_of(tx, contact_id)
        audit.note(
            tx, actor=user.name, act="contact.reveal", subject=str(contact_id), now=now, detail={"need": need.value}
        )
    return list(dict.fromkeys(address.identifier for address in found if address.is_phone))


def find(database: Database, text: str, user: User, now: datetime) -> int | None:
    """Who has this number, on any channel; None for nobody. Raises BadInput for what is no number. Asking is written
    down, without the number."""
    try:
        address = parse(text.replace(" ", ""))
    except ValueError:
        raise BadInput(_("Escríbelo con su código de país: +51…")) from None
    with database.write() as tx:
        names = [name for name in (address, address.twin) if name is not None]
        found = next((one for name in names if (one := contacts.find(tx, name)) is not None), None)
        subject = str(found) if found is not None else ""
        audit.note(tx, actor=user.name, act="contact.find", subject=subject, now=now)
    return found


def export(database: Database, contact_id: int, user: User, now: datetime) -> dict[str, Any]:
    """All we hold of a person, to be handed to them. Raises BadInput for nobody."""
    with database.write() as tx:
        if not contacts.exists(tx, contact_id):
            raise BadInput(_("Nadie con ese número."))
        document = rights.export(tx, contact_id, now)
        audit.note(tx, actor=user.name, act="contact.export", subject=str(contact_id), now=now)
    return document


def erase(database: Database, contact_id: int, user: User, now: datetime) -> None:
    """Delete a person at once. Raises BadInput for nobody."""
    with database.write() as tx:
        if not contacts.exists(tx, contact_id):
            raise BadInput(_("Nadie con ese número."))
        rights.erase(tx, contact_id, now)
        audit.note(tx, actor=user.name, act="contact.erase", subject=str(contact_id), now=now)
