"""Dates and times as people say them in Spanish: "15 de diciembre", "mañana a las 3", "el lunes", "en dos semanas".

What is read is confirmed with the person before it is used, so the likelier reading is taken: a date without a year is
the next one to come, and three o'clock without more is in the afternoon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.core import numbers
from bot.core.chat_spelling import normalise
from bot.core.slips import alike

FAR: Final = timedelta(days=400)
"""Dates further away are more likely misread than meant."""
_MONTHS: Final = "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre".split()
_SHORT: Final = "ene feb mar abr may jun jul ago set oct nov dic".split()
_DAYS: Final = "lunes martes miercoles jueves viernes sabado domingo".split()
_AFTERNOON: Final = frozenset({"tarde", "noche", "pm"})
_LATEST_AFTERNOON: Final = 6
"""Hours up to this one are in the afternoon where nothing else is said: offices are closed at three at night."""


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A day, and a time of it where one was said. Local to the person."""

    day: date
    at: time | None = None


def read(text: str, now: datetime) -> When | None:
    """The day and time that `text` names, as seen from `now` (local time). None where it names none that is to come."""
    marked = text.replace(":", " h ").replace("/", " de ").replace("-", " de ").replace(".", " ")
    words = normalise(marked).split()
    day, rest = _day(words, now)
    if day is None:
        return None
    at = _time(rest)
    if day > now.date() + FAR or day < now.date():
        return None
    if day == now.date() and at is not None and at <= now.time().replace(tzinfo=None):
        return None
    return When(day=day, at=at)


def tries(text: str) -> bool:
    """True for a text that holds a figure or a month: a date was meant, whether or not there is such a day."""
    words = normalise(text).split()
    return any(word.isdecimal() or word in _MONTHS or word == "septiembre" for word in words)


def _day(words: Sequence[str], now: datetime) -> tuple[date | None, list[str]]:
    """The day, and the words that are left."""
    today = now.date()
    for place, word in enumerate(words):
        before, after = list(words[:place]), list(words[place + 1 :])
        if word == "pasado" and after[:1] in (["manana"], ["mañana"]):
            return today + timedelta(days=2), before + after[1:]
        if word == "manana" and before[-1:] != ["la"]:
            return today + timedelta(days=1), before + after
        if word == "hoy":
            return today, before + after
        if word in _DAYS or (len(word) > 4 and any(alike(name, word) for name in _DAYS)):
            number = next(n for n, name in enumerate(_DAYS) if name == word or alike(name, word))
            ahead = (number - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead), before + after
    spans = {"dia": 1, "dias": 1, "semana": 7, "semanas": 7}
    for value, end in numbers.read(words):
        unit = words[end] if end < len(words) else ""
        if unit in spans and any(word in ("en", "dentro") for word in words[:end]):
            return today + timedelta(days=value * spans[unit]), list(words[end + 1 :])
        month, past = _month(words, end)
        if month and 1 <= value <= 31:
            year, rest = _year(words, past, today, month, value)
            try:
                return date(year, month, value), rest
            except ValueError:
                return None, []
    return None, []


def _month(words: Sequence[str], place: int) -> tuple[int, int]:
    """The month that follows at `place`, as a name or after "de" as a number, and the index behind it; 0 for none."""
    if words[place : place + 1] == ["de"]:
        place += 1
    elif words[place : place + 2] == ["del", "mes"]:
        place += 2
    word = words[place] if place < len(words) else ""
    for number, (name, short) in enumerate(zip(_MONTHS, _SHORT, strict=True), start=1):
        if word in (name, short) or word == name.replace("setiembre", "septiembre") or (word, number) == ("sep", 9):
            return number, place + 1
        if len(word) > 4 and alike(name, word):
            return number, place + 1
    if word.isdecimal() and 1 <= int(word) <= 12 and words[place - 1] == "de":
        return int(word), place + 1
    return 0, place


def _year(words: Sequence[str], place: int, today: date, month: int, day: int) -> tuple[int, list[str]]:
    """The year that follows, else the one in which this day comes next; and the words behind."""
    if words[place : place + 1] in (["de"], ["del"]):
        ahead = words[place + 1] if place + 1 < len(words) else ""
        if ahead.isdecimal() and len(ahead) in (2, 4):
            return int(ahead) + (2000 if len(ahead) == 2 else 0), list(words[place + 2 :])
    ahead = words[place] if place < len(words) else ""
    if ahead.isdecimal() and len(ahead) == 4:
        return int(ahead), list(words[place + 1 :])
    return today.year + ((month, day) < (today.month, today.day)), list(words[place:])


def _time(words: Sequence[str]) -> time | None:
    """The time of day in what is left."""
    if "mediodia" in words:
        return time(12)
    for value, end in numbers.read(words):
        before, after = words[max(0, end - 3) : end - 1], words[end : end + 4]
        said = bool({"las", "la"} & set(before)) or bool({"am", "pm", "h", "horas", "hs"} & set(after[:1]))
        said = said or bool({"am", "pm"} & set(after[:3]))
        if not said or value > 23:
            continue
        minutes = 0
        if after[:2] == ["y", "media"]:
            minutes = 30
        elif after[:1] in (["h"], ["y"]) and len(after) > 1 and after[1].isdecimal() and int(after[1]) < 60:
            minutes = int(after[1])
        late = bool(_AFTERNOON & set(after)) or after[:2] == ["p", "m"]
        early = "am" in after or after[:2] == ["a", "m"] or "manana" in after or "madrugada" in after
        if value < 12 and (late or (not early and 1 <= value <= _LATEST_AFTERNOON)):
            value += 12
        return time(value, minutes)
    return None
