"""Districts, in one spelling each, so that people of one place are found under one name.

Source of the names: INEI, ubigeo of Lima Metropolitana and Callao. A place that is not listed is kept as it was
written, with one spelling of blanks and capitals: `known` only ever adds.
"""

from collections.abc import Iterable
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.slips import alike

LONGEST: Final = 64
"""Characters of a district's name."""

DISTRICTS: Final = tuple(
    """Ancón|Ate|Barranco|Bellavista|Breña|Callao|Carabayllo|Carmen de la Legua-Reynoso|Chaclacayo|Chorrillos
    |Cieneguilla|Comas|El Agustino|Independencia|Jesús María|La Molina|La Perla|La Punta|La Victoria|Lima|Lince
    |Los Olivos|Lurigancho|Lurín|Magdalena del Mar|Mi Perú|Miraflores|Pachacámac|Pucusana|Pueblo Libre|Puente Piedra
    |Punta Hermosa|Punta Negra|Rímac|San Bartolo|San Borja|San Isidro|San Juan de Lurigancho|San Juan de Miraflores
    |San Luis|San Martín de Porres|San Miguel|Santa Anita|Santa María del Mar|Santa Rosa|Santiago de Surco|Surquillo
    |Ventanilla|Villa El Salvador|Villa María del Triunfo""".replace("\n    ", "").split("|")
)
_ALSO: Final = {
    "ate vitarte": "Ate",
    "vitarte": "Ate",
    "cercado": "Lima",
    "cercado de lima": "Lima",
    "chosica": "Lurigancho",
    "lurigancho chosica": "Lurigancho",
    "huachipa": "Lurigancho",
    "magdalena": "Magdalena del Mar",
    "smp": "San Martín de Porres",
    "sjl": "San Juan de Lurigancho",
    "sjm": "San Juan de Miraflores",
    "surco": "Santiago de Surco",
    "ves": "Villa El Salvador",
    "vmt": "Villa María del Triunfo",
}
_SMALL: Final = frozenset("de del la las los el y".split())


def _key(text: str) -> str:
    return " ".join(normalise(text.replace("-", " ")).split())


_KNOWN: Final = {_key(name): name for name in DISTRICTS} | _ALSO


def find(text: str, also: Iterable[str] = ()) -> str | None:
    """The listed district that `text` names, however it is accented, capitalised or shortened; `also`: more names that
    are known. None for anything else."""
    key = _key(text)
    return _KNOWN.get(key) or next((name for name in also if _key(name) == key), None)


def nearest(text: str, also: Iterable[str] = ()) -> str | None:
    """A known district whose name is one slip away, to ask "did you mean"."""
    key = _key(text)
    names = {**{_key(name): name for name in also}, **_KNOWN}
    return next((name for known, name in names.items() if alike(known, key)), None)


def canonical(text: str) -> str:
    """How `text` is kept: the listed name, else as written, with single blanks and, where it was all in capitals or all
    small, with capitals where names have them."""
    words = text.split()
    plain = " ".join(words)
    listed = find(plain)
    if listed:
        return listed
    if plain in {plain.upper(), plain.lower()}:
        plain = " ".join(
            word if number and word in _SMALL else word[:1].upper() + word[1:]
            for number, word in enumerate(plain.lower().split())
        )
    return plain[:LONGEST]
