"""Who a rule chooses: every field of it, every exclusion, page after page, on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from bot.core.addresses import Address, Channel, parse
from bot.core.audience import Audience
from bot.core.consent import ALERTS, EVERYTHING, Subject
from bot.core.content import Topic
from bot.core.messages import Outgoing, Priority
from bot.storage import audiences, cases, consents, contacts, outbound, profiles, runs
from bot.storage.audiences import Counts
from bot.storage.contacts import Seen
from bot.storage.database import Database, Transaction
from bot.storage.profiles import Profile
from bot.storage.schema import addresses
from bot.storage.schema import contacts as contacts_table
from tests.conftest import NOW
from tests.refusals import may_campaign, refusals

OURS = {Channel.WHATSAPP: "+51900000001", Channel.SMS: "+51900000002"}


@dataclass
class Town:
    """People of one database, by the number they were made with."""

    database: Database
    ids: dict[int, int]

    def add(
        self,
        number: int,
        *names: str,
        profile: Profile | None = None,
        language: str = "es",
        yes: bool = True,
        topics: Sequence[Subject] = (),
        seen: datetime = NOW,
    ) -> None:
        """Person `number`, who has WhatsApp unless `names` says otherwise."""
        with self.database.write() as tx:
            people = [parse(name) for name in names or (f"whatsapp:+519{number:08d}",)]
            for person in people:
                ours = Address(person.channel, OURS[person.channel]).full
                (reached,) = contacts.reach(tx, [Seen(address=person, sender=ours)], seen)
                if person is people[0]:
                    self.ids[number] = reached.contact_id
                move = update(addresses).where(addresses.c.id == reached.address_id)
                tx.connection.execute(move.values(contact_id=self.ids[number]))
                if reached.contact_id != self.ids[number]:
                    contacts.erase(tx, reached.contact_id)
            contacts.set_language(tx, self.ids[number], language)
            profiles.write(tx, self.ids[number], profile or Profile())
            self.say(tx, number, ALERTS, yes=yes)
            for topic in topics:
                self.say(tx, number, topic.scope)

    def say(self, tx: Transaction, number: int, scope: str, *, yes: bool = True) -> None:
        consents.write(tx, self.ids[number], scope, given=yes, at=NOW, source="chat", version="v1")

    def chosen(self, **rule: Any) -> list[int]:
        """The numbers of those a rule chooses; counting and walking them one by one must come to the same."""
        known = {contact_id: number for number, contact_id in self.ids.items()}
        wanted = Audience(**rule)
        with self.database.read() as tx:
            found: list[int] = []
            while page := audiences.members(tx, wanted, NOW, after=found[-1] if found else 0, limit=1):
                found += [member.contact_id for member in page]
            whole = audiences.members(tx, wanted, NOW, after=0, limit=1_000)
            assert [member.contact_id for member in whole] == found == sorted(found)
            assert audiences.count(tx, wanted, NOW) == audiences.counts(tx, wanted, NOW).members == len(found)
        return [known[contact_id] for contact_id in found]

    def counts(self, **rule: Any) -> Counts:
        with self.database.read() as tx:
            counts = audiences.counts(tx, Audience(**rule), NOW)
        assert counts.matching == counts.members + sum(counts.excluded.values())
        return counts

    def owe(
        self, number: int, campaign: int, *, at: datetime = NOW, stage: str = "settled", run: int = 1, why: str = ""
    ) -> None:
        """A message of a campaign to this person. `why`: it was given up for that."""
        with self.database.write() as tx:
            (member,) = audiences.members(tx, Audience(), NOW, after=self.ids[number] - 1, limit=1)
            message = outbound.Owed(
                key=runs.key(campaign, member.contact_id, run),
                contact_id=member.contact_id,
                address_id=member.address_id,
                sender=OURS[member.channel],
                outgoing=Outgoing(text="hola", priority=Priority.CAMPAIGN),
            )
            outbound.queue(tx, [message], at)
            tx.connection.execute(
                text("UPDATE outbound SET stage = :stage, campaign_id = :campaign, reason = :why WHERE key = :key"),
                {"stage": stage, "campaign": campaign, "key": message.key, "why": why},
            )

    def mark(self, number: int, **values: Any) -> None:
        """Change the addresses of a person."""
        with self.database.write() as tx:
            tx.connection.execute(update(addresses).where(addresses.c.contact_id == self.ids[number]).values(**values))


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, {})


def test_each_field_chooses_those_it_names(town: Town) -> None:
    town.add(1, profile=Profile(district="Comas", age_band="18-29", labels=("taller", "norte")), topics=[Subject.SALUD])
    town.add(2, profile=Profile(district="Ate", age_band="60+", children_age_band="0-5"), language="en")
    town.add(3, topics=[Subject.EDUCACION, Subject.SALUD], seen=NOW - timedelta(days=10))
    assert town.chosen() == [1, 2, 3]
    assert town.chosen(districts=("Comas",)) == [1]
    assert town.chosen(districts=("Ate", "Comas")) == [1, 2]
    assert town.chosen(languages=("en",)) == [2]
    assert town.chosen(age_bands=("18-29", "60+")) == [1, 2]
    assert town.chosen(children_age_bands=("0-5",)) == [2]
    assert town.chosen(labels=("norte", "sur")) == [1]
    assert town.chosen(subscriptions=(Subject.SALUD,)) == [1, 3]
    assert town.chosen(subscriptions=(Subject.AYUDA, Subject.EDUCACION)) == [3]
    assert town.chosen(seen_within_days=9) == [1, 2]
    assert town.chosen(seen_within_days=10) == [1, 2, 3]
    assert town.chosen(subscriptions=(Subject.SALUD,), districts=("Comas",)) == [1]
    assert town.chosen(subscriptions=(Subject.SALUD,), districts=("Ate",)) == []


def test_a_topic_taken_back_is_no_topic(town: Town) -> None:
    town.add(1, topics=[Subject.SALUD])
    with town.database.write() as tx:
        town.say(tx, 1, Subject.SALUD.scope, yes=False)
    assert town.chosen(subscriptions=(Subject.SALUD,)) == []
    with town.database.write() as tx:
        town.say(tx, 1, Subject.SALUD.scope)
    assert town.chosen(subscriptions=(Subject.SALUD,)) == [1]


def test_somebody_is_written_to_on_the_first_channel_of_the_rule_they_have(town: Town) -> None:
    town.add(1, "whatsapp:+51911111111", "+51911111111")
    town.add(2, "+51922222222")
    with town.database.read() as tx:
        for channels, expected in [
            ((Channel.WHATSAPP, Channel.SMS), [Channel.WHATSAPP, Channel.SMS]),
            ((Channel.SMS, Channel.WHATSAPP), [Channel.SMS, Channel.SMS]),
            ((Channel.WHATSAPP,), [Channel.WHATSAPP]),
        ]:
            found = audiences.members(tx, Audience(channels=channels), NOW, after=0, limit=9)
            assert [member.channel for member in found] == expected
    assert town.counts(channels=(Channel.WHATSAPP,)).excluded == {"no_address": 1}


def test_of_two_addresses_the_one_that_works_is_chosen_then_the_one_they_wrote_from_last(town: Town) -> None:
    town.add(1, "whatsapp:+51911111111", "whatsapp:+51922222222", "whatsapp:+51933333333")
    with town.database.write() as tx:
        ids = [row.id for row in tx.connection.execute(addresses.select().order_by(addresses.c.id))]
        for address_id, seen in zip(ids, (5, 1, 3), strict=True):
            tx.connection.execute(
                update(addresses).where(addresses.c.id == address_id).values(last_inbound_at=NOW - timedelta(days=seen))
            )

    def chosen() -> int:
        with town.database.read() as tx:
            (member,) = audiences.members(tx, Audience(), NOW, after=0, limit=9)
        return ids.index(member.address_id)

    assert chosen() == 1
    with town.database.write() as tx:
        tx.connection.execute(update(addresses).where(addresses.c.id == ids[1]).values(stopped="63003"))
    assert chosen() == 2
    with town.database.write() as tx:
        resting = {"rests_until": NOW + timedelta(days=1)}
        tx.connection.execute(update(addresses).where(addresses.c.id == ids[2]).values(resting))
    assert chosen() == 0


def test_exclusions_leave_out_and_are_counted_once_each(town: Town) -> None:
    for number in range(1, 8):
        town.add(number)
    town.owe(1, 7, run=3)
    town.owe(2, 7, stage="refused")
    town.owe(3, 8, at=NOW - timedelta(days=3))
    town.owe(3, 7)
    town.owe(4, 9, at=NOW - timedelta(days=3))
    town.mark(5, rests_until=NOW + timedelta(hours=1))
    town.mark(6, rests_until=NOW)
    with town.database.write() as tx:
        cases.open_case(
            tx,
            contact_id=town.ids[7],
            kind="person",
            topic=Topic.HUMAN_AGENT,
            restricted=False,
            story="",
            inbound_id=None,
            now=NOW,
        )
    rule = {
        "exclude_campaigns": (7,),
        "exclude_written_within_days": 3,
        "exclude_open_cases": True,
        "exclude_resting": True,
    }
    assert town.chosen(exclude_campaigns=(7, 8)) == [2, 4, 5, 6, 7]
    assert town.chosen(exclude_written_within_days=2) == [2, 4, 5, 6, 7]
    assert town.chosen(exclude_written_within_days=3) == [2, 5, 6, 7]
    assert town.chosen(exclude_open_cases=True) == [1, 2, 3, 4, 5, 6]
    assert town.chosen(exclude_resting=True) == [1, 2, 3, 4, 6, 7]
    assert town.chosen(**rule) == [2, 6]
    counts = town.counts(**rule)
    assert counts.excluded == {"no_address": 0, "campaigns": 2, "written": 1, "open_cases": 1, "resting": 1}
    assert (counts.matching, counts.members) == (7, 2)


def test_whom_a_campaign_did_not_reach_is_left_out_by_none(town: Town) -> None:
    for number in range(1, 6):
        town.add(number)
    town.owe(1, 7)
    town.owe(2, 7, why="63024")
    town.owe(3, 7, stage="refused", why="window_closed")
    town.owe(4, 7, stage="waiting", why="63024")  # it is tried again
    assert town.chosen(exclude_campaigns=(7,)) == [2, 3, 5]
    assert town.chosen(exclude_written_within_days=3) == [2, 3, 5]


def test_without_consent_people_fit_a_rule_and_are_counted_as_such(town: Town) -> None:
    """Refusals belong to the claim, where they are counted; here they are only foretold."""
    town.add(1)
    town.add(2, yes=False)
    town.add(3)
    town.mark(3, stopped="63003")
    assert town.chosen() == [1, 2, 3]
    assert town.counts().without_consent == 2


def test_somebody_who_is_leaving_is_chosen_by_no_rule(town: Town) -> None:
    town.add(1)
    with town.database.write() as tx:
        tx.connection.execute(contacts_table.update().values(erase_from=NOW))
    assert town.chosen() == []


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("", [(ALERTS, True)]),
        ("", [(ALERTS, False), (ALERTS, True)]),
        ("", [(EVERYTHING, False), (ALERTS, True), (EVERYTHING, True)]),
        ("no_consent", []),
        ("no_consent", [("topic:salud", True)]),
        ("no_consent", [(EVERYTHING, True)]),
        ("opted_out", [(ALERTS, True), (ALERTS, False)]),
        ("opted_out", [(ALERTS, True), (EVERYTHING, False)]),
        ("opted_out", [(EVERYTHING, False), (ALERTS, True)]),
    ],
)
def test_only_a_yes_that_holds_lets_campaigns_write(town: Town, reason: str, facts: list[tuple[str, bool]]) -> None:
    with town.database.write() as tx:
        (reached,) = contacts.reach(tx, [Seen(address=parse("whatsapp:+51911111111"), sender="")], NOW)
        for scope, given in facts:
            consents.write(tx, reached.contact_id, scope, given=given, at=NOW, source="chat", version="v1")
    with town.database.read() as tx:
        assert refusals(tx, [reached.address_id], NOW) == {reached.address_id: reason}
        may = {reached.contact_id} if not reason else set()
        assert may_campaign(tx, [reached.contact_id], NOW) == may


def test_a_yes_does_not_help_an_address_that_must_not_be_written_to(town: Town) -> None:
    town.add(1)
    contact_id = town.ids[1]

    def refusal() -> str:
        with town.database.read() as tx:
            (reason,) = refusals(tx, [address_id], NOW).values()
            assert (contact_id in may_campaign(tx, [contact_id], NOW)) is (reason == "")
        return reason

    with town.database.read() as tx:
        (member,) = audiences.members(tx, Audience(), NOW, after=0, limit=1)
        address_id = member.address_id
    assert refusal() == ""
    town.mark(1, rests_until=NOW + timedelta(seconds=1))
    assert refusal() == "resting"
    town.mark(1, rests_until=NOW)
    assert refusal() == ""
    town.mark(1, stopped="63003")
    assert refusal() == "stopped"
    town.mark(1, stopped="")
    with town.database.write() as tx:
        consents.suppress(tx, contact_id, NOW)
    assert refusal() == "opted_out"
    with town.database.write() as tx:
        consents.welcome_back(tx, contact_id)
    assert refusal() == ""


def test_a_yes_without_the_wording_it_answered_cannot_be_written(town: Town) -> None:
    town.add(1)
    with town.database.write() as tx, pytest.raises(ValueError, match="wording"):
        consents.write(tx, town.ids[1], ALERTS, given=True, at=NOW, source="chat")


def test_a_saved_rule_comes_back_as_it_was_and_a_name_holds_one(town: Town) -> None:
    town.add(1, profile=Profile(district="Huaycán"))
    with town.database.write() as tx:
        rule, problems = audiences.read(tx, {"districts": ["huaycan", "comas"], "labels": ["Norte"]})
        assert problems == []
        audiences.save(tx, "norte", rule, author="rosa", now=NOW)
        assert audiences.load(tx, "sur") is None
        saved = audiences.load(tx, "norte")
        assert saved is not None
        assert (saved.rule, saved.author, saved.created_at) == (rule, "rosa", NOW)
        audiences.save(tx, "norte", replace(rule, labels=()), author="luis", now=NOW)
        assert [(one.name, one.rule.labels, one.author) for one in audiences.listed(tx)] == [("norte", (), "luis")]


def test_two_contacts_that_become_one_keep_what_was_known_of_either(town: Town) -> None:
    town.add(1, "whatsapp:+51911111111", profile=Profile(district="Comas", labels=("a", "b")))
    town.add(2, "whatsapp:PE.abc", profile=Profile(name="Canaria", district="Ate", labels=("b", "c")))
    both = Seen(address=parse("whatsapp:+51911111111"), sender="", also="PE.abc")
    with town.database.write() as tx:
        (reached,) = contacts.reach(tx, [both], NOW)
        known = profiles.of(tx, reached.contact_id)
    assert known == Profile(name="Canaria", district="Comas", labels=("a", "b", "c"))
