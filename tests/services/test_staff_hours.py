"""Nobody of staff is promised on a holiday, wherever hours are asked."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.core.organisation import Organisation
from bot.services.reminding import asking
from bot.settings import Settings
from tests.services.conftest import LIMA, Talk

HOLIDAYS = frozenset({date(2026, 12, 8), date(2026, 12, 9)})
STAFFED = Organisation(
    name="Ejemplo", hours={day: (time(9), time(17)) for day in range(7)}, is_holiday=HOLIDAYS.__contains__
)
FIRST = datetime(2026, 12, 5, tzinfo=LIMA)
MINUTES = st.integers(min_value=0, max_value=7 * 24 * 60)


@given(minutes=MINUTES)
def test_no_hours_run_begin_or_end_on_a_holiday(minutes: int) -> None:
    local = FIRST + timedelta(minutes=minutes)
    closes, opens = STAFFED.closes_after(local), STAFFED.opens_after(local)
    assert STAFFED.open_at(local) == (closes is not None) == (local.date() not in HOLIDAYS and 9 <= local.hour < 17)
    assert opens is not None
    assert opens > local
    for begins_or_ends in (opens, closes, asking(STAFFED, local)):
        assert begins_or_ends is None or begins_or_ends.date() not in HOLIDAYS


def test_who_asks_for_a_person_on_a_holiday_hears_that_nobody_is_there(new_talk: Callable[..., Talk]) -> None:
    talk = new_talk(STAFFED)
    now = talk.clock().astimezone(LIMA)
    talk.clock.move(seconds=(datetime(2026, 12, 8, 11, tzinfo=LIMA) - now).total_seconds())
    assert "fuera de horario" in talk.reply("quiero hablar con una persona")
    talk.clock.move(days=2)
    assert "Una persona te responderá" in talk.reply("quiero hablar con una persona", person="whatsapp:+51922222222")


def test_public_holidays_and_closed_days_of_an_installation_are_those_of_its_staff(tmp_path: Path) -> None:
    file = tmp_path / "organisation.yml"
    file.write_text('staff: {hours: {tue: "09:00-17:00", thu: "09:00-17:00"}}\n', encoding="utf-8")
    app = App(Settings(home=tmp_path, organisation=file, closed_days="2026-12-24"))
    there = [app.organisation.open_at(datetime(2026, 12, day, 10, tzinfo=LIMA)) for day in (1, 8, 10, 24)]
    assert there == [True, False, True, False]
