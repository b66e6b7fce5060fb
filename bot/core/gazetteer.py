"""The gazetteer: districts and cities people name, however they write them, and the education office of each.

The list is the deployer's (`flows/places.yml`): a place that is not in it is not known, and nothing is guessed for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.core.chat_spelling import WORDS_KEPT, normalise
from bot.core.content import Problem
from bot.core.slips import alike, keys

_HOLLOW: Final = frozenset("en el la los las de del por a al lima peru distrito ciudad".split())
"""Words around a name that say nothing about which place it is."""
_LONGEST: Final = 12
"""Words of a message that is read as nothing but a place."""
_FIELDS: Final = frozenset({"district", "name", "city", "office", "entry", "online", "several", "also", "only_asked"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """A UGEL. `address` is empty where no source gives one for certain."""

    id: str
    name: str
    address: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A district or a city. `id` is its name as contacts keep it (`core.places`); `office` an Office's id or empty;
    `entry` the answer about schools there; `online`: some of its schools took requests on the internet last year;
    `several`: the names of its offices, where it has more than one."""

    id: str
    name: str
    city: str
    entry: str
    online: bool
    office: str = ""
    several: str = ""
    also: tuple[str, ...] = ()
    only_asked: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """Name and city: "Comas, Lima"."""
        return self.name if self.name == self.city else f"{self.name}, {self.city}"

    @property
    def within(self) -> tuple[str, str]:
        """Its id and its city: what a text for this place may be kept under, the narrowest first."""
        return self.id, self.city


class Places:
    """All places we know, found by id or by what people write."""

    def __init__(
        self, places: Sequence[Place] = (), offices: Sequence[Office] = (), *, source: str = "", confirm_at: str = ""
    ) -> None:
        self.all = tuple(places)
        self.source, self.confirm_at = source, confirm_at
        self.entries = frozenset(place.entry for place in places)
        """The answers about schools that belong to a place."""
        self._by_id = {place.id: place for place in places}
        self._offices = {office.id: office for office in offices}
        self._by_name = {normalise(name): place for place in places for name in (place.name, *place.also)}
        self._names: list[tuple[tuple[str, ...], Place, bool]] = []
        for place in places:
            only_asked = {normalise(name) for name in place.only_asked}
            names = (place.name, *((place.id,) if place.id != place.city else ()), *place.also)
            for name in filter(None, dict.fromkeys([*map(normalise, names), *only_asked])):
                self._names.append((tuple(name.split()), place, name in only_asked))
        self._by_part: dict[str, list[int]] = {}
        """Where in `_names` those are whose first word has this key. An index of its own, beside those of slips.py
        and spotting.py: each holds other words by other keys, and one class for all is longer than their loops."""
        for number, (words, _, _) in enumerate(self._names):
            for part in keys(words[0]):
                self._by_part.setdefault(part, []).append(number)
        self._beginning: dict[str, list[int]] = {}
        """The same by a word as it was typed, for those that were typed before."""

    def get(self, place_id: str) -> Place | None:
        """The place of a district as contacts keep it; None for one that is not in the list."""
        return self._by_id.get(place_id) or self._by_name.get(normalise(place_id))

    def office(self, place: Place) -> Office | None:
        """The education office of `place`, where it is one and certain."""
        return self._offices.get(place.office)

    def cities(self) -> tuple[str, ...]:
        """Cities, in the order of the list."""
        return tuple(dict.fromkeys(place.city for place in self.all))

    def names(self) -> dict[str, str]:
        """What a text may be kept under, each with how it is said: cities, then districts, in the order of the list."""
        cities = {city: city for city in self.cities()}
        return cities | {place.id: place.full for place in self.all if place.id not in cities}

    def spotted(self, text: str) -> Place | None:
        """The one place named anywhere in `text`, letter by letter or nearly; None where it is none or several."""
        words = normalise(text).split()
        return _one(list(self._found(words, asked=False)))

    def asked(self, text: str) -> Place | None:
        """What `text` names as an answer to "where do you live": short names and slips of the finger count too."""
        words = normalise(text).split()
        if not 0 < len(words) <= _LONGEST:
            return None
        found = _one(list(self._found(words, asked=True)))
        if found:
            return found
        near = {
            place.id: place
            for strip in (False, True)
            for name, place, _ in self._names
            if len(joined := _joined(words, strip=strip)) > 4 and alike(_joined(name, strip=strip), joined)
        }
        return next(iter(near.values())) if len(near) == 1 else None

    def begun(self, text: str) -> tuple[Place, ...]:
        """The places of which `text` says only the beginning that they share: "san juan", "villa"; else none."""
        words = [word for word in normalise(text).split() if word not in _HOLLOW]
        if not words:
            return ()
        names = ((place, normalise(place.name).split()) for place in self.all)
        found = [place for place, name in names if name[: len(words)] == words != name]
        return tuple(found) if len(found) > 1 else ()

    def _found(self, words: Sequence[str], *, asked: bool) -> Iterator[tuple[int, int, Place]]:
        for start, word in enumerate(words):
            for number in self._begin(word):
                name, place, only_asked = self._names[number]
                part = words[start : start + len(name)]
                if (asked or not only_asked) and len(part) == len(name) and all(map(_alike, name, part)):
                    yield start, start + len(name), place

    def _begin(self, typed: str) -> list[int]:
        """Which of `_names` may begin with a word typed so, in their order: words one slip apart share a key."""
        found = self._beginning.get(typed)
        if found is None:
            if len(self._beginning) >= WORDS_KEPT:
                self._beginning.clear()
            found = sorted({number for part in keys(typed) for number in self._by_part.get(part, ())})
            self._beginning[typed] = found
        return found


