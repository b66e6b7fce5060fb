"""Ages as people say them, and the grade that goes with each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import numbers, schooling
from bot.core.schooling import Grade, Level


@pytest.mark.parametrize(
    ("age", "level", "number"),
    [(0, Level.BEFORE, 0), (2, Level.BEFORE, 0), (3, Level.INICIAL, 0), (5, Level.INICIAL, 0), (6, Level.PRIMARIA, 1),
     (11, Level.PRIMARIA, 6), (12, Level.SECUNDARIA, 1), (16, Level.SECUNDARIA, 5), (17, Level.CEBA, 0)],
)  # fmt: skip
def test_the_age_on_31_march_gives_the_grade(age: int, level: Level, number: int) -> None:
    assert schooling.grade(age) == Grade(level=level, number=number)


@given(st.integers(0, 24))
def test_a_year_older_is_never_a_grade_lower(age: int) -> None:
    order = list(Level)
    one, other = schooling.grade(age), schooling.grade(age + 1)
    assert (order.index(one.level), one.number) <= (order.index(other.level), other.number or one.number)


@pytest.mark.parametrize(
    ("text", "age"),
    [("8", 8), ("ocho añitos", 8), ("tiene 8 años y medio", 8), ("7 meses", 0), ("un año", 1), ("cumplió los doce", 12),
     ("35", None), ("8 y 10", None), ("no sé", None), ("", None), ("dieciséis", 16)],
)  # fmt: skip
def test_an_age_is_read_from_an_answer(text: str, age: int | None) -> None:
    assert schooling.age_asked(text) == age


@pytest.mark.parametrize(
    ("text", "age"),
    [("que grado le toca a un niño de 8 años", 8), ("mi hija tiene once añitos a que grado va", 11),
     ("tengo 2 hijos", None), ("el de 8 años y la de 10 años", None), ("hace 3 meses llegue", None)],
)  # fmt: skip
def test_an_age_is_found_in_a_question_only_where_it_is_one(text: str, age: int | None) -> None:
    assert schooling.age_spotted(text) == age


@pytest.mark.parametrize(
    ("text", "found"),
    [("treinta y cinco", [35]), ("20 litros", [20]), ("ciento veinte", [120]), ("un balde de 20", [20]), ("uno", [1]),
     ("mil", [1000]), ("de uno a dos", [2]), ("9999999", [])],
)  # fmt: skip
def test_numbers_are_read_in_figures_and_in_words(text: str, found: list[int]) -> None:
    assert numbers.numbers(text) == found
