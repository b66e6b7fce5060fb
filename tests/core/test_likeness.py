"""Texts that say nearly the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat_spelling import normalise
from bot.core.likeness import Likeness, runs

KNOWN = Likeness(
    [("C01", "¿Mi hijo puede estudiar sin papeles?"), ("D06", "cuánto rato hiervo el agua"), ("hola", "Hola")]
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mi ijo puede estudiar sin papeles", "C01"),
        ("Mi hijo puede estudiar sin papelesss!!", "C01"),
        ("cuanto rato hierbo el agua", "D06"),
        ("HOLA", "hola"),
    ],
)
def test_another_spelling_of_the_same_is_found(text: str, name: str) -> None:
    assert [found for found, _ in KNOWN.near(text)] == [name]


@pytest.mark.parametrize("text", ["", "hol", "mi hija necesita la vacuna", "el agua esta fria", "puede venir mi hijo"])
def test_what_says_something_else_is_not(text: str) -> None:
    assert KNOWN.near(text) == []


@given(st.lists(st.text(alphabet="abcdeilmnorst ", min_size=15, max_size=60), min_size=1, max_size=8))
def test_a_text_is_always_near_itself(texts: list[str]) -> None:
    known = Likeness([(text, text) for text in texts])
    for text in texts:
        if text.strip():
            assert any(share == 1.0 for _, share in known.near(text))


_WORDS = st.sampled_from(
    "mi hijo hija puede quiere estudiar trabajar colegio papeles carne sin con donde saco pido".split()
)


@given(st.lists(st.lists(_WORDS, min_size=7, max_size=12).map(" ".join), min_size=2, max_size=12), st.floats(0.3, 0.95))
def test_nothing_that_is_near_is_overlooked(texts: list[str], least: float) -> None:
    known = Likeness([(text, text) for text in texts], least=least)
    for text in texts:
        own = runs(normalise(text))
        near = {other for other in texts if len(own & (its := runs(normalise(other)))) / len(own | its) >= least}
        assert {name for name, _ in known.near(text)} == near
