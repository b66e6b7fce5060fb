"""The same entries as a Rasa project that anybody would write with what Rasa ships: retrieval intents and responses."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from bot.core.content import Entry, Kind, whatsapp_text
from bot.engine import rendering

CONFIG: Final = Path(__file__).parent / "config.yml"
_INTENTS: Final = {Kind.ANSWER: "faq", Kind.SMALLTALK: "smalltalk", Kind.OUT_OF_SCOPE: "out_of_scope"}
_UNKNOWN: Final = "No tengo una respuesta para eso. Escribe «menú» para ver los temas."


def render(entries: Sequence[Entry], folder: Path, *, root: Path, epochs: int) -> None:
    """Write config, domain and data into `folder`. `root` is the checkout; `epochs` replaces the default hundred.

    Examples are exactly those our own model is trained on. One rule for each retrieval intent, as Rasa's documentation
    recommends for questions and answers; without stories TED and UnexpecTED have nothing to learn and stay idle, which
    is the faster half of what stock Rasa can be.
    """
    config = _read(CONFIG)
    for step in [*config["pipeline"], *config["policies"]]:
        if "epochs" in step:
            step["epochs"] = epochs
    responses = {
        f"utter_{_INTENTS[entry.kind]}/{entry.id}": [{"text": whatsapp_text(entry) or _UNKNOWN}]
        for entry in sorted(entries, key=lambda entry: entry.id)
        if entry.kind in _INTENTS and entry.questions
    }
    rules = {**{intent: f"utter_{intent}" for intent in _INTENTS.values()}, "nlu_fallback": "utter_unknown"}
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", config)
    _write(
        folder / "domain.yml",
        {
            "version": "3.1",
            "intents": list(rules),
            "responses": {**responses, "utter_unknown": [{"text": _UNKNOWN}]},
            "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": True},
        },
    )
    _write(
        folder / "data.yml",
        {
            "version": "3.1",
            "nlu": _examples(entries, root),
            "rules": [
                {"rule": intent, "steps": [{"intent": intent}, {"action": action}]} for intent, action in rules.items()
            ],
        },
    )


def _examples(entries: Sequence[Entry], root: Path) -> list[dict[str, Any]]:
    """What our own rendering gives Rasa, without our metadata; and without our dangers, which nothing here answers."""
    with tempfile.TemporaryDirectory() as folder:
        rendering.render(entries, Path(folder), root=root)
        rows = _read(Path(folder) / "data" / "nlu.yml")["nlu"]
    return [
        {"intent": row["intent"], "examples": row["examples"]}
        for row in rows
        if row["intent"].partition("/")[0] in _INTENTS.values()
    ]


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _write(path: Path, document: Any) -> None:
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")
