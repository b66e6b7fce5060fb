"""From a location to a district, on a map drawn for the test: no real border is in it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core import gazetteer, geography
from bot.services import flows

PLACES, _ = gazetteer.parse(
    "places.yml", yaml.safe_load((Path(__file__).parents[2] / "flows" / "places.yml").read_text(encoding="utf-8"))
)


def feature(district: str, kind: str, coordinates: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"district": district},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


SQUARE = [[-77.0, -12.0], [-76.9, -12.0], [-76.9, -11.9], [-77.0, -11.9], [-77.0, -12.0]]
HOLE = [[-76.96, -11.96], [-76.94, -11.96], [-76.94, -11.94], [-76.96, -11.94], [-76.96, -11.96]]
MAP = {
    "type": "FeatureCollection",
    "features": [
        feature("Comas", "Polygon", [SQUARE, HOLE]),
        feature("Ate", "MultiPolygon", [[[[-76.5, -12.1], [-76.4, -12.1], [-76.4, -12.0]]], [HOLE]]),
        feature("Tacna", "Point", [-70.25, -18.01]),
    ],
}
AREAS, PROBLEMS = geography.parse("places.geojson", MAP, PLACES)


@pytest.mark.parametrize(
    ("latitude", "longitude", "district"),
    [
        (-11.99, -76.99, "Comas"),
        (-11.95, -76.95, "Ate"),  # in the hole of one and a part of the other
        (-12.09, -76.41, "Ate"),
        (-18.02, -70.26, "Tacna"),
        (-18.10, -70.26, ""),  # ten kilometres from the centre
        (0.0, 0.0, ""),
    ],
)
def test_outlines_decide_and_centres_serve_nearby(latitude: float, longitude: float, district: str) -> None:
    assert PROBLEMS == []
    assert AREAS.find(latitude, longitude) == district


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_no_place_on_earth_breaks_it(latitude: float, longitude: float) -> None:
    assert AREAS.find(latitude, longitude) in {"", "Comas", "Ate", "Tacna"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x", "falta properties.district"),
        (feature("Cusco", "Point", [-72, -13]), "el lugar Cusco no está en flows/places.yml"),
        (feature("Comas", "Point", [-12, -770]), "Comas: las coordenadas no son [longitud, latitud] en grados"),
        (feature("Comas", "Polygon", [[[1, 1]]]), "Comas: las coordenadas no son [longitud, latitud] en grados"),
        (feature("Comas", "Line", []), "Comas: la figura debe ser Polygon, MultiPolygon o Point"),
    ],
)
def test_a_broken_map_names_row_and_reason(row: Any, reason: str) -> None:
    _, problems = geography.parse("places.geojson", {"features": [row]}, PLACES)
    assert [(one.entry, one.reason) for one in problems] == [("#1", reason)]


def test_without_a_map_nobody_is_located_and_a_broken_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    areas, problems = flows.read_areas(tmp_path, PLACES)
    assert (areas.areas, problems) == ((), [])
    (tmp_path / "flows" / "places.geojson").write_text("{")
    assert len(flows.read_areas(tmp_path, PLACES)[1]) == 1
    (tmp_path / "flows" / "places.geojson").write_text(json.dumps(MAP))
    assert flows.read_areas(tmp_path, PLACES)[0].find(-11.99, -76.99) == "Comas"
