"""Wakes the process that has work, at once and without polling: a datagram to a socket in the home folder.

A ring is a hint, never the job: rows are the jobs, and every waiter looks again by itself after a while. A socket whose
process died is removed by the next one to ring it.
"""

import asyncio
import gc
import os
import socket
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Final

from bot.wire import Caller, Listener, origin

# A socket's path may hold 107 bytes on Linux; a home folder deeper than this uses the temporary folder instead.
_PATH_LIMIT: Final = 80


def keep_what_is_loaded() -> None:
    """Once everything is loaded: the collector need not look through it ever again, which was a tenth of a webhook."""
    gc.collect()
    gc.freeze()


class Bell:
    """`ring(role)` wakes everyone waiting for that role on this machine; with `redis_url`, on others too."""

    def __init__(self, home: Path, redis_url: str = "") -> None:
        folder = (home / "bells").resolve()
        if len(str(folder)) > _PATH_LIMIT:
            # A name every process arrives at by itself; Python's own hash differs from process to process.
            mark = sha256(str(folder).encode()).hexdigest()[:16]
            folder = Path("/tmp") / f"puente-{os.getuid()}-{mark}"  # noqa: S108
        self._folder = folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._far: Caller | None = None
        if redis_url:
            home.mkdir(parents=True, exist_ok=True)
            self._far = Caller(redis_url, origin(home))

    def ring(self, role: str) -> None:
        """Wake the waiters of `role`. Never blocks, never raises: a full or dead socket needs no second ring."""
        if self._far is not None:
            self._far.ring(role)
        try:
            sockets = [path for path in self._folder.iterdir() if path.name.startswith(f"{role}-")]
        except OSError:
            return  # nobody ever listened
        for path in sockets:
            try:
                self._socket.sendto(b"\0", str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except OSError:
                continue


class Ears:
    """Waits for rings of one role. Use inside a running event loop."""

    def __init__(self, home: Path, role: str, redis_url: str = "") -> None:
        bell = Bell(home)
        self._folder = bell._folder  # noqa: SLF001
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = self._folder / f"{role}-{os.getpid()}-{token_hex(3)}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(str(self._path))
        self._heard = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._socket, self._read)
        self._far: Listener | None = None
        if redis_url:

            def heard() -> None:
                with suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(self._heard.set)

            self._far = Listener(redis_url, role, origin(home), heard)

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while self._socket.recv(16):
                self._heard.set()

    def hear(self) -> None:
        """Wake this waiter from inside the process."""
        self._heard.set()

    async def wait(self, seconds: float) -> bool:
        """Return at the next ring, at one that already came, or after `seconds`. True where it was a ring."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._heard.wait()
        heard = self._heard.is_set()
        self._heard.clear()
        return heard

    def close(self) -> None:
        """Stop listening."""
        if self._far is not None:
            self._far.close()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._path.unlink(missing_ok=True)
