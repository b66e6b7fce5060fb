"""People from files: known ones learn, new ones are met, and nobody's no is overridden, however often a file comes."""

import asyncio
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import i18n
from bot.core.addresses import parse
from bot.core.consent import ALERTS, Subject
from bot.core.contact_rows import COLUMNS
from bot.core.gazetteer import Places
from bot.core.messages import Outgoing, Priority
from bot.services import exporting, importing, people_files, rights, spreadsheets
from bot.services.importing import Imported
from bot.storage import consents, contacts, profiles, schema
from bot.storage.consents import Fact
from bot.storage.profiles import Profile
from tests.conftest import NOW
from tests.house import House
from tests.refusals import may_campaign

PERSON = "whatsapp:+51911111111"
PROOF = {"consent": "yes", "consent_at": "2026-10-01", "consent_source": "ficha", "consent_text": "v2"}


def take(house: House, *rows: Mapping[str, str]) -> Imported:
    """Take in these rows; two times, because once more must change nothing but the counts."""
    counts = []
    for _ in range(2):
        done = importing.take_in(
            house.database,
            enumerate(rows, start=2),
            gazetteer=Places(),
            zones=frozenset({"America/Lima"}),
            local=ZoneInfo("America/Lima"),
            clock=house.clock,
            progress=lambda _: None,
        )
        counts.append((done, house.all_rows()))
    (first, rows_first), (_, rows_second) = counts
    assert rows_first == rows_second
    return first


def row(address: str = PERSON, **cells: str) -> dict[str, str]:
    return {"address": address, **cells}


def talk(house: House, *texts: str, person: str = PERSON) -> None:
    for text in texts:
        assert asyncio.run(house.post(house.phone(person).text(text))) == 200
        asyncio.run(house.think())
        asyncio.run(house.speak())
        house.clock.move(seconds=10)


def contact(house: House, address: str = PERSON) -> int:
    with house.database.read() as tx:
        contact_id = contacts.find(tx, parse(address))
    assert contact_id is not None
    return contact_id


def facts(house: House, address: str = PERSON) -> dict[str, Fact]:
    contact_id = contact(house, address)
    with house.database.read() as tx:
        return consents.facts(tx, [contact_id])[contact_id]


def may(house: House, address: str = PERSON) -> bool:
    contact_id = contact(house, address)
    with house.database.read() as tx:
        return may_campaign(tx, [contact_id], house.clock()) == {contact_id}


def test_a_row_with_proof_makes_a_person_that_campaigns_may_write_to(house: House) -> None:
    done = take(
        house,
        row(name="Canaria", district="ves", zone="America/Lima", age_band="18-29", children_age_band="0-5",
            labels="norte;taller", subscriptions="salud", language="en", **PROOF),
    )  # fmt: skip
    assert (done.rows, done.new, done.agreed, done.faults) == (1, 1, 1, [])
    with house.database.read() as tx:
        assert profiles.of(tx, contact(house)) == Profile(
            name="Canaria",
            district="Villa El Salvador",
            zone="America/Lima",
            age_band="18-29",
            children_age_band="0-5",
            labels=("norte", "taller"),
        )
        assert contacts.language(tx, contact(house)) == "en"
    held = facts(house)[ALERTS]
    assert (held.given, held.source, held.text_version) == (True, "import:ficha", "v2")
    assert held.at.isoformat() == "2026-10-01T05:00:00+00:00"
    assert facts(house)[Subject.SALUD.scope].given
    assert may(house)


@pytest.mark.parametrize("missing", ["consent", "consent_at", "consent_source", "consent_text"])
def test_a_row_without_all_of_its_proof_is_kept_and_never_campaigned_to(house: House, missing: str) -> None:
    done = take(house, row(name="Canaria", **(PROOF | {missing: ""})))
    assert (done.new, done.agreed, done.unproven) == (1, 0, int(missing != "consent"))
    assert not may(house)


def test_a_person_who_writes_already_learns_from_the_file_but_keeps_their_language(house: House) -> None:
    talk(house, "C01")
    done = take(house, row(name="Canaria", language="en", district="Comas", **PROOF))
    assert (done.new, done.known) == (0, 1)
    with house.database.read() as tx:
        assert profiles.of(tx, contact(house)).name == "Canaria"
        assert contacts.language(tx, contact(house)) == "es"
    assert may(house)


