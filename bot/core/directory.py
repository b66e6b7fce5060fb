"""Services people can go to or call, by need and place: only rows somebody verified, from a file the deployer owns.

`flows/services/directory.yml`; format in docs/content.md. A row past its `review_by` is not shown any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from bot.core.content import Problem
from bot.core.gazetteer import Place, Places


class Need(StrEnum):
    """What somebody looks for. The order is the order of the menu."""

    DOCUMENTS = "documents"
    LEGAL = "legal"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    VIOLENCE = "violence"
    CHILDREN = "children"
    SCHOOL = "school"
    WORK = "work"


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """One row. `places` are districts, `cities` cities, as flows/places.yml names them; neither: the whole country."""

    id: str
    name: str
    needs: tuple[Need, ...]
    places: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    hours: str = ""
    note: str = ""
    source: str = ""
    source_date: date | None = None
    review_by: date | None = None
    confirm_at: str = ""

    @property
    def everywhere(self) -> bool:
        """True for a line or page that serves the whole country."""
        return not self.places and not self.cities


_FIELDS: Final = frozenset(Service.__dataclass_fields__)


class Directory:
    """All rows, found by need and place."""

    def __init__(self, services: Sequence[Service] = ()) -> None:
        self.services = tuple(services)

    def find(self, need: Need, place: Place | None, today: date) -> list[Service]:
        """Rows for `need` in `place`, nearest first: of the district, of the city, of the whole country."""
        fresh = [
            one for one in self.services if need in one.needs and (one.review_by is None or today <= one.review_by)
        ]
        district = [one for one in fresh if place and place.id in one.places]
        city = [one for one in fresh if place and place.city in one.cities and one not in district]
        return [*district, *city, *(one for one in fresh if one.everywhere)]


def parse(file: str, document: Any, places: Places) -> tuple[Directory, list[Problem]]:
    """Read the directory: its rows, and every problem in it. Never raises on content."""
    if not isinstance(document, Mapping) or not isinstance(document.get("services"), Sequence):
        return Directory(), [Problem(file=file, entry="", reason="falta la lista «services:»")]
    problems: list[Problem] = []
    services: list[Service] = []
    known, cities = {place.id for place in places.all}, places.cities()
    seen: set[str] = set()
    for number, row in enumerate(document["services"], start=1):
        name = str(row.get("id", f"#{number}")) if isinstance(row, Mapping) else f"#{number}"
        try:
            service = _service(row)
        except ValueError as error:
            problems.append(Problem(file=file, entry=name, reason=str(error)))
            continue
        reasons = [f"el lugar {one} no está en flows/places.yml" for one in service.places if one not in known]
        reasons += [f"la ciudad {one} no está en flows/places.yml" for one in service.cities if one not in cities]
        if service.id in seen:
            reasons.append("el id ya existe")
        if not (service.address or service.phone or service.note):
            reasons.append("falta cómo llegar: address, phone o note")
        seen.add(service.id)
        problems += [Problem(file=file, entry=name, reason=reason) for reason in reasons]
        services.append(service)
    return Directory(services), problems


def _service(row: Any) -> Service:
    if not isinstance(row, Mapping):
        raise ValueError("no es una fila con campos")
    unknown = sorted(str(key) for key in row if key not in _FIELDS)
    if unknown:
        raise ValueError(f"campo desconocido: {', '.join(unknown)}")
    missing = [name for name in ("id", "name", "needs", "source", "source_date", "review_by") if not row.get(name)]
    if missing:
        raise ValueError(f"falta: {', '.join(missing)}")
    needs = []
    for need in row["needs"] if isinstance(row["needs"], Sequence) else []:
        if str(need) not in list(Need):
            raise ValueError(f"necesidad desconocida: {need} (hay: {', '.join(Need)})")
        needs.append(Need(str(need)))
    dates: dict[str, date] = {}
    for field in ("source_date", "review_by"):
        value = row[field]
        try:
            dates[field] = value if isinstance(value, date) else date.fromisoformat(f"{value}-01"[:10])
        except ValueError:
            raise ValueError(f"«{field}» no es una fecha (AAAA-MM-DD)") from None
    lists: dict[str, tuple[str, ...]] = {}
    for field in ("places", "cities"):
        names = row.get(field) or ()
        if isinstance(names, str) or not isinstance(names, Sequence):
            raise ValueError(f"«{field}» debe ser una lista")
        lists[field] = tuple(map(str, names))
    return Service(
        id=str(row["id"]),
        name=str(row["name"]),
        needs=tuple(needs),
        places=lists["places"],
        cities=lists["cities"],
        source_date=dates["source_date"],
        review_by=dates["review_by"],
        address=str(row.get("address") or ""),
        phone=str(row.get("phone") or ""),
        hours=str(row.get("hours") or ""),
        note=str(row.get("note") or ""),
        source=str(row["source"]),
        confirm_at=str(row.get("confirm_at") or ""),
    )
