"""Places people name, as they name them, against the file that is shipped."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core import gazetteer, places
from bot.core.content import Problem

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "flows" / "places.yml").read_text(encoding="utf-8"))
PLACES, PROBLEMS = gazetteer.parse("places.yml", DOCUMENT)

ASKED = {
    "ves": "Villa El Salvador", "en ves": "Villa El Salvador", "villa el salvador": "Villa El Salvador",
    "vivo en billa el salbador": "Villa El Salvador", "villaelsalvador": "Villa El Salvador",
    "sjl": "San Juan de Lurigancho", "SAN JUAN DE LURIGANCHO": "San Juan de Lurigancho",
    "san juan lurigancho": "San Juan de Lurigancho", "lurigancho": "Lurigancho", "chosica": "Lurigancho",
    "smp": "San Martín de Porres", "san martin de porras": "San Martín de Porres", "vmt": "Villa María del Triunfo",
    "chorillos": "Chorrillos", "los olibos": "Los Olivos", "huaycan": "Ate", "ate": "Ate", "comas, lima": "Comas",
    "cercado": "Lima", "surco": "Santiago de Surco", "magdalena": "Magdalena del Mar", "breña": "Breña",
    "callao": "Callao", "bentanilla": "Callao", "trugillo": "Trujillo", "tacna": "Tacna",
    "miraflores arequipa": "Arequipa", "brena": "Breña",
    "estoy en tumbes": "Tumbes", "la perla": "Callao", "mi peru": "Callao", "carmen de la legua": "Callao",
}  # fmt: skip


@pytest.mark.parametrize(("text", "district"), ASKED.items())
def test_a_place_is_understood_as_people_write_it(text: str, district: str) -> None:
    found = PLACES.asked(text)
    assert found is not None
    assert found.id == district


@pytest.mark.parametrize(
    "text", ["lima", "san juan", "piura", "no se", "", "mi casa", "🙂", "comas o surco", "en peru"]
)
def test_what_names_no_one_place_is_not_guessed(text: str) -> None:
    assert PLACES.asked(text) is None


@pytest.mark.parametrize("text", ["tu ves lo que te digo", "perdi la esperanza de estudiar", "ate cabos y me fui"])
def test_short_names_that_are_words_are_not_read_into_a_question(text: str) -> None:
    assert PLACES.spotted(text) is None


def test_all_43_districts_of_lima_and_the_cities_are_there_each_with_the_office_of_the_oficio() -> None:
    assert PROBLEMS == []
    lima = [place for place in PLACES.all if place.city == "Lima"]
    assert len(lima) == 43
    of = {name: sum(place.office == name for place in lima) for name in {place.office for place in lima}}
    assert of == {"ugel-01": 10, "ugel-02": 4, "ugel-03": 9, "ugel-04": 5, "ugel-05": 2, "ugel-06": 6, "ugel-07": 7}
    assert PLACES.cities() == ("Lima", "Callao", "Tumbes", "Tacna", "Arequipa", "Trujillo")


def test_districts_are_spelled_as_contacts_keep_them() -> None:
    listed = [place.id for place in PLACES.all if place.city in ("Lima", "Callao")]
    assert [name for name in listed if places.find(name) != name] == []


def test_an_office_with_two_addresses_has_none() -> None:
    comas = PLACES.get("Comas")
    assert comas is not None
    office = PLACES.office(comas)
    assert office is not None
    assert office.address == ""


def test_a_district_from_elsewhere_is_found_by_its_other_names() -> None:
    found = PLACES.get("Ventanilla")
    assert found is not None
    assert found.id == "Callao"
    assert PLACES.get("Cusco") is None


@given(st.text(max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    PLACES.asked(text)
    PLACES.spotted(text)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"places": [{"district": "X"}]}, "falta: district, city, entry"),
        ({"places": [{"district": "X", "city": "X", "entry": "E", "office": "nada"}]}, "la oficina nada no existe"),
        ({"places": [{"district": "X", "city": "X", "entry": "E", "calle": 1}]}, "campo desconocido: calle"),
        (
            {"places": [{"district": n, "city": "X", "entry": "E", "also": ["z"]} for n in "XY"]},
            "el nombre «z» ya es de X",
        ),
        ({"offices": [{"id": "a"}]}, "falta: id, name"),
        ({"source": ""}, "falta: source"),
        ({"source_date": "ayer"}, "«source_date» no es una fecha (AAAA-MM-DD)"),
    ],
)
def test_a_broken_file_names_row_and_reason(change: dict[str, Any], reason: str) -> None:
    _, problems = gazetteer.parse("places.yml", {"source": "S", "confirm_at": "gob.pe", **change})
    assert reason in [problem.reason for problem in problems]


def test_a_file_without_fields_is_one_problem() -> None:
    assert gazetteer.parse("places.yml", ["x"])[1] == [
        Problem(file="places.yml", entry="", reason="faltan los campos «offices:» y «places:»")
    ]
