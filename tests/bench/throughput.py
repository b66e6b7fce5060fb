"""Messages a second through the whole path on one processor, beside stock Rasa with the same content and messages."""

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests import rig as rigs
from tests.bench import machine, sample
from tests.bench.http import crowd
from tests.bench.sample import Sample
from tests.bench.stock import model, server
from tests.rig import Rig

LINES: Final = 16
"""Connections that post to us."""
TRIED: Final = (1, 4, 8)
"""Connections that post to stock Rasa; the best one counts."""
ROUNDS: Final = 2
"""Times that stock Rasa is measured, with ours before and after each: a shared machine changes its pace meanwhile."""
WARM: Final = 40


def run(home: Path, seed: int) -> dict[str, Any]:
    """Ours and stock Rasa by turns, ours first and last. A ratio is of two runs one behind the other: the median of all
    such pairs, and the lowest and highest.

    What is measured has one processor for itself; driver and fake Twilio have the others.
    """
    asked = sample.draw(seed)
    stock_model = model.trained()
    os.sched_setaffinity(0, machine.DRIVER)
    try:
        return _by_turns(home, asked, stock_model)
    finally:
        os.sched_setaffinity(0, machine.CPUS)


def _by_turns(home: Path, asked: Sample, stock_model: Path) -> dict[str, Any]:
    ours = [_ours(home / "puente-0", asked)]
    stock: list[dict[str, Any]] = []
    for number in range(ROUNDS):
        stock.append(_stock(home / f"stock-{number}", stock_model, asked))
        ours.append(_ours(home / f"puente-{number + 1}", asked))
    with _rig(home / "callbacks", callbacks=True) as rig:
        with_callbacks = _through(rig, asked)
    pairs = [(ours[place], theirs) for number, theirs in enumerate(stock) for place in (number, number + 1)]
    return {
        "messages": asked.size,
        "people": len(asked.talks),
        "puente": ours,
        "puente_with_callbacks": with_callbacks,
        "stock": stock,
        "ratio": _middle([mine["per_second"] / theirs["per_second"] for mine, theirs in pairs]),
        "ratio_cpu": _middle([theirs["cpu_ms_sum"] / mine["cpu_ms_sum"] for mine, theirs in pairs]),
    }


def _middle(figures: list[float]) -> dict[str, float]:
    return {
        "median": round(median(figures), 2),
        "lowest": round(min(figures), 2),
        "highest": round(max(figures), 2),
    }


def _ours(home: Path, asked: Sample) -> dict[str, Any]:
    with _rig(home, callbacks=False) as rig:
        return _through(rig, asked)


@contextmanager
def _rig(home: Path, *, callbacks: bool) -> Iterator[Rig]:
    script: dict[str, Any] = {} if callbacks else {"callbacks": []}
    with rigs.running(home, script=script, cpus=(machine.MEASURED,)) as rig:
        yield rig


def _through(rig: Rig, asked: Sample) -> dict[str, Any]:
    """Post the sample and wait until the last reply has reached the fake."""
    warm = sample.webhooks(rig, sample.draw(asked.seed + 1, messages=WARM, people=WARM), first=9_000_000)
    posts = sample.webhooks(rig, asked)
    asyncio.run(crowd(rig.url, warm, LINES))
    rig.wait_for(WARM)
    pace = machine.pace()
    watch = machine.Watch(machine.family(rig.supervisor), rig.cpus)
    answers = asyncio.run(crowd(rig.url, posts, LINES))
    accepted = time.monotonic()
    rig.wait_for(WARM + asked.size)
    watched = watch.read(asked.size)
    refused = sum(answer.status != 200 for answer in answers)
    if refused:
        raise RuntimeError(f"{refused} webhooks were not accepted")
    begin = min(answer.started for answer in answers)
    seconds = max(row["monotonic"] for row in rig.ledger()) - begin
    return {
        "per_second": round(asked.size / seconds, 1),
        "seconds": round(seconds, 2),
        "accepted_per_second": round(asked.size / (accepted - begin), 1),
        **watched,
        "pace": pace,
        "outcomes": _outcomes(rig),
    }


def _outcomes(rig: Rig) -> dict[str, int]:
    with sqlite3.connect(rig.home / "var" / "puente.db") as database:
        return dict(database.execute("SELECT outcome, count(*) FROM inbound GROUP BY outcome"))


def _stock(home: Path, path: Path, asked: Sample) -> dict[str, Any]:
    with server.running(home, path, machine.MEASURED) as (url, process):
        server.ask(url, Sample(seed=0, talks=asked.talks[:WARM]), lines=1, names="warm")
        few = Sample(seed=asked.seed, talks=asked.talks[: len(asked.talks) // 4])
        tried = {lines: server.ask(url, few, lines=lines, names=f"try-{lines}").per_second for lines in TRIED}
        best = max(tried, key=lambda lines: tried[lines])
        pace = machine.pace()
        watch = machine.Watch({"rasa": process}, (machine.MEASURED,))
        result = server.ask(url, asked, lines=best, names="person")
        watched = watch.read(asked.size)
        memory = process.memory_info().rss
    return {
        "per_second": round(result.per_second, 1),
        "connections": best,
        "tried": {str(lines): round(figure, 1) for lines, figure in tried.items()},
        "p50_ms": round(result.p50 * 1000, 1),
        "empty_answers": result.empty,
        **watched,
        "pace": pace,
        "rss_mb": round(memory / 2**20),
        "model": json.loads(path.with_suffix("").with_suffix(".json").read_text("utf-8")),
    }
