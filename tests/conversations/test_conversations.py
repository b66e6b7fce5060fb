"""Guided dialogues as conversations: what the person says, and what comes back."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.messages import Form
from tests.conversations.conftest import Spoken

_FILES = sorted(Path(__file__).parent.glob("*.yml"))
_ALL = [(path.stem, row) for path in _FILES for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("turns", [pytest.param(row["turns"], id=f"{stem}: {row['name']}") for stem, row in _ALL])
def test_it_goes_as_written(spoken: Spoken, turns: list[dict[str, Any]]) -> None:
    for number, turn in enumerate(turns):
        spoken.clock.move(**turn.get("after", {"seconds": 20}))
        fields = {"form": Form.CHOICE, "choice": turn["choice"]} if "choice" in turn else {}
        handled = (
            spoken.located(turn["located"]) if "located" in turn else spoken.say(str(turn.get("say", "")), **fields)
        )
        reply = spoken.words(handled)
        for part in turn.get("back", ()):
            assert part in reply, f"turn {number}: {reply}"
        for part in turn.get("not", ()):
            assert part not in reply, f"turn {number}: {reply}"
        for name in ("outcome", "entry"):
            assert getattr(handled.turned, name) == turn.get(name, getattr(handled.turned, name)), reply
        assert reply.startswith(turn.get("first", "")), reply
