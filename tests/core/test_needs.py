"""What a message asks for beyond its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.needs import Link, link, parts


@pytest.mark.parametrize(
    "text",
    [
        "y cuánto cuesta?", "y eso dónde es", "y si no tengo?", "cuanto demora", "donde queda", "no tiene papeles",
        "paso a paso", "que hago", "donde me quejo", "a quien puedo preguntar", "cuesta mucho?",
    ],
)  # fmt: skip
def test_a_short_message_that_names_no_subject_goes_on_with_the_one_before(text: str) -> None:
    assert link(text) is Link.BARE


@pytest.mark.parametrize("text", ["Y ahí atienden sábado?", "y para la beca?", "no tengo pasaporte", "y mi familia?"])
def test_one_that_points_at_something_may_name_a_little(text: str) -> None:
    assert link(text) is Link.POINTS


@pytest.mark.parametrize(
    "text",
    ["", "cuanto cuesta la vacuna", "hola buenas tardes", "como pido refugio", "y para sacar el carnet de extranjeria",
     "quiero saber que papeles me piden para inscribir a mi hija en el colegio", "gracias"],
)  # fmt: skip
def test_a_question_that_names_its_subject_begins_anew(text: str) -> None:
    assert link(text) is Link.NEW


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("como pido refugio", 0),
        ("Hola. Como pido refugio?", 0),
        ("como pido refugio? y mi hijo puede estudiar sin papeles?", 2),
        ("quiero vacunar a mi bebe, además necesito saber donde dan comida", 2),
        ("mi hijo puede estudiar aparte como saco el SIS", 2),
    ],
)
def test_a_message_is_split_where_it_asks_something_else(text: str, count: int) -> None:
    assert len(parts(text)) == count


@given(st.text(max_size=300))
def test_any_text_is_split_into_few_parts_that_stand_in_it(text: str) -> None:
    found = parts(text)
    assert len(found) != 1
    assert len(found) <= 4
    assert all(part in text for part in found)
    assert link(text) in Link
