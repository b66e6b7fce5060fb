"""Which answer about an education office is meant: the one of the person's place, or of a place the message names."""

from typing import Final

from bot.core.gazetteer import Place, Places

OWN: Final = "C07-ugel"
"""The entry after which the dialogue about one's own office begins."""
_SURE: Final = 0.5
"""Probability from which a message that names no district is taken to mean that part of the city ("lima norte")."""


def meant(entry: str, probability: float, text: str, *, home: Place | None, places: Places) -> str:
    """The entry to answer: `entry`, which understanding found with `probability`, or the one that fits better.

    The offices of the cities are told apart by names alone, so a message without one ("donde queda mi ugel") may land
    on any of them.
    """
    if entry != OWN and entry not in places.entries:
        return entry
    named = places.spotted(text)
    if entry == OWN:
        return named.entry if named and home and named.id != home.id else entry
    if named is None:
        return _of(home) if probability < _SURE else entry
    return _of(named) if named.entry == entry and (home is None or home.id == named.id) else entry


def _of(place: Place | None) -> str:
    """Where a place has one office, the dialogue says which; a city with several has an answer of its own."""
    return OWN if place is None or place.office else place.entry
