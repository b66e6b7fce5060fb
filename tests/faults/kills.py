"""`kill -9` of web and workers at random moments, while people write. The fake's ledger is the truth."""

import asyncio
import random
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from tests import rig as rigs
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
        return asyncio.run(_storm(rig, messages, kills, seed, pause))


async def _storm(rig: Rig, messages: int, kills: int, seed: int, pause: float) -> Result:
    dice = random.Random(seed)
    started = time.monotonic()
    people = [rig.phone(number) for number in range(1, messages // len(QUESTIONS) + 1)]
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=0)
    killed: dict[str, int] = defaultdict(int)
    async with httpx.AsyncClient(limits=limits, timeout=10) as client:
        expected = await _answers(rig, client)

        async def talk(number: int) -> None:
            for question in QUESTIONS:
                await deliver(client, people[number].text(question))

        async def crowd() -> None:
            waiting = list(range(len(people)))
            dice.shuffle(waiting)

            async def one() -> None:
                while waiting:
                    await talk(waiting.pop())

            await asyncio.gather(*(one() for _ in range(8)))

        async def murder() -> None:
            supervisor = next(p for p in psutil.process_iter(["cmdline"]) if _is_supervisor(p, rig.port))
            for _ in range(kills):
                await asyncio.sleep(dice.uniform(0.2, 2.0) * pause)
                victims = [child for child in supervisor.children() if _role(child)]
                if victims:
                    victim = dice.choice(victims)
                    killed[_role(victim)] += 1
                    victim.kill()

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
