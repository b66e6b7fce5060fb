"""Old models are thrown away, and none that somebody speaks with or may yet want."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.services import learning, models
from bot.storage import jobs, workers
from bot.storage.database import Database
from tests.conftest import Hands


def trained(folder: Path, clock: Hands, key: str, hours: int) -> Path:
    """A model as training leaves it, that many hours old."""
    (folder / key / "data").mkdir(parents=True)
    for end in (".thresholds.json", ".verdict.json"):
        (folder / f"{key}{end}").write_text("{}")
    path = folder / f"{key}.tar.gz"
    path.write_bytes(key.encode())
    written = (clock() - timedelta(hours=hours)).timestamp()
    os.utime(path, (written, written))
    return path


@pytest.fixture
def folder(tmp_path: Path, clock: Hands) -> Path:
    """Five models, `e` speaks and `d` spoke before it; a training is under way."""
    for age, key in enumerate("edcba", start=2):
        trained(tmp_path, clock, key, age)
    for key in "de":
        models.promote(tmp_path, key, tmp_path / f"{key}.tar.gz")
    (tmp_path / "training-now").mkdir()
    return tmp_path


def test_the_one_that_speaks_and_the_one_before_stay(folder: Path, clock: Hands) -> None:
    assert models.prune(folder, (), clock()) == ["a", "b", "c"]
    assert {path.name[:1] for path in folder.iterdir() if not path.name.startswith(("current", "training"))} == {
        "d",
        "e",
    }
    assert (folder / "training-now").is_dir()
    current = models.current(folder)
    assert current is not None
    assert current.key == "e"
    models.promote(folder, "e", folder / "e.tar.gz")
    assert models.prune(folder, (), clock()) == []


def test_going_back_keeps_the_one_that_spoke(folder: Path, clock: Hands) -> None:
    models.promote(folder, "d", folder / "d.tar.gz")
    models.prune(folder, (), clock())
    assert sorted(path.name for path in folder.glob("*.tar.gz")) == ["d.tar.gz", "e.tar.gz"]


def test_those_in_use_undecided_or_fresh_stay(database: Database, folder: Path, clock: Hands) -> None:
    trained(folder, clock, "f", 0)
    with database.write() as tx:
        workers.beat(tx, name="converse-1", roles="converse", detail="a", now=clock())
        job = jobs.ask(tx, learning.KIND, {}, by="test", now=clock())
        jobs.claim(tx, learning.KIND, worker="w", now=clock(), until=clock())
        jobs.settle(tx, job, "decide", clock(), expected="claimed", result={"key": "b"})
    assert learning.held(database) == {"a", "b"}
    assert models.prune(folder, learning.held(database), clock()) == ["c"]


def test_before_any_speaks_none_goes(tmp_path: Path, clock: Hands) -> None:
    trained(tmp_path, clock, "a", 9)
    assert models.prune(tmp_path, (), clock()) == []
