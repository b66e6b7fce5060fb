"""From entries to a Rasa project: configuration, domain and training data, as `rasa` commands accept them.

Answer texts are not in it: the model learns which entry a message is about, and the words are looked up when speaking.
One rule serves all answers, so a new answer changes no rule.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from bot import yaml_loader
from bot.core.content import Entry, Kind
from bot.core.errors import BadContent
from bot.core.safeguarding import Lexicon
from bot.engine import gate, teaching
from bot.engine.teaching import Document, Net

INTENTS: Final = {Kind.ANSWER: "faq", Kind.SMALLTALK: "smalltalk", Kind.OUT_OF_SCOPE: "out_of_scope"}
"""Rasa's retrieval intent for each kind of entry. Emergencies are no classes: the safety net speaks them."""

_BOT: Final = Path(__file__).resolve().parents[1]
_CODE: Final = (
    "core/chat_spelling.py",
    "core/safeguarding.py",
    "core/slips.py",
    "core/spotting.py",
    "engine/gate.py",
    "engine/rendering.py",
    "engine/teaching.py",
    "engine/nlu",
)
_PROJECT: Final = ("config.yml", "domain.yml", "flows/gate.yml")
_DOMAIN_KEYS: Final = frozenset({"intents", "entities", "slots", "forms", "actions", "responses"})
_DATA_KEYS: Final = frozenset({"nlu", "rules", "stories"})
_RULES: Final = [
    {"rule": "one entry is clear", "steps": [{"intent": "faq"}, {"action": "action_answer"}]},
    {"rule": "small talk", "steps": [{"intent": "smalltalk"}, {"action": "action_answer"}]},
    {"rule": "several entries may be meant", "steps": [{"intent": "clarify"}, {"action": "action_clarify"}]},
    {"rule": "somebody is in danger", "steps": [{"intent": "danger"}, {"action": "action_answer"}]},
    {"rule": "none of our subjects", "steps": [{"intent": "out_of_scope"}, {"action": "action_fallback"}]},
    {"rule": "nothing is clear", "steps": [{"intent": "nlu_fallback"}, {"action": "action_fallback"}]},
    {"rule": "a line of a guided dialogue", "steps": [{"intent": "choice"}, {"action": "action_choice"}]},
    # For an action that hands over to the fallback: no other rule says what follows it then.
    {"rule": "after the fallback the person speaks", "steps": [{"action": "action_fallback"}]},
]
# Where `rasa shell` finds the actions: `python -m actions` serves them there. The worker runs them in its own process.
_ENDPOINTS: Final = {"action_endpoint": {"url": "http://127.0.0.1:5055/webhook"}}
# What Rasa would read as an entity inside an example.
_BRACKETS: Final = str.maketrans("[]{}", "()()")


def key(entries: Sequence[Entry], root: Path, lexicon: Document | None = None) -> str:
    """Name of the model these entries give: the head of a SHA-256 over all that it is trained from.

    `lexicon`: the safety lexicon that holds, in the form of its file; None for that of `root`.
    """
    digest = hashlib.sha256(teaching.wording(root, lexicon).encode())
    for entry in _taught(entries):
        digest.update("\0".join((entry.id, entry.topic, entry.kind, *entry.questions, "\n")).encode())
    for name, path in sorted(_inputs(root)):
        digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def render(entries: Sequence[Entry], folder: Path, *, root: Path, lexicon: Document | None = None) -> None:
    """Write the project for `entries` into `folder`; `root` holds config.yml, domain.yml and flows/; `lexicon`
    as for `key`.

    `flows/<topic>/flow.yml` of guided dialogues may hold any part of a Rasa domain or of its training data; the parts
    are added to ours. Raises BadContent for a part Rasa does not know.
    """
    config, domain = yaml_loader.read(root / "config.yml"), yaml_loader.read(root / "domain.yml")
    targets = gate.read(root)["targets"]
    for step in config["pipeline"]:
        if step["name"].endswith("EntryClassifier"):
            step["targets"] = targets
    data: dict[str, Any] = {"version": domain["version"], "rules": [*_RULES], "stories": []}
    data["nlu"] = _examples(entries, teaching.read(root, lexicon))
    for path in sorted((root / "flows").glob("*/flow.yml")):
        _merge(yaml_loader.read(path), domain, data, f"{path.parent.name}/{path.name}")
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", config)
    _write(folder / "domain.yml", domain)
    _write(folder / "endpoints.yml", _ENDPOINTS)
    nlu = {"version": data["version"], "nlu": data.pop("nlu")}
    _write(folder / "data" / "nlu.yml", nlu)
    _write(folder / "data" / "rules.yml", {name: value for name, value in data.items() if value})


