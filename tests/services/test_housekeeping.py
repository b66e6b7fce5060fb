"""The house is kept: no claim dies with its process, and nothing is kept longer than was promised."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

from bot.core.addresses import parse
from bot.core.content import Topic
from bot.core.messages import Outgoing
from bot.services import housekeeping
from bot.services.inbound import Turns
from bot.storage import case_events, cases, contacts, profiles, reminders, rumours, schema, workers
from bot.storage.case_events import Kind
from bot.storage.database import Transaction
from bot.storage.profiles import Profile
from tests.house import House

PERSON, OTHER = "whatsapp:+51911111111", "whatsapp:+51922222222"
DAYS = 90


def hear(house: House, *texts: str, person: str = PERSON, **options: Any) -> None:
    """The person writes, nobody answers yet."""
    for text in texts:
        assert asyncio.run(house.post(house.phone(person, **options).text(text))) == 200


def talk(house: House, *texts: str, person: str = PERSON, **options: Any) -> None:
    """The person writes and reads the answer to each message."""
    for text in texts:
        hear(house, text, person=person, **options)
        asyncio.run(house.think())
        asyncio.run(house.speak())
        house.clock.move(seconds=10)


def beat(house: House, name: str, roles: str) -> None:
    with house.database.write() as tx:
        workers.beat(tx, name=name, roles=roles, detail="", now=house.clock())


def tidy(house: House) -> housekeeping.Released:
    return housekeeping.tidy(house.database, now=house.clock(), lookup_grace=60.0)


class Hung:
    """An engine that never comes back: what a killed conversation worker looks like from outside."""

    async def respond(self, *_: Any) -> Any:
        await asyncio.Event().wait()


async def begun(turns: Turns) -> None:
    """The worker has claimed and is thinking when it is killed."""
    task = asyncio.create_task(turns.step())
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


def killed(house: House, name: str) -> None:
    """A conversation worker of this name died in the middle of a turn."""
    asyncio.run(begun(house.app.turns(Hung().respond, name)))


def test_the_message_of_a_dead_worker_is_given_back_and_answered_by_another(house: House) -> None:
    hear(house, "C01")
    killed(house, "dead")
    assert asyncio.run(house.turns.step()) == []
    released = housekeeping.bury(house.database, ["dead"], now=house.clock(), lookup_grace=60.0)
    assert (released.inbound, released.outbound) == (1, 0)
    (handled,) = asyncio.run(house.think())
    assert handled.turned.entry == "C01"
    assert house.rows("outbound") == 1


def test_a_claim_is_given_back_when_its_lease_is_over_even_if_nobody_knows_the_worker(house: House) -> None:
    hear(house, "C01")
    killed(house, "nobody")
    house.clock.move(seconds=30)
    assert tidy(house).inbound == 0
    house.clock.move(seconds=1)
    assert tidy(house).inbound == 1


def test_a_worker_that_falls_silent_is_buried_and_one_that_beats_is_not(house: House) -> None:
    hear(house, "C01", person=PERSON)
    killed(house, "silent")
    beat(house, "silent", "converse")
    house.clock.move(seconds=21)
    beat(house, "alive", "send")
    assert tidy(house).inbound == 1
    assert house.column("workers", "name") == ["alive"]


def test_what_is_alive_keeps_its_claims(house: House) -> None:
    hear(house, "C01")
    killed(house, "slow")
    beat(house, "slow", "converse")
    house.clock.move(seconds=19)
    assert tidy(house).inbound == 0


def test_a_worker_that_comes_back_too_late_writes_nothing(house: House) -> None:
    hear(house, "C01")

    async def run() -> None:
        gate = asyncio.Event()
        respond = house.engine.respond

        async def slowly(*turn: Any) -> Any:
            await gate.wait()
            return await respond(*turn)

        late = asyncio.create_task(house.app.turns(slowly, "late").step())
        for _ in range(5):
            await asyncio.sleep(0)
        housekeeping.bury(house.database, ["late"], now=house.clock(), lookup_grace=60.0)
        assert len(await house.think()) == 1
        gate.set()
        assert await late == []

    asyncio.run(run())
    assert house.rows("outbound") == 1


def test_a_turn_that_cannot_be_written_costs_nobody_else_theirs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten people in one batch; what one of them wrote cannot be kept, and is answered honestly in the end."""
    for number in range(10):
        hear(house, "👎" if number == 4 else "C01", person=f"whatsapp:+5191000000{number}")
    poison = house.column("inbound", "contact_id")[4]
    remember = contacts.remember

    def refuses(tx: Transaction, values: dict[int, Any], now: Any) -> None:
        if poison in values and house.one("inbound", contact_id=poison)["tries"] < 5:
            raise ValueError("cannot be written")
        remember(tx, values, now)

    monkeypatch.setattr(contacts, "remember", refuses)
    first = asyncio.run(house.turns.step())
    assert len(first) == 9
    asyncio.run(house.think())
    assert house.rows("outbound") == 10
    assert {house.one("inbound", contact_id=one)["tries"] for one in house.column("contacts", "id")} == {1, 5}


