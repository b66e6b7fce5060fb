"""Dates and times as people say them, on Monday 23 November 2026, ten in the morning in Lima."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import when
from bot.core.when import When

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("America/Lima"))
SAID = {
    "15 de diciembre": (12, 15, None),
    "el 15 de diciembre a las 9 de la mañana": (12, 15, time(9)),
    "15/12 a las 3": (12, 15, time(15)),
    "15-12-2026": (12, 15, None),
    "15 de dic 10:30 am": (12, 15, time(10, 30)),
    "quince de disiembre": (12, 15, None),
    "3 de setiembre": (9, 3, None),
    "3 de septiembre": (9, 3, None),
    "mañana a las 3": (11, 24, time(15)),
    "mañana en la mañana": (11, 24, None),
    "pasado mañana 8 am": (11, 25, time(8)),
    "el lunes": (11, 30, None),
    "viernes 3 pm": (11, 27, time(15)),
    "el juebes a las 4 y media": (11, 26, time(16, 30)),
    "en tres dias": (11, 26, None),
    "dentro de 2 semanas": (12, 7, None),
    "hoy a las 5": (11, 23, time(17)),
    "30/11 15:45": (11, 30, time(15, 45)),
    "tengo cita el 3 de enero a mediodia": (1, 3, time(12)),
}


@pytest.mark.parametrize(("text", "found"), SAID.items())
def test_a_date_is_read_as_it_is_said(text: str, found: tuple[int, int, time | None]) -> None:
    month, day, at = found
    year = 2027 if (month, day) < (11, 23) else 2026
    assert when.read(text, NOW) == When(day=date(year, month, day), at=at)


@pytest.mark.parametrize(
    "text", ["", "no se", "31 de febrero", "32/12", "ayer", "hoy a las 9 am", "el 5", "diciembre", "15/12/2030", "🙂"]
)
def test_what_is_no_day_to_come_is_not_guessed(text: str) -> None:
    assert when.read(text, NOW) is None


@pytest.mark.parametrize(("text", "meant"), [("el 40 de enero", True), ("enero", True), ("como estas", False)])
def test_a_date_that_was_tried_is_told_from_another_subject(text: str, meant: bool) -> None:
    assert when.tries(text) is meant


@given(st.dates(NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=300)), st.sampled_from(["/", "-", " de "]))
def test_any_coming_day_written_in_figures_is_that_day(day: date, mark: str) -> None:
    assert when.read(f"{day.day}{mark}{day.month}{mark}{day.year}", NOW) == When(day=day)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    found = when.read(text, NOW)
    assert found is None or NOW.date() <= found.day <= NOW.date() + when.FAR
