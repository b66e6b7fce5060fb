"""Whole numbers as people write them: in figures or in Spanish words, with what they stand for around them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.chat_spelling import normalise

_UNITS: Final = (
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
    " dieciocho diecinueve veinte veintiun veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
    " veintiocho veintinueve"
)
_TENS: Final = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_VALUES: Final = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: 30 + 10 * place for place, word in enumerate(_TENS.split())},
    "uno": 1, "una": 1, "veintiuno": 21, "veintiuna": 21, "cien": 100, "ciento": 100, "doscientos": 200,
    "trescientos": 300, "cuatrocientos": 400, "quinientos": 500, "seiscientos": 600, "setecientos": 700,
    "ochocientos": 800, "novecientos": 900, "mil": 1_000, "millon": 1_000_000, "millones": 1_000_000,
}  # fmt: skip
_BELOW_ZERO: Final = re.compile(r"(?:^|(?<!\d)\s)[-−–]\s*\d|\bmenos (?:\d|uno\b|dos\b|tres\b|cinco\b|diez\b)")
_AMBIGUOUS: Final = frozenset({"un", "una", "uno"})
"""Words that more often say "a" than "one"."""


def numbers(text: str) -> list[int]:
    """Every number in `text`, in order; "un" and "una" only in a very short one. Decimals lose their fraction."""
    words = normalise(text).split()
    return [value for value, _ in read(words)]


def below_zero(text: str) -> bool:
    """True where a number in `text` has a minus before it: no age, no amount."""
    return _BELOW_ZERO.search(text.lower()) is not None


def read(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each number in normalised `words`, with the index behind its last word."""
    place = 0
    while place < len(words):
        word, ahead = words[place], words[place + 1 : place + 3]
        value = _value(word)
        if value is None or (word in _AMBIGUOUS and len(words) > 3):
            place += 1
            continue
        place += 1
        if 30 <= value < 100 and len(ahead) == 2 and ahead[0] == "y" and (unit := _value(ahead[1])) and unit < 10:
            value, place = value + unit, place + 2
        elif ahead[:1] in (["millon"], ["millones"]):
            value, place = value * 1_000_000, place + 1
        elif (
            100 <= value < 1_000
            and value % 100 == 0
            and ahead
            and (rest := _value(ahead[0]))
            and rest < 100
            and not word.isdigit()
        ):
            value, place = value + rest, place + 1
        yield value, place


def _value(word: str) -> int | None:
    if word.isdecimal() and word.isascii():
        return int(word) if len(word) <= 6 else None
    return _VALUES.get(word)
