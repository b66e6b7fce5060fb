"""A thousand lives of consent, half of them on each database: no campaign may write without a yes that holds."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.core.addresses import Channel, parse
from bot.core.audience import Audience
from bot.core.consent import EVERYTHING, Subject
from bot.core.gazetteer import Places
from bot.core.messages import Form
from bot.services import alerts, importing, rights
from bot.storage import audiences, contacts, schema
from bot.storage.contacts import Seen
from bot.storage.database import Database, Transaction
from bot.storage.inbound import Waiting
from tests.conftest import NOW, Hands
from tests.refusals import may_campaign, refusals

PEOPLE, LENGTH = 500, 9
LIMA = ZoneInfo("America/Lima")
OURS = "whatsapp:+51900000001"

YES = ("alta", "choose", "twilio start")
NO = ("baja", "stop all", "twilio stop", "21610")
FILES = {
    "proof old": {"consent": "yes", "consent_at": "2026-01-05", "consent_source": "ficha", "consent_text": "v1"},
    "proof new": {"consent": "yes", "consent_at": "2026-11-20", "consent_source": "ficha", "consent_text": "v1"},
    "no text": {"consent": "yes", "consent_at": "2026-11-20", "consent_source": "ficha"},
    "no date": {"consent": "yes", "consent_source": "ficha", "consent_text": "v1"},
    "no source": {"consent": "yes", "consent_at": "2026-11-20", "consent_text": "v1"},
    "silent": {"subscriptions": "salud", "district": "Comas"},
    "file no": {"consent": "no"},
    "file old no": {"consent": "no", "consent_at": "2026-01-04"},
}
PROVEN = ("proof old", "proof new")
EVENTS = [*YES, *NO, *FILES, "writes", "erase"]


@dataclass
class Person:
    """One life: what happened, and what it comes to by the words of the promise, not of the code."""

    number: int
    past: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"whatsapp:+519{self.number:08d}"

    def since(self, events: Iterable[str]) -> list[str]:
        """What happened after the last of `events`, all of it where there was none."""
        places = [place for place, event in enumerate(self.past) if event in events]
        return self.past[places[-1] + 1 :] if places else self.past

    @property
    def said_no(self) -> bool:
        """Their own last word is a no: no file may take it back, and an erasure does not either."""
        own = [event for event in self.past if event in (*YES, *NO)]
        return bool(own) and own[-1] in NO

    @property
    def must_not(self) -> bool:
        """There is no yes that holds: none was given, or a no came after it."""
        if self.said_no:
            return True
        life = self.since({"erase"})
        return not any(event in (*YES, *PROVEN) for event in life) or not self.yes_after_the_files_no(life)

    @staticmethod
    def yes_after_the_files_no(life: list[str]) -> bool:
        places = [place for place, event in enumerate(life) if event == "file no"]
        return not places or any(event in (*YES, *PROVEN) for event in life[places[-1] + 1 :])

    @property
    def must(self) -> bool:
        """The last that happened is their own yes."""
        return self.past[-1] in YES


def waiting(contact_id: int, address_id: int) -> Waiting:
    return Waiting(
        id=1,
        contact_id=contact_id,
        address_id=address_id,
        channel=Channel.WHATSAPP,
        sender=OURS,
        form=Form.TEXT,
        text="",
        choice="",
        opt_out_type="",
        provider_id="SM1",
        language="es",
        received_at=NOW,
        tries=1,
    )


def chat(tx: Transaction, event: str, people: list[Person], clock: Hands) -> None:
    """They write, and the turn writes down what follows from it."""
    seen = [Seen(address=parse(person.address), sender=OURS) for person in people]
    effect = {
        "alta": alerts.join("chat"),
        "choose": alerts.choose(frozenset({Subject.SALUD})),
        "twilio start": alerts.join("twilio", "twilio:START"),
        "baja": alerts.leave("chat"),
        "stop all": alerts.leave("chat", EVERYTHING),
        "twilio stop": alerts.leave("twilio"),
        "21610": alerts.leave("twilio:21610"),
    }.get(event)
    for reached in contacts.reach(tx, seen, clock()):
        if effect is not None:
            effect(tx, waiting(reached.contact_id, reached.address_id), clock())


def live(database: Database, people: list[Person], event: str, clock: Hands) -> None:
    """The same happens to all of these people."""
    if event in FILES:
        importing.take_in(
            database,
            ((person.number, {"address": person.address, **FILES[event]}) for person in people),
            gazetteer=Places(),
            zones=frozenset(),
            local=LIMA,
            clock=clock,
            progress=lambda _: None,
        )
    else:
        with database.write() as tx:
            if event == "erase":
                known = contacts_of(tx, people)
                for contact_id in filter(None, (known[person.number] for person in people)):
                    rights.erase(tx, contact_id, clock())
            else:
                chat(tx, event, people, clock)
    for person in people:
        person.past.append(event)


def contacts_of(tx: Transaction, people: list[Person]) -> dict[int, int | None]:
    """Whom we know by these addresses: all of them with one look."""
    of = schema.addresses
    known = {bytes(digest): contact for digest, contact in tx.connection.execute(select(of.c.digest, of.c.contact_id))}
    return {person.number: known.get(tx.vault.digest(person.address)) for person in people}


def reachable(database: Database, clock: Hands) -> set[int]:
    """The contacts of all campaign audiences that a campaign may write to, and the same told one by one."""
    with database.read() as tx:
        members = audiences.members(tx, Audience(), clock(), after=0, limit=10_000)
        refused = refusals(tx, [member.address_id for member in members], clock())
        counts = audiences.counts(tx, Audience(), clock())
        may = {member.contact_id for member in members if not refused[member.address_id]}
        assert may == may_campaign(tx, [member.contact_id for member in members], clock())
        assert (counts.members, counts.without_consent) == (len(members), len(members) - len(may))
    return may


def test_nobody_is_written_to_without_a_yes_that_holds(database: Database) -> None:
    dice = random.Random(database.url.partition(":")[0])
    clock = Hands(NOW - timedelta(days=2))
    people = [Person(number) for number in range(PEOPLE)]
    wrong: list[list[str]] = []
    reached = 0
    for _ in range(LENGTH):
        clock.move(hours=1)
        happening: dict[str, list[Person]] = {}
        for person in people:
            happening.setdefault(dice.choice(EVENTS), []).append(person)
        for event, those in happening.items():
            live(database, those, event, clock)
        may = reachable(database, clock)
        with database.read() as tx:
            known = contacts_of(tx, people)
        for person in people:
            allowed = known[person.number] in may
            reached += allowed
            if (allowed and person.must_not) or (not allowed and person.must):
                wrong.append(person.past)
    assert wrong == []
    assert reached > PEOPLE  # or the rest would be proved by nobody being reached at all
