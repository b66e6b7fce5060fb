"""A campaign at its peak while Valkey dies, forgets, falls silent and stays away: three senders on one rate.

The fake's ledger is the truth: what arrived, how often, and how many in any one second. A fake that is held up, by
whatever else the machine does, sees what came meanwhile at once: how long it was is measured and allowed for.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

import httpx

from bot.app import App
from bot.settings import load
from tests import rigged, valkey
from tests.faults.shared_rate import TOLERATED
from tests.rig import Rig
from tests.valkey import Server

SENDERS: Final = 3
RATE: Final = 150.0
UP: Final = 12.0
"""Seconds after which every sender is there and the others know."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`busiest`: most arrivals in any one second. `over_the_rate`: by how many any was above what is tolerated and what
    the fake found waiting after it was held up. `held_up`: the longest, in seconds."""

    seed: int
    recipients: int
    fates: int
    lost: int
    doubled: int
    counted_wrong: int
    busiest: int
    over_the_rate: int
    held_up: float
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Watch(threading.Thread):
    """How long the fake takes to answer a question that costs it nothing, time and again."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._done = threading.Event()
        self.waits: list[tuple[float, float]] = []
        """When asked and when answered, monotonic."""

    def run(self) -> None:
        with httpx.Client(timeout=60) as client:
            while not self._done.wait(0.02):
                asked = time.monotonic()
                client.get(self._url)
                self.waits.append((asked, time.monotonic()))

    def stop(self) -> None:
        self._done.set()
        self.join()

    def held_up(self, start: float, end: float) -> float:
        """The longest wait between two moments, in seconds."""
        return max((till - asked for asked, till in self.waits if asked < end and till > start), default=0.0)


def run(home: Path, url: str, *, recipients: int, seed: int) -> Result:
    """`recipients` of one campaign, and four fates of Valkey spread over them."""
    with valkey.running() as server:
        settings = {"DATABASE_URL": url, "REDIS_URL": server.url, "PUENTE_RATE_WHATSAPP": str(RATE)}
        script = {"seed": seed, "latency": [0.2, 0.2], "callbacks": ["sent"]}
        # Nobody dies here: what is in doubt is a fake that was held up, and may still accept what it was told long ago.
        rules = {"PUENTE_PERSON_GAP": "6", "PUENTE_LOOKUP_GRACE": "20"}
        rig = Rig(home, settings={**settings, **rules}, script=script)
        try:
            rig.start_fake()
            return _run(rig, server, recipients, seed)
        finally:
            rig.stop()


def _under_way(counts: Mapping[str, int]) -> int:
    return sum(counts.get(place, 0) for place in ("waiting", "claimed", "unknown"))


def _run(rig: Rig, server: Server, recipients: int, seed: int) -> Result:
    app = App(load(rig.environment, dotenv=None))
    app.prepare()
    campaign = rigged.prepare(app, recipients)
    for role, name in (("web", "web"), ("schedule,jobs", "schedule"), *(("send", f"send-{n}") for n in range(SENDERS))):
        rigged.part(rig, role, name)
    time.sleep(UP)
    watch = Watch(f"http://127.0.0.1:{rig.fake_port}/ledger?after={recipients * 10}")
    watch.start()
    app.desk.start(campaign, "olga")
    began = time.monotonic()
    rig.wait_for(recipients // 8)
    server.kill()
    time.sleep(4)
    server.start()
    rig.wait_for(recipients // 8 * 3)
    server.flush()
    rig.wait_for(recipients // 2)
    with server.cut_off():
        time.sleep(3)
    rig.wait_for(recipients // 8 * 6)
    server.kill()  # for good: each sends its share
    rig.wait_for(recipients)
    rig._until(lambda: not _under_way(rigged.counts(app.database, campaign)), 120)
    took = time.monotonic() - began
    watch.stop()
    time.sleep(2)  # a moment in which a doubled one would come
    ledger = rig.ledger()
    got = Counter(row["to"] for row in ledger)
    people = [rigged.person(number) for number in range(recipients)]
    counts = rigged.counts(app.database, campaign)
    app.database.close()
    arrived = sorted(row["arrived"] for row in ledger)
    seconds = [(bisect_left(arrived, at + 1.0) - number, at) for number, at in enumerate(arrived)]
    full = [one for one in seconds if one[0] > RATE]
    over = max((count - RATE * (TOLERATED + watch.held_up(at, at + 1.0)) for count, at in full), default=0.0)
    return Result(
        seed=seed,
        recipients=recipients,
        fates=4,
        lost=sum(got[one] == 0 for one in people),
        doubled=sum(max(got[one] - 1, 0) for one in people),
        counted_wrong=abs(sum(counts.values()) - recipients) + counts.get("failed", 0) + counts.get("refused", 0),
        busiest=max(seconds)[0],
        over_the_rate=max(ceil(over), 0),
        held_up=round(watch.held_up(began, began + took), 3),
        seconds=round(took, 1),
    )
