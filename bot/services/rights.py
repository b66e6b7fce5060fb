"""What a person may ask of their data: to see it, and to have it gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, delete, exists, select, update

from bot.storage import case_events, cases, consents, contacts, history, inbound, jobs, profiles, tallies
from bot.storage import outbound as outbox
from bot.storage import reminders as reminding
from bot.storage.case_events import Kind
from bot.storage.database import Database, Transaction
from bot.storage.inbound import Waiting
from bot.storage.schema import addresses, attempts, campaign_answers, conversations, labels, reminders, votes
from bot.storage.schema import case_events as case_events_table
from bot.storage.schema import cases as cases_table
from bot.storage.schema import consents as consents_table
from bot.storage.schema import contacts as contacts_table
from bot.storage.schema import inbound as inbound_table
from bot.storage.schema import outbound as outbound_table

_MOST: Final = 100_000
"""Messages of one person in an export: nobody has that many inside the time texts are kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What we hold of a person, in numbers. `alerts` is None for someone never asked."""

    since: datetime
    messages: int
    alerts: bool | None
    open_cases: int
    reminders: int


def summary(tx: Transaction, contact_id: int) -> Summary:
    """Count what is kept of this person."""
    since = tx.connection.execute(
        select(contacts_table.c.created_at).where(contacts_table.c.id == contact_id)
    ).scalar_one()
    return Summary(
        since=since,
        messages=len(texts(tx, contact_id)),
        alerts=consents.of(tx, contact_id).get("alerts"),
        open_cases=sum(case.closed_at is None for case in cases.of_contact(tx, contact_id)),
        reminders=reminding.waiting(tx, contact_id, "reminder"),
    )


def document(tx: Transaction, contact_id: int, now: datetime) -> dict[str, Any]:
    """All we hold of a person that is neither a text of theirs nor an address: profile, consents, numbers."""
    held = summary(tx, contact_id)
    profile = profiles.of(tx, contact_id)
    facts = consents.facts(tx, [contact_id])[contact_id]
    return {
        "contact": contact_id,
        "since": held.since.isoformat(),
        "language": contacts.language(tx, contact_id),
        "name": profile.name,
        "district": profile.district,
        "zone": profile.zone,
        "age_band": profile.age_band,
        "children_age_band": profile.children_age_band,
        "labels": list(profile.labels),
        "messages": held.messages,
        "open_cases": held.open_cases,
        "reminders": held.reminders,
        "consents": {scope: fact.given for scope, fact in facts.items()},
        "facts": [
            {
                "scope": scope,
                "given": fact.given,
                "at": fact.at.isoformat(),
                "source": fact.source,
                "text_version": fact.text_version,
            }
            for scope, fact in sorted(facts.items())
        ],
        "addresses": [
            {
                "channel": row.channel,
                "stopped": row.stopped,
                "rests_until": row.rests_until.isoformat() if row.rests_until else None,
                "campaigns": row.reason or "yes",
            }
            for row in consents.standing(tx, contact_id, now)
        ],
    }


def export(tx: Transaction, contact_id: int, now: datetime) -> dict[str, Any]:
    """All we hold of a person, for themselves, without the addresses they know. What lies in restricted cases is only
    counted: case workers hand it over, to the person and to nobody else."""
    mine = cases.of_contact(tx, contact_id)
    return {
        **document(tx, contact_id, now),
        "wrote": [{"at": at.isoformat(), "text": text} for at, text in texts(tx, contact_id)],
        "read": [
            {"at": line.at.isoformat(), "text": line.text}
            for line in history.of(tx, contact_id, limit=_MOST)
            if line.ours and line.text
        ],
        "cases": [
            {
                "opened_at": case.opened_at.isoformat(),
                "closed_at": case.closed_at.isoformat() if case.closed_at else None,
                "kind": case.kind,
                "replies": [
                    {"at": event.at.isoformat(), "text": event.content.get("text", "")}
                    for event in case_events.listed(tx, case.id)
                    if event.kind is Kind.REPLY
                ],
            }
            for case in mine
            if not case.restricted
        ],
        "restricted_cases": sum(case.restricted for case in mine),
        "campaigns": [
            {"name": one.name, "at": one.at.isoformat()} for one in history.campaigned(tx, contact_id, limit=_MOST)
        ],
    }


def texts(tx: Transaction, contact_id: int) -> list[tuple[datetime, str]]:
    """What we still hold of what they wrote, oldest first. What is in a restricted case is not read out in a chat that
    somebody else may look at: case workers tell them."""
    return sorted([*inbound.texts_of(tx, contact_id), *case_events.texts_of(tx, contact_id)], key=lambda row: row[0])


def erase(tx: Transaction, contact_id: int, now: datetime) -> None:
    """Delete a person at once. Of someone who said no to being written to, a keyed hash stays."""
    _keep_no(tx, contact_id, now)
    contacts.erase(tx, contact_id)


def _keep_no(tx: Transaction, contact_id: int, now: datetime) -> None:
    if consents.has_left(tx, contact_id):
        consents.suppress(tx, contact_id, now)


def begin_erasure(tx: Transaction, message: Waiting, now: datetime) -> None:
    """Delete everything but what the farewell needs to be sent; `finish_erasures` deletes that too."""
    contact_id = message.contact_id
    _keep_no(tx, contact_id, now)
    jobs.drop(tx, jobs.PEOPLE, jobs.PREVIEW)
    tallies.remember(tx, outbound_table.c.contact_id == contact_id)
    owed = select(outbound_table.c.id).where(outbound_table.c.contact_id == contact_id)
    tx.connection.execute(delete(attempts).where(attempts.c.message_id.in_(owed)))
    tx.connection.execute(delete(outbound_table).where(outbound_table.c.contact_id == contact_id))
    for table in (
        votes, consents_table, case_events_table, cases_table, campaign_answers, reminders, conversations, labels,
    ):  # fmt: skip
        tx.connection.execute(delete(table).where(table.c.contact_id == contact_id))
    tx.connection.execute(
        delete(inbound_table).where(inbound_table.c.contact_id == contact_id, inbound_table.c.id < message.id)
    )
    tx.connection.execute(
        update(contacts_table).where(contacts_table.c.id == contact_id).values(erase_from=now, **contacts.NOTHING_KNOWN)
    )


def finish_erasures(database: Database, now: datetime) -> int:
    """Erase the people whose farewell has left and who have not written since. Returns how many."""
    open_out = exists().where(
        outbound_table.c.contact_id == contacts_table.c.id, outbound_table.c.stage.in_(("waiting", "claimed"))
    )
    open_in = exists().where(
        inbound_table.c.contact_id == contacts_table.c.id, inbound_table.c.stage.in_(("waiting", "claimed"))
    )
    came_back = exists().where(
        and_(
            inbound_table.c.contact_id == contacts_table.c.id,
            inbound_table.c.received_at > contacts_table.c.erase_from,
        )
    )
    with database.write() as tx:
        # Someone who writes again starts from nothing, and stays.
        tx.connection.execute(
            update(contacts_table).where(contacts_table.c.erase_from.is_not(None), came_back).values(erase_from=None)
        )
        ready = select(contacts_table.c.id).where(contacts_table.c.erase_from <= now, ~open_out, ~open_in)
        people = list(tx.connection.execute(ready).scalars())
        if people:
            # Whoever writes in this moment holds their address: wait for them, then look again. What they wrote was
            # thanked for and must not go with the rest.
            theirs = (
                select(addresses.c.id)
                .where(addresses.c.contact_id.in_(people))
                .order_by(addresses.c.id)
                .with_for_update()
            )
            tx.connection.execute(theirs).all()
            people = list(tx.connection.execute(ready.where(contacts_table.c.id.in_(people))).scalars())
        for contact_id in people:
            contacts.erase(tx, contact_id)
    return len(people)


def forget(database: Database, before: datetime) -> int:
    """Retention: texts, stories and old conversation states from before `before` are gone. Returns how many texts."""
    with database.write() as tx:
        gone = inbound.forget_texts(tx, before) + outbox.forget_texts(tx, before)
        tx.connection.execute(delete(conversations).where(conversations.c.updated_at < before))
        tx.connection.execute(delete(votes).where(votes.c.at < before))
    return gone
