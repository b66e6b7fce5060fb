"""The safety lexicon and the examples beside it hold what they promise, phrase by phrase."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.core import safeguarding
from bot.core.safeguarding import Category, Lexicon
from bot.engine import teaching

ROOT = Path(__file__).resolve().parents[2]
NAME = "flows/safeguarding/lexicon.yml"


@pytest.fixture(scope="module")
def document() -> object:
    return yaml.load((ROOT / NAME).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def lexicon(document: object) -> Lexicon:
    found, problems = safeguarding.parse(NAME, document)
    assert [str(problem) for problem in problems] == []
    return found


def phrases(lexicon: Lexicon) -> Iterator[tuple[Category, str]]:
    for category in lexicon.categories:
        for phrase in (*category.phrases, *category.recent):
            yield category, phrase


def test_every_phrase_is_heard_when_somebody_says_it(lexicon: Lexicon) -> None:
    deaf = [phrase for _, phrase in phrases(lexicon) if not any(map(lexicon.find, lexicon.ways(phrase)))]
    assert deaf == []
    assert sum(1 for _ in phrases(lexicon)) > 600


def test_what_stands_under_never_silences_what_it_covers_and_nothing_else(lexicon: Lexicon) -> None:
    assert lexicon.find("me ahorca el alquiler de este mes") is None
    assert lexicon.find("me ahorca mi marido") is not None
    assert lexicon.find("me ahorca el alquiler y mi marido me ahorca cuando toma") is not None
    assert lexicon.find("a mi perra se le adelanto el parto") is None
    assert lexicon.find("se me adelanto el parto ayuda") is not None


def test_one_slip_in_a_long_word_is_forgiven(lexicon: Lexicon) -> None:
    for typed in ("me quiero suisidar", "mi esposo me golpia y me amenasa", "me qiero matar"):
        assert lexicon.find(typed) is not None, typed


def test_the_examples_name_categories_there_are_and_none_is_danger_and_harmless() -> None:
    assert teaching.problems(ROOT) == []
    net = teaching.read(ROOT)
    assert len(list(net.told())) > 2_700
    assert len(net.harmless) > 2_100
    assert {category.entry for category in net.lexicon.categories} == set(net.dangers)
