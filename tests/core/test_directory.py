"""Services by need and place, against the file that is shipped and against broken ones."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core import directory, gazetteer
from bot.core.directory import Need

FLOWS = Path(__file__).parents[2] / "flows"


def read(name: str) -> Any:
    return yaml.safe_load((FLOWS / name).read_text(encoding="utf-8"))


PLACES, _ = gazetteer.parse("places.yml", read("places.yml"))
SHIPPED, PROBLEMS = directory.parse("directory.yml", read("services/directory.yml"), PLACES)
TODAY = date(2026, 11, 23)


def found(need: Need, place: str, today: date = TODAY) -> list[str]:
    return [one.id for one in SHIPPED.find(need, PLACES.get(place), today)]


def test_the_shipped_directory_has_a_line_for_every_need_anywhere() -> None:
    assert PROBLEMS == []
    assert [need for need in Need if not found(need, "Tumbes")] == []


def test_the_district_comes_before_the_city_and_the_city_before_the_country() -> None:
    assert found(Need.DOCUMENTS, "Chorrillos") == ["espacio-chorrillos", "espacios-lima", "migraciones", "defensoria"]
    assert found(Need.DOCUMENTS, "Tacna") == ["migraciones", "defensoria"]


def test_a_row_past_its_date_is_not_shown() -> None:
    assert found(Need.HEALTH, "Comas", date(2027, 1, 1)) == []


@pytest.mark.parametrize("number", ["204-3127", "200-1000", "0800-80212", "989 182 816", "0800-12344", "Lampa", "3832"])
def test_what_the_reference_says_not_to_publish_is_not_there(number: str) -> None:
    assert number not in (FLOWS / "services" / "directory.yml").read_text(encoding="utf-8")


ROW = {
    "id": "a", "name": "A", "needs": ["legal"], "phone": "1", "source": "S", "source_date": "2026-01",
    "review_by": TODAY,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": ""}, "falta: source"),
        ({"review_by": None}, "falta: review_by"),
        ({"needs": ["dinero"]}, "necesidad desconocida: dinero (hay: " + ", ".join(Need) + ")"),
        ({"places": ["Cusco"]}, "el lugar Cusco no está en flows/places.yml"),
        ({"cities": ["Cusco"]}, "la ciudad Cusco no está en flows/places.yml"),
        ({"places": "Comas"}, "«places» debe ser una lista"),
        ({"phone": ""}, "falta cómo llegar: address, phone o note"),
        ({"source_date": "ayer"}, "«source_date» no es una fecha (AAAA-MM-DD)"),
        ({"telefono": "1"}, "campo desconocido: telefono"),
    ],
)
def test_a_broken_row_is_named_with_its_reason(change: dict[str, Any], reason: str) -> None:
    _, problems = directory.parse("directory.yml", {"services": [ROW | change]}, PLACES)
    assert [(one.entry, one.reason) for one in problems] == [("a", reason)]


def test_all_problems_are_told_at_once() -> None:
    _, problems = directory.parse("directory.yml", {"services": [ROW, ROW, "x", {"id": "b"}]}, PLACES)
    assert [one.entry for one in problems] == ["a", "#3", "b"]
    assert directory.parse("directory.yml", None, PLACES)[1][0].reason == "falta la lista «services:»"
