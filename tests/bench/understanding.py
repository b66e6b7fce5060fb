"""What one message costs the engine: Rasa's graph, our components, the policy, the action. No database, no web."""

import asyncio
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from bot.core.content import Entry
from bot.core.conversation import Turn
from bot.engine.agent import Engine
from bot.services import models
from tests.bench import sample
from tests.bench.numbers import spread
from tests.rig import ROOT

MESSAGES: Final = 1_000
WARM: Final = 50


class Shelf:
    """The entries, as the library would hand them out."""

    def __init__(self) -> None:
        self._entries = {entry.id: entry for entry in sample.entries()}
        self._today = datetime.now(UTC).date()

    def entry(self, entry_id: str) -> Entry | None:
        """By id."""
        return self._entries.get(entry_id)

    def today(self) -> date:
        """What decides whether an answer is overdue."""
        return self._today


def run(home: Path, seed: int) -> dict[str, Any]:
    """Milliseconds a turn, and of processor time; seconds to load Rasa and the model."""
    return asyncio.run(_measure(seed))


async def _measure(seed: int) -> dict[str, Any]:
    model = models.current(ROOT / "var" / "models")
    if model is None:
        raise RuntimeError("there is no model yet; run «puente train»")
    started = time.perf_counter()
    engine = await Engine.load(model.path, Shelf())
    loaded = time.perf_counter() - started
    asked = [text for talk in sample.draw(seed, messages=MESSAGES, people=MESSAGES).talks for text in talk]
    for text in asked[:WARM]:
        await engine.respond({}, Turn(person="1", text=text))
    took, processor = [], time.process_time()
    for text in asked:
        begin = time.perf_counter()
        await engine.respond({}, Turn(person="1", text=text))
        took.append(time.perf_counter() - begin)
    processor = time.process_time() - processor
    return {
        "messages": len(asked),
        "ms": spread(took),
        "cpu_ms": round(processor / len(asked) * 1000, 3),
        "load_seconds": round(loaded, 1),
    }
