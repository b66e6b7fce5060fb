"""An edited question becomes a live model while people write: is one lost, and how long does the swap delay one?"""

import asyncio
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import httpx

from bot import settings
from bot.app import App
from bot.services import learning, models
from bot.storage import content, jobs, workers
from tests import rig as rigs
from tests.bench import sample
from tests.bench.numbers import spread
from tests.rig import ROOT, Rig, deliver

RATE: Final = 2.0
"""Messages a second, at even distances: whatever the swap does, one falls into every half second of it."""
CALM: Final = 20.0
"""Seconds before the question is edited and after the swap, to compare with."""
PATIENCE: Final = 900.0
"""Seconds after which a training or a swap is given up."""
ENTRY: Final = "B11-expulsion"
QUESTION: Final = "escuche de una expulsion y quiero entender el procedimiento"


@dataclass(kw_only=True)
class Marks:
    """When it happened, in monotonic seconds: the edit, the new model in its place, the old worker gone."""

    edited: float = 0.0
    promoted: float = 0.0
    swapped: float = 0.0


def run(home: Path, seed: int) -> dict[str, Any]:
    """Milliseconds from the post of a webhook until its reply is at the fake, by what was going on when it was posted.

    `delayed_ms` is the longest reply of the swap less the median of the calm before: what the swap added.
    """
    _own_models(home)
    with rigs.running(home) as rig:
        marks, done = Marks(), Event()
        change = Thread(target=_change, args=(rig, marks, done), daemon=True)
        change.start()
        posted = asyncio.run(_people(rig, seed, done))
        change.join()
        rig.wait_for(len(posted), seconds=60)
        replied = {row["to"]: row["monotonic"] for row in rig.ledger()}
    if not marks.swapped:
        raise RuntimeError("no new model took over; see the log of the training")
    return _figures(marks, posted, {rig.phone(person).address.full: person for person in posted}, replied)


def _own_models(home: Path) -> None:
    """A copy: what is trained here is no business of the checkout's."""
    found = models.current(ROOT / "var" / "models")
    if found is None:
        raise RuntimeError("no model: make setup")
    folder = home / "var" / "models"
    folder.mkdir(parents=True)
    beside = found.path.parent.glob(f"{found.path.name.removesuffix('.tar.gz')}.*")
    for path in (*beside, ROOT / "var" / "models" / "current.json"):
        shutil.copy(path, folder)


async def _people(rig: Rig, seed: int, done: Event) -> dict[int, float]:
    """Everybody writes once, at `RATE`, until `CALM` after the swap. When each person's message was posted."""
    asked = sample.draw(seed, messages=2_000, people=2_000)
    posted: dict[int, float] = {}
    begin, stop = time.monotonic(), None
    async with httpx.AsyncClient(timeout=30) as client, asyncio.TaskGroup() as group:
        for person, (text,) in enumerate(asked.talks, start=1):
            await asyncio.sleep(max(0.0, begin + person / RATE - time.monotonic()))
            posted[person] = time.monotonic()
            group.create_task(deliver(client, rig.phone(person).text(text)))
            if done.is_set():
                stop = stop or time.monotonic() + CALM
                if time.monotonic() > stop:
                    break
    return posted


def _change(rig: Rig, marks: Marks, done: Event) -> None:
    """Edit one question after a while, and watch until one worker is left, with the new model."""
    app = App(settings.load(rig.environment, dotenv=None))
    try:
        time.sleep(CALM)
        before = models.current_key(app.settings.models)
        marks.edited = time.monotonic()
        job = _edit(app)
        _until(lambda: models.current_key(app.settings.models) != before or _ended(app, job))
        if models.current_key(app.settings.models) == before:
            return
        marks.promoted = time.monotonic()
        _until(lambda: _speaking(app) == [models.current_key(app.settings.models)])
        marks.swapped = time.monotonic()
    finally:
        done.set()


def _edit(app: App) -> int:
    """As the console does it: a revision with one question more is published, and a training asked for."""
    with app.database.write() as tx:
        entry = next(one for one in content.published(tx) if one.id == ENTRY)
        before = content.standings(tx, ENTRY)[ENTRY].published
        number = content.draft(
            tx, replace(entry, questions=(*entry.questions, QUESTION)), author="bench", now=app.clock()
        )
        content.publish(tx, {ENTRY: number}, app.clock())
        return learning.ask(tx, {ENTRY: before}, by="bench", now=app.clock())


def _ended(app: App, job: int) -> bool:
    """True where the training has ended without a model that speaks. One with losses is accepted."""
    with app.database.read() as tx:
        state = next(one.state for one in jobs.newest(tx, learning.KIND, 5) if one.id == job)
    if state == "decide":
        learning.accept(app.database, job, by="bench", now=app.clock())
    return state in ("refused", "failed")


def _speaking(app: App) -> list[str]:
    with app.database.read() as tx:
        return [row.detail for row in workers.all_of(tx) if "converse" in row.roles]


def _until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise RuntimeError("the training or the swap takes too long")
        time.sleep(0.1)


def _figures(
    marks: Marks, posted: Mapping[int, float], people: Mapping[str, int], replied: Mapping[str, float]
) -> dict[str, Any]:
    took = {people[to]: at - posted[people[to]] for to, at in replied.items() if to in people}
    parts: dict[str, list[float]] = {"calm": [], "training": [], "swap": [], "after": []}
    for person, seconds in took.items():
        at = posted[person]
        part = (
            "calm" if at < marks.edited else "training" if at < marks.promoted
            # What was posted just before counts: it may have waited for a worker that was asked to leave.
            else "swap" if at < marks.swapped + 1 else "after"
        )  # fmt: skip
        parts[part].append(seconds)
    calm = spread(parts["calm"])
    return {
        "messages": len(posted),
        "lost": len(posted) - len(took),
        "trained_seconds": round(marks.promoted - marks.edited, 1),
        "swapped_seconds": round(marks.swapped - marks.promoted, 1),
        "ms": {name: spread(values) for name, values in parts.items() if values},
        "delayed_ms": round(spread(parts["swap"])["max"] - calm["p50"], 1),
    }
