"""A working process by itself: what it does about a model that does not work."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from bot import worker as workers
from bot.app import App
from bot.core.content import Topic
from bot.core.conversation import Outcome, Response, State, Turn
from bot.core.errors import BadInput
from bot.services import learning, trials
from bot.storage import jobs
from bot.worker import Worker
from tests.house import House


class Model:
    """Answers everybody alike."""

    async def respond(self, state: State, turn: Turn) -> tuple[State, Response]:
        return state, Response(text=f"Te leo: {turn.text}", outcome=Outcome.ANSWER, topic=Topic.ASYLUM, entry="A01")

    async def understand(self, text: str) -> dict[str, Any]:
        return {}

    async def mistaken(self, text: str) -> bool:
        return False


def promote(house: House, key: str) -> None:
    folder: Path = house.app.settings.models
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "current.json").write_text(json.dumps({"key": key}), "utf-8")


@pytest.mark.parametrize("fault", ["does not load", "does not answer"])
def test_a_model_that_does_not_work_leaves_the_worker_waiting_for_one_that_does(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    class Silent(Model):
        async def respond(self, state: State, turn: Turn) -> tuple[State, Response]:
            raise AttributeError("a part that another version knew")

    async def engine(_: App) -> Any:
        if workers.models.current_key(house.app.settings.models) == "new":
            return Model()
        if fault == "does not load":
            raise BadInput("no")
        return Silent()

    monkeypatch.setattr(App, "engine", engine)
    monkeypatch.setattr(workers.os, "nice", lambda steps: steps)  # not for the rest of the tests
    promote(house, "old")

    async def work() -> None:
        await house.post(house.phone().text("hola"))
        worker = Worker(house.app, ["converse"])
        monkeypatch.setattr(worker, "_pause", lambda seconds: asyncio.sleep(min(seconds, 0.01)))
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0.1)
        assert not running.done()
        assert house.rows("outbound") == 0
        promote(house, "new")
        async with asyncio.timeout(120):
            while not house.rows("outbound"):  # noqa: ASYNC110  the worker tells nobody
                await asyncio.sleep(0.01)
        worker.stop()
        await running

    with caplog.at_level(logging.ERROR):
        asyncio.run(work())
    assert "run «puente train --force»" in caplog.text


def test_trainings_come_before_trials_and_these_before_questions_to_their_models(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process at a time brings Rasa besides those that people wait for."""
    database, clock = house.app.database, house.app.clock
    done: list[tuple[str, ...]] = []
    fails = False

    async def run(_: Worker, *arguments: str) -> bool:
        done.append(arguments)
        if arguments[0] == "train":
            kept = trials.Kept(file="k.tar.gz", digest="d")
            trials.trained(database, int(arguments[2]), key="k", kept=kept, verdict=None, now=clock())
        return fails

    def state(number: int) -> str:
        with database.read() as tx:
            job = trials.find(tx, number)
        assert job is not None
        return job.state

    monkeypatch.setattr(Worker, "_broke_off", run)
    worker = Worker(house.app, ["jobs"])
    with database.write() as tx:
        trial = jobs.ask(tx, trials.KIND, {"entry": "C01", "number": 2}, by="rosa", now=clock())
        training = learning.ask(tx, {"C01": 1}, by="rosa", now=clock())
    for _ in range(2):
        asyncio.run(worker._learn_once())
    with database.write() as tx:
        trials.ask(tx, trial, "hola", by="rosa", now=clock())
    asyncio.run(worker._learn_once())
    assert done == [("train", "--job", str(training)), ("train", "--job", str(trial)), ("ask", "--trial", str(trial))]
    assert state(trial) == "done"
    fails = True
    asyncio.run(worker._learn_once())
    assert state(trial) == trials.GONE
    asyncio.run(worker._learn_once())
    assert len(done) == 4
