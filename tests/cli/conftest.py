"""The command line as a shell meets it, without the cost of a new process each time."""

import logging
import shutil
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import log
from bot.app import App
from bot.cli import main
from bot.settings import load

SPANISH, ENGLISH = "es_PE.UTF-8", "en_US.UTF-8"


@dataclass(frozen=True)
class Done:
    """What a command left on the screen."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


@dataclass
class Shell:
    """`run(…)` is `puente …` in `folder`, where `environ` is set and nothing else of ours."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str | Path, **environ: str) -> Done:
        with self.monkeypatch.context() as inside:
            inside.chdir(self.folder)
            inside.setattr(sys, "argv", ["puente", *map(str, arguments)])
            for name, value in {"LANG": SPANISH, "COLUMNS": "120", **self.environ, **environ}.items():
                inside.setenv(name, value)
            self.capsys.readouterr()
            code = 0
            # What should have been refused and is served instead would never come back.
            signal.signal(signal.SIGALRM, _too_long)
            signal.alarm(180)
            try:
                main()
            except SystemExit as ended:
                code = int(ended.code or 0)
            finally:
                signal.alarm(0)
        out, err = self.capsys.readouterr()
        return Done(code, out, err)

    def app(self) -> App:
        """The installation the commands work on."""
        return App(load(self.environ, dotenv=None))

    def everything(self) -> str:
        """All that is in the database, to see that nothing was changed."""
        connection = sqlite3.connect(self.folder / "var" / "puente.db")
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()


def _too_long(*_: object) -> None:
    raise TimeoutError("the command did not end")


@pytest.fixture
def new_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[], Shell]]:
    """Shells in a folder where nothing is yet. What commands change in this process is put back."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    yield lambda: Shell(tmp_path, monkeypatch, capsys, {"PUENTE_HOME": str(tmp_path / "var")})
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    for name in log.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def shell(new_shell: Callable[[], Shell]) -> Shell:
    """A shell where nothing is installed yet."""
    return new_shell()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of an installation that was migrated and holds the answers of the release."""
    home = tmp_path_factory.mktemp("ready") / "var"
    App(load({"PUENTE_HOME": str(home)}, dotenv=None)).prepare()
    return home


@pytest.fixture
def installed(shell: Shell, ready: Path) -> Shell:
    """A shell with an installation of its own."""
    shutil.copytree(ready, shell.folder / "var")
    return shell
