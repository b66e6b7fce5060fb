"""Districts as a file of people names them: kept under our names for them; those that are in no list of ours are told.

Peru has some 1,900 districts and our lists (`core.places`, `flows/places.yml`) those that were verified, so a district
that is not among them is kept as it was written. But it may be a slip, and then its people are in nobody's audience.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core import places
from bot.core.gazetteer import Places
from bot.i18n import gettext as _
from bot.i18n import ngettext


@dataclass(kw_only=True, slots=True)
class Unlisted:
    """One spelling of a district that is in no list: how many rows have it, the first of them, and the listed district
    that is one slip away. The spelling itself is not here: in a file whose columns moved it may be a name."""

    rows: int
    first: int
    near: str = ""

    def told(self) -> str:
        """In words."""
        line = ngettext(
            "{rows} fila con un distrito que no conocemos (fila {first})",
            "{rows} filas con un mismo distrito que no conocemos (la primera, {first})",
            self.rows,
        ).format(rows=self.rows, first=self.first)
        return line + (_("; ¿es {district}?").format(district=self.near) if self.near else "")


class Districts:
    """Reads districts and keeps count of those that are in no list."""

    def __init__(self, gazetteer: Places) -> None:
        self._gazetteer = gazetteer
        self._unlisted: dict[str, Unlisted] = {}
        self._listed = lru_cache(4_096)(self._find)

    def read(self, text: str, row: int) -> str:
        """The listed district that `text` names; else the text, which is counted."""
        listed = self._listed(text)
        if listed or not text:
            return listed or text
        known = self._unlisted.get(text)
        if known is None:
            self._unlisted[text] = Unlisted(rows=1, first=row, near=self._near(text))
        else:
            known.rows += 1
        return text

    def unlisted(self) -> list[Unlisted]:
        """What was in no list so far, the most frequent first."""
        return sorted(self._unlisted.values(), key=lambda one: (-one.rows, one.first))

    def _find(self, text: str) -> str:
        place = None if places.find(text) else self._gazetteer.get(text)
        return place.id if place else places.find(text) or ""

    def _near(self, text: str) -> str:
        found = places.nearest(text, self._names())
        return self._find(found) if found else ""

    def _names(self) -> Iterator[str]:
        for place in self._gazetteer.all:
            yield from (place.id, place.name, *place.also)
