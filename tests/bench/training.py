"""How long a model takes from content to file."""

import time
from pathlib import Path
from typing import Any

from bot.engine import training
from tests.bench import sample
from tests.rig import ROOT


def run(home: Path, seed: int) -> dict[str, Any]:
    """Seconds on the clock and of processor time, Rasa's import and validation included."""
    entries = sample.entries()
    home.mkdir(parents=True, exist_ok=True)
    clock, processor = time.perf_counter(), time.process_time()
    path = training.train(entries, home, root=ROOT, report=lambda _: None)
    return {
        "entries": len(entries),
        "examples": sum(len(entry.questions) for entry in entries),
        "seconds": round(time.perf_counter() - clock, 1),
        "cpu_seconds": round(time.process_time() - processor, 1),
        "model_mb": round(path.stat().st_size / 2**20, 1),
    }
