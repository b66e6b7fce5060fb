"""From a message's arrival to the request that answers it, while people write at a steady rate."""

import asyncio
import random
from pathlib import Path
from typing import Any, Final

from tests import rig as rigs
from tests.bench import machine, sample
from tests.bench.http import arrivals, crowd
from tests.bench.numbers import spread

RATE: Final = 20.0
"""Messages a second; arrivals are random (Poisson), as people's are."""
SECONDS: Final = 30
WARM: Final = 40


def run(home: Path, seed: int) -> dict[str, Any]:
    """Milliseconds from the post of a webhook until the reply is at the fake; every message is another person's."""
    dice = random.Random(seed)
    count = int(RATE * SECONDS)
    asked = sample.draw(seed, messages=count, people=count)
    with rigs.running(home) as rig:
        warm = sample.webhooks(rig, sample.draw(seed + 1, messages=WARM, people=WARM), first=9_000_000)
        asyncio.run(crowd(rig.url, warm, 4))
        rig.wait_for(WARM)
        at, plan = 0.0, []
        for (request,) in sample.webhooks(rig, asked):
            at += dice.expovariate(RATE)
            plan.append((at, request))
        watch = machine.Watch(machine.family(rig.supervisor), machine.CPUS)
        answers = asyncio.run(arrivals(rig.url, plan, 64))
        rig.wait_for(WARM + count)
        watched = watch.read(count)
        replied = {row["to"]: row["monotonic"] for row in rig.ledger()}
        took = [
            replied[rig.phone(person).address.full] - answer.started for person, answer in enumerate(answers, start=1)
        ]
    return {
        "messages": count,
        "per_second": RATE,
        "ms": spread(took),
        "webhook_ms": spread([answer.seconds for answer in answers]),
        "others": watched["others"],
    }