def test_an_empty_cell_forgets_nothing_and_labels_are_only_added(house: House) -> None:
    take(house, row(name="Canaria", district="Comas", labels="a"))
    take(house, row(district="Ate", labels="b"))
    with house.database.read() as tx:
        known = profiles.of(tx, contact(house))
    assert (known.name, known.district, known.labels) == ("Canaria", "Ate", ("a", "b"))


@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-22"])
@pytest.mark.parametrize("word", ["baja", "Que nadie me escriba"])
def test_no_file_revives_what_a_person_stopped_in_the_chat(house: House, day: str, word: str) -> None:
    house.clock.now = NOW - timedelta(days=10)
    talk(house, "alta", "baja", word)
    house.clock.now = NOW
    done = take(house, row(**(PROOF | {"consent_at": day}), subscriptions="salud"))
    assert (done.agreed, done.kept) == (0, 1)
    assert not may(house)


def test_what_a_person_stopped_on_whatsapp_is_stopped_for_their_sms_number_too(house: House) -> None:
    talk(house, "baja")
    done = take(house, row("+51911111111", **PROOF))
    assert (done.known, done.kept) == (1, 1)
    assert contact(house, "+51911111111") == contact(house)
    assert not may(house, "+51911111111")


def test_a_number_from_a_file_is_the_same_person_when_they_write_on_the_other_channel(house: House) -> None:
    take(house, row("+51911111111", name="Canaria", consent="no"))
    talk(house, "C01")
    assert contact(house, "+51911111111") == contact(house)
    assert house.rows("contacts") == 1
    assert facts(house)[ALERTS].given is False


def test_of_two_files_the_later_date_holds(house: House) -> None:
    take(house, row(consent="no", consent_at="2026-10-02"))
    assert take(house, row(**PROOF)).kept == 1
    assert not may(house)
    take(house, row(**(PROOF | {"consent_at": "2026-10-03"})))
    assert may(house)
    assert take(house, row(consent="no", consent_at="2026-10-02")).refused == 0
    assert may(house)
    assert take(house, row(consent="no")).refused == 1
    assert not may(house)


def test_a_topic_given_up_in_the_chat_is_not_taken_up_by_a_file(house: House) -> None:
    take(house, row(subscriptions="salud;ayuda", **PROOF))
    with house.database.write() as tx:
        consents.write(tx, contact(house), Subject.SALUD.scope, given=False, at=house.clock(), source="chat")
    take(house, row(subscriptions="salud;ayuda;educacion", **PROOF))
    held = {scope for scope, fact in facts(house).items() if fact.given}
    assert held == {ALERTS, Subject.AYUDA.scope, Subject.EDUCACION.scope}


@pytest.mark.parametrize("address", [PERSON, "+51911111111"])
def test_somebody_who_said_no_and_was_erased_is_not_written_down_again(house: House, address: str) -> None:
    talk(house, "baja")
    with house.database.write() as tx:
        rights.erase(tx, contact(house), house.clock())
    done = take(house, row(address, name="Canaria", **PROOF))
    assert (done.rows, done.suppressed, done.new) == (1, 1, 0)
    assert house.rows("contacts") == house.rows("addresses") == 0


def test_who_was_erased_comes_back_by_their_own_yes_and_by_no_file(house: House) -> None:
    talk(house, "baja")
    with house.database.write() as tx:
        rights.erase(tx, contact(house), house.clock())
    talk(house, "C01")
    take(house, row(**PROOF))
    assert not may(house)
    talk(house, "alta")
    assert may(house)


def test_a_no_in_a_file_cancels_what_still_waits(house: House) -> None:
    take(house, row(**PROOF))
    house.owe_all({PERSON: Outgoing(text="campaña", priority=Priority.CAMPAIGN)})
    take(house, row(consent="no"))
    assert house.one("outbound")["stage"] == "cancelled"


def test_wrong_rows_are_named_and_the_others_are_taken_in(house: House) -> None:
    done = take(
        house, row("987654321"), row(PERSON), row("+51922222222", language="xx", zone="y"), row("", **{"": "x"})
    )
    assert (done.rows, done.new, done.wrong) == (4, 1, 3)
    assert [(fault.row, fault.column) for fault in done.faults] == [
        (2, "address"), (4, "language"), (4, "zone"), (5, "address"), (5, ""),
    ]  # fmt: skip


