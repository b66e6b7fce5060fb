"""A campaign under `kill -9`: three senders, the scheduler and web die at random moments.

The fake's ledger is the truth."""

import random
import signal
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.app import App
from bot.services import housekeeping
from bot.settings import load
from bot.storage.database import Database
from tests import rigged
from tests.rig import Rig

SENDERS: Final = 3
_PATIENCE: Final = 1_500.0
"""Seconds for the longest run."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the ledger said. `doubled_too_often`: beyond one a kill where the provider cannot be asked, else at all."""

    seed: int
    recipients: int
    kills: dict[str, int]
    lookup: bool
    lost: int
    doubles: int
    doubled_too_often: int
    counted_wrong: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def run(
    home: Path, *, recipients: int, kills: int, seed: int, lookup: bool = True, settings: dict[str, str] | None = None,
    rate: float = 60.0,
) -> Result:  # fmt: skip
    """`recipients` of one campaign while `kills` processes die. The seed repeats who dies and how much has arrived by
    then."""
    script = {"seed": seed, "lookup_lag": 0.5 if lookup else 10.0**9, "latency": [0.0, 0.05], "callbacks": ["sent"]}
    rig = Rig(
        home,
        settings={"PUENTE_RATE_WHATSAPP": str(rate), "PUENTE_PERSON_GAP": "0", **(settings or {})},
        script=script,
    )
    try:
        rig.start_fake()
        return _run(rig, recipients, kills, seed, lookup=lookup)
    finally:
        rig.stop()


def _run(rig: Rig, recipients: int, kills: int, seed: int, *, lookup: bool) -> Result:
    dice, started = random.Random(seed), time.monotonic()
    app = App(load(rig.environment, dotenv=None))
    app.prepare()
    campaign = rigged.launch(app, recipients)
    roles = [*(["send"] * SENDERS), "schedule,jobs", "web"]
    names = {place: f"{role.partition(',')[0]}-{place}" for place, role in enumerate(roles)}
    alive = {place: rigged.part(rig, role, names[place]) for place, role in enumerate(roles)}
    killed: Counter[str] = Counter()
    # From the first that leaves to the last, on a quick machine and on a busy one.
    for arrived in sorted(dice.uniform(0, 0.95) * recipients for _ in range(kills)):
        rig.wait_for(int(arrived), _PATIENCE)
        place = dice.choice(list(alive))
        alive[place].send_signal(signal.SIGKILL)
        alive[place].wait()
        killed[roles[place]] += 1
        # What the supervisor does: give back what the dead one held, start another.
        housekeeping.bury(app.database, [names[place]], now=app.clock(), lookup_grace=app.settings.lookup_grace)
        names[place] = f"{roles[place].partition(',')[0]}-{killed.total()}-{place}"
        alive[place] = rigged.part(rig, roles[place], names[place])
    while not _over(app.database, campaign):
        time.sleep(0.2)
        if time.monotonic() - started > _PATIENCE:
            raise RuntimeError(f"the campaign does not end: {rigged.counts(app.database, campaign)}")
    time.sleep(2)  # a moment in which a doubled one would come
    got = Counter(row["to"] for row in rig.ledger())
    people = [rigged.person(number) for number in range(recipients)]
    doubles = sum(max(got[one] - 1, 0) for one in people)
    counts = rigged.counts(app.database, campaign)
    app.database.close()
    return Result(
        seed=seed,
        recipients=recipients,
        kills=dict(killed),
        lookup=lookup,
        lost=sum(got[one] == 0 for one in people),
        doubles=doubles,
        doubled_too_often=doubles if lookup else max(doubles - killed.total(), 0),
        counted_wrong=abs(sum(counts.values()) - recipients) + counts.get("failed", 0) + counts.get("refused", 0),
        seconds=round(time.monotonic() - started, 1),
    )


def _over(database: Database, campaign: int) -> bool:
    counts = rigged.counts(database, campaign)
    return not any(counts[name] for name in ("waiting", "claimed", "unknown"))
