"""A case that was closed by mistake is opened again, on both databases."""

from collections.abc import Callable

import pytest

from bot.core.staff import Role
from bot.storage import cases
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed
from tests.web.console.test_cases import PATH, SECRET, once, taken


@pytest.fixture(params=["sqlite", "postgresql"])
def attended(request: pytest.FixtureRequest, new_desk: Callable[..., Staffed]) -> Attended:
    """A desk with case workers and people who write to it."""
    if request.param == "sqlite":
        return Attended(new_desk())
    on_postgres: Callable[..., Staffed] = request.getfixturevalue("new_postgres_desk")
    return Attended(on_postgres(Role.CASE_WORKER, Role.ADMINISTRATOR))


def test_a_case_closed_by_mistake_waits_again_in_its_queue_and_the_bot_goes_on_answering(attended: Attended) -> None:
    browser, case = taken(attended)
    attended.clock.move(minutes=3)
    browser.post(f"{case}/responder", {"text": "Hola", "once": once(browser.get(case).text)})
    browser.post(f"{case}/cerrar", {"ending": "mistaken"})
    owed = attended.owed()
    attended.clock.move(minutes=10)
    again = attended.desk.browser("administrator")
    assert again.post(f"{case}/reabrir", {"why": " "}).status_code == 422
    assert again.post(f"{case}/reabrir", {"why": "Era otro caso, su número es 987654321"}).headers["location"] == case
    page = again.get(case).text
    assert "administrator abrió el caso otra vez: Era otro caso, su número es" in page
    assert "case_worker cerró el caso. No había nada que atender." in page
    assert "987654321" not in page
    assert 'action="/console/casos/1/tomar"' in page
    assert case in again.get(f"{PATH}?cola=person&estado=free").text
    assert case not in again.get(f"{PATH}?cola=person&estado=closed").text
    assert "la mitad tuvo su primera respuesta en 4 min o menos (1 caso)" in again.get(f"{PATH}?cola=person").text
    assert attended.owed() == owed
    attended.write("C01")
    assert "Respuesta C01" in attended.owed()[-1]
    browser.post(f"{case}/tomar")
    attended.write("sigo aquí")
    assert "sigo aquí" in browser.get(case).text
    assert attended.acts().count(("case.reopen", "1")) == 1


def test_a_second_click_opens_nothing_and_says_so(attended: Attended) -> None:
    browser, case = taken(attended)
    browser.post(f"{case}/cerrar", {"ending": "mistaken"})
    browser.post(f"{case}/reabrir", {"why": "error"})
    browser.post(f"{case}/tomar")
    second = browser.post(f"{case}/reabrir", {"why": "error"})
    assert second.status_code == 422
    assert "El caso 1 ya está abierto." in second.text
    with attended.app.database.read() as tx:
        found = cases.case(tx, 1)
    assert found is not None
    assert found.assigned_to == "case_worker"


def test_a_case_is_not_opened_again_beside_another_of_its_kind(attended: Attended) -> None:
    browser, case = taken(attended)
    browser.post(f"{case}/cerrar", {"ending": "mistaken"})
    attended.write("quiero hablar con una persona")
    refused = browser.post(f"{case}/reabrir", {"why": "la cerré sin querer"})
    assert refused.status_code == 422
    assert "Esta persona ya tiene abierto el caso 2" in refused.text
    assert 'value="la cerré sin querer"' in refused.text
    assert case not in browser.get(f"{PATH}?cola=person&estado=free").text.replace(f"{PATH}/2", "")


def test_a_case_whose_texts_are_gone_stays_closed(attended: Attended) -> None:
    browser, case = taken(attended)
    browser.post(f"{case}/cerrar", {"ending": "mistaken"})
    attended.clock.move(hours=24 * attended.app.settings.retention_days + 1)
    browser = attended.desk.browser("case_worker")
    assert "reabrir" not in browser.get(case).text
    refused = browser.post(f"{case}/reabrir", {"why": "error"})
    assert refused.status_code == 422
    assert "sus textos ya no se guardan" in refused.text


def test_a_restricted_case_that_is_opened_again_stays_restricted(attended: Attended) -> None:
    attended.write(SECRET)
    worker, admin = attended.desk.browser("case_worker"), attended.desk.browser("administrator")
    worker.post(f"{PATH}/1/cerrar", {"ending": "mistaken"})
    assert admin.post(f"{PATH}/1/reabrir", {"why": "error"}).status_code == 404
    worker.post(f"{PATH}/1/reabrir", {"why": "error"})
    assert f"{PATH}/1" in worker.get(f"{PATH}?cola=safety&estado=free").text
    assert admin.get(f"{PATH}/1").status_code == 404
    with attended.app.database.read() as tx:
        found = cases.case(tx, 1)
    assert found is not None
    assert (found.restricted, found.closed_at, found.handling) == (True, None, "")