# Retention


def fill(house: House) -> None:
    """One person in every table that can hold their words."""
    talk(
        house,
        "C01 texto-canario",
        "👎",
        "comentario-canario",
        "me pega historia-canario",
        "alto",
        "motivo razón-canario",
    )
    with house.database.write() as tx:
        contact_id = contacts.find(tx, parse(PERSON))
        assert contact_id is not None
        number = cases.open_case(
            tx,
            contact_id=contact_id,
            kind="person",
            topic=Topic.HUMAN_AGENT,
            restricted=False,
            story="caso-canario",
            inbound_id=1,
            now=house.clock(),
        )
        case_events.add(tx, number, Kind.SAID, now=house.clock(), content={"text": "dicho-canario"})
        profiles.write(tx, contact_id, Profile(name="nombre-canario", district="Comas", labels=("taller",)))
        reminders.add(
            tx, contact_id=contact_id, address_id=1, sender="whatsapp:+51900000001", kind="reminder",
            content={"date": "2026-12-15", "what": "aviso-canario"}, due=house.clock(), now=house.clock(),
        )  # fmt: skip
        reminders.end(tx, 1)
        rumours.add(tx, text="rumor-canario", heard="person", district="Comas", now=house.clock())


OF_STAFF = frozenset({"credentials", "sessions", "sign_ins", "sent_forms", "files", "campaign_pages"})
"""What they hold is no conversation's: what staff sign in with, and were answered a moment ago; pictures of answers,
packed numbers of contacts."""


def sealed(house: House) -> dict[str, int]:
    """How many sealed values each column holds."""
    counts = {}
    with house.database.read() as tx:
        for table in schema.metadata.sorted_tables:
            for column in table.columns if table.name not in OF_STAFF else ():
                if isinstance(column.type, LargeBinary) and column.name != "digest":
                    rows = tx.connection.execute(select(column).where(column.is_not(None))).all()
                    counts[f"{table.name}.{column.name}"] = len(rows)
    return counts


def forget(house: House, *, days: int) -> None:
    now = house.clock.move(days=days)
    housekeeping.forget(house.database, now - timedelta(days=DAYS), now)


def test_everything_that_people_or_we_wrote_can_be_found_sealed(house: House) -> None:
    fill(house)
    assert {name for name, count in sealed(house).items() if not count} == set()


def test_before_its_time_nothing_is_forgotten(house: House) -> None:
    fill(house)
    before = sealed(house)
    forget(house, days=DAYS - 1)
    assert sealed(house) == before


