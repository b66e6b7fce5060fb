"""Staff try a question on the model that speaks."""

import asyncio
from typing import Any

from bot.services import trying
from bot.storage import jobs
from bot.storage.database import Database
from tests.conftest import Hands


async def understand(text: str) -> dict[str, Any]:
    if text == "boom":
        raise RuntimeError("broken")
    rows = [{"entry": f"C0{number}", "topic": "school", "confidence": 0.9 / number} for number in range(1, 9)]
    return {"intent": {"name": "faq"}, "candidates": rows, "text": text}


def answer(database: Database, clock: Hands) -> bool:
    return asyncio.run(trying.answer_next(database, understand, worker="w", clock=clock))


def test_a_question_is_answered_once_with_verdict_and_the_best_candidates(database: Database, clock: Hands) -> None:
    assert answer(database, clock) is False
    with database.write() as tx:
        number = jobs.ask(tx, trying.KIND, {"text": "como hago"}, by="rosa", now=clock())
    assert answer(database, clock) is True
    assert answer(database, clock) is False
    with database.read() as tx:
        job = jobs.find(tx, number, trying.KIND)
    assert job is not None
    assert (job.state, job.result["verdict"]) == ("done", "faq")
    assert [one["entry"] for one in job.result["candidates"]] == ["C01", "C02", "C03", "C04", "C05"]


def test_a_question_whose_worker_died_is_answered_by_another(database: Database, clock: Hands) -> None:
    with database.write() as tx:
        jobs.ask(tx, trying.KIND, {"text": "boom"}, by="rosa", now=clock())
    try:
        answer(database, clock)
    except RuntimeError:
        clock.move(seconds=31)
    with database.write() as tx:
        again = jobs.claim(tx, trying.KIND, worker="other", now=clock(), until=clock())
    assert again is not None
