"""`puente train`: what speaks after it, whatever the gate says. The gate itself: tests/engine/test_judging.py."""

from pathlib import Path
from typing import Any

import pytest

from bot.engine import training
from bot.services import models
from bot.storage import items
from tests.cli.conftest import Shell


class Failed:
    """A verdict on a model that did not pass."""

    passed = False

    def lines(self) -> list[str]:
        """One reason."""
        return ["no pasa: por la prueba"]

    def to_dict(self) -> dict[str, Any]:
        """Nothing of interest here."""
        return {}


@pytest.fixture
def folder(installed: Shell, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where models lie. Training takes no time, and what it makes never passes."""
    folder = installed.folder / "var" / "models"

    def train(_entries: Any, out: Path, **_: Any) -> Path:
        path = out / "new.tar.gz"
        path.write_bytes(b"new")
        return path

    monkeypatch.setattr(training, "key", lambda *_: "new")
    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr(training, "judge", lambda *_, **__: Failed())
    return folder


def before(folder: Path, monkeypatch: pytest.MonkeyPatch, *, loads: bool, key: str = "old") -> None:
    """A model speaks already; `loads`: this program can read it."""
    folder.mkdir()
    path = folder / f"{key}.tar.gz"
    path.write_bytes(b"old")
    models.promote(folder, key, path)
    monkeypatch.setattr(training, "loads", lambda path: loads and path.read_bytes() == b"old")


def test_a_model_that_does_not_pass_leaves_the_one_that_speaks(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(folder, monkeypatch, loads=True)
    done = installed.run("train")
    assert done.code == 2
    assert "sigue hablando el anterior" in done.err
    assert models.current_key(folder) == "old"


def test_after_an_upgrade_that_cannot_read_the_old_one_somebody_still_speaks(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(folder, monkeypatch, loads=False)
    done = installed.run("train")
    assert done.code == 0
    assert "no pasa: por la prueba" in done.out
    assert "habla el nuevo" in done.out
    assert models.current_key(folder) == "new"


def test_the_first_model_has_to_pass(installed: Shell, folder: Path) -> None:
    done = installed.run("train")
    assert done.code == 2
    assert "no hay otro" in done.err
    assert models.current_key(folder) == ""


def test_training_again_what_speaks_and_not_passing_leaves_what_speaks(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(folder, monkeypatch, key="new", loads=True)
    done = installed.run("train", "--force")
    assert done.code == 2
    assert "sigue hablando el anterior" in done.err
    today = models.current(folder)
    assert today is not None
    assert today.path.read_bytes() == b"old"


def test_training_again_what_speaks_and_passing_changes_files_in_one_step(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(folder, monkeypatch, key="new", loads=True)
    monkeypatch.setattr(Failed, "passed", True)
    for _ in range(3):
        spoke = models.current(folder)
        assert spoke is not None
        assert installed.run("train", "--force").code == 0
        speaks = models.current(folder)
        assert speaks is not None
        assert speaks.path.read_bytes() == b"new"
        assert speaks.path != spoke.path
        assert spoke.path.is_file()


@pytest.mark.parametrize("arguments", [("train",), ("train", "--force")])
def test_a_model_that_was_changed_on_disk_is_replaced_by_training(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    before(folder, monkeypatch, key="new", loads=True)
    (folder / "new.tar.gz").write_bytes(b"something else")
    monkeypatch.setattr(Failed, "passed", True)
    done = installed.run(*arguments)
    assert done.code == 0
    assert "new.tar.gz" in done.out
    today = models.current(folder)
    assert today is not None
    assert today.path.read_bytes() == b"new"


def test_a_training_that_breaks_off_leaves_what_speaks_and_no_litter(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(folder, monkeypatch, key="new", loads=True)
    (folder / "training-of-one-that-was-killed").mkdir()

    def breaks(_entries: Any, out: Path, **_: Any) -> Path:
        (out / "new.tar.gz").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(training, "train", breaks)
    assert installed.run("train", "--force").code == 2
    today = models.current(folder)
    assert today is not None
    assert today.path.read_bytes() == b"old"
    assert {path.name for path in folder.iterdir()} == {"new.tar.gz", "current.json", ".training.lock"}


def test_what_is_published_of_the_lexicon_is_what_is_learned(
    installed: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[Any] = []

    def train(_entries: Any, out: Path, *, lexicon: Any, **_: Any) -> Path:
        taught.append(lexicon)
        path = out / "new.tar.gz"
        path.write_bytes(b"new")
        return path

    monkeypatch.setattr(training, "train", train)
    installed.run("train")
    app = installed.app()
    now = app.clock()
    with app.database.write() as tx:
        lines = {"lines": ["este calor me mata de verdad"]}
        number = items.draft(tx, items.LEXICON, "list:harmless", lines, author="test", now=now)
        items.publish(tx, items.LEXICON, {"list:harmless": number}, now)
    installed.run("train")
    before, after = taught
    assert after["harmless"] == ["este calor me mata de verdad"]
    assert {**before, "harmless": after["harmless"]} == after
