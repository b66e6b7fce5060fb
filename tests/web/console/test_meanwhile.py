"""Two people on one draft: whoever comes second reads what the other did, keeps what they typed and goes on."""

from dataclasses import replace
from typing import Any

import pytest

from bot.services import directory
from bot.storage import content, items, jobs, remarks
from tests.services.conftest import ENTRIES
from tests.services.test_safety import SERVICE
from tests.web.console.conftest import Staffed
from tests.web.console.furnished import judged
from tests.web.console.test_answers import fields

ANSWER, CASA = "/console/respuestas/C01", "/console/servicios/casa"


def written(desk: Staffed, path: str, by: str, base: int, text: str) -> None:
    """Somebody writes another version and sends it to review."""
    browser = desk.browser(by)
    if path == ANSWER:
        done = browser.post(f"{path}/editar", fields(ENTRIES[0], base=str(base), whatsapp=text, comment="c"))
    else:
        named = {name: "\n".join(value) if isinstance(value, list) else value for name, value in SERVICE.items()}
        form = {**named, "needs": SERVICE["needs"], "base": base, "name": text}
        done = browser.post(f"{path}/editar", form)
        assert browser.post(f"{path}/enviar", {"number": base + 1}).status_code == 303
    assert done.status_code == 303, done.text


@pytest.fixture(params=[ANSWER, CASA])
def waiting(desk: Staffed, request: Any) -> tuple[Staffed, str]:
    """An answer, a service: version 2 of it waits for a reviewer."""
    directory.desk(desk.app.database, desk.app.places).seed({"casa": SERVICE}, desk.clock())
    written(desk, request.param, "promoter", 1, "Leída.")
    return desk, request.param


def newest(desk: Staffed, path: str) -> tuple[int, int | None, str]:
    """Number of the newest version, of the published one, and the state."""
    with desk.app.database.read() as tx:
        if path == ANSWER:
            entry = content.standings(tx)["C01"]
            return entry.number, entry.published, entry.state
        item = items.standings(tx, items.SERVICE)["casa"]
        return item.number, item.published, item.state


def refused(answer: Any, *said: str) -> None:
    assert answer.status_code == 409, answer.text
    assert "Qué pasó mientras tanto" in answer.text
    for one in said:
        assert one in answer.text, one


@pytest.mark.parametrize("step", ["publicar", "devolver", "descartar", "retirar"])
def test_who_decides_on_a_version_that_is_no_longer_the_newest_reads_what_changed_and_decides_again(
    waiting: tuple[Staffed, str], step: str
) -> None:
    desk, path = waiting
    written(desk, path, "promoter", 2, "Distinta.")
    reviewer = desk.browser("reviewer")
    answer = reviewer.post(f"{path}/{step}", {"number": 2, "comment": "Falta la <b>fecha</b>."})
    refused(answer, "<strong>promoter</strong> escribió otra versión", "Falta la &lt;b&gt;fecha&lt;/b&gt;.")
    assert "<del>Leída</del>" in answer.text
    assert newest(desk, path) == (3, 1, "review")
    assert f'action="{path}/publicar"' in answer.text
    assert 'name="number" value="3"' in answer.text
    assert reviewer.post(f"{path}/publicar", {"number": 3}).status_code == 303
    assert newest(desk, path) == (3, 3, "")


def test_whoever_comes_after_a_decision_reads_whose_it_was(waiting: tuple[Staffed, str]) -> None:
    desk, path = waiting
    assert desk.browser("administrator").post(f"{path}/publicar", {"number": 2}).status_code == 303
    answer = desk.browser("reviewer").post(f"{path}/devolver", {"number": 2, "comment": "Espera."})
    refused(answer, "<strong>administrator</strong>", "publicó", "El texto es el mismo", "Espera.")


def test_a_discarded_draft_says_who_discarded_it(waiting: tuple[Staffed, str]) -> None:
    desk, path = waiting
    assert desk.browser("promoter").post(f"{path}/descartar", {"number": 2}).status_code == 303
    answer = desk.browser("reviewer").post(f"{path}/publicar", {"number": 2})
    refused(answer, "<strong>promoter</strong> descartó el borrador")
    assert "escribió otra versión" not in answer.text


@pytest.mark.parametrize("step", ["publicar", "devolver", "retirar"])
def test_two_clicks_do_it_once_and_say_so(waiting: tuple[Staffed, str], step: str) -> None:
    desk, path = waiting
    reviewer = desk.browser("reviewer")
    form = {"number": 2, "comment": "Una vez."}
    for _click in range(2):
        done = reviewer.post(f"{path}/{step}", form)
        assert (done.status_code, done.headers["location"]) == (303, path)
    done = {"publicar": "published", "devolver": "returned", "retirar": "withdrawn"}[step]
    assert steps(desk, path).count(done) == 1


def steps(desk: Staffed, path: str) -> list[str]:
    with desk.app.database.read() as tx:
        if path == CASA:
            return [one.act for one in items.remarks(tx, items.SERVICE, "casa", 9)]
        return [one.kind for one in remarks.of_entry(tx, "C01", 9)]


def test_a_moment_that_was_typed_stays_beside_what_changed(desk: Staffed) -> None:
    written(desk, ANSWER, "promoter", 1, "Leída.")
    written(desk, ANSWER, "promoter", 2, "Distinta.")
    reviewer = desk.browser("reviewer")
    answer = reviewer.post(f"{ANSWER}/programar", {"number": 2, "at": "2027-01-05T09:30"})
    refused(answer, "<strong>promoter</strong> escribió otra versión", 'value="2027-01-05T09:30"')
    wrong = reviewer.post(f"{ANSWER}/programar", {"number": 3, "at": "pronto"})
    assert wrong.status_code == 422
    assert 'id="at-wrong"' in wrong.text
    assert 'value="pronto"' in wrong.text
    past = reviewer.post(f"{ANSWER}/programar", {"number": 3, "at": "2020-01-05T09:30"})
    assert past.status_code == 422
    assert "todavía no pasó" in past.text
    assert newest(desk, ANSWER) == (3, 1, "review")


def test_a_spreadsheet_whose_answer_somebody_changed_meanwhile_is_looked_at_again(desk: Staffed) -> None:
    one = content.to_document(replace(ENTRIES[0], title="De la hoja"))
    with desk.app.database.write() as tx:
        sheet = {"entries": [one], "base": {"C01": 1}}
        number = jobs.ask(tx, "sheet", sheet, by="reviewer", now=desk.clock(), state="preview")
    written(desk, ANSWER, "promoter", 1, "Distinta.")
    reviewer = desk.browser("reviewer")
    answer = reviewer.post(f"/console/respuestas/hoja/{number}")
    assert answer.status_code == 303
    again = reviewer.get(answer.headers["location"]).text
    assert "promoter cambió C01 mientras mirabas" in again
    assert "Encima del borrador de promoter" in again
    assert newest(desk, ANSWER) == (2, 1, "review")
    for _click in range(2):
        assert reviewer.post(answer.headers["location"]).headers["location"] == "/console/respuestas?estado=draft"
    assert newest(desk, ANSWER) == (3, 1, "draft")


def test_a_training_that_somebody_decided_says_so_on_the_list(desk: Staffed) -> None:
    number = judged(desk)
    path = f"/console/aprendizaje/{number}"
    assert desk.browser("administrator").post(f"{path}/aceptar").status_code == 303
    reviewer = desk.browser("reviewer")
    for step in ("aceptar", "volver"):
        answer = reviewer.post(f"{path}/{step}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/aprendizaje")
    assert "ya no espera una decisión" in reviewer.get("/console/aprendizaje").text