def test_one_person_twice_in_a_file_is_one_person(house: House) -> None:
    done = take(house, row(PERSON, district="Comas"), row(PERSON, name="Canaria"), row("+51911111111", labels="a"))
    assert (done.rows, house.rows("contacts"), house.rows("addresses")) == (3, 1, 2)
    with house.database.read() as tx:
        assert profiles.of(tx, contact(house)) == Profile(name="Canaria", district="Comas", labels=("a",))


def test_batches_are_taken_in_one_after_the_other(house: House) -> None:
    heard: list[int] = []
    rows = [row(f"+519{number:08d}", name=f"n{number}") for number in range(1_234)]
    done = importing.take_in(
        house.database,
        enumerate(rows, start=2),
        gazetteer=Places(),
        zones=frozenset(),
        local=ZoneInfo("America/Lima"),
        clock=house.clock,
        progress=heard.append,
    )
    assert (done.new, house.rows("contacts")) == (1_234, 1_234)
    assert heard == [500, 1_000, 1_234]


def test_a_district_in_no_list_is_kept_as_written_and_told_of_with_what_may_be_meant(house: House) -> None:
    """Nothing of what stands in the cell is told: in a file whose columns moved it may be a name."""
    rows = [
        row(f"+5191111111{number}", district=district)
        for number, district in enumerate(["Comas", "ATLANTIS", "huaycan", "Comaz", "Atlantis", "Manchay", "", "Tacna"])
    ]
    done = importing.take_in(
        house.database,
        enumerate(rows, start=2),
        gazetteer=house.app.places,
        zones=frozenset(),
        local=ZoneInfo("America/Lima"),
        clock=house.clock,
        progress=lambda _: None,
    )
    assert (done.wrong, done.new) == (0, 8)
    kept = house.column("contacts", "district")
    assert kept == ["Comas", "Atlantis", "Ate", "Comaz", "Atlantis", "Pachacámac", "", "Tacna"]
    assert [(one.rows, one.first, one.near) for one in done.unlisted] == [(2, 3, ""), (1, 5, "Comas")]
    assert done.doubts() == [
        "2 filas con un mismo distrito que no conocemos (la primera, 3)",
        "1 fila con un distrito que no conocemos (fila 5); ¿es Comas?",
    ]
    with i18n.speaking("en"):
        assert done.doubts()[1] == "1 row with a district we do not know (row 5); is it Comas?"


def test_what_is_exported_says_all_of_it_and_taking_it_in_changes_nothing(house: House) -> None:
    take(house, row(name="=1+1", district="Comas", labels="a;b", subscriptions="salud", **PROOF), row("+51922222222"))
    talk(house, "baja", person="whatsapp:+51933333333")

    def exported() -> list[dict[str, str]]:
        cells = exporting.rows(house.database, None, house.clock(), lambda _: None)
        return [dict(zip(COLUMNS, line, strict=True)) for line in cells]

    before = exported()
    assert [(one["address"], one["consent"], one["consent_source"]) for one in before] == [
        (PERSON, "yes", "import:ficha"), ("+51922222222", "", ""), ("whatsapp:+51933333333", "no", "chat"),
    ]  # fmt: skip
    assert before[0]["labels"] == "a;b"
    done = take(house, *before)
    assert (done.known, done.wrong, done.agreed, done.refused) == (3, 0, 0, 0)
    assert exported() == before


def test_names_and_numbers_are_sealed(house: House) -> None:
    take(house, row(name="nombre-canario", **PROOF))
    with house.database.read() as tx:
        held: list[Any] = [
            value
            for table in schema.metadata.sorted_tables
            for line in tx.connection.execute(select(table))
            for value in line
        ]
    assert not any(secret in repr(held) for secret in ("nombre-canario", "911111111"))


