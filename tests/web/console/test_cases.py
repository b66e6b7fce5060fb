"""Case workers at their desk: queues by permission, a reply that leaves once, nothing that is not theirs to read."""

import re
from datetime import time
from typing import Any

import pytest

from bot.core.content import Topic
from bot.core.organisation import Organisation
from bot.core.staff import Role
from bot.storage import cases
from tests.web.console.attended import Attended
from tests.web.console.conftest import Browser, Staffed

PATH = "/console/casos"
SECRET = "mi esposo me pega"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def attended(desk: Staffed) -> Attended:
    return Attended(desk)


def once(page: str) -> str:
    found = re.search(r'name="once" value="(\w{32})"', page)
    assert found is not None
    return found[1]


def taken(desk: Attended, text: str = "quiero hablar con una persona") -> tuple[Browser, str]:
    """Somebody asks for a person and gets one. Returns the case worker's browser and the case."""
    desk.write(text)
    browser = desk.desk.browser("case_worker")
    browser.get(PATH)
    answer = browser.post(f"{PATH}/1/tomar")
    assert answer.headers["location"] == f"{PATH}/1#responder"
    return browser, f"{PATH}/1"


def test_from_the_queue_to_a_reply_and_the_end(attended: Attended) -> None:
    browser, case = taken(attended)
    page = browser.get(case).text
    assert "el asistente calla" in page
    sent = browser.post(f"{case}/responder", {"text": "Hola, te leo.", "once": once(page)})
    assert sent.headers["location"] == f"{case}#responder"
    attended.write("no tengo cupo")
    page = browser.get(case).text
    for seen in ("Hola, te leo.", "no tengo cupo", "quiero hablar con una persona", "Saliendo"):
        assert seen in page
    assert attended.owed()[-1] == "Hola, te leo."
    assert "la mitad tuvo su primera respuesta en 1 min o menos (1 caso)" in browser.get(f"{PATH}?cola=person").text
    browser.post(f"{case}/cerrar", {"ending": "answered", "remark": "su número es 987654321"})
    page = browser.get(case).text
    assert "Se resolvió: su número es" in page
    assert "987654321" not in page
    assert attended.owed()[-1].startswith("La persona que te atendía terminó.")
    assert {("case.take", "1"), ("case.reply", "1"), ("case.close", "1"), ("case.show", "1")} <= set(attended.acts())


def test_the_first_page_counts_who_waits_and_names_nobody(attended: Attended) -> None:
    attended.write(SECRET)
    attended.write("quiero hablar con una persona, soy Marta")
    page = attended.desk.browser("case_worker").get("/console").text
    assert "Esperan a una persona" in page
    assert "En peligro" in page
    assert "Marta" not in page
    assert "En peligro" not in attended.desk.browser("administrator").get("/console").text
    assert "Esperan a una persona" not in attended.desk.browser("promoter").get("/console").text


def test_two_clicks_send_one_reply(attended: Attended) -> None:
    browser, case = taken(attended)
    form = {"text": "Hola", "once": once(browser.get(case).text)}
    for _ in range(2):
        assert browser.post(f"{case}/responder", form).status_code == 303
    assert attended.owed().count("Hola") == 1


def test_a_reply_that_cannot_go_is_kept_in_the_form_with_the_reason(attended: Attended) -> None:
    browser, case = taken(attended)
    mark = once(browser.get(case).text)
    answer = browser.post(f"{case}/responder", {"text": "a" * 2_000, "once": mark})
    assert answer.status_code == 422
    assert "a" * 2_000 in answer.text
    attended.clock.move(hours=25)
    browser = attended.desk.browser("case_worker")
    answer = browser.post(f"{case}/responder", {"text": "Hola", "once": mark})
    assert answer.status_code == 422
    assert "Pasaron 24 horas" in answer.text
    assert "Hola" not in attended.owed()


def test_of_two_case_workers_one_has_the_case_and_the_other_is_told_who(attended: Attended) -> None:
    attended.desk.join("luis", Role.CASE_WORKER)
    taken(attended)
    other = attended.desk.browser("luis")
    answer = other.post(f"{PATH}/1/tomar")
    page = other.get(answer.headers["location"]).text
    assert "Este caso ya lo tiene case_worker." in page
    assert 'action="/console/casos/1/responder"' not in page


def test_a_case_of_danger_is_for_case_workers_and_for_nobody_else(attended: Attended) -> None:
    attended.write(SECRET)
    worker, admin = attended.desk.browser("case_worker"), attended.desk.browser("administrator")
    assert SECRET in worker.get(f"{PATH}/1").text
    for path in (PATH, f"{PATH}?cola=safety", f"{PATH}?cola=safety&estado=free", f"{PATH}/lista?cola=safety"):
        page = admin.get(path, headers=HTMX).text
        assert SECRET not in page
        assert f"{PATH}/1" not in page
    assert "1 caso de peligro abierto" in admin.get(PATH).text
    for path in ("", "/hilo"):
        assert admin.get(f"{PATH}/1{path}").status_code == 404
    for act in ("tomar", "responder", "nota", "asignar", "dejar", "devolver", "cerrar", "reabrir"):
        form = {"why": "x", "text": "x", "note": "x", "ending": "answered", "once": "0" * 32, "to": "case_worker"}
        assert admin.post(f"{PATH}/1/{act}", form).status_code == 404
    with attended.app.database.read() as tx:
        case = cases.case(tx, 1)
    assert case is not None
    assert (case.assigned_to, case.closed_at) == ("", None)


