"""Sentences about where one lives, reminders and calls, told from questions that only sound like them."""

from pathlib import Path

import pytest

from bot.core import own_reminders
from bot.services import flows, guided

PLACES, _ = flows.read_places(Path(__file__).parents[2])


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("ahora vivo en Tacna", "Tacna"), ("me mudé a comas", "Comas"),
        ("Hola, ya vivimos en sjl", "San Juan de Lurigancho"),
        ("mi distrito es Ate", "Ate"), ("estoy viviendo en villa el salvador", "Villa El Salvador"),
    ],
)  # fmt: skip
def test_who_says_where_they_live_is_understood(text: str, district: str) -> None:
    found = guided.moved(text, PLACES)
    assert found is not None
    assert found.id == district


@pytest.mark.parametrize(
    "text",
    ["vivo en comas y no consigo colegio para mi hijo que tiene 8 años y quiere estudiar", "vivo en la calle",
     "mi esposo vive en tacna", "como pido refugio si vivo en piura", "comas"],
)  # fmt: skip
def test_a_question_that_names_a_place_stays_a_question(text: str) -> None:
    assert guided.moved(text, PLACES) is None


@pytest.mark.parametrize("text", ["cambiar mi lugar", "quiero cambiar de distrito", "CAMBIAR MI CIUDAD por favor"])
def test_a_wish_to_change_the_place_is_heard(text: str) -> None:
    assert guided.wants_to_move(text)


@pytest.mark.parametrize(
    "text", ["cambiar mi correo", "como cambio de colegio", "quiero cambiar de calidad migratoria"]
)
def test_other_changes_are_none_of_it(text: str) -> None:
    assert not guided.wants_to_move(text)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("mis recordatorios", True), ("ver mis recordatorios", True), ("ponme un recordatorio", False)],
)
def test_the_list_of_reminders_has_its_words(text: str, is_it: bool) -> None:
    assert own_reminders.meant(text) is is_it


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("quiero que me llamen", True), ("me pueden llamar", True), ("quiero una llamada", True),
     ("quiero hablar con una persona", False), ("como se llama", False)],
)  # fmt: skip
def test_a_call_is_told_from_a_chat(text: str, is_it: bool) -> None:
    assert guided.wants_call(text) is is_it


@pytest.mark.parametrize(
    ("text", "district"),
    [("allá en Tumbes", "Tumbes"), ("acá en comas", "Comas"), ("por alla por Arequipa", "Arequipa"),
     ("y en tacna?", "Tacna")],
)  # fmt: skip
def test_a_place_and_no_more_is_heard_with_what_points_at_it(text: str, district: str) -> None:
    found = guided.named(text, PLACES)
    assert found is not None
    assert found.id == district


@pytest.mark.parametrize(
    ("text", "names"),
    [("Lima", 0), ("vivo en lima peru", 0), ("san juan", 2), ("villa", 2), ("comas", None), ("lima norte", None),
     ("colegio en lima", None)],
)  # fmt: skip
def test_what_may_be_several_places_is_told_from_one(text: str, names: int | None) -> None:
    found = guided.several(text, PLACES)
    assert (None if found is None else len(found)) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [("estoy en ventanilla", "Ventanilla"), ("sjl", "San Juan de Lurigancho"), ("Tacna", "Tacna")],
)
def test_a_place_is_named_as_one_says_it_on_the_phone(text: str, name: str) -> None:
    place = guided.named(text, PLACES)
    assert place is not None
    assert guided.as_said(text, place) == name
