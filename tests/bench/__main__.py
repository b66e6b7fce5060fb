"""`python -m tests.bench [figure …]`: measures on this machine and prints one JSON document.

Needs a trained model (`make setup`). Progress goes to standard error. Exit code 1 where a figure could not be measured;
the others are printed all the same. What each figure means: docs/benchmarks.md.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, Final

from tests.bench import (
    campaign,
    fanout,
    latency,
    machine,
    memory,
    pages,
    sending,
    swap,
    throughput,
    training,
    understanding,
    webhook,
)
from tests.rig import ROOT

FIGURES: Final = {
    "throughput": throughput.run,
    "latency": latency.run,
    "webhook": webhook.run,
    "memory": memory.run,
    "understanding": understanding.run,
    "sending": sending.run,
    "training": training.run,
    "swap": swap.run,
    "rate": campaign.at_rate,
    "senders": campaign.three_senders,
    "loop": campaign.unlimited,
    "pause": campaign.pauses,
    "replies": campaign.replies,
    "fanout": fanout.run,
    "pages": pages.run,
}


def main() -> int:
    """Measure what was asked for, one figure after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Speed and memory, as JSON.")
    parser.add_argument("figures", nargs="*", metavar="figure", help=f"any of: {', '.join(FIGURES)} (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of questions and arrivals (default: 1)")
    given = parser.parse_args()
    unknown = sorted(set(given.figures) - set(FIGURES))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    names = given.figures or list(FIGURES)
    document: dict[str, Any] = {"seed": given.seed, "machine": machine.facts(), "figures": {}}
    scratch = ROOT / "var" / "bench"
    scratch.mkdir(parents=True, exist_ok=True)
    failed = False
    for name in names:
        started = time.monotonic()
        print(f"{name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=scratch) as home:
            try:
                document["figures"][name] = FIGURES[name](Path(home), given.seed)
            except Exception:
                traceback.print_exc()
                document["figures"][name] = None
                failed = True
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    document["machine"]["pace_after"] = machine.pace()
    document["machine"]["load_after"] = [round(load, 2) for load in os.getloadavg()]
    print(json.dumps(document, ensure_ascii=False, indent=2))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
