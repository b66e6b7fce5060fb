"""Rings that other machines hear, through Redis or Valkey. A ring is a hint: where Redis is away, nobody waits for it.

Redis is spoken to in threads of their own, so that nothing else ever does.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

log = logging.getLogger(__name__)

_PATIENCE: Final = 2.0
"""Seconds Redis may take to answer."""
_PAUSE: Final = 1.0
"""Seconds before Redis is tried again; meanwhile every waiter looks for itself once a second."""


def origin(folder: Path) -> str:
    """A name for the processes that hear each other without Redis: those of this machine with this folder."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    place = folder.stat()
    return f"{boot}:{place.st_dev}:{place.st_ino}"


def _channel(role: str) -> str:
    return f"puente:ring:{role}"


class Caller:
    """Rings `role` on other machines. Never blocks, never raises."""

    def __init__(self, url: str, origin: str) -> None:
        self._url, self._origin = url, origin
        self._roles: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._run, name="caller", daemon=True).start()

    def ring(self, role: str) -> None:
        """Soon, once, however often it is asked for meanwhile."""
        self._roles.put(role)

    def _run(self) -> None:
        from redis import Redis, RedisError  # where no Redis is configured, nobody pays for its client

        redis: Any = Redis.from_url(self._url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
        pause = threading.Event()
        while True:
            roles = {self._roles.get()}
            with suppress(Empty):
                while True:
                    roles.add(self._roles.get_nowait())
            try:
                for role in roles:
                    redis.publish(_channel(role), self._origin)
            except (RedisError, OSError):
                pause.wait(_PAUSE)


class Listener:
    """Calls `heard`, from a thread of its own, when another machine rings `role` or it may have missed a ring."""

    def __init__(self, url: str, role: str, origin: str, heard: Callable[[], None]) -> None:
        self._url, self._role, self._origin, self._heard = url, role, origin, heard
        self._closed = threading.Event()
        threading.Thread(target=self._run, name="listener", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()

    def _run(self) -> None:
        from redis import Redis, RedisError

        redis: Any = Redis.from_url(
            self._url, socket_connect_timeout=_PATIENCE, health_check_interval=5, decode_responses=True
        )
        while not self._closed.is_set():
            try:
                with redis.pubsub(ignore_subscribe_messages=True) as line:
                    line.subscribe(_channel(self._role))
                    self._heard()
                    while not self._closed.is_set():
                        told = line.get_message(timeout=_PAUSE)
                        if told and told["data"] != self._origin:
                            self._heard()
            except (RedisError, OSError):
                self._closed.wait(_PAUSE)
