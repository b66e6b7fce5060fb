"""From entries to a model that may speak: render, validate, train, judge. Rasa is imported only where it is needed."""

import contextlib
import io
import json
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.content import Entry
from bot.core.errors import BadContent
from bot.engine.rendering import key, render

if TYPE_CHECKING:
    from bot.engine.judging import Judgement

__all__ = ["judge", "key", "train", "validate"]


def train(entries: Sequence[Entry], out: Path, *, root: Path, report: Callable[[str], None]) -> Path:
    """Train on `entries`; returns `<out>/<key>.tar.gz`. Beside it: `<key>/`, the Rasa project it was trained from, and
    `<key>.thresholds.json`, the table its thresholds were read from.

    `root` is the checkout with config.yml, domain.yml and flows/; `report` gets one line of progress at a time. Raises
    BadContent where Rasa's validator refuses what was rendered.
    """
    started = time.perf_counter()
    name = key(entries, root)
    folder = out / name
    render(entries, folder, root=root)
    report(f"{sum(len(entry.questions) for entry in entries)} preguntas de {len(entries)} fichas")
    validate(folder)
    report("Rasa da por válidos los datos; entrenando")
    with _silence():
        from rasa.model_training import train as rasa_train

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
    from bot.engine.nlu import decision

    path = Path(result.model)
    measured = decision.of_model(path)
    (out / f"{name}.thresholds.json").write_text(json.dumps(measured.to_dict(), indent=1), encoding="utf-8")
    report(f"modelo entrenado en {time.perf_counter() - started:.0f} s")
    return path


def validate(folder: Path) -> None:
    """Run Rasa's own validator over a rendered project. Raises BadContent with what it says."""
    with _silence(), warnings.catch_warnings(record=True) as said:
        from rasa.shared.importers.importer import TrainingDataImporter
        from rasa.validator import Validator

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


def judge(entries: Sequence[Entry], new: Path, current: Path | None, *, root: Path) -> "Judgement":
    """May `new` speak? See bot.engine.judging."""
    from bot.engine import judging

    return judging.judge(entries, new, current, root=root)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What Rasa prints for people at a terminal goes nowhere: `report` tells them."""
    from bot.engine import quiet

    with quiet.silence(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
