"""`kill -9` of web and workers at random moments, while people write. The fake's ledger is the truth."""

import asyncio
import random
import subprocess
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from bot.app import App
from bot.services import housekeeping
from bot.settings import load
from tests import rig as rigs
from tests import rigged
from tests.ports import free_port
from tests.rig import Rig, deliver

QUESTIONS: Final = ("menú", "comandos", "aviso", "idioma", "como pido refugio", "hola")
"""Each with an answer of its own, so that order can be seen in what people receive."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the ledger said."""

    seed: int
    messages: int
    kills: dict[str, int]
    lost: int
    doubled: int
    out_of_order: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def run(
    home: Path, *, messages: int, kills: int, seed: int, settings: dict[str, str] | None = None, pause: float = 1.0
) -> Result:
    """`messages` from people who write six each, while `kills` processes die. Prints nothing; the seed repeats it."""
    with rigs.running(home, settings=settings or {}, script={"seed": seed, "lookup_lag": 0.5}) as rig:
        return asyncio.run(_storm(rig, _Family(rig), messages, kills, seed, pause))


def run_two_of_each(
    home: Path, *, messages: int, kills: int, seed: int, settings: dict[str, str] | None = None, pause: float = 3.0
) -> Result:
    """The same with two web processes, two conversation workers and two senders, without a supervisor: whoever dies is
    started anew at once."""
    rig = Rig(home, settings=settings or {}, script={"seed": seed, "lookup_lag": 0.5})
    try:
        rig.start_fake()
        return asyncio.run(_storm(rig, _Pairs(rig), messages, kills, seed, pause))
    finally:
        rig.stop()


class _Family:
    """Puente under its supervisor, which starts what dies."""

    def __init__(self, rig: Rig) -> None:
        self._supervisor = next(p for p in psutil.process_iter(["cmdline"]) if _is_supervisor(p, rig.port))
        self.ports = [rig.port]

    def kill_one(self, dice: random.Random) -> str:
        """Returns the role of the one that died; empty where there was none."""
        victims = [child for child in self._supervisor.children() if _role(child)]
        if not victims:
            return ""
        victim = dice.choice(victims)
        role = _role(victim)
        victim.kill()
        return role


class _Pairs:
    """Two of each, and a scheduler that lives."""

    def __init__(self, rig: Rig) -> None:
        self._rig, self._born = rig, 0
        self._app = App(load(rig.environment, dotenv=None))
        self._app.prepare()
        self.ports = [rig.port, free_port()]
        self._places = [(role, port) for role in ("web", "converse", "send") for port in self.ports]
        self._alive = {place: self._start(*place) for place in self._places}
        rigged.part(rig, "schedule,jobs", "schedule")
        for port in self.ports:
            rig.until_ready(f"http://127.0.0.1:{port}")

    def _start(self, role: str, port: int) -> tuple[str, subprocess.Popen[bytes]]:
        self._born += 1
        name = f"{role}-{self._born}"
        return name, rigged.part(self._rig, role, name, port=port)

    def kill_one(self, dice: random.Random) -> str:
        """As the supervisor does: what the dead one held is given back, and another is started."""
        place = dice.choice(self._places)
        name, process = self._alive[place]
        process.kill()
        process.wait()
        clock, grace = self._app.clock, self._app.settings.lookup_grace
        housekeeping.bury(self._app.database, [name], now=clock(), lookup_grace=grace)
        self._alive[place] = self._start(*place)
        return place[0]


async def _storm(rig: Rig, house: "_Family | _Pairs", messages: int, kills: int, seed: int, pause: float) -> Result:
    dice = random.Random(seed)
    started = time.monotonic()
    people = [rig.phone(number) for number in range(1, messages // len(QUESTIONS) + 1)]
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=0)
    killed: dict[str, int] = defaultdict(int)
    async with httpx.AsyncClient(limits=limits, timeout=10) as client:
        expected = await _answers(rig, client)

        async def talk(number: int) -> None:
            for question in QUESTIONS:
                delivery = people[number].text(question)
                port = house.ports[number % len(house.ports)]
                await deliver(client, replace(delivery, url=delivery.url.replace(f":{rig.port}/", f":{port}/")))

        async def crowd() -> None:
            waiting = list(range(len(people)))
            dice.shuffle(waiting)

            async def one() -> None:
                while waiting:
                    await talk(waiting.pop())

            await asyncio.gather(*(one() for _ in range(8)))

        async def murder() -> None:
            for _ in range(kills):
                await asyncio.sleep(dice.uniform(0.2, 2.0) * pause)
                if role := await asyncio.to_thread(house.kill_one, dice):
                    killed[role] += 1

        await asyncio.gather(crowd(), murder())
    owed = len(people) * len(QUESTIONS) + len(QUESTIONS)
    await _quiet(rig, owed)
    received: dict[str, list[str]] = defaultdict(list)
    for row in rig.ledger():
        received[row["to"]].append(row["body"])
    lost = doubled = swapped = 0
    for person in people:
        bodies = received[person.address.full]
        seen = [next((n for n, text in enumerate(expected) if body.endswith(text)), -1) for body in bodies]
        lost += sum(number not in seen for number in range(len(QUESTIONS)))
        doubled += len(seen) - len(set(seen))
        swapped += seen != sorted(seen)
    return Result(
        seed=seed,
        messages=len(people) * len(QUESTIONS),
        kills=dict(killed),
        lost=lost,
        doubled=doubled,
        out_of_order=swapped,
        seconds=round(time.monotonic() - started, 1),
    )


async def _answers(rig: Rig, client: httpx.AsyncClient) -> list[str]:
    """What each question is answered with, learnt from a first person before anything dies."""
    person = rig.phone(0)
    for number, question in enumerate(QUESTIONS):
        await deliver(client, person.text(question))
        await _quiet(rig, number + 1)
    bodies = [row["body"] for row in rig.ledger() if row["to"] == person.address.full]
    # The very first reply has the notice in front; what follows it is the answer.
    return [bodies[0].rpartition("\n\n¿Sobre qué")[2], *bodies[1:]]


async def _quiet(rig: Rig, owed: int, patience: float = 180.0) -> None:
    """Until `owed` messages have arrived and a moment has passed in which a doubled one would have."""
    end = time.monotonic() + patience
    while len(rig.ledger()) < owed and time.monotonic() < end:  # noqa: ASYNC110  another process writes it
        await asyncio.sleep(0.1)
    if owed > 20:
        await asyncio.sleep(5)


def _is_supervisor(process: psutil.Process, port: int) -> bool:
    words = process.info["cmdline"] or []
    return "run" in words and str(port) in words and "bot" in words


def _role(process: psutil.Process) -> str:
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    return "web" if "web" in words else words[-1] if "worker" in words else ""
