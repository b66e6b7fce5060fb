"""The gate: a file of before is complete, one that is wrong is named line by line."""

from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from bot.core.errors import BadContent
from bot.engine import gate
from bot.engine.judging import Floor
from bot.engine.nlu.decision import Targets

ROOT = Path(__file__).parents[2]
OURS = yaml.safe_load((ROOT / gate.FILE).read_text(encoding="utf-8"))


def at(folder: Path, text: str) -> Path:
    (folder / "flows").mkdir()
    (folder / gate.FILE).write_text(text, encoding="utf-8")
    return folder


def test_ours_has_what_the_program_reads() -> None:
    found = gate.read(ROOT)
    assert found == OURS
    assert set(found["targets"]) == {one.name for one in fields(Targets)}
    assert set(found["floor"]) == {one.name for one in fields(Floor)}


def test_a_file_from_before_goes_on_with_the_value_of_ours(tmp_path: Path) -> None:
    before = {**OURS, "targets": {name: value for name, value in OURS["targets"].items() if name != "silenced"}}
    root = at(tmp_path, yaml.safe_dump(before))
    assert gate.problems(root) == []
    assert gate.read(root) == OURS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("targets: [", "no se puede leer"),
        ("hola", "faltan las partes"),
        (yaml.safe_dump({"targets": OURS["targets"]}), "floor: falta esta parte"),
        (yaml.safe_dump({**OURS, "floor": {**OURS["floor"], "golden": "todo"}}), "«golden» tiene que ser un número"),
        (yaml.safe_dump({**OURS, "floor": {**OURS["floor"], "dangers": 97}}), "«dangers» tiene que ser un número"),
        (yaml.safe_dump({**OURS, "targets": {**OURS["targets"], "dudas": 0.1}}), "no conozco «dudas»"),
        (
            yaml.safe_dump({**OURS, "targets": {k: v for k, v in OURS["targets"].items() if k != "doubts"}}),
            "falta «doubts»",
        ),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, text: str, reason: str) -> None:
    root = at(tmp_path, text)
    (problem,) = gate.problems(root)
    assert reason in str(problem)
    with pytest.raises(BadContent) as refused:
        gate.read(root)
    assert refused.value.lines == (str(problem),)
