"""Processor time of one create call, beside the other ways to make it: what sender_cost.py prints."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.rig import ROOT


def run(home: Path, seed: int) -> dict[str, Any]:
    """By way of sending: `cpu_ms` a message and messages `per_second`, with 80 in flight and 200 ms of latency."""
    printed = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "sender_cost.py")], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(printed.stdout))
