"""Which grade goes with which age, and how an age is read.

Age turned by 31 March. Cut-off kept for 2026 (Minedu, 28 Dec 2025); first grade at 6, at most 8 (2023); CEBA from 14
(DS 011-2012-ED). The upper grades follow from one grade a year and are worded as usual, not as certain.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core import numbers
from bot.core.chat_spelling import normalise

YOUNGEST: Final = 3
"""Age at which inicial is compulsory."""
OLDEST: Final = 25
"""Above this a number is no pupil's age."""
_PRIMARY: Final = 6
_SECONDARY: Final = 12
_LAST: Final = 16
_YEARS: Final = frozenset("ano anos anito anitos aninos ani".split())


class Level(StrEnum):
    """Where in school an age belongs."""

    BEFORE = "before"
    INICIAL = "inicial"
    PRIMARIA = "primaria"
    SECUNDARIA = "secundaria"
    CEBA = "ceba"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """A level and, in primaria and secundaria, the grade in it (1 is the first)."""

    level: Level
    number: int = 0


def grade(age: int) -> Grade:
    """The usual grade for an age in years turned by 31 March."""
    if age < YOUNGEST:
        return Grade(level=Level.BEFORE)
    if age < _PRIMARY:
        return Grade(level=Level.INICIAL)
    if age < _SECONDARY:
        return Grade(level=Level.PRIMARIA, number=age - _PRIMARY + 1)
    if age <= _LAST:
        return Grade(level=Level.SECUNDARIA, number=age - _SECONDARY + 1)
    return Grade(level=Level.CEBA)


def age_asked(text: str) -> int | None:
    """The age in years in an answer to "how old"; None where there is none, or several."""
    if numbers.below_zero(text):
        return None
    words = normalise(text).split()
    if "mes" in words or "meses" in words:
        return 0 if not any(word in _YEARS for word in words) else age_spotted(text)
    found = [value for value in numbers.numbers(text) if value <= OLDEST]
    return found[0] if len(found) == 1 else age_spotted(text)


def age_spotted(text: str) -> int | None:
    """The one age said as such anywhere in `text`: a number of years, or "de 8" said of a child; else None."""
    words = normalise(text).split()
    found = {
        value for value, end in numbers.read(words) if value <= OLDEST and words[end : end + 1] and words[end] in _YEARS
    }
    return next(iter(found)) if len(found) == 1 else None