def test_a_number_from_a_file_does_not_bring_back_who_left_under_another_name(house: House) -> None:
    """Somebody known by a WhatsApp id said BAJA; a file knows their number and a yes; then they show both."""
    hidden, number = "whatsapp:PE.1A2B3C", "whatsapp:+51911111111"
    asyncio.run(house.post(house.phone(hidden).text("baja")))
    asyncio.run(house.think())
    take(house, {"address": number, **PROOF})
    seen = contacts.Seen(address=parse(number), sender=house.phone(number).number.full, also="PE.1A2B3C")
    with house.database.write() as tx:
        contacts.lock(tx, seen.names)
        (reached,) = contacts.reach(tx, [seen], house.clock())
        assert consents.of(tx, reached.contact_id)[ALERTS] is False
        assert may_campaign(tx, [reached.contact_id], house.clock()) == set()


@pytest.mark.parametrize("first", ["whatsapp:PE.1A2B3C", "whatsapp:+51911111111"])
def test_of_two_words_of_their_own_the_later_holds(house: House, first: str) -> None:
    hidden, number = "whatsapp:PE.1A2B3C", "whatsapp:+51911111111"
    second = number if first == hidden else hidden
    for who, word in ((second, "hola"), (first, "baja"), (second, "alta")):
        asyncio.run(house.post(house.phone(who).text(word)))
        asyncio.run(house.think())
        house.clock.move(minutes=1)
    seen = contacts.Seen(address=parse(number), sender=house.phone(number).number.full, also="PE.1A2B3C")
    with house.database.write() as tx:
        contacts.lock(tx, seen.names)
        (reached,) = contacts.reach(tx, [seen], house.clock())
        assert consents.of(tx, reached.contact_id)[ALERTS] is True


def test_a_files_no_waits_for_a_claim_that_holds_the_person(house: House) -> None:
    take(house, {"address": PERSON, **PROOF})
    contact = house.one("contacts")["id"]
    done = threading.Thread(target=take, args=(house, {"address": PERSON, "consent": "no"}))
    with house.database.write() as tx:
        tx.connection.execute(contacts.LOCK, {"people": [contact]})
        done.start()
        done.join(0.3)
        assert done.is_alive()
        assert consents.of(tx, contact)[ALERTS]
    done.join(120)
    with house.database.read() as tx:
        assert not consents.of(tx, contact)[ALERTS]


def test_a_file_changes_what_was_foreseen_and_nothing_before(house: House) -> None:
    """Also where a number comes twice, people are known already, one says no in the chat and one was erased."""
    other, left, gone = ("whatsapp:+51922222222", "whatsapp:+51933333333", "whatsapp:+51944444444")
    take(house, row(other, district="Comas", labels="norte"), row(gone, consent="no"))
    talk(house, "hola", "BAJA", person=left)
    with house.database.write() as tx:
        known = contacts.find(tx, parse(gone))
        assert known is not None
        rights.erase(tx, known, house.clock())
    rows = [
        row(**PROOF), row(other, district="Comas", labels="norte;sur"), row(left, **PROOF), row(gone), row(gone),
        row(name="Otra vez"), row("987"), row("whatsapp:+51955555555", consent="yes"),
    ]  # fmt: skip
    cells = [[one.get(name, "") for name in COLUMNS] for one in rows]
    before = house.all_rows()
    ask = {"gazetteer": Places(), "local": ZoneInfo("America/Lima"), "by": "rosa", "clock": house.clock}
    raw = spreadsheets.made(".csv", COLUMNS, cells)
    number = people_files.look(house.database, "gente.csv", raw, **ask)  # type: ignore[arg-type]
    after = house.all_rows()
    assert {name for name in after if after[name] != before[name]} <= {"jobs"}
    foreseen = people_files.looked(house.database, number, house.clock())
    assert people_files.take(house.database, number, **ask)  # type: ignore[arg-type]
    came = people_files.looked(house.database, number, house.clock())
    assert foreseen is not None
    assert came is not None
    counts = {"new": 2, "known": 3, "suppressed": 2, "wrong": 1, "agreed": 1, "refused": 0, "unproven": 1, "kept": 1}
    assert foreseen.imported.counts() == {**counts, "changed": 1, "rows": 8}
    assert came.imported.counts() == {**counts, "changed": 2, "rows": 8}
    assert (foreseen.taken, came.taken) == (False, True)
    assert not people_files.take(house.database, number, **ask)  # type: ignore[arg-type]
