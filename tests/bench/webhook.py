"""How fast a webhook is answered while the conversation worker has more to do than it can."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, Final

from tests import rig as rigs
from tests.bench import machine, sample
from tests.bench.http import arrivals, crowd
from tests.bench.numbers import spread
from tests.rig import Rig

RATE: Final = 200.0
SECONDS: Final = 15
AHEAD: Final = 6_000
"""Messages that already wait when the measured ones begin: more than the worker answers meanwhile."""


def run(home: Path, seed: int) -> dict[str, Any]:
    """Milliseconds from post to answer, at an even rate; how many messages waited before and after proves the load."""
    count = int(RATE * SECONDS)
    asked = sample.draw(seed, messages=count, people=count // 4)
    waiting = sample.draw(seed + 1, messages=AHEAD, people=AHEAD // 4)
    with rigs.running(home) as rig:
        ahead = sample.webhooks(rig, waiting, first=1_000_000)
        posts = [request for talk in sample.webhooks(rig, asked) for request in talk]
        asyncio.run(crowd(rig.url, ahead, 16))
        before = _waiting(rig)
        watch = machine.Watch(machine.family(rig.supervisor), machine.CPUS)
        plan = [(number / RATE, request) for number, request in enumerate(posts)]
        answers = asyncio.run(arrivals(rig.url, plan, 128))
        after, watched = _waiting(rig), watch.read(count)
        rig.wait_for(AHEAD + count)
    refused = sum(answer.status != 200 for answer in answers)
    if refused:
        raise RuntimeError(f"{refused} webhooks were not accepted")
    return {
        "messages": count,
        "per_second": RATE,
        "ms": spread([answer.seconds for answer in answers]),
        "waiting": [before, after],
        "others": watched["others"],
    }


def _waiting(rig: Rig) -> int:
    with sqlite3.connect(rig.home / "var" / "puente.db") as database:
        return int(database.execute("SELECT count(*) FROM inbound WHERE stage IN ('waiting', 'claimed')").fetchone()[0])
