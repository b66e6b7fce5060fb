"""What measures is kept apart from what teaches: no training message says nearly what an evaluation message says."""

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.core import content
from bot.core.chat_spelling import normalise
from bot.core.likeness import Likeness
from bot.engine import teaching

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT.parent / "shared" / "eval"
"""More messages that measure, where a checkout has them; they are compared here and never copied."""
LONG = 14
"""Letters up to which everybody says the same ("muchas gracias")."""


def taught() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "flows").glob("*/entries.yml")):
        entries, _ = content.parse(path.name, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        for entry in entries:
            yield from ((entry.id, question) for question in entry.questions)
    net = teaching.read(ROOT)
    for entry_id, messages in net.dangers.items():
        yield from ((entry_id, message) for message in messages)
    yield from (("harmless", message) for message in net.harmless)


def measured() -> Iterator[tuple[str, str]]:
    for path in (*sorted((ROOT / "tests" / "evaluation").glob("*.jsonl")), *sorted(BESIDE.glob("*.jsonl"))):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield f"{path.name}:{number}", json.loads(line)["text"]


def test_nothing_that_teaches_says_nearly_what_measures() -> None:
    known = Likeness(taught())
    found = [
        f"{place} is near a message of {sorted({name for name, _ in near})}"
        for place, text in measured()
        if len(normalise(text)) > LONG and (near := known.near(text))
    ]
    assert found == []
