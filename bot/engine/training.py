"""From entries to a model that may speak: render a Rasa project, validate it, train it, judge it.

Answer texts are never trained: the model learns which entry a message is about, and the words are looked up when
speaking. One rule serves all answers, so a new answer changes no rule.
"""

import contextlib
import hashlib
import io
import json
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

import bot.engine.quiet  # noqa: F401  first: it decides what Rasa may print
from bot.core.content import Entry, Kind
from bot.core.errors import BadContent

if TYPE_CHECKING:
    from bot.engine.judging import Judgement

_SOURCES: Final = ("bot/core/chat_spelling.py", "bot/engine/nlu", "bot/engine/training.py", "config.yml", "domain.yml")
_INTENTS: Final = {Kind.ANSWER: "faq", Kind.SMALLTALK: "smalltalk", Kind.OUT_OF_SCOPE: "out_of_scope"}
_DOMAIN_KEYS: Final = frozenset({"intents", "entities", "slots", "forms", "actions", "responses"})
_DATA_KEYS: Final = frozenset({"nlu", "rules", "stories"})

_RULES: Final = [
    {"rule": "one entry is clear", "steps": [{"intent": "faq"}, {"action": "action_answer"}]},
    {"rule": "small talk", "steps": [{"intent": "smalltalk"}, {"action": "action_answer"}]},
    {"rule": "several entries may be meant", "steps": [{"intent": "clarify"}, {"action": "action_clarify"}]},
    {"rule": "none of our subjects", "steps": [{"intent": "out_of_scope"}, {"action": "action_fallback"}]},
    {"rule": "nothing is clear", "steps": [{"intent": "nlu_fallback"}, {"action": "action_fallback"}]},
]
# Where `rasa shell` finds the actions: `python -m actions` serves them there. The worker runs them in its own process.
_ENDPOINTS: Final = {"action_endpoint": {"url": "http://127.0.0.1:5055/webhook"}}


def key(entries: Sequence[Entry], root: Path) -> str:
    """Name of the model these entries give: a SHA-256 over all that it is trained from. Answer texts are not part of it."""
    digest = hashlib.sha256()
    for entry in sorted(entries, key=lambda entry: entry.id):
        if entry.kind in _INTENTS:
            digest.update("\0".join((entry.id, entry.topic, entry.kind, *entry.questions, "\n")).encode())
    for path in sorted(_inputs(root)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def _inputs(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        path = root / name
        yield from path.glob("*.py") if path.is_dir() else [path]
    yield root / "flows" / "gate.yml"
    yield from (root / "flows").glob("*/flow.yml")


def render(entries: Sequence[Entry], folder: Path, *, root: Path) -> None:
    """Write the Rasa project (config, domain, data, endpoints) for `entries` into `folder`, which `rasa` commands accept."""
    config = _read(root / "config.yml")
    targets = _read(root / "flows" / "gate.yml")["targets"]
    for step in config["pipeline"]:
        if step["name"].endswith("EntryClassifier"):
            step["targets"] = targets
    domain, data = _read(root / "domain.yml"), {"version": "3.1", "rules": list(_RULES), "nlu": [], "stories": []}
    for path in sorted((root / "flows").glob("*/flow.yml")):
        _merge(_read(path), domain, data, path)
    data["nlu"] += _examples(entries)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", config)
    _write(folder / "domain.yml", domain)
    _write(folder / "endpoints.yml", _ENDPOINTS)
    _write(folder / "data" / "data.yml", {name: value for name, value in data.items() if value})


def _merge(flow: Mapping[str, Any], domain: dict[str, Any], data: dict[str, Any], path: Path) -> None:
    """Add a dialogue's parts: what Rasa calls domain to the domain, the rest to the training data."""
    for name, value in flow.items():
        if name in _DATA_KEYS:
            data[name] += value
        elif name in _DOMAIN_KEYS and isinstance(value, Mapping):
            domain.setdefault(name, {}).update(value)
        elif name in _DOMAIN_KEYS:
            domain.setdefault(name, []).extend(value)
        elif name != "version":
            raise BadContent(f"{path.parent.name}/{path.name}: no conozco la clave «{name}»")


def _examples(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "intent": f"{_INTENTS[entry.kind]}/{entry.id}",
            "metadata": {"topic": str(entry.topic)},
            "examples": _Block("".join(f"- {_one_line(question)}\n" for question in entry.questions)),
        }
        for entry in sorted(entries, key=lambda entry: entry.id)
        if entry.kind in _INTENTS and entry.questions
    ]


def _one_line(question: str) -> str:
    """Without line breaks, control characters, and the brackets that Rasa reads as an entity."""
    return " ".join("".join(c if c.isprintable() else " " for c in question).translate(_BRACKETS).split())


_BRACKETS: Final = str.maketrans("[]{}", "()()")


class _Block(str):
    """Text written as a YAML block, one example a line, as people write Rasa's data by hand."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """SafeDumper that knows blocks."""


_Dumper.add_representer(_Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))


def _write(path: Path, document: Any) -> None:
    path.write_text(yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def validate(folder: Path) -> None:
    """Run Rasa's own validator over a rendered project. Raises BadContent with what it says."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        validator = Validator.from_importer(
            TrainingDataImporter.load_from_config(
                str(folder / "config.yml"), str(folder / "domain.yml"), [str(folder / "data")]
            )
        )
        checks = (
            validator.verify_domain_validity,
            validator.verify_nlu,
            validator.verify_actions_in_stories_rules,
            validator.verify_forms_in_stories_rules,
            validator.verify_form_slots,
            validator.verify_slot_mappings,
            validator.verify_story_structure,
        )
        failed = [check.__name__ for check in checks if not check()]
    if failed:
        raise BadContent(f"Rasa: {', '.join(failed)}", *(str(warning.message) for warning in said))


def train(entries: Sequence[Entry], out: Path, *, root: Path, report: Callable[[str], None]) -> Path:
    """Render, validate and train; returns `<out>/<key>.tar.gz`. The project stays beside it in `<out>/<key>/`.

    `root` is the checkout with config.yml, domain.yml and flows/; `report` gets one line of progress at a time. Raises
    BadContent where Rasa's validator refuses what was rendered.
    """
    started = time.perf_counter()
    name = key(entries, root)
    folder = out / name
    render(entries, folder, root=root)
    report(f"{sum(len(e.questions) for e in entries)} preguntas de {len(entries)} fichas")
    from rasa.model_training import train as rasa_train

    from bot.engine.nlu import decision

    validate(folder)
    report("datos válidos para Rasa; entrenando")
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = rasa_train(
            domain=str(folder / "domain.yml"),
            config=str(folder / "config.yml"),
            training_files=[str(folder / "data")],
            output=str(out),
            force_training=True,
            fixed_model_name=name,
        )
    if result.code != 0 or not result.model:
        raise BadContent(f"Rasa no pudo entrenar (código {result.code})")
    report(f"modelo entrenado en {time.perf_counter() - started:.0f} s")
    path = Path(result.model)
    measured = decision.of_model(path)
    (out / f"{name}.thresholds.json").write_text(json.dumps(measured.to_dict(), indent=1), encoding="utf-8")
    return path


def judge(entries: Sequence[Entry], new: Path, current: Path | None, *, root: Path) -> "Judgement":
    """May `new` speak? See bot.engine.judging, which is loaded here because it needs Rasa and `key` does not."""
    from bot.engine import judging

    return judging.judge(entries, new, current, root=root)
