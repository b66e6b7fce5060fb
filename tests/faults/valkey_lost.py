"""A campaign at its peak while Valkey dies, forgets, falls silent and stays away: three senders on one rate.

The fake's ledger is the truth: what arrived, how often, and how many in any one second.
"""

import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.app import App
from bot.settings import load
from tests import rigged, valkey
from tests.faults.shared_rate import TOLERATED, busiest
from tests.rig import Rig
from tests.valkey import Server

SENDERS: Final = 3
RATE: Final = 150.0
UP: Final = 12.0
"""Seconds after which every sender is there and the others know."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`busiest`: most arrivals in any one second; `over_the_rate`: how many of them were more than is tolerated."""

    seed: int
    recipients: int
    fates: int
    lost: int
    doubled: int
    counted_wrong: int
    busiest: int
    over_the_rate: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def run(home: Path, url: str, *, recipients: int, seed: int) -> Result:
    """`recipients` of one campaign, and four fates of Valkey spread over them."""
    with valkey.running() as server:
        settings = {"DATABASE_URL": url, "REDIS_URL": server.url, "PUENTE_RATE_WHATSAPP": str(RATE)}
        script = {"seed": seed, "latency": [0.2, 0.2], "callbacks": ["sent"]}
        rig = Rig(home, settings={**settings, "PUENTE_PERSON_GAP": "6"}, script=script)
        try:
            rig.start_fake()
            return _run(rig, server, recipients, seed)
        finally:
            rig.stop()


def _run(rig: Rig, server: Server, recipients: int, seed: int) -> Result:
    app = App(load(rig.environment, dotenv=None))
    app.prepare()
    campaign = rigged.prepare(app, recipients)
    for role, name in (("web", "web"), ("schedule,jobs", "schedule"), *(("send", f"send-{n}") for n in range(SENDERS))):
        rigged.part(rig, role, name)
    time.sleep(UP)
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
    took = time.monotonic() - began
    time.sleep(2)  # a moment in which a doubled one would come
    ledger = rig.ledger()
    got = Counter(row["to"] for row in ledger)
    people = [rigged.person(number) for number in range(recipients)]
    counts = rigged.counts(app.database, campaign)
    app.database.close()
    most = busiest([row["monotonic"] for row in ledger])
    return Result(
        seed=seed,
        recipients=recipients,
        fates=4,
        lost=sum(got[one] == 0 for one in people),
        doubled=sum(max(got[one] - 1, 0) for one in people),
        counted_wrong=abs(sum(counts.values()) - recipients) + counts.get("failed", 0) + counts.get("refused", 0),
        busiest=most,
        over_the_rate=max(most - int(RATE * TOLERATED), 0),
        seconds=round(took, 1),
    )
