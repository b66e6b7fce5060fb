"""A working process: claims rows, does what they ask for, beats its heart, and stops when told.

Roles: `converse` answers people (and alone loads Rasa), `send` hands messages to the provider (and alone has its
credentials), `schedule` runs campaigns, `jobs` keeps the house.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from bot.app import App
from bot.core.conversation import Turn
from bot.core.errors import BadInput, PuenteError
from bot.i18n import gettext as _
from bot.runtime import Bell, Ears, keep_what_is_loaded
from bot.services import ahead, editing, flows, housekeeping, illustrating, learning, models, safety, trials, trying
from bot.services import recovery as recovering
from bot.services.accounting import EVERY
from bot.services.inbound import BATCH
from bot.services.outbound import Sender
from bot.services.overview import Overviews
from bot.services.scheduling import Scheduler
from bot.storage import workers

log = logging.getLogger(__name__)

ROLES: Final = ("converse", "send", "schedule", "jobs")
HEARTBEAT: Final = 5.0
IDLE: Final = 1.0
"""Seconds after which a waiting worker looks for itself, should a wake-up have been lost."""
SHORTEST: Final = 0.01
"""Seconds between two looks at messages that wait only for their time."""
LANDING: Final = 0.2
"""Seconds in which create calls that come back are collected, to be written down together: a transaction costs as much
processor time as many of them."""
LANDING_CROWDED: Final = 0.03
"""The same where their places in flight are wanted for others."""
ASIDE: Final = 15.0
"""Seconds after its start before a sender looks into the provider's books: messages first."""
GRACE: Final = 20.0
"""Seconds that calls under way may take to land after a stop."""
YIELD: Final = 5
"""How far processes that nobody waits for a hundredth of a second step back for web and sender (decision 0019)."""
TRIED: Final = 3.0
"""Seconds after which a question that staff try is looked for without a ring: it may come from another machine."""
MAIL: Final = 300.0
"""Seconds between two looks at whether the weekly list is due."""
LINKS: Final = 60.0
"""Seconds between two rounds of looking at pages."""
TRAINING_BROKE: Final = "el entrenamiento se cortó; lo que pasó está en el registro del proceso"
AGAIN: Final = 30
"""Seconds after which a model that could not be used is tried again, should the fault have been elsewhere."""
GOLDEN: Final = ("hola", "como pido refugio", "como inscribo a mi hijo en el colegio")
"""A new model answers these before it is given to people."""


