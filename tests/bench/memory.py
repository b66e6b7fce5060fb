"""Memory of each process after a few hundred messages."""

import asyncio
from pathlib import Path
from typing import Any, Final

from tests import rig as rigs
from tests.bench import machine, sample
from tests.bench.http import crowd

MESSAGES: Final = 500


def run(home: Path, seed: int) -> dict[str, Any]:
    """Megabytes. `rss` counts pages shared with other processes in each of them; `uss` is what a process has alone."""
    asked = sample.draw(seed, messages=MESSAGES, people=MESSAGES // 4)
    with rigs.running(home) as rig:
        asyncio.run(crowd(rig.url, sample.webhooks(rig, asked), 16))
        rig.wait_for(asked.size)
        full = {name: process.memory_full_info() for name, process in machine.family(rig.supervisor).items()}
    return {
        "messages": asked.size,
        "rss_mb": {name: _mb(info.rss) for name, info in full.items()},
        "uss_mb": {name: _mb(info.uss) for name, info in full.items()},
        "web_and_send_mb": _mb(full["web"].rss + full["send"].rss),
        "converse_mb": _mb(full["converse"].rss),
    }


def _mb(size: int) -> float:
    return round(size / 2**20, 1)
