"""How many SMS parts a text costs, and which letters make it dear.

Source of the alphabet and the lengths: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table). A text
with one character outside it is sent whole as UCS-2, where a part holds 70 (67 when joined) UTF-16 units instead of
160 (153) septets. Of the Spanish letters, é ñ ü ¿ ¡ are inside; á í ó ú are outside. What a reader sees as one sign
(an emoji of several, a letter with a mark of its own) is not torn between two parts, as Twilio's calculator counts it:
tests/core/data/sms_parts.json holds its answers.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
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


_JOINER: Final = "\u200d"
_FLAGS: Final = range(0x1F1E6, 0x1F200)
_SKINS: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_MARKS: Final = frozenset({"Mn", "Me", "Mc"})


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


def plain_name(text: str) -> str:
    """A name without what makes it dear, in any of the languages of Latin letters: João is Joao, Đorđe stays."""
    cheap = plain(text)
    return "".join(
        c if c in GSM7 else "".join(base for base in unicodedata.normalize("NFD", c) if not unicodedata.combining(base))
        for c in cheap
    )


def count(text: str) -> Parts:
    """Count the SMS parts of `text` exactly as sent (no smart encoding). An empty text costs one part."""
    dear = tuple(dict.fromkeys(c for c in text if c not in GSM7 and c not in GSM7_EXTENSION))
    if dear:
        widths = [sum(2 if ord(c) > 0xFFFF else 1 for c in sign) for sign in _signs(text)]
        return Parts(alphabet="UCS-2", units=sum(widths), parts=_parts(widths, 70, 67), dear=dear)
    widths = [2 if c in GSM7_EXTENSION else 1 for c in text]
    return Parts(alphabet="GSM-7", units=sum(widths), parts=_parts(widths, 160, 153), dear=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Plainer:
    """A text without what makes it dear. `changes`: the words that differ, before and after, each pair once."""

    text: str
    before: Parts
    after: Parts
    changes: tuple[tuple[str, str], ...]


def plainer(text: str) -> Plainer:
    """What "sin tildes" would do to `text`, to be shown before anybody agrees to it."""
    new = plain(text)
    old_words, new_words = unicodedata.normalize("NFC", text).split(), new.split()
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    changes: list[tuple[str, str]] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        before, after = old_words[i:j], new_words[k:m]
        if tag != "equal":
            # Word by word where no mark became a blank or went away.
            paired = len(before) == len(after)
            changes += zip(before, after, strict=True) if paired else [(" ".join(before), " ".join(after))]
    return Plainer(text=new, before=count(text), after=count(new), changes=tuple(dict.fromkeys(changes)))


def _signs(text: str) -> Iterator[str]:
    """The text cut into what a reader sees as one sign (a short form of Unicode's UAX #29, without Hangul)."""
    sign, flags = "", 0
    for c in text:
        code = ord(c)
        is_flag = code in _FLAGS
        goes_on = sign not in ("", "\r", "\n") and (
            c == _JOINER
            or c == "\u200c"
            or unicodedata.category(c) in _MARKS
            or code in _SKINS
            or code in _TAGS
            or (is_flag and flags % 2 == 1)
            or (sign[-1] == _JOINER and unicodedata.category(c) == "So")
        )
        if not goes_on:
            if sign:
                yield sign
            sign, flags = "", 0
        sign += c
        flags += is_flag
    if sign:
        yield sign


def _parts(widths: list[int], single: int, joined: int) -> int:
    """A sign is never torn between parts, so a part may stay a few units short; one longer than a part stands alone."""
    if sum(widths) <= single:
        return 1
    parts, room = 1, joined
    for width in widths:
        if width > room:
            parts, room = parts + 1, joined
        room -= width
    return parts
