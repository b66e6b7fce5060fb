"""Entries are found as people type."""

from functools import cache
from pathlib import Path

import pytest

from bot.services import flows
from bot.services.finding import Finder
from tests.services.conftest import ENTRIES

ROOT = Path(__file__).resolve().parents[2]


@cache
def finder() -> Finder:
    made = Finder()
    made.update(flows.read_entries(ROOT)[0])
    return made


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("refujio", "A04"),
        ("C01", "C01"),
        ("c0", "C03"),
        ("vacun", "E04-vacunas"),
        ("ptp vensido", "B01-ptp"),
        ("violensia de mi marido", "E01"),
        ("estudiar sin papeles", "C01"),
        ("niños sn papeles colejio", "C01"),
    ],
)
def test_a_misspelled_or_unfinished_question_finds_its_entry(typed: str, among: str) -> None:
    assert among in finder().find(typed, 30)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("bacuna bebe", "E04-vacunas"), ("vacuna niño", "E04-vacunas"), ("señal peligro embarazada", "E06-peligro")],
)
def test_one_of_a_thing_finds_a_title_with_several_and_a_whole_word_stands_for_itself(typed: str, first: str) -> None:
    assert finder().find(typed, 1) == [first]


def test_an_answer_comes_before_what_is_out_of_scope() -> None:
    assert finder().find("como ago pa escrivir a mi ijo en la escuela", 1)[0].startswith("C")
    assert "fuera_transito" in finder().find("licencia de moto", 3)


@pytest.mark.parametrize("typed", ["", "   ", "???", "zzzzzz", "de la que", "\x00", "x" * 4000])
def test_what_says_nothing_finds_nothing(typed: str) -> None:
    assert finder().find(typed) == []


def test_what_is_gone_is_not_found_any_more() -> None:
    made = Finder()
    made.update(ENTRIES)
    assert made.find("título C03")
    made.update(one for one in ENTRIES if one.id != "C03")
    assert "C03" not in made.find("título C03")