def test_after_the_promised_days_only_names_addresses_and_open_cases_are_left(house: House) -> None:
    """Cases wait for a person, so their story lives until 90 days after they are closed."""
    fill(house)
    rows = house.rows("inbound"), house.rows("outbound")
    with house.database.write() as tx:
        assert cases.close(tx, 2, by="rosa", reason="", now=house.clock())
    forget(house, days=DAYS + 1)
    left = {name: count for name, count in sealed(house).items() if count}
    assert left == {"addresses.sealed": 1, "cases.story": 1, "contacts.name": 1, "rumours.text": 1}
    assert (house.rows("inbound"), house.rows("outbound")) == rows
    assert house.rows("consents") == 1


def test_after_400_days_the_rows_are_gone_too(house: House) -> None:
    fill(house)
    forget(house, days=401)
    assert [house.rows(name) for name in ("inbound", "outbound", "attempts", "reports", "votes")] == [0] * 5
    assert house.rows("contacts") == 1


def test_a_message_whose_text_was_forgotten_is_not_sent_without_it(house: House) -> None:
    house.owe("texto", "+51911111111")
    forget(house, days=DAYS + 1)
    asyncio.run(house.speak())
    assert house.provider.orders == []
    assert house.one("outbound")["stage"] == "cancelled"


def test_reports_that_never_found_their_message_are_forgotten(house: House) -> None:
    assert asyncio.run(house.report(999, "delivered")) == 200
    assert house.rows("reports") == 1
    forget(house, days=DAYS + 1)
    assert house.rows("reports") == 0


def test_someone_who_writes_again_after_all_was_forgotten_is_answered(house: House) -> None:
    fill(house)
    forget(house, days=DAYS + 1)
    talk(house, "C03")
    assert "Respuesta C03." in house.provider.texts(parse(PERSON))[-1]


# Erasure


def personal(house: House) -> dict[str, int]:
    """Rows of every table that belongs to people. Rumours name nobody and stay; keyed hashes of people who must not be
    written to, and for a week of messages that must not be fetched again, are all that is left of somebody."""
    ours = {
        "meta", "entries", "revisions", "workers", "suppressions", "erased", "audit", "users", "audiences", "rumours"
    }  # fmt: skip
    return {name: count for name, count in house.all_rows().items() if name not in ours and count}


def test_who_asks_for_it_is_gone_from_every_table_once_the_farewell_has_left(house: House) -> None:
    """In the middle of everything: two names, an open case, a comment, a reason, a queued campaign, one in doubt."""
    talk(house, "C01", external_user_id="PE.a1b2c3d4")
    fill(house)
    house.owe_all({PERSON: Outgoing(text="campaña-canario")})
    talk(house, "borrar mis datos")
    hear(house, "sí")
    asyncio.run(house.think())
    tidy(house)
    assert personal(house) == {"addresses": 2, "contacts": 1, "inbound": 1, "outbound": 1}
    asyncio.run(house.speak())
    tidy(house)
    assert personal(house) == {}
    assert house.rows("suppressions") == 2
    assert house.rows("erased") > 0
    house.clock.move(hours=24 * 8)
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert house.rows("erased") == 0


def test_others_are_not_touched(house: House) -> None:
    talk(house, "C01", person=OTHER)
    before = personal(house)
    talk(house, "C01", "borrar mis datos", "sí")
    tidy(house)
    assert personal(house) == before
    assert house.rows("suppressions") == 0


def test_a_farewell_that_cannot_be_delivered_does_not_keep_the_data(house: House) -> None:
    talk(house, "C01", "borrar mis datos")
    hear(house, "sí")
    asyncio.run(house.think())
    house.clock.move(hours=25)
    asyncio.run(house.speak())
    tidy(house)
    assert personal(house) == {}


def test_a_report_about_an_erased_message_is_thanked_for_and_brings_nothing_back(house: House) -> None:
    talk(house, "C01", "borrar mis datos", "sí")
    tidy(house)
    for attempt in range(1, 4):
        assert asyncio.run(house.report(attempt, "read")) == 200
    assert {name: count for name, count in personal(house).items() if name != "reports"} == {}
