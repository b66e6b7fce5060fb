"""`puente train`: what speaks after it, whatever the gate says. The gate itself: tests/engine/test_judging.py."""

from pathlib import Path
from typing import Any

import pytest

from bot.engine import training
from bot.services import models
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


def before(folder: Path, monkeypatch: pytest.MonkeyPatch, *, loads: bool) -> None:
    """A model speaks already; `loads`: this program can read it."""
    folder.mkdir()
    path = folder / "old.tar.gz"
    path.write_bytes(b"old")
    models.promote(folder, "old", path)
    monkeypatch.setattr(training, "loads", lambda path: loads and path.name == "old.tar.gz")


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
