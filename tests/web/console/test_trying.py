"""Trying a question: what people would get, and what a draft would say."""

import asyncio
from typing import Any

from bot.services import trying
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Staffed
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