def _taught(entries: Sequence[Entry]) -> list[Entry]:
    return sorted((entry for entry in entries if entry.kind in INTENTS and entry.questions), key=lambda entry: entry.id)


def _inputs(root: Path) -> Iterator[tuple[str, Path]]:
    """Files a model depends on, by name: what is rendered from `root`, and the code that reads it."""
    for name in (*_PROJECT, teaching.EXAMPLES):
        if (root / name).exists():
            yield name, root / name
    for path in (root / "flows").glob("*/flow.yml"):
        yield str(path.relative_to(root)), path
    for name in _CODE:
        for path in (_BOT / name).glob("*.py") if (_BOT / name).is_dir() else [_BOT / name]:
            yield str(path.relative_to(_BOT)), path


def _merge(flow: Mapping[str, Any], domain: dict[str, Any], data: dict[str, Any], name: str) -> None:
    for part, value in flow.items():
        if part in _DATA_KEYS:
            data[part] += value
        elif part in _DOMAIN_KEYS and isinstance(value, Mapping):
            domain.setdefault(part, {}).update(value)
        elif part in _DOMAIN_KEYS:
            domain.setdefault(part, []).extend(value)
        elif part != "version":
            raise BadContent(f"{name}: no conozco la parte «{part}»")


def _examples(entries: Sequence[Entry], net: Net) -> list[dict[str, Any]]:
    """The questions of the entries, the messages of danger by the emergency entry they call, and their look-alikes.

    A question that tells of danger (`Net.danger`) is answered as one: it teaches danger, not its entry.
    """
    dangers = {entry: list(messages) for entry, messages in net.dangers.items()}
    harmless = dict.fromkeys(net.harmless)
    blocks: list[dict[str, Any]] = []
    for entry in _taught(entries):
        calm: list[str] = []
        for question in entry.questions:
            found = net.danger(question) if entry.kind is Kind.ANSWER else ""
            (dangers[found] if found else calm).append(question)
            harmless.pop(question, None)
        blocks += _blocks(f"{INTENTS[entry.kind]}/{entry.id}", str(entry.topic), calm, net.lexicon)
    # One topic for all dangers: what they have in common is learnt from all of them.
    for danger, messages in dangers.items():
        blocks += _blocks(f"danger/{danger}", "danger", messages, net.lexicon)
    return [*blocks, *_blocks("harmless/any", "harmless", harmless, net.lexicon)]


def _blocks(intent: str, topic: str, examples: Iterable[object], lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """The examples of one intent in two blocks: what the lexicon hears (`heard`), and what it does not."""
    lines = [line for line in dict.fromkeys(_one_line(str(example)) for example in examples) if line]
    heard = {line for line in lines if lexicon.find(line)}
    for metadata, block in (
        ({"topic": topic}, [line for line in lines if line not in heard]),
        ({"topic": topic, "heard": True}, [line for line in lines if line in heard]),
    ):
        if block:
            yield {
                "intent": intent,
                "metadata": metadata,
                "examples": _Block("".join(f"- {line}\n" for line in block)),
            }


def _one_line(question: str) -> str:
    """Without line breaks, control characters and brackets; a bar in front would read as an intent."""
    printable = "".join(letter if letter.isprintable() else " " for letter in question)
    return " ".join(printable.translate(_BRACKETS).split()).lstrip("/- ")


class _Block(str):
    """Text written as a YAML block, one example a line, as people write Rasa's data by hand."""

    __slots__ = ()


class _Dumper(yaml.CSafeDumper):
    """The C writer, six times as fast, that knows blocks."""


def _as_block(dumper: _Dumper, text: _Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


_Dumper.add_representer(_Block, _as_block)


def _write(path: Path, document: Any) -> None:
    text = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, encoding="utf-8")
