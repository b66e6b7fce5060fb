"""A person's page: facts without the number; the number for a reason, once; their data, and the end of them."""

import json

import pytest

from bot.core.consent import ALERTS
from bot.core.staff import Role
from bot.storage import audit, consents, profiles
from bot.storage.profiles import Profile
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed
from tests.web.console.test_forms import Folded

PATH = "/console/personas"
NUMBER = "911111111"
SECRET = "mi esposo me pega"


@pytest.fixture
def attended(desk: Staffed) -> Attended:
    people = Attended(desk)
    people.write("C01")
    people.write("ALTA")
    people.write("todos los temas")
    return people


def details(attended: Attended, act: str) -> list[object]:
    with attended.app.database.read() as tx:
        return [json.loads(one.detail) if one.detail else None for one in audit.newest(tx, limit=99) if one.act == act]


def test_the_page_tells_facts_with_their_dates_and_never_the_number(attended: Attended) -> None:
    with attended.app.database.write() as tx:
        profiles.write(tx, 1, Profile(name="<b>Marta</b>", district="Comas", labels=("taller",)))
    page = attended.desk.browser("data_officer").get(f"{PATH}/1").text
    for seen in ("Comas", "taller", "&lt;b&gt;Marta", "Recibir avisos", "chat", "Salud", "Español", "…11"):
        assert seen in page
    assert "Respuesta C01" in page
    assert NUMBER not in page
    assert ("contact.show", "1") in attended.acts()


def test_what_was_said_in_danger_is_in_the_restricted_case_and_not_here(attended: Attended) -> None:
    attended.write(SECRET)
    worker, officer = attended.desk.browser("case_worker"), attended.desk.browser("data_officer")
    for browser in (worker, officer, attended.desk.browser("administrator")):
        page = browser.get(f"{PATH}/1").text
        assert "pega" not in page
        assert "*105*" not in page  # what we answered would say what was asked
    assert "Violencia en casa" in worker.get(f"{PATH}/1").text
    assert "Violencia" not in officer.get(f"{PATH}/1").text
    export = officer.post(f"{PATH}/1/datos")
    assert "pega" not in export.text
    assert export.json()["restricted_cases"] == 1


def test_an_administrator_who_attends_to_nobody_reads_no_conversation(attended: Attended) -> None:
    page = attended.desk.browser("administrator").get(f"{PATH}/1").text
    assert "Respuesta C01" not in page
    assert "Ver el número" not in page


def test_the_number_is_shown_to_who_attends_once_for_a_reason_that_is_kept(attended: Attended) -> None:
    attended.write("quiero hablar con una persona")
    browser = attended.desk.browser("case_worker")
    browser.get(f"{PATH}/1")
    refused = browser.post(f"{PATH}/1/numero", {"need": "call"})
    assert refused.status_code == 400
    assert NUMBER not in refused.text
    browser.post("/console/casos/1/tomar")
    wrong = browser.post(f"{PATH}/1/numero", {"need": "curiosity"})
    assert wrong.status_code == 422
    assert '<details class="careful" open><summary>Ver el número' in wrong.text
    assert details(attended, "contact.reveal") == []
    answer = browser.post(f"{PATH}/1/numero", {"need": "call"})
    assert f"+51{NUMBER}" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert details(attended, "contact.reveal") == [{"need": "call"}]
    assert NUMBER not in browser.get(f"{PATH}/1").text
    assert browser.get(f"{PATH}/1/numero").status_code == 405
    record = attended.desk.browser("data_officer").get("/console/registro").text
    assert "contact.reveal" in record
    assert NUMBER not in record


def test_who_has_no_part_in_it_is_not_shown_a_number(attended: Attended) -> None:
    attended.write("quiero hablar con una persona")
    attended.desk.join("luis", Role.CASE_WORKER)
    worker = attended.desk.browser("case_worker")
    worker.get("/console/casos")
    worker.post("/console/casos/1/tomar")
    for name in ("luis", "administrator"):
        assert attended.desk.browser(name).post(f"{PATH}/1/numero", {"need": "call"}).status_code == 400
    assert attended.desk.browser("officer").post(f"{PATH}/1/numero", {"need": "call"}).status_code == 403
    assert f"+51{NUMBER}" in attended.desk.browser("data_officer").post(f"{PATH}/1/numero", {"need": "request"}).text


def test_a_number_that_whatsapp_hides_is_not_there_to_be_shown(attended: Attended) -> None:
    attended.write("C01", person="whatsapp:PE.1A2B3C4D")
    officer = attended.desk.browser("data_officer")
    assert "sin número visible" in officer.get(f"{PATH}/2").text
    answer = officer.post(f"{PATH}/2/numero", {"need": "request"})
    assert "WhatsApp oculta el número" in answer.text
    assert "1A2B3C" not in answer.text


def test_a_data_officer_finds_a_person_by_their_number_which_is_kept_nowhere(attended: Attended) -> None:
    officer = attended.desk.browser("data_officer")
    officer.get(PATH)
    assert officer.post(PATH, {"number": "+51 911 111 111"}).headers["location"] == f"{PATH}/1"
    assert officer.post(PATH, {"number": f"whatsapp:+51{NUMBER}"}).headers["location"] == f"{PATH}/1"
    for wrong, why in (("+51922222222", "Nadie con ese número"), ("hola", "código de país"), ("", "Falta llenar")):
        answer = officer.post(PATH, {"number": wrong})
        assert answer.status_code == 422
        assert why in answer.text
    assert ("contact.find", "1") in attended.acts()
    assert NUMBER not in repr(attended.acts())
    assert attended.desk.browser("case_worker").get(PATH).status_code == 403


def test_a_data_officer_hands_somebody_their_data(attended: Attended) -> None:
    attended.write("quiero hablar con una persona")
    worker = attended.desk.browser("case_worker")
    worker.get("/console/casos")
    worker.post("/console/casos/1/tomar")
    attended.write("mi hijo no tiene cupo")
    answer = attended.desk.browser("data_officer").post(f"{PATH}/1/datos")
    assert answer.headers["content-disposition"] == 'attachment; filename="persona-1.json"'
    document = answer.json()
    assert [one["text"] for one in document["wrote"]][-1] == "mi hijo no tiene cupo"
    assert any("Respuesta C01" in one["text"] for one in document["read"])
    assert document["cases"][0]["kind"] == "person"
    assert NUMBER not in answer.text
    assert ("contact.export", "1") in attended.acts()
    assert worker.post(f"{PATH}/1/datos").status_code == 403


def test_a_data_officer_erases_somebody_who_said_no_and_a_trace_of_the_no_stays(attended: Attended) -> None:
    attended.write("BAJA")
    officer = attended.desk.browser("data_officer")
    officer.get(f"{PATH}/1")
    unsure = officer.post(f"{PATH}/1/borrar")
    assert unsure.status_code == 422
    assert "Marca la casilla" in unsure.text
    assert Folded(unsure.text).wrong == 0
    assert officer.get(f"{PATH}/1").status_code == 200
    assert officer.post(f"{PATH}/1/borrar", {"sure": "1"}).headers["location"] == PATH
    assert officer.get(f"{PATH}/1").status_code == 404
    for act in ("numero", "datos", "borrar"):
        assert officer.post(f"{PATH}/1/{act}", {"need": "call", "sure": "1"}).status_code == 404
    attended.write("C01")
    with attended.app.database.read() as tx:
        assert not consents.of(tx, 2).get(ALERTS)
