"""From entries to a model that may speak: render, validate, train, judge. Rasa is imported only where it is needed."""

import contextlib
import io
import json
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.content import Entry
from bot.core.errors import BadContent
from bot.engine.rendering import key, render
from bot.engine.teaching import Document

if TYPE_CHECKING:
    from bot.engine.judging import Judgement

__all__ = ["judge", "key", "loads", "train"]


def train(
    entries: Sequence[Entry],
    out: Path,
    *,
    root: Path,
    report: Callable[[str], None],
    lexicon: Document | None = None,
) -> Path:
    """Train on `entries`; returns `<out>/<key>.tar.gz`. Beside it: `<key>/`, the Rasa project it was trained from, and
    `<key>.thresholds.json`, the table its thresholds were read from.

    `root` is the checkout with config.yml, domain.yml and flows/; `report` gets one line of progress at a time;
    `lexicon` is the safety lexicon that was published, that of the checkout where None. Raises BadContent where Rasa's
    validator refuses what was rendered.
    """
    from bot.engine import quiet  # noqa: F401, I001  first: Rasa must be imported in silence
    from rasa.model_training import _train_graph
    from rasa.shared.data import TrainingType

    from bot.engine.nlu import decision

    started = time.perf_counter()
    name = key(entries, root, lexicon)
    folder = out / name
    render(entries, folder, root=root, lexicon=lexicon)
    report(f"{sum(len(entry.questions) for entry in entries)} preguntas de {len(entries)} fichas")
    with _silence():
        importer = _importer(folder)
        _validate(importer)
    report("Los datos están bien; entrenando, unos minutos")
    with _silence():
        # `rasa.model_training.train` in all but its own importer: reading the examples again would double the time.
        result = _train_graph(
            importer, TrainingType.BOTH, output_path=str(out), fixed_model_name=name, force_full_training=True
        )
    path = Path(result.model)
    measured = decision.of_model(path)
    (out / f"{name}.thresholds.json").write_text(json.dumps(measured.to_dict(), indent=1), encoding="utf-8")
    report(f"modelo entrenado en {time.perf_counter() - started:.0f} s")
    return path


def _importer(folder: Path) -> Any:
    """What Rasa reads a project with, reading it once.

    Rasa's own chain of importers parses the examples five times, hashes every one for duplicates and adds an action for
    each retrieval intent, which our one rule makes needless: 10 s of processor time for 11,000 examples. And what lies
    in one file need not be merged with nothing, which hashes them once more.
    """
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.shared.nlu.training_data.loading import load_data

    class Once(RasaFileImporter):
        get_domain = cache(RasaFileImporter.get_domain)
        get_stories = cache(RasaFileImporter.get_stories)

        def get_nlu_data(self, language: str | None = None) -> Any:  # noqa: ARG002  ours are all in one language
            return self._examples()

        @cache  # noqa: B019  one importer for each training
        def _examples(self) -> Any:
            files = self._nlu_files
            return load_data(files[0]) if len(files) == 1 else super().get_nlu_data()

    return Once(str(folder / "config.yml"), str(folder / "domain.yml"), [str(folder / "data")])


def _validate(importer: Any) -> None:
    """Rasa's own validator. Raises BadContent with what it says."""
    from rasa.validator import Validator

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        validator = Validator.from_importer(importer)
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


def judge(
    entries: Sequence[Entry], new: Path, current: Path | None, *, root: Path, lexicon: Document | None = None
) -> "Judgement":
    """May `new` speak? See bot.engine.judging."""
    from bot.engine import judging

    return judging.judge(entries, new, current, root=root, lexicon=lexicon)


def loads(model: Path) -> bool:
    """False where this program cannot load `model`, as after an upgrade. See bot.engine.judging."""
    from bot.engine import judging

    return judging.loads(model)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What Rasa prints for people at a terminal goes nowhere: `report` tells them."""
    from bot.engine import quiet

    with quiet.silence(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
