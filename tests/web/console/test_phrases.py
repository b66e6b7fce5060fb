"""Ready phrases of everybody who attends, and templates where only they may go."""

import re

import pytest

from bot.core.consent import EVERYTHING
from bot.core.templates import Category, Status, Template
from bot.storage import consents, outbound, templates
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed
from tests.web.console.test_cases import once, taken

PATH = "/console/frases"


@pytest.fixture
def attended(desk: Staffed) -> Attended:
    return Attended(desk)


def test_phrases_are_kept_changed_and_dropped(desk: Staffed) -> None:
    browser = desk.browser("case_worker")
    assert "Todavía no hay frases" in browser.get(PATH).text
    browser.post(f"{PATH}/sugeridas")
    assert "Saludo" in browser.get(PATH).text
    assert browser.post(PATH, {"title": "Saludo", "text": "Otra"}).status_code == 422
    assert browser.post(PATH, {"title": "", "text": "x" * 1_401}).status_code == 422
    assert browser.post(PATH, {"title": "<b>UGEL</b>", "text": "La UGEL atiende gratis."}).status_code == 303
    page = browser.get(PATH).text
    assert "&lt;b&gt;UGEL" in page
    (number,) = re.findall(rf'{PATH}/(\d+)">&lt;b&gt;UGEL', page)
    assert browser.post(f"{PATH}/{number}", {"title": "Saludo", "text": "x"}).status_code == 422
    browser.post(f"{PATH}/{number}", {"title": "UGEL", "text": "La UGEL te atiende gratis."})
    assert "La UGEL te atiende gratis." in browser.get(f"{PATH}/{number}").text
    browser.post(f"{PATH}/{number}/borrar")
    assert browser.get(f"{PATH}/{number}").status_code == 404
    assert desk.browser("promoter").get(PATH).status_code == 403


def test_a_phrase_is_put_into_the_reply_without_script(attended: Attended) -> None:
    browser, case = taken(attended)
    browser.post(f"{PATH}/sugeridas")
    link = re.search(rf'href="({case}\?frase=\d+)#responder"[^>]*>Saludo', browser.get(case).text)
    assert link is not None
    assert "¿Qué es lo más urgente para ti ahora?</textarea>" in browser.get(link[1]).text
    for nonsense in ("x", "9" * 30, "999999"):
        assert browser.get(f"{case}?frase={nonsense}").status_code == 200


def approved(desk: Attended, sid: str = "HX1", **fields: object) -> None:
    values: dict[str, object] = {
        "sid": sid, "name": "seguimos", "language": "es", "status": Status.APPROVED, "category": Category.UTILITY,
        "body": "Hola {{1}}, seguimos con tu consulta.", "samples": {"1": "Rosa"},
    }  # fmt: skip
    with desk.app.database.write() as tx:
        templates.keep(tx, Template(**(values | fields)), desk.clock())  # type: ignore[arg-type]


def test_where_the_window_is_closed_an_approved_template_goes(attended: Attended) -> None:
    approved(attended)
    approved(attended, "HX2", name="oferta", category=Category.MARKETING)
    approved(attended, "HX3", name="pendiente", status=Status.PENDING)
    _browser, case = taken(attended)
    attended.clock.move(hours=25)
    browser = attended.desk.browser("case_worker")
    page = browser.get(case).text
    assert "seguimos con tu consulta" in page
    assert "oferta" not in page
    assert "pendiente" not in page
    form = {"sid": "HX1", "once": once(page), "HX1.1": ""}
    assert browser.post(f"{case}/plantilla", form).status_code == 422
    assert browser.post(f"{case}/plantilla", {**form, "sid": "HX2", "HX2.1": "x"}).status_code == 422
    assert "salto de línea" in browser.post(f"{case}/plantilla", {**form, "HX1.1": "a\nb"}).text
    for _ in range(2):
        assert browser.post(f"{case}/plantilla", {**form, "HX1.1": "Marta"}).status_code == 303
    assert attended.owed().count("Hola Marta, seguimos con tu consulta.") == 1
    with attended.app.database.read() as tx:
        assert outbound.known(tx, f"case:1:{form['once']}") is not None


def test_nobody_who_asked_not_to_be_written_to_first_is(attended: Attended) -> None:
    approved(attended)
    _browser, case = taken(attended)
    with attended.app.database.write() as tx:
        consents.write(tx, 1, EVERYTHING, given=False, at=attended.clock(), source="chat")
    attended.clock.move(hours=25)
    browser = attended.desk.browser("case_worker")
    form = {"sid": "HX1", "once": once(browser.get(case).text), "HX1.1": "Marta"}
    answer = browser.post(f"{case}/plantilla", form)
    assert answer.status_code == 422
    assert "pidió que nadie le escriba primero" in answer.text
    assert "seguimos" not in " ".join(attended.owed())
