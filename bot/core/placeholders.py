"""What a campaign's text may say of its reader: `{nombre}`, `{distrito}`, and a word for when we do not know.

Only the names of this list are filled; a text with any other is refused when the campaign is written. `{nombre|vecina}`
brings its own word for people whose name we do not have.
"""

import re
from collections.abc import Mapping
from typing import Final

_FIELD: Final = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
NAMES: Final = ("nombre", "distrito")
_UNKNOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "nombre": {"es": "amiga, amigo", "en": "friend"},
    "distrito": {"es": "tu distrito", "en": "your district"},
}
"""Said where a person's own word is missing: a template's variable may not be empty."""
LONGEST: Final = 64
"""Characters a filled value has at most: longer ones are cut, so that a text keeps its length in sight."""


def names(text: str) -> list[str]:
    """Every name in braces, as written, in order."""
    return [found[1].strip() for found in _FIELD.finditer(text)]


def unknown(text: str) -> list[str]:
    """What stands in braces and cannot be filled, or a brace that is alone."""
    wrong = [name for name in names(text) if name not in NAMES]
    rest = _FIELD.sub("", text)
    return [*dict.fromkeys(wrong), *(mark for mark in "{}" if mark in rest)]


def fill(text: str, values: Mapping[str, str], language: str) -> str:
    """The text as this person reads it. `values` by name; marks that WhatsApp would read as bold are taken out. A name
    that is not of the list stays as it is written: no such text leaves, but whoever writes it sees it."""

    def word(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name not in _UNKNOWN:
            return found[0]
        value = " ".join(values.get(name, "").translate(_PLAIN).split())[:LONGEST].strip()
        fallback = _UNKNOWN[name]
        return value or (found[2] or "").strip() or fallback.get(language, fallback["es"])

    return _FIELD.sub(word, text)


_PLAIN: Final = str.maketrans(dict.fromkeys("*_~`{}", ""))


def shortest(text: str) -> str:
    """The text with every placeholder as short as it can get: the other end of what an SMS costs."""
    return _FIELD.sub("W", text)


def longest(text: str) -> str:
    """The text with every placeholder as long as it can get: what limits are checked against. A word of its own for
    people whose name we do not have is part of it: its letters may be dear, and it is not cut."""
    return _FIELD.sub(lambda found: (found[2] or "").strip().ljust(LONGEST, "W"), text)
