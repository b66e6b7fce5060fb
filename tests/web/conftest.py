"""The service as a process of its own, for tests that speak to it over HTTP."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.app import App, simulated
from bot.settings import load
from tests.ports import free_port

STANDIN = Path(__file__).with_name("standin.py")
URL = "http://127.0.0.1:1"
"""Of the tests' own installation; nobody listens there."""


class Site:
    """A running service: `url` is its base, `address` where it listens."""

    def __init__(self, home: Path) -> None:
        self.address = ("127.0.0.1", free_port())
        port = str(self.address[1])
        self.url = f"http://127.0.0.1:{port}"
        self._log = home / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([sys.executable, STANDIN, home, port], stdout=log, stderr=log)

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 120
        while time.monotonic() < end and self._process.poll() is None:
            try:
                httpx.get(f"{self.url}/health/live", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the service did not start:\n{self._log.read_text()}")

    def signal(self) -> None:
        """Ask it to stop; nothing happens where it has stopped."""
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to stop and wait; returns its exit code."""
        self.signal()
        try:
            return self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a service that runs as long as the tests; its stop must be a clean one."""
    running = Site(tmp_path_factory.mktemp("site"))
    try:
        running.wait()
        yield running.url
    finally:
        code = running.stop()
    assert code == 0


@pytest.fixture
def app(tmp_path: Path, sqlite_file: Path) -> Iterator[App]:
    """The parts of an installation without an account, with an empty database."""
    shutil.copy(sqlite_file, tmp_path)
    settings = load({"PUENTE_HOME": str(tmp_path)}, dotenv=None)
    app = App(settings=simulated(replace(settings, organisation=tmp_path / "none.yml"), URL))
    yield app
    app.database.close()
