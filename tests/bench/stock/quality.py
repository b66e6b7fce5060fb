"""How well stock Rasa (DIET and ResponseSelector) understands, taught with our questions and asked our labelled files.

`python -m tests.bench.stock.quality FILE… --epochs N` trains for N epochs on one thread and prints the table that
`puente evaluate` prints. Rasa's default of a hundred epochs is a matter of days with this much content and one thread,
so the table says how many there were. Crises are beyond it: nothing in it answers them.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.bench.stock.model import ENVIRONMENT, KEPT

_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}


def main() -> None:
    """Train, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stock.quality")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--epochs", type=int, default=1)
    given = parser.parse_args()
    os.environ.update(ENVIRONMENT | _ONE_THREAD)  # before TensorFlow is imported
    rows = [json.loads(line) for file in given.files for line in file.read_text("utf-8").splitlines() if line.strip()]
    started = time.monotonic()
    model, topics = _trained(given.epochs)
    print(f"trained {given.epochs} epochs in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)

    from bot.engine.evaluation import evaluate

    print(f"stock Rasa, {given.epochs} epochs, {len(rows)} messages")
    print(evaluate(rows, asyncio.run(_ask(model, topics, [row["text"] for row in rows]))).table())


def _trained(epochs: int) -> tuple[Path, Mapping[str, str]]:
    """The model, and the topic of each entry."""
    from bot.engine import quiet  # noqa: F401, I001  first: Rasa would print every message it reads
    from rasa.model_training import train_nlu

    from tests.bench import sample
    from tests.bench.stock import project
    from tests.rig import ROOT

    entries = sample.entries()
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder)
        project.render(entries, rendered, root=ROOT, epochs=epochs)
        found = train_nlu(
            config=str(rendered / "config.yml"),
            nlu_data=str(rendered / "data.yml"),
            domain=str(rendered / "domain.yml"),
            output=str(KEPT),
            fixed_model_name=f"quality-{epochs}",
        )
    return Path(found), {entry.id: str(entry.topic) for entry in entries}


async def _ask(model: Path, topics: Mapping[str, str], texts: Sequence[str]) -> list[dict[str, Any]]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    said = []
    for text in texts:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        said.append(_said(parsed, topics) | {"ms": (time.perf_counter() - started) * 1_000})
    return said


def _said(parsed: Mapping[str, Any], topics: Mapping[str, str]) -> dict[str, Any]:
    intent, ranked = parsed["intent"], list(_ranked(parsed, topics))
    answered = intent["name"] in ("faq", "smalltalk") and bool(ranked)
    return {
        "outcome": "answer" if answered else "fallback",
        "topic": ranked[0]["topic"] if answered else "out_of_scope",
        "entry": ranked[0]["entry"] if answered else "",
        "confidence": float(intent["confidence"]),
        "candidates": ranked if answered else [],
        "replies": [],
    }


def _ranked(parsed: Mapping[str, Any], topics: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The response selector's entries of the retrieval intent that DIET chose, best first."""
    rows = parsed.get("response_selector", {}).get("default", {}).get("ranking", [])
    for row in rows:
        intent, _, entry = row["intent_response_key"].partition("/")
        if intent == parsed["intent"]["name"] and entry in topics:
            yield {"entry": entry, "topic": topics[entry]}


if __name__ == "__main__":
    main()
