"""No campaign outside agreed hours: every hour of a year, whatever zone the server is in and the person lives in."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quiet_hours import QuietHours, parse, parse_days

SHIPPED = parse("Mon-Sat 08:00-20:00")
LIMA = ZoneInfo("America/Lima")
HOMES = ("America/Lima", "America/Santiago", "Europe/Madrid", "Pacific/Kiritimati", "America/Caracas")
"""Where people live: two of these have summer time, in Santiago it begins at midnight."""
instants = st.datetimes(
    datetime.fromisoformat("2023-01-01"), datetime.fromisoformat("2029-01-01"), timezones=st.just(UTC)
)
zones = st.sampled_from([*HOMES, "Africa/Casablanca", "Australia/Lord_Howe", "UTC"]).map(ZoneInfo)
hours = st.sampled_from(
    ["Mon-Sat 08:00-20:00", "Mon-Fri 08:00-20:00, Sat 09:00-13:00", "Mon-Sun 00:00-24:00", "Sun 00:00-01:00",
     "Tue 23:30-24:00", "Mon-Sun 02:00-03:00"]
).map(parse)  # fmt: skip


@pytest.fixture(params=["UTC", "America/Lima", "America/Santiago", "Pacific/Kiritimati"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone the machine believes to be in."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize("home", HOMES)
def test_every_hour_of_a_leap_year_nothing_is_open_outside_the_hours(home: str) -> None:
    zone, outside, opened = ZoneInfo(home), 0, 0
    at, end = datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    while at < end:
        if SHIPPED.is_open(at, zone):
            local = at.astimezone(zone)
            opened += 1
            outside += not (8 <= local.hour < 20) or local.weekday() == 6 or (local.month, local.day) in FIXED
        at += timedelta(hours=1)
    assert outside == 0
    assert 3_400 < opened < 3_700


FIXED = {(1, 1), (5, 1), (6, 29), (7, 28), (7, 29), (8, 30), (10, 8), (11, 1), (12, 8), (12, 25)}
"""Peru's holidays of a fixed day that no law has moved (D. Leg. 713)."""


@given(instants, zones, hours)
def test_the_next_opening_is_open_and_nothing_before_it_is(at: datetime, zone: ZoneInfo, quiet: QuietHours) -> None:
    opening = quiet.next_open(at, zone)
    assert opening >= at
    assert quiet.is_open(opening, zone) or opening - at >= timedelta(days=40)
    between = at
    while between < opening:
        assert not quiet.is_open(between, zone)
        between += timedelta(minutes=17)


def test_29_february_and_a_closed_day() -> None:
    leap = datetime(2028, 2, 29, 15, tzinfo=UTC)
    assert SHIPPED.is_open(leap, LIMA)
    closed = parse("Mon-Sat 08:00-20:00", parse_days("2028-02-29"))
    assert not closed.is_open(leap, LIMA)
    assert closed.next_open(leap, LIMA) == datetime(2028, 3, 1, 13, tzinfo=UTC)


def test_the_minute_hours_begin_and_the_one_they_end() -> None:
    day = datetime(2026, 11, 24, tzinfo=UTC)
    seen = [
        SHIPPED.is_open(day + timedelta(hours=h, minutes=m), LIMA) for h, m in ((12, 59), (13, 0), (24, 59), (25, 0))
    ]
    assert seen == [False, True, True, False]


def test_summer_time_that_skips_the_opening_hour_opens_after_the_gap() -> None:
    # In Santiago the clock went from 00:00 to 01:00 on 8 September 2024, a Sunday.
    quiet, zone = parse("Sun 00:00-04:00"), ZoneInfo("America/Santiago")
    assert quiet.next_open(datetime(2024, 9, 7, 12, tzinfo=UTC), zone) == datetime(2024, 9, 8, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon-Sat", "08:00-20:00", "Mon-Sat 20:00-08:00", "Sat-Mon 08:00-20:00", "Foo 08:00-20:00",
             "Mon 25:00-26:00", "Mon 08:00-08:00"],
)  # fmt: skip
def test_what_is_not_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_closed_days_are_dates() -> None:
    assert parse_days(" 2026-12-24, 2026-12-31 ") == {date(2026, 12, 24), date(2026, 12, 31)}
    with pytest.raises(ValueError, match=r"."):
        parse_days("Christmas")
