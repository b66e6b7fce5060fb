"""What an answer says otherwise in some places: who reads it, its rules, and its form as lines."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import content, place_texts
from bot.core.content import Kind
from bot.core.gazetteer import Place, Places
from bot.core.place_texts import PlaceText
from tests.services.conftest import entry

LIMA, CALLAO, TUMBES = (
    Place(id=name, name=name, city=name, entry="C07", online=False) for name in ("Lima", "Callao", "Tumbes")
)
COMAS = Place(id="Comas", name="Comas", city="Lima", entry="C07", online=False)
PLACES = Places([LIMA, COMAS, CALLAO, TUMBES])
C01 = entry(
    "C01",
    by_place=(
        PlaceText(places=("Lima", "Callao"), whatsapp="En Lima y Callao.", sms="En Lima y Callao."),
        PlaceText(places=("Comas",), sms="En Comas."),
    ),
)


def test_people_read_the_text_of_their_district_else_of_their_city_else_the_general_one() -> None:
    assert C01.at(LIMA.within).whatsapp == C01.at(CALLAO.within).whatsapp == "En Lima y Callao."
    assert C01.at(COMAS.within).sms == "En Comas."
    assert C01.at(COMAS.within).whatsapp == C01.whatsapp, "what a text leaves out is the general one"
    assert C01.at(TUMBES.within) is C01
    assert content.faults(C01) == []


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ([PlaceText(places=("Tumbes",), sms="a" * 400)], "en Tumbes: el SMS ocupa 3 partes (máximo 2)"),
        ([PlaceText(places=("Tumbes",), sms="no ☺")], "en Tumbes: el SMS lleva caracteres caros: ☺"),
        ([PlaceText(places=("Tumbes",), whatsapp="a" * 1_500)], "en Tumbes: el texto de WhatsApp pasa de 1500"),
        ([PlaceText(places=("Tumbes",))], "en Tumbes: falta el texto"),
        ([PlaceText(places=(), sms="x")], "hay un texto por lugar sin lugar"),
        ([PlaceText(places=("Tumbes",), sms="x")] * 2, "en Tumbes: hay dos textos para el mismo lugar"),
        ([PlaceText(places=("Tumbes",), sms="## SMS")], "en Tumbes: una línea no puede empezar con «##»"),
    ],
)
def test_what_a_place_reads_obeys_the_rules(texts: list[PlaceText], reason: str) -> None:
    found = content.faults(replace(C01, by_place=tuple(texts)))
    assert len(found) == 1
    assert found[0].startswith(reason)


def test_only_an_answer_says_something_else_by_place() -> None:
    assert content.faults(replace(C01, kind=Kind.EMERGENCY)) == [
        "solo una respuesta puede decir otra cosa según el lugar"
    ]


def test_a_place_nobody_can_live_in_is_named_with_its_file() -> None:
    rows = [("school/entries.yml", replace(C01, by_place=(PlaceText(places=("Comas", "Lomas"), sms="x"),)))]
    assert [str(one) for one in content.nowhere(rows, PLACES.names())] == [
        "school/entries.yml: C01: en Lomas: no se conoce ese lugar (flows/places.yml)"
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Tumbes", "«by_place» debe ser una lista"),
        ([{"places": ["Tumbes"], "text": "x"}], "campo desconocido en «by_place»: text"),
        ([{"places": "Tumbes", "sms": "x"}], "«places» de «by_place» debe ser una lista"),
        (["Tumbes"], "«by_place» debe ser una lista de textos con «places»"),
    ],
)
def test_a_file_that_says_it_otherwise_is_told_how(row: object, reason: str) -> None:
    document = {"entries": [{"id": "C01", "topic": "school", "title": "x", "by_place": row}]}
    assert reason in [one.reason for one in content.parse("f", document)[1]]


WORDS = st.text(alphabet="abñé *\n.:1", min_size=1).map(str.strip).filter(bool)
NAMES = st.lists(st.sampled_from(["Tumbes", "Villa El Salvador", "Lima"]), min_size=1, unique=True).map(tuple)


@given(st.lists(st.builds(PlaceText, places=NAMES, whatsapp=WORDS | st.just(""), sms=WORDS | st.just("")), max_size=4))
def test_lines_of_a_cell_come_back_as_they_were(texts: list[PlaceText]) -> None:
    rows = place_texts.from_lines("\n".join(map(str, texts)))
    assert [place_texts.from_document(row) for row in rows] == texts