def test_no_list_says_what_anybody_wrote_or_where_they_are_reached(attended: Attended) -> None:
    attended.write(SECRET)
    attended.write("quiero hablar con una persona, soy Marta")
    browser = attended.desk.browser("case_worker")
    for queue in ("safety", "person", "call"):
        for standing in ("free", "mine", "others", "closed"):
            page = browser.get(f"{PATH}?cola={queue}&estado={standing}").text
            assert "pega" not in page
            assert "Marta" not in page
            assert "911111111" not in page


def test_a_page_that_is_open_hears_of_what_is_new_and_of_nothing_else(attended: Attended) -> None:
    browser, case = taken(attended)
    mark = re.search(r"/hilo\?marca=([\d-]+)", browser.get(case).text)
    assert mark is not None
    assert browser.get(f"{case}/hilo?marca={mark[1]}", headers=HTMX).status_code == 204
    assert browser.get(f"{case}/hilo").headers["location"] == case
    acts = attended.acts()
    attended.clock.move(seconds=1)
    attended.write("sigues ahí?")
    piece = browser.get(f"{case}/hilo?marca={mark[1]}", headers=HTMX)
    assert piece.status_code == 200
    assert "sigues ahí?" in piece.text
    assert "<html" not in piece.text
    assert attended.acts() == acts
    assert "Mensaje nuevo" in browser.get(f"{PATH}/lista?cola=person&estado=mine", headers=HTMX).text


def test_a_note_is_for_colleagues_and_never_leaves(attended: Attended) -> None:
    attended.write("quiero hablar con una persona")
    browser = attended.desk.browser("administrator")
    before = attended.owed()
    assert browser.post(f"{PATH}/1/nota", {"note": ""}).status_code == 422
    browser.post(f"{PATH}/1/nota", {"note": "llamar a la UGEL"})
    assert "llamar a la UGEL" in browser.get(f"{PATH}/1").text
    assert attended.owed() == before


def test_a_case_changes_hands_and_goes_back_to_the_bot(attended: Attended) -> None:
    attended.desk.join("luis", Role.CASE_WORKER)
    browser, case = taken(attended)
    browser.post(f"{case}/responder", {"text": "Hola", "once": once(browser.get(case).text)})
    assert "Elige a una persona" in browser.get(browser.post(f"{case}/asignar", {"to": "x"}).headers["location"]).text
    browser.post(f"{case}/asignar", {"to": "luis"})
    luis = attended.desk.browser("luis")
    assert 'action="/console/casos/1/responder"' in luis.get(case).text
    luis.post(f"{case}/devolver")
    assert "Responder yo" in luis.get(case).text
    assert attended.owed()[-1].startswith("Te respondo yo otra vez")
    luis.post(f"{case}/dejar")
    assert "Tomar el caso" in luis.get(case).text


def test_cases_of_somebody_who_leaves_wait_again_and_nobody_is_left_in_silence(attended: Attended) -> None:
    browser, case = taken(attended)
    browser.post(f"{case}/responder", {"text": "Hola, te leo.", "once": once(browser.get(case).text)})
    admin = attended.desk.browser("administrator")
    left = admin.post("/console/equipo/case_worker", {"roles": "case_worker"})
    assert "El caso que tenía vuelve a la cola." in admin.get(left.headers["location"]).text
    assert attended.owed()[-1].startswith("Te respondo yo otra vez")
    assert admin.post(f"{case}/tomar").status_code == 303


def test_a_closed_case_can_be_read_and_no_more(attended: Attended) -> None:
    browser, case = taken(attended)
    assert browser.post(f"{case}/cerrar", {"ending": "nada"}).status_code == 422
    browser.post(f"{case}/cerrar", {"ending": "no_answer"})
    page = browser.get(case).text
    assert re.findall(r'action="([^"]+)"', page.partition("<main")[2]) == [f"{case}/reabrir"]
    answer = browser.post(f"{case}/tomar")
    assert "No hay un caso abierto con el número 1." in browser.get(answer.headers["location"]).text
    assert "No respondió" in browser.get(f"{PATH}?cola=person&estado=closed").text


def test_the_queue_of_calls_and_long_queues(attended: Attended) -> None:
    attended.write("hola")
    with attended.app.database.write() as tx:
        for kind in ["callback", *(f"k{number}" for number in range(30))]:
            cases.open_case(
                tx, contact_id=1, kind=kind, topic=Topic.HUMAN_AGENT, restricted=False, story="", inbound_id=1,
                now=attended.clock(),
            )  # fmt: skip
    browser = attended.desk.browser("case_worker")
    assert "Pidió que la llamen" in browser.get(f"{PATH}?cola=call").text
    first, second = browser.get(PATH + "?cola=person").text, browser.get(PATH + "?cola=person&hoja=2").text
    assert f"{PATH}/2" in first
    assert "hoja=2" in first
    assert len(re.findall(rf'href="{PATH}/\d+"', first)) == 25
    assert len(re.findall(rf'href="{PATH}/\d+"', second)) == 5


@pytest.mark.parametrize("hours", [{}, {0: (time(3), time(4))}], ids=["none", "closed now"])
def test_the_desk_says_when_nobody_is_promised(attended: Attended, hours: Any) -> None:
    attended.app.__dict__["organisation"] = Organisation(hours=hours)
    page = attended.desk.browser("case_worker").get(PATH).text
    assert ("organisation.yml" if not hours else "fuera de horario") in page