class Worker:
    """One process with one or more roles. `name` marks its claims and its heartbeat."""

    def __init__(self, app: App, roles: Sequence[str]) -> None:
        unknown = sorted(set(roles) - set(ROLES))
        if unknown or not roles:
            line = _("--roles: {unknown}: existen {known}")
            raise BadInput(line.format(unknown=", ".join(unknown) or "—", known=", ".join(ROLES)))
        self._app = app
        self._roles = tuple(roles)
        self.name = os.environ.get("PUENTE_WORKER") or f"{'-'.join(roles)}-{os.getpid()}-{token_hex(3)}"
        self._stop = asyncio.Event()
        self._ready = asyncio.Event()
        self._detail = ""
        self._bell = Bell(app.settings.home, app.settings.redis_url)
        self._among = workers.ALONE
        self._ears: list[Ears] = []

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT; then finish what is under way and leave."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        if "send" not in self._roles:
            os.nice(YIELD)
        loops = {"converse": self._converse, "send": self._send, "schedule": self._schedule, "jobs": self._jobs}
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
            if "jobs" in self._roles:
                group.create_task(self._learn())
                group.create_task(self._mail())
                if self._app.settings.production and self._app.settings.link_days:
                    group.create_task(self._look_at_links())
                group.create_task(self._count())
                group.create_task(self._look_ahead())
            for role in self._roles:
                group.create_task(loops[role]())
            if "converse" not in self._roles:
                self._ready.set()
        await asyncio.to_thread(self._leave)

    async def _engine(self) -> Any:
        """A model that answers; None where we are stopped before there is one.

        One that cannot be loaded or does not answer, after a change of the engine say, brings nobody down: people wait,
        the log says what to do, and the next model that is promoted is taken up.
        """
        while not self._stop.is_set():
            key = models.current_key(self._app.settings.models)
            try:
                engine = await self._app.engine()
                await asyncio.to_thread(self._app.library.refresh)
                for text in GOLDEN:
                    await engine.respond({}, Turn(person="0", text=text))
            except Exception:
                log.exception("the model cannot be used, nobody is answered: run «puente train --force»")
            else:
                self._detail = key
                return engine
            for _again in range(AGAIN):
                await self._pause(1.0)
                if self._stop.is_set() or models.current_key(self._app.settings.models) != key:
                    break
        return None

    def stop(self) -> None:
        """Ask every loop to end after its present step."""
        self._stop.set()
        self._ready.set()
        for ears in self._ears:
            ears.hear()

    async def _converse(self) -> None:
        engine = await self._engine()
        if engine is None:
            return
        keep_what_is_loaded()
        self._ready.set()
        turns = self._app.turns(engine.respond, self.name, engine.mistaken)
        trials = asyncio.create_task(self._try(engine.understand))
        ears, heard = self._listen("converse"), False
        while not self._stop.is_set():
            try:
                handled = await turns.step(look=not heard)
                if handled:
                    self._bell.ring("send")
                heard = len(handled) >= BATCH or (not handled and await ears.wait(IDLE))
            except Exception:
                log.exception("step failed", extra={"role": "converse"})
                await self._pause(1.0)
        ears.close()
        trials.cancel()

    async def _try(self, understand: trying.Understand) -> None:
        """Answer what staff try out, between two people's turns."""
        database, clock, ears = self._app.database, self._app.clock, self._listen("try")
        while not self._stop.is_set():
            try:
                if not await trying.answer_next(database, understand, worker=self.name, clock=clock):
                    await ears.wait(TRIED)
            except Exception:
                log.exception("a question that staff tried failed")
                await self._pause(TRIED)
        ears.close()

    async def _send(self) -> None:
        ears, loop = self._listen("send"), asyncio.get_running_loop()

        def landed() -> None:
            loop.call_later(LANDING_CROWDED if sender.crowded else LANDING, ears.hear)

        sender = self._app.sender(self.name, landed=landed, among=lambda: self._among)
        asides = [asyncio.create_task(self._reconcile(sender)), asyncio.create_task(self._account())]
        asides.append(asyncio.create_task(self._recover()))
        heard = False
        while not self._stop.is_set():
            try:
                await sender.step(look=not heard)
                due = sender.until_due()
                heard = await ears.wait(IDLE if due is None else min(max(due, SHORTEST), IDLE))
            except Exception:
                log.exception("send step failed")
                await self._pause(1.0)
        for aside in asides:
            aside.cancel()
        await sender.drain(GRACE)
        await sender.close()
        ears.close()
        await self._app.provider.close()

    async def _reconcile(self, sender: Sender) -> None:
        """Look up what is in doubt, as soon as it may be looked up."""
        while not self._stop.is_set():
            try:
                if await sender.reconcile():
                    self._bell.ring("send")
                    continue
            except Exception:
                log.exception("look-up round failed")
            await self._pause(min(1.0, max(self._app.settings.lookup_grace / 4, 0.05)))

    async def _account(self) -> None:
        """Once an hour, the first time soon after the start: what is in the provider's books."""
        accounting = self._app.accounting()
        await self._pause(ASIDE)
        while not self._stop.is_set():
            try:
                await accounting.step()
            except Exception:
                log.exception("accounting failed")
            await self._pause(EVERY.total_seconds())

    async def _recover(self) -> None:
        """At the start and every few minutes: what reached the provider and not us."""
        recovery = self._app.recovery()
        while not self._stop.is_set():
            try:
                if await recovery.step():
                    self._bell.ring("converse")
            except PuenteError:
                log.warning("the provider cannot be asked what it received")
            except Exception:
                log.exception("recovery failed")
            await self._pause(recovering.EVERY.total_seconds())

    async def _schedule(self) -> None:
        """Start campaigns on time, write down who gets them, end them, stop those that go wrong; send reminders; bring
        the bot back where staff fell silent."""
        ears, scheduler, reminding = self._listen("schedule"), self._app.scheduler(), self._app.reminding()
        returning = self._app.returning()
        while not self._stop.is_set():
            try:
                owed = await asyncio.to_thread(reminding.step) + await asyncio.to_thread(returning.step)
                if await asyncio.to_thread(scheduler.step) + owed:
                    self._bell.ring("send")
                else:
                    await ears.wait(self._until_start(scheduler))
            except Exception:
                log.exception("schedule step failed")
                await self._pause(1.0)
        ears.close()

    def _until_start(self, scheduler: Scheduler) -> float:
        due = scheduler.next_due()
        return IDLE if due is None else min(max((due - self._app.clock()).total_seconds(), SHORTEST), IDLE)

    async def _jobs(self) -> None:
        """Every second give back lost claims and finish erasures; every hour forget what is too old."""
        settings, loop, hour = self._app.settings, asyncio.get_running_loop(), 0.0
        while not self._stop.is_set():
            try:
                released = await asyncio.to_thread(
                    housekeeping.tidy, self._app.database, now=self._app.clock(), lookup_grace=settings.lookup_grace
                )
                if released.inbound:
                    self._bell.ring("converse")
                await asyncio.to_thread(self._publish)
                await asyncio.to_thread(self._try_phrases)
                if loop.time() >= hour:
                    now = self._app.clock()
                    before = now - timedelta(days=settings.retention_days)
                    await asyncio.to_thread(housekeeping.forget, self._app.database, before, now)
                    await asyncio.to_thread(illustrating.forget, self._app.database, now)
                    await asyncio.to_thread(self._prune, now)
                    hour = loop.time() + 3_600
            except Exception:
                log.exception("housekeeping failed")
            await self._pause(1.0)

    def _prune(self, now: datetime) -> None:
        """Old models, 42 MB each."""
        held = learning.held(self._app.database) | trials.held(self._app.database, now)
        models.prune(self._app.settings.models, held, now)

    def _publish(self) -> None:
        """Answers whose time has come, and models that were accepted."""
        folder, now = self._app.settings.models, self._app.clock()
        editing.publish_due(self._app.database, now)
        learning.accepted(self._app.database, now, lambda key: models.promote(folder, key, folder / f"{key}.tar.gz"))

    async def _mail(self) -> None:
        """The weekly list, where there is a mail server."""
        weekly = self._app.weekly(self.name)
        await self._pause(ASIDE)
        while weekly is not None and not self._stop.is_set():
            try:
                await asyncio.to_thread(weekly.step)
            except Exception:
                log.exception("the weekly list failed")
            await self._pause(MAIL)

    async def _look_at_links(self) -> None:
        """Pages that answers send people to, a few at a time. Nobody waits for them to stop."""
        linking = self._app.linking()
        await self._pause(ASIDE)
        while not self._stop.is_set():
            step = asyncio.ensure_future(linking.step())
            if not await self._ends(step):
                step.cancel()
            elif step.exception() is not None:
                log.error("looking at pages failed", exc_info=step.exception())
            await self._pause(LINKS)

    def _try_phrases(self) -> None:
        """Sections of the safety lexicon that somebody changed."""
        app = self._app
        safety.try_next(app.database, lambda: flows.read_look_alikes(app.root), worker=self.name, now=app.clock())

    async def _learn(self) -> None:
        """Train when questions changed, then for trials, and answer for the models of these: one after another, each in
        a process of its own, which brings Rasa and gives its memory back."""
        while not self._stop.is_set():
            try:
                await self._learn_once()
            except Exception:
                log.exception("learning failed")
            await self._pause(IDLE)

    async def _learn_once(self) -> None:
        database, clock = self._app.database, self._app.clock
        job = await asyncio.to_thread(learning.begin, database, self.name, clock())
        job = job or await asyncio.to_thread(trials.begin, database, self.name, clock())
        if job is not None:
            if await self._trained(job.id):
                await asyncio.to_thread(learning.failed, database, job.id, TRAINING_BROKE, clock())
            return
        trial = await asyncio.to_thread(trials.asked, database)
        if trial is not None and await self._broke_off("ask", "--trial", str(trial)):
            await asyncio.to_thread(trials.broke, database, trial, clock())

    async def _count(self) -> None:
        """Count how the service goes, for the dashboard: with a million messages it takes longer than a page may."""
        overviews = Overviews(self._app.database, self._app.clock, self._app.settings.timezone, self.name)
        while not self._stop.is_set():
            try:
                if await asyncio.to_thread(overviews.step):
                    continue
            except Exception:
                log.exception("counting failed")
            await self._pause(IDLE)

    async def _look_ahead(self) -> None:
        """Count whom campaigns would reach, for whoever looks at one before it leaves."""
        app, ears = self._app, self._listen(ahead.KIND)
        counting = ahead.Counting(app.database, app.regulations, app.clock, self.name, self._stop.is_set)
        while not self._stop.is_set():
            try:
                if not await asyncio.to_thread(counting.step):
                    await ears.wait(IDLE)
            except Exception:
                log.exception("counting an audience failed")
                await self._pause(IDLE)
        ears.close()

    async def _trained(self, job: int) -> bool:
        """Train for one job. Returns True where the process broke off; a job that was settled stays settled."""
        broke_off = await self._broke_off("train", "--job", str(job))
        if broke_off is None:
            await asyncio.to_thread(learning.put_back, self._app.database, job, self._app.clock())
        return bool(broke_off)

    async def _broke_off(self, *arguments: str) -> bool | None:
        """Run a command in a process of its own. Returns whether it failed; None where we are stopped before it ends,
        and it with us."""
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *arguments)
        ended = asyncio.ensure_future(process.wait())
        if not await self._ends(ended):
            process.terminate()
            await ended
            return None
        return bool(process.returncode)

    def _listen(self, role: str) -> Ears:
        ears = Ears(self._app.settings.home, role, self._app.settings.redis_url)
        self._ears.append(ears)
        return ears

    async def _ends(self, work: asyncio.Future[Any]) -> bool:
        """Wait until `work` is done or we are stopped, whichever is first. Returns True where it is done."""
        stopped = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        return work.done()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _beat(self) -> None:
        await self._ready.wait()
        while not self._stop.is_set():
            try:
                await asyncio.to_thread(self._beat_once)
            except Exception:
                log.exception("heartbeat failed")
            await self._pause(HEARTBEAT)

    def _beat_once(self) -> None:
        with self._app.database.write() as tx:
            workers.beat(tx, name=self.name, roles=",".join(self._roles), detail=self._detail, now=self._app.clock())
            self._among = workers.among(tx, "send", self.name)

    def _leave(self) -> None:
        housekeeping.bury(
            self._app.database, [self.name], now=self._app.clock(), lookup_grace=self._app.settings.lookup_grace
        )
