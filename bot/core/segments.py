"""How many SMS parts a text costs, and which letters make it dear.

Source of the alphabet and the lengths: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table). A text
with one character outside it is sent whole as UCS-2, where a part holds 70 (67 when joined) UTF-16 units instead of 160
(153) septets. Of the Spanish letters, é ñ ü ¿ ¡ are inside; á í ó ú are outside.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

GSM7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION: Final = frozenset("\f^{}\\[~]|€")

# What may be replaced without changing a word. The left side is what phones and word processors insert.
_PLAIN: Final = str.maketrans(
    {
        "á": "a", "í": "i", "ó": "o", "ú": "u", "Á": "A", "Í": "I", "Ó": "O", "Ú": "U",
        "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...",
        "\t": " ", "\u00a0": " ", "º": "o", "ª": "a", "°": "o", "•": "-", "\u200b": "",
    }
)  # fmt: skip

Alphabet = Literal["GSM-7", "UCS-2"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The cost of one SMS text: alphabet, length in that alphabet's units, parts, and the dear characters."""

    alphabet: Alphabet
    units: int
    parts: int
    dear: tuple[str, ...]


def plain(text: str) -> str:
    """Return `text` without the letters and marks that force UCS-2, where Spanish stays readable ("sin tildes")."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def count(text: str) -> Parts:
    """Count the SMS parts of `text` exactly as sent (no smart encoding). An empty text costs one part."""
    dear = tuple(dict.fromkeys(c for c in text if c not in GSM7 and c not in GSM7_EXTENSION))
    if dear:
        widths = [2 if ord(c) > 0xFFFF else 1 for c in text]
        return Parts(alphabet="UCS-2", units=sum(widths), parts=_parts(widths, 70, 67), dear=dear)
    widths = [2 if c in GSM7_EXTENSION else 1 for c in text]
    return Parts(alphabet="GSM-7", units=sum(widths), parts=_parts(widths, 160, 153), dear=())


def _parts(widths: list[int], single: int, joined: int) -> int:
    """A character is never split between parts, so a part may stay one unit short."""
    if sum(widths) <= single:
        return 1
    parts, room = 1, joined
    for width in widths:
        if width > room:
            parts, room = parts + 1, joined
        room -= width
    return parts
