"""Several subjects in one message, however they are named; what says more than that is no choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.consent import Subject
from bot.core.subject_choice import chosen

S, E, D, P, A, N = Subject
EVERY = frozenset(Subject)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("1", {S}),
        ("1 y 3", {S, D}),
        ("1, 3 y 5", {S, D, A}),
        ("1-3", {S, D}),
        ("13", {S, D}),
        ("el 2 por favor", {E}),
        ("la uno y la tres", {S, D}),
        ("7", EVERY),
        ("todos", EVERY),
        ("todos los temas porfa", EVERY),
        ("1 y 7", EVERY),
        ("salud", {S}),
        ("salu", {S}),
        ("salud y educasion", {S, E}),
        ("me interesa salud, papeles y el 6", {S, D, N}),
        ("quiero de colegio y de migraciones", {E, D}),
        ("proteccion", {P}),
        ("PROTECCIÓN Y ALERTAS", {P, N}),
        ("salud y ayuda", {S, A}),
        ("bonos", {A}),
    ],
)
def test_subjects_are_heard_by_number_and_by_word(text: str, subjects: set[Subject]) -> None:
    assert chosen(text) == frozenset(subjects)


@pytest.mark.parametrize(
    "text",
    ["", "ayuda", "AYUDA!", "hola", "si", "8", "9 y 1", "11", "tengo 2 hijos", "todos menos salud", "no", "0",
     "mi hijo no va al colegio", "donde queda el hospital", "x" * 200],
)  # fmt: skip
def test_what_says_anything_else_is_no_choice(text: str) -> None:
    assert chosen(text) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    found = chosen(text)
    assert found is None or (found and found <= EVERY)
