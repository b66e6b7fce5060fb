"""`flows/gate.yml`: the floor a new model must keep before it may speak, and the targets its thresholds are read from.

The file belongs to the organisation and outlives upgrades: a name that came later has a default here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from bot.core.content import Problem
from bot.core.errors import BadContent

FILE: Final = "flows/gate.yml"
_NAMES: Final = {
    "targets": ("topic_precision", "entry_precision", "false_alarms", "doubts", "silenced", "offer_precision"),
    "floor": ("unseen_topic", "own_questions", "dangers", "golden", "may_lose"),
}
_LATER: Final[Mapping[str, float]] = {"silenced": 0.09}
"""What files from before may leave out: the value of ours (decision 0030)."""


def read(root: Path) -> dict[str, dict[str, float]]:
    """Both parts, complete, as shares of one. Raises BadContent with one line for each thing wrong."""
    found = problems(root)
    if found:
        raise BadContent(*map(str, found))
    document = _document(root)
    return {
        part: {name: float(document[part].get(name, _LATER.get(name))) for name in names}
        for part, names in _NAMES.items()
    }


def problems(root: Path) -> list[Problem]:
    """What is wrong with the file: parts and names that are missing or unknown, and what is no share of one."""
    try:
        document = _document(root)
    except (OSError, ValueError, yaml.YAMLError):
        return [_problem("", "no se puede leer")]
    if not isinstance(document, Mapping):
        return [_problem("", "faltan las partes «targets:» y «floor:»")]
    found = []
    for part, names in _NAMES.items():
        given = document.get(part)
        if not isinstance(given, Mapping):
            found.append(_problem(part, "falta esta parte"))
            continue
        found += [_problem(part, f"falta «{name}»") for name in names if name not in given and name not in _LATER]
        found += [_problem(part, f"no conozco «{name}»") for name in given if name not in names]
        found += [
            _problem(part, f"«{name}» tiene que ser un número de 0 a 1")
            for name in names
            if name in given and not _is_share(given[name])
        ]
    return found


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _problem(part: str, reason: str) -> Problem:
    return Problem(file=FILE.removeprefix("flows/"), entry=part, reason=reason)


def _document(root: Path) -> Any:
    return yaml.load((root / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
