"""`puente run`: starts the processes, watches them, brings dead ones back, rolls in a new model, stops them cleanly."""

import asyncio
import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final

from bot.app import App
from bot.services import housekeeping, models
from bot.settings import CREDENTIALS
from bot.storage import workers

log = logging.getLogger(__name__)

_PATIENCE: Final = 25.0
"""Seconds a process may take to stop before it is killed: longer than a sender waits for its calls."""
_BACK_OFF: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before a process that keeps dying is started again."""
_LIBC: Final = ctypes.CDLL(None)
"""Opened here: between fork and exec a lock of the loader may be held by a thread that the child does not have."""
_PR_SET_PDEATHSIG: Final = 1
_STEADY: Final = 30.0
"""Seconds of running after which a process counts as well again."""


@dataclass(slots=True)
class Part:
    """One process to keep running: its name for people, its arguments, and how it does."""

    title: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    worker: str = ""
    process: asyncio.subprocess.Process | None = None
    started_at: float = 0.0
    deaths: int = 0
    retired: bool = False
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class Supervisor:
    """Keeps `web`, the conversation worker, the sender, the scheduler and the housekeeper alive under one process."""

    def __init__(self, app: App, *, host: str, port: int, environment: Mapping[str, str]) -> None:
        self._app = app
        self._environment = {**os.environ, **environment}
        self._stopping = asyncio.Event()
        self._parts: list[Part] = []
        self._web = ["web", "--host", host, "--port", str(port)]

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM. `on_ready` is called once, when messages are answered."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        self._keep("web", self._web)
        self._keep("send", ["worker", "--roles", "send"])
        self._keep("jobs", ["worker", "--roles", "schedule,jobs"], provider=False)
        self._converse()
        watch = asyncio.create_task(self._watch(on_ready))
        await self._stopping.wait()
        watch.cancel()
        await asyncio.gather(*(self._end(part) for part in self._parts))

    def _converse(self) -> None:
        self._keep("converse", ["worker", "--roles", "converse"], provider=False)

    def _keep(self, title: str, arguments: Sequence[str], *, provider: bool = True) -> Part:
        """Without `provider` the process is not given Twilio's credentials: what holds Rasa must not hold them."""
        environment = {n: value for n, value in self._environment.items() if provider or n not in CREDENTIALS}
        part = Part(title=title, arguments=arguments, environment=environment)
        self._parts.append(part)
        part.task = asyncio.create_task(self._live(part))
        return part

    async def _live(self, part: Part) -> None:
        """Start the process again whenever it ends, with growing pauses, and give back what it held."""
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set() and not part.retired:
            part.worker = f"{part.title}-{token_hex(4)}"
            part.started_at = loop.time()
            try:
                part.process = await _start(part)
                code = await part.process.wait()
            except OSError as error:  # no memory or no process to be had: later there may be
                code = error.errno or 1
            if self._stopping.is_set() or part.retired:
                break
            part.deaths = 0 if loop.time() - part.started_at > _STEADY else part.deaths + 1
            log.warning("a process ended", extra={"part": part.title, "code": code, "deaths": part.deaths})
            await asyncio.to_thread(self._bury, part.worker)
            with suppress(TimeoutError):
                pause = _BACK_OFF[min(max(part.deaths - 1, 0), len(_BACK_OFF) - 1)]
                await asyncio.wait_for(self._stopping.wait(), pause)

    def _bury(self, name: str) -> None:
        try:
            housekeeping.bury(
                self._app.database, [name], now=self._app.clock(), lookup_grace=self._app.settings.lookup_grace
            )
        except Exception:
            log.exception("claims of a dead worker were not given back; their lease will")

    async def _watch(self, on_ready: Callable[[], None]) -> None:
        """Say when the first model answers; when another model is promoted, let a new worker take over from the old."""
        told = False
        while True:
            await asyncio.sleep(0.25 if not told else 1.0)
            wanted = models.current_key(self._app.settings.models)
            speaking = await asyncio.to_thread(self._speaking)
            current = [part for part in self._parts if part.title == "converse" and not part.retired]
            if not told and any(part.worker in speaking for part in current):
                told = True
                on_ready()
            outdated = [part for part in current if speaking.get(part.worker, wanted) != wanted]
            ready = [part for part in current if speaking.get(part.worker) == wanted]
            if outdated and len(current) == len(outdated):
                self._converse()
            elif outdated and ready:
                for part in outdated:
                    part.retired = True
                    await self._end(part)
                    self._parts.remove(part)

    def _speaking(self) -> dict[str, str]:
        """Conversation workers that have loaded a model: name and model key."""
        try:
            with self._app.database.read() as tx:
                return {row.name: row.detail for row in workers.all_of(tx) if "converse" in row.roles}
        except Exception:
            return {}

    async def _end(self, part: Part) -> None:
        """Ask, wait, and only then kill."""
        process = part.process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()
        if part.task is not None:
            await asyncio.wait([part.task], timeout=1.0)


async def _start(part: Part) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *part.arguments,
        env={**part.environment, "PUENTE_WORKER": part.worker},
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )


def _die_with_parent() -> None:
    """In the child: ask Linux for a SIGTERM when the supervisor dies, so that nothing keeps running unwatched."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
