"""A trial: its model is trained and answers, and what speaks stays."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.cli import ask
from bot.core.errors import BadContent
from bot.core.staff import Role, User
from bot.engine import training
from bot.services import editing, models, trials
from bot.storage import content, jobs
from tests.cli.conftest import Shell
from tests.cli.test_train import Failed, before

ROSA = User(id=1, name="rosa", roles=frozenset({Role.PROMOTER}), active=True)
NEW = "una manera nueva de preguntar"


@pytest.fixture
def taught(installed: Shell, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The entries of each training, which takes no time and passes; its key counts the questions."""
    lessons: list[Any] = []

    def train(entries: Any, out: Path, **_: Any) -> Path:
        lessons.append(list(entries))
        path = out / f"{key(entries)}.tar.gz"
        path.write_bytes(b"of a draft")
        return path

    def key(entries: Any, *_: Any) -> str:
        return f"k{sum(len(entry.questions) for entry in entries)}"

    monkeypatch.setattr(training, "key", key)
    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr(training, "judge", lambda *_, **__: Failed())
    monkeypatch.setattr(Failed, "passed", True)
    before(installed.folder / "var" / "models", monkeypatch, loads=True)
    return lessons


def begun(app: App) -> int:
    """A trial that a worker has claimed."""
    now = app.clock()
    with app.database.read() as tx:
        name, (number, entry, _live) = next(
            (name, row) for name, row in content.newest(tx).items() if len(row[1].questions) > 5 and row[1].title
        )
    fresh = editing.save(app.database, replace(entry, questions=(*entry.questions, NEW)), base=number, by=ROSA, now=now)
    trial = trials.ask_for(app.database, name, fresh, by="rosa", now=now)
    assert trials.begin(app.database, "w", now) is not None
    return trial


def found(app: App, trial: int) -> jobs.Job:
    with app.database.read() as tx:
        job = trials.find(tx, trial)
    assert job is not None
    return job


def test_it_is_taught_the_draft_and_what_speaks_stays(installed: Shell, taught: list[Any]) -> None:
    app = installed.app()
    trial = begun(app)
    done = installed.run("train", "--job", str(trial))
    assert done.code == 0, done.err
    folder = app.settings.models
    assert models.current_key(folder) == "old"
    assert [NEW in entry.questions for entry in taught[0]].count(True) == 1
    job = found(app, trial)
    assert (job.state, trials.kept(job).file) == ("done", f"{job.result['key']}.tar.gz")
    assert (folder / trials.kept(job).file).read_bytes() == b"of a draft"
    assert trials.held(app.database, app.clock()) == {job.result["key"]}


def test_where_what_speaks_knows_the_draft_nothing_is_trained(
    installed: Shell, taught: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "key", lambda *_: "old")
    app = installed.app()
    trial = begun(app)
    assert installed.run("train", "--job", str(trial)).code == 0
    assert taught == []
    assert trials.kept(found(app, trial)).file == "old.tar.gz"


def test_a_training_that_is_refused_says_why_on_its_page(
    installed: Shell, taught: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any, **__: Any) -> Path:
        raise BadContent("Rasa: verify_nlu")

    monkeypatch.setattr(training, "train", refuses)
    app = installed.app()
    trial = begun(app)
    assert installed.run("train", "--job", str(trial)).code == 2
    job = found(app, trial)
    assert (job.state, job.result["reason"]) == ("failed", "Rasa: verify_nlu")


class Model:
    """Takes everything for one entry."""

    async def understand(self, text: str) -> dict[str, Any]:
        return {"intent": {"name": "faq"}, "candidates": [{"entry": "C01", "confidence": 0.9}], "text": text}


def test_its_model_answers_what_staff_ask_until_they_stop(
    installed: Shell, taught: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    async def engine(_app: App, path: Path) -> Model:
        opened.append(path)
        return Model()

    monkeypatch.setattr(App, "engine", engine)
    monkeypatch.setattr(ask, "LINGER", 0.0)
    app = installed.app()
    trial = begun(app)
    installed.run("train", "--job", str(trial))
    with app.database.write() as tx:
        asked = [trials.ask(tx, trial, text, by="rosa", now=app.clock()) for text in ("uno", "dos")]
    monkeypatch.setattr(ask, "LINGER", 0.3)
    assert installed.run("ask", "--trial", str(trial)).code == 0
    with app.database.read() as tx:
        answers = [jobs.find(tx, number, trials.questions(trial)) for number in asked]
    assert [one.result["candidates"] for one in answers if one] == [[{"entry": "C01", "confidence": 0.9}]] * 2
    assert opened == [app.settings.models / trials.kept(found(app, trial)).file]


def test_a_file_that_is_not_the_one_that_was_trained_is_not_opened(installed: Shell, taught: list[Any]) -> None:
    app = installed.app()
    trial = begun(app)
    installed.run("train", "--job", str(trial))
    (app.settings.models / trials.kept(found(app, trial)).file).write_bytes(b"something else")
    done = installed.run("ask", "--trial", str(trial))
    assert done.code == 2
    assert "was changed" in done.err
    assert installed.run("ask", "--trial", "999").code == 2


def test_the_verdict_is_kept_beside_it(installed: Shell, taught: list[Any]) -> None:
    app = installed.app()
    trial = begun(app)
    installed.run("train", "--job", str(trial))
    beside = app.settings.models / f"{found(app, trial).result['key']}.verdict.json"
    assert json.loads(beside.read_text()) == {}