def _alike(meant: str, typed: str) -> bool:
    """As typed, and for words long enough to be told apart, as heard or with one slip."""
    return meant == typed or (len(meant) > 4 and alike(meant, typed))


def _joined(words: Sequence[str], *, strip: bool) -> str:
    """As one word: people leave out spaces; `strip` leaves out what says nothing as well."""
    return "".join(word for word in words if not strip or word not in _HOLLOW)


def _one(found: list[tuple[int, int, Place]]) -> Place | None:
    """The longest names; a city beside one of its districts only says where that is ("Miraflores, Arequipa")."""
    longest = [
        one
        for one in found
        if not any(o[0] <= one[0] and one[1] <= o[1] and o[1] - o[0] > one[1] - one[0] for o in found)
    ]
    places = {place.id: place for _, _, place in longest}
    if len(places) > 1:
        cities = {place.city for place in places.values() if place.name == place.city}
        inside = {key: place for key, place in places.items() if place.name != place.city and place.city in cities}
        whole = {key: place for key, place in places.items() if place.name == place.city}
        places = inside or whole
    return next(iter(places.values())) if len(places) == 1 else None


def parse(file: str, document: Any) -> tuple[Places, list[Problem]]:
    """Read `flows/places.yml`: the places, and every problem in it. Never raises on content."""
    if not isinstance(document, Mapping):
        return Places(), [Problem(file=file, entry="", reason="faltan los campos «offices:» y «places:»")]
    problems: list[Problem] = []

    def wrong(name: str, reason: str) -> None:
        problems.append(Problem(file=file, entry=name, reason=reason))

    offices: list[Office] = []
    for number, row in enumerate(document.get("offices") or (), start=1):
        if not isinstance(row, Mapping) or not row.get("id") or not row.get("name"):
            wrong(f"offices #{number}", "falta: id, name")
            continue
        offices.append(Office(id=str(row["id"]), name=str(row["name"]), address=str(row.get("address") or "")))
    places: list[Place] = []
    written: dict[str, str] = {}
    for number, row in enumerate(document.get("places") or (), start=1):
        if not isinstance(row, Mapping) or not all(row.get(name) for name in ("district", "city", "entry")):
            wrong(f"places #{number}", "falta: district, city, entry")
            continue
        name = str(row["district"])
        unknown = sorted(str(key) for key in row if key not in _FIELDS)
        if unknown:
            wrong(name, f"campo desconocido: {', '.join(unknown)}")
        place = Place(
            id=name,
            name=str(row.get("name") or name),
            city=str(row["city"]),
            office=str(row.get("office") or ""),
            entry=str(row["entry"]),
            online=bool(row.get("online", False)),
            several=str(row.get("several") or ""),
            also=tuple(map(str, row.get("also") or ())),
            only_asked=tuple(map(str, row.get("only_asked") or ())),
        )
        if place.office and place.office not in {office.id for office in offices}:
            wrong(name, f"la oficina {place.office} no existe")
        for spelled in (place.name, *place.also):
            other = written.setdefault(normalise(spelled), name)
            if other != name:
                wrong(name, f"el nombre «{spelled}» ya es de {other}")
        places.append(place)
    for field in ("source", "confirm_at"):
        if not document.get(field):
            wrong("", f"falta: {field}")
    if isinstance(document.get("source_date"), str):
        try:
            date.fromisoformat(document["source_date"])
        except ValueError:
            wrong("", "«source_date» no es una fecha (AAAA-MM-DD)")
    return (
        Places(
            places,
            offices,
            source=str(document.get("source") or ""),
            confirm_at=str(document.get("confirm_at") or ""),
        ),
        problems,
    )
