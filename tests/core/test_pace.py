"""How long a campaign takes, by hours, rate and Meta's limit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import pace, quiet_hours
from bot.core.policy import MARGIN

LIMA = ZoneInfo("America/Lima")
HOURS = quiet_hours.parse("Mon-Sat 08:00-20:00")
MONDAY = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)  # 09:00 in Lima


def local(at: datetime) -> str:
    return f"{at.astimezone(LIMA):%a %H:%M}"


def test_ten_thousand_at_80_a_second_are_over_in_two_minutes() -> None:
    found = pace.span(MONDAY, 10_000 / 80, HOURS, LIMA)
    assert found is not None
    assert (found.ends - found.begins, found.days) == (timedelta(seconds=125), 1)


def test_an_sms_a_second_takes_days_and_leaves_out_nights_sundays_and_holidays() -> None:
    found = pace.span(MONDAY, 90 * 3_600, HOURS, LIMA)
    assert found is not None
    assert local(found.begins) == "Mon 09:00"
    # 11 + 5 × 12 = 71 h by Saturday night; 12 h on Monday 7; 8 and 9 December are holidays; 7 h on Thursday, and what
    # the margin at the end of seven days held over.
    assert found.ends == datetime(2026, 12, 10, 20, 0, tzinfo=UTC) + 7 * MARGIN
    assert found.days == 8


def test_at_night_it_begins_in_the_morning_and_an_emergency_at_once() -> None:
    night = MONDAY.replace(hour=4)
    quiet, urgent = pace.span(night, 60, HOURS, LIMA), pace.span(night, 60, None, LIMA)
    assert quiet is not None
    assert urgent is not None
    assert (local(quiet.begins), local(urgent.begins)) == ("Mon 08:00", "Sun 23:00")


def test_where_it_is_never_open_there_is_no_end() -> None:
    closed = quiet_hours.QuietHours(spans=((),) * 7)
    assert pace.span(MONDAY, 1, closed, LIMA) is None


@pytest.mark.parametrize(
    ("people", "limit", "days"),
    [(0, 250, 0), (1, 250, 1), (250, 250, 1), (251, 250, 2), (10_000, 250, 40), (10_000, 2_000, 5), (10_000, 0, 1)],
)
def test_metas_limit_makes_days(people: int, limit: int, days: int) -> None:
    assert pace.days_for(people, limit) == days


@given(st.integers(0, 7 * 86_400), st.floats(0, 500_000), st.floats(0, 100_000))
def test_more_work_never_ends_sooner_and_no_work_is_done_outside_the_hours(
    after: int, seconds: float, more: float
) -> None:
    start = MONDAY + timedelta(seconds=after)
    short, long = pace.span(start, seconds, HOURS, LIMA), pace.span(start, seconds + more, HOURS, LIMA)
    assert short is not None
    assert long is not None
    assert start <= short.begins == long.begins
    assert short.ends <= long.ends
    assert short.days <= long.days
    assert HOURS.is_open(short.begins, LIMA)
    assert HOURS.is_open(short.ends, LIMA)
    assert short.ends - short.begins >= timedelta(seconds=seconds) - timedelta(milliseconds=1)
