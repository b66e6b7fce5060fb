"""What a locked phone shows: the list we ship holds, and what is behind its first words does not matter."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core import locked_screen
from bot.core.locked_screen import CHARACTERS

FILE = Path(__file__).resolve().parents[2] / "flows" / "safeguarding" / "preview.yml"
SHIPPED, PROBLEMS = locked_screen.parse("preview.yml", yaml.safe_load(FILE.read_text("utf-8")))


def categories(text: str) -> list[str]:
    return [given.category for given in SHIPPED.find(text)]


def test_every_example_of_the_list_we_ship_holds() -> None:
    assert PROBLEMS == []
    assert {category.id for category in SHIPPED.categories} >= {"violence", "hiv", "reproduction", "legal_status"}
    assert all(category.examples and category.harmless for category in SHIPPED.categories)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*Violencia* en casa: llama al 100", ["violence"]),
        ("VIOLENCIA EN CASA", ["violence"]),
        ("Prueba de V I H", []),
        ("Prueba gratis de vih y consejería para refugiados", ["hiv", "legal_status"]),
        ("Hola Rosa:\n\n\n¿sufres violencia?", ["violence"]),
        ("Tenemos información para ti. Responde 1 para leerla.", []),
    ],
)
def test_the_first_words_are_searched_however_they_are_written(text: str, expected: list[str]) -> None:
    assert categories(text) == expected


def test_what_stands_behind_the_first_words_is_not_shown_and_a_cut_word_is_read_whole() -> None:
    quiet = "Tenemos información para ti y tu familia en tu distrito hoy. "
    assert len(quiet) > CHARACTERS
    assert categories(f"{quiet}Habla de violencia.") == []
    assert categories(f"{quiet[:55]} violencia en casa") == ["violence"]


@given(st.text(max_size=200))
def test_what_is_shown_is_the_beginning_and_not_much_more(text: str) -> None:
    shown, words = SHIPPED.shown(text), " ".join(text.translate(str.maketrans(dict.fromkeys("*_~`"))).split())
    assert words.startswith(shown)
    assert len(shown) <= CHARACTERS or " " not in shown[CHARACTERS:]
    assert len(shown) >= min(len(words), CHARACTERS) - 1


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "categories"),
        ({"categories": [{"id": "x"}]}, "phrases"),
        ({"categories": [{"id": "x", "phrases": ["(a|b"]}]}, "mal escrita"),
        ({"categories": [{"id": "x", "phrases": ["secreto"], "examples": ["hola"]}]}, "no reconoce: hola"),
        ({"categories": [{"id": "x", "phrases": ["secreto"], "harmless": ["es secreto"]}]}, "avisa sin motivo"),
        ({"characters": 5, "categories": []}, "entre 20 y 200"),
    ],
)
def test_each_thing_wrong_with_a_list_is_named(document: Any, said: str) -> None:
    _, problems = locked_screen.parse("preview.yml", document)
    assert any(said in str(problem) for problem in problems), problems
