"""One person as staff may see them, on both databases."""

import json
from collections.abc import Callable
from datetime import time

import pytest

from bot.core.attention import Ending, Need
from bot.core.errors import BadInput
from bot.core.organisation import Organisation
from bot.core.staff import Role, User
from bot.services import attending, people, rights
from bot.storage import audit, users
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import Talk

STAFFED = Organisation(name="Ejemplo", hours={day: (time(9), time(17)) for day in range(5)})


@pytest.fixture
def talk(new_talk: Callable[..., Talk]) -> Talk:
    made = new_talk(STAFFED)
    with made.database.write() as tx:
        for role in (Role.CASE_WORKER, Role.DATA_OFFICER, Role.ADMINISTRATOR):
            users.add(tx, role.value, [role], made.clock())
    return made


def user(database: Database, role: Role) -> User:
    with database.read() as tx:
        found = users.find(tx, role.value)
    assert found is not None
    return found


def seen(talk: Talk, role: Role) -> people.Person:
    with talk.database.write() as tx:
        person = people.shown(tx, 1, user(talk.database, role), talk.clock())
    assert person is not None
    return person


def test_each_sees_what_their_work_needs(talk: Talk) -> None:
    for said in ("C01", "ALTA", "salud", "mi esposo me pega", "quiero hablar con una persona"):
        talk.say(said)
    worker, officer, admin = (seen(talk, role) for role in (Role.CASE_WORKER, Role.DATA_OFFICER, Role.ADMINISTRATOR))
    assert [case.kind for case in worker.cases] == ["person", "violence"]
    assert ([case.kind for case in admin.cases], officer.cases) == (["person"], [])
    assert (bool(worker.lines), bool(officer.lines), bool(admin.lines)) == (True, True, False)
    assert (bool(worker.topics), bool(officer.topics), bool(admin.topics)) == (True, False, False)
    assert "pega" not in repr((worker, officer, admin))
    assert "911111111" not in repr((worker, officer, admin))
    assert [str(one) for one in officer.addresses] == ["whatsapp:…11"]
    assert {scope for scope, fact in officer.facts if fact.given} >= {"alerts", "topic:salud"}
    with talk.database.write() as tx:
        assert people.shown(tx, 99, user(talk.database, Role.DATA_OFFICER), talk.clock()) is None


def test_a_number_is_for_who_attends_as_long_as_they_do(talk: Talk, clock: Hands) -> None:
    talk.say("quiero hablar con una persona")
    worker, database = user(talk.database, Role.CASE_WORKER), talk.database
    with pytest.raises(BadInput, match="Toma primero un caso"):
        people.reveal(database, 1, Need.CALL, worker, clock())
    attending.take(database, 1, worker, clock())
    assert people.reveal(database, 1, Need.CALL, worker, clock()) == ["+51911111111"]
    attending.close(database, 1, Ending.ANSWERED, "", worker, STAFFED, clock())
    for one in (worker, user(database, Role.ADMINISTRATOR)):
        with pytest.raises(BadInput, match="Toma primero un caso"):
            people.reveal(database, 1, Need.CALL, one, clock())
    assert people.reveal(database, 1, Need.REQUEST, user(database, Role.DATA_OFFICER), clock())
    with pytest.raises(BadInput, match="Nadie"):
        people.reveal(database, 9, Need.REQUEST, user(database, Role.DATA_OFFICER), clock())
    with database.read() as tx:
        kept = [(act.actor, act.detail) for act in audit.newest(tx, limit=99) if act.act == "contact.reveal"]
    assert kept == [("case_worker", '{"need": "call"}'), ("data_officer", '{"need": "request"}')]


def test_an_export_holds_what_they_wrote_and_read_and_neither_number_nor_danger(talk: Talk, clock: Hands) -> None:
    talk.say("C01")
    talk.say("quiero hablar con una persona")
    attending.take(talk.database, 1, user(talk.database, Role.CASE_WORKER), clock())
    talk.say("mi hijo no tiene cupo")
    talk.say("mi esposo me pega")
    document = people.export(talk.database, 1, user(talk.database, Role.DATA_OFFICER), clock())
    text = json.dumps(document, ensure_ascii=False)
    assert "mi hijo no tiene cupo" in text
    assert "Respuesta C01" in text
    assert document["restricted_cases"] == 1
    for hidden in ("911111111", "pega", "*105*", "violence"):
        assert hidden not in text


def test_erasing_takes_cases_and_what_happened_in_them_along(talk: Talk, clock: Hands) -> None:
    talk.say("quiero hablar con una persona")
    attending.take(talk.database, 1, user(talk.database, Role.CASE_WORKER), clock())
    talk.say("una cosa")
    people.erase(talk.database, 1, user(talk.database, Role.DATA_OFFICER), clock())
    with talk.database.read() as tx:
        for table in ("contacts", "cases", "case_events", "inbound", "outbound", "addresses"):
            assert tx.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table
    with pytest.raises(BadInput, match="Nadie"):
        people.erase(talk.database, 1, user(talk.database, Role.DATA_OFFICER), clock())


def test_a_person_is_found_by_their_number_on_either_channel(talk: Talk, clock: Hands) -> None:
    talk.say("C01")
    officer = user(talk.database, Role.DATA_OFFICER)
    for text in ("+51911111111", "whatsapp:+51 911 111 111"):
        assert people.find(talk.database, text, officer, clock()) == 1
    assert people.find(talk.database, "+51933333333", officer, clock()) is None
    with pytest.raises(BadInput, match="código de país"):
        people.find(talk.database, "Marta", officer, clock())


def test_what_is_past_its_time_is_in_no_history(talk: Talk, clock: Hands) -> None:
    talk.say("C01")
    rights.forget(talk.database, clock.move(seconds=1))
    assert [line.text for line in seen(talk, Role.DATA_OFFICER).lines] == [None, None]
