"""An answer in another language: what is translated of an entry, and what a translation must keep."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from bot.core import content, files, links
from bot.core.content import Entry

TEXTS: Final = ("title", "menu", "whatsapp", "sms")
"""Fields of an entry that are translated. Questions are not: understanding is Spanish."""
_FIGURES: Final = re.compile(r"\d{2,}")


def mark(entry: Entry) -> str:
    """Names what was translated: another mark, another text."""
    return sha256("\0".join(getattr(entry, name) for name in TEXTS).encode()).hexdigest()[:16]


def texts(entry: Entry) -> dict[str, str]:
    """What there is to translate."""
    return {name: getattr(entry, name) for name in TEXTS}


def is_current(entry: Entry, document: Mapping[str, Any]) -> bool:
    """Whether this was made from the texts the entry has now. What is not current is not spoken: Spanish is."""
    return bool(document["spanish"] == mark(entry))


def spoken(entry: Entry, document: Mapping[str, Any]) -> Entry:
    """The entry as people read it in that language; its source, dates and links stay."""
    values: dict[str, Any] = {name: str(document.get(name) or getattr(entry, name)) for name in TEXTS}
    # A voice speaks Spanish, and a picture speaks for itself.
    return replace(entry, **values, media=entry.media if files.is_picture(entry.media) else "")


def faults(entry: Entry, document: Mapping[str, Any]) -> list[str]:
    """Every rule a translation of `entry` breaks, as sentences: its lengths, and numbers and pages it lost."""
    missing = [f"falta «{name}»" for name in TEXTS if getattr(entry, name) and not document.get(name)]
    if missing:
        return missing
    translated = spoken(entry, document)
    found = [reason for reason in content.faults(translated) if not reason.startswith(("ya no dice", "pocas"))]
    for name in ("whatsapp", "sms"):
        before, after = getattr(entry, name), getattr(translated, name)
        lost = [one for one in dict.fromkeys(_FIGURES.findall(before)) if one not in _FIGURES.findall(after)]
        found += [f"el texto traducido de {name} no dice {one}" for one in lost]
        gone = [one for one in links.found(before) if one not in links.found(after)]
        found += [f"el texto traducido de {name} no lleva a {one.removeprefix('https://')}" for one in gone]
    return found
