"""From a shared location to a district, by a map the organisation loads: GeoJSON with outlines or centres.

Outlines (Polygon, MultiPolygon) decide where there are any; a centre (Point) serves where it is the nearest and near
enough. Coordinates are longitude, latitude in degrees, as in RFC 7946. Nothing is kept of where somebody is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any, Final

from bot.core.content import Problem
from bot.core.gazetteer import Places

NEAR: Final = 5.0
"""Kilometres from a centre within which its district is taken: about the radius of a large district of Lima."""
_DEGREE: Final = 111.2
"""Kilometres in a degree of latitude."""

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A district's outline, as rings of (longitude, latitude), or its centre alone."""

    district: str
    rings: tuple[Ring, ...] = ()
    centre: tuple[float, float] | None = None


class Areas:
    """The map, ready to ask."""

    def __init__(self, areas: Sequence[Area] = ()) -> None:
        self.areas = tuple(areas)

    def find(self, latitude: float, longitude: float) -> str:
        """The district there, empty where the map does not say."""
        here = (longitude, latitude)
        # Holes and parts of a district are rings like any other: inside is where their borders are crossed odd times.
        inside = [area.district for area in self.areas if sum(_crossings(ring, here) for ring in area.rings) % 2]
        if inside:
            return inside[0]
        centres = [(_kilometres(area.centre, here), area.district) for area in self.areas if area.centre]
        away, district = min(centres, default=(NEAR + 1, ""))
        return district if away <= NEAR else ""


def _crossings(ring: Ring, here: tuple[float, float]) -> int:
    """How many sides of the ring a line eastwards from `here` crosses."""
    x, y = here
    count = 0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
    return count


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Good to a few metres over the size of a city."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, one[1] - other[1]) * _DEGREE


def parse(file: str, document: Any, places: Places) -> tuple[Areas, list[Problem]]:
    """Read the map: what could be read, and every problem. Never raises on content."""
    rows = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return Areas(), [Problem(file=file, entry="", reason="no es GeoJSON: falta la lista «features»")]
    areas: list[Area] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        try:
            areas.append(_area(row, places))
        except ValueError as error:
            problems.append(Problem(file=file, entry=f"#{number}", reason=str(error)))
    return Areas(areas), problems


def _area(row: Any, places: Places) -> Area:
    properties = row.get("properties") if isinstance(row, Mapping) else None
    name = str(properties.get("district") or "") if isinstance(properties, Mapping) else ""
    if not name:
        raise ValueError("falta properties.district")
    place = places.get(name)
    if place is None:
        raise ValueError(f"el lugar {name} no está en flows/places.yml")
    shape = row.get("geometry")
    kind = shape.get("type") if isinstance(shape, Mapping) else None
    try:
        if kind == "Point":
            return Area(district=place.id, centre=_point(shape["coordinates"]))
        if kind == "Polygon":
            return Area(district=place.id, rings=tuple(_rings([shape["coordinates"]])))
        if kind == "MultiPolygon":
            return Area(district=place.id, rings=tuple(_rings(shape["coordinates"])))
    except (KeyError, TypeError, IndexError, ValueError):
        raise ValueError(f"{name}: las coordenadas no son [longitud, latitud] en grados") from None
    raise ValueError(f"{name}: la figura debe ser Polygon, MultiPolygon o Point")


def _rings(polygons: Any) -> Iterator[Ring]:
    for polygon in polygons:
        for ring in polygon:
            points = tuple(_point(point) for point in ring)
            if len(points) < 3:
                raise ValueError("a ring needs three points")
            yield points


def _point(pair: Any) -> tuple[float, float]:
    longitude, latitude = float(pair[0]), float(pair[1])
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError("not on earth")
    return longitude, latitude
