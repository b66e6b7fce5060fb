"""Trying a question: what people would get, and what a draft would say."""

import asyncio
from typing import Any

from bot.services import learning, trials, trying
from bot.services.trials import Kept
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Browser, Staffed
from tests.web.console.furnished import VERDICT
from tests.web.console.test_answers import fields


async def understand(text: str) -> dict[str, Any]:
    return {"intent": {"name": "faq"}, "candidates": [{"entry": "C01", "topic": "school", "confidence": 0.91}]}


def test_a_question_is_left_for_the_worker_and_its_answer_shown_with_the_draft(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    browser.post("/console/respuestas/C01/editar", fields(ENTRIES[0], whatsapp="Texto del borrador.", act="save"))
    place = browser.post("/console/probar", {"text": "como <i>hago</i>"}).headers["location"]
    waiting = browser.get(place).text
    assert "Esperando al modelo" in waiting
    assert "como &lt;i&gt;hago" in waiting
    asyncio.run(trying.answer_next(desk.app.database, understand, worker="w", clock=desk.clock))
    page = browser.get(place).text
    assert "91 %" in page
    assert "Respuesta C01." in page
    assert "Texto del borrador." in page
    piece = browser.get(place, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert browser.get("/console/probar/999").status_code == 404
    assert browser.post("/console/probar", {"text": ""}).status_code == 422


MORE = "\n".join((*ENTRIES[0].questions, "una manera nueva"))
BUTTON = "Entrenar con este borrador y probar"


def drafted(browser: Browser, base: str = "1", **changes: str) -> str:
    """A draft of C01; the page of the answer with it."""
    form = fields(ENTRIES[0], base=base, act="save", **{"questions": MORE, **changes})
    assert browser.post("/console/respuestas/C01/editar", form).status_code == 303
    return browser.get("/console/respuestas/C01").text


def trained(desk: Staffed, place: str) -> int:
    """Its model lies there now."""
    trial = int(place.rpartition("/")[2])
    assert trials.begin(desk.app.database, "w", desk.clock()) is not None
    kept = Kept(file="k.tar.gz", digest="d")
    trials.trained(desk.app.database, trial, key="k", kept=kept, verdict=VERDICT, now=desk.clock())
    return trial


def test_a_draft_is_learned_in_the_background_and_asked_before_anybody_publishes_it(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    assert BUTTON in drafted(browser)
    answer = browser.post("/console/respuestas/C01/ensayar", {"number": 2})
    place = answer.headers["location"]
    page = browser.get(place).text
    assert "En espera" in page
    assert f'hx-get="{place}"' in page
    assert 'name="text"' not in page
    learning.begin(desk.app.database, "w", desk.clock())
    trial = trained(desk, place)
    page = browser.get(place).text
    assert "Pasaría la puerta" in page
    assert "Responde: «Título C01»" in page
    assert browser.post(place, {"text": ""}).status_code == 422
    asked = browser.post(place, {"text": "una <b>manera"}).headers["location"]
    waiting = browser.get(asked).text
    assert "Esperando al modelo" in waiting
    assert "se carga el modelo de prueba" in waiting
    kind = trials.questions(trial)
    asyncio.run(trying.answer_next(desk.app.database, understand, worker="w", clock=desk.clock, kind=kind))
    page = browser.get(asked).text
    assert "Respondió el modelo de prueba, con la versión 2 de «Título C01»" in page
    assert "91 %" in page
    assert "una &lt;b&gt;manera" in page
    assert f'action="{place}"' in page  # the next question goes to the same model
    assert f'href="{place}"' in browser.get("/console/probar").text
    assert browser.get(asked.replace(f"/{trial}/", "/999/")).status_code == 404
    assert browser.get("/console/probar/borrador/999").status_code == 404
    live = browser.post("/console/probar", {"text": "hola"}).headers["location"]
    asyncio.run(trying.answer_next(desk.app.database, understand, worker="w", clock=desk.clock))
    assert "Respondió el modelo que habla hoy." in browser.get(live).text


def test_only_a_draft_with_other_questions_that_breaks_no_rule_is_offered_to_be_learned(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    assert BUTTON not in browser.get("/console/respuestas/C01").text
    same = "\n".join(ENTRIES[0].questions)
    assert BUTTON not in drafted(browser, questions=same, whatsapp="*Otro texto.*")
    refused = browser.post("/console/respuestas/C01/ensayar", {"number": 2})
    assert refused.status_code == 422
    assert "ya sabe estas preguntas" in refused.text
    assert BUTTON not in drafted(browser, "2", questions="una sola")
    assert browser.post("/console/respuestas/C01/ensayar", {"number": 2}).status_code == 409
    assert browser.post("/console/respuestas/C01/ensayar", {}).status_code == 422
    assert browser.post("/console/respuestas/nada/ensayar", {"number": 1}).status_code == 404


def test_a_draft_that_changed_after_it_was_learned_says_so_and_a_model_that_is_gone_too(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    drafted(browser)
    place = browser.post("/console/respuestas/C01/ensayar", {"number": 2}).headers["location"]
    trial = trained(desk, place)
    drafted(browser, "2", title="Otro título")
    assert "cambió después de esta prueba" in browser.get(place).text
    asked = browser.post(place, {"text": "hola"}).headers["location"]
    trials.broke(desk.app.database, trial, desk.clock())
    for page in (browser.get(asked).text, browser.get(place).text):
        assert "entrena otra vez" in page
        assert "hx-get" not in page
    gone = browser.post(place, {"text": "hola otra vez"})
    assert gone.status_code == 422
    assert "entrena otra vez" in gone.text
