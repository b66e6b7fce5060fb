"""Lines over time: a picture any reader opens, whatever the names and numbers."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bot.core import chart
from bot.core.chart import Line

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
STEPS = st.dictionaries(st.floats(0, 400), st.integers(0, 100_000), max_size=20)


def test_counts_become_staircases_that_end_at_the_sum() -> None:
    assert chart.cumulative({2.0: 5, 0.5: 1, 1.0: 0}) == [(0.5, 1), (1.0, 1), (2.0, 6)]
    drawn = chart.draw("Envío", [Line(name="leídos", points=[(0.5, 1), (2.0, 6)])], hours=3, axis="horas")
    assert "leídos 6" in drawn
    assert "<desc>leídos: 6</desc>" in drawn


@given(st.lists(st.tuples(NAMES, STEPS), max_size=4), st.floats(0, 400), NAMES)
def test_it_is_always_a_picture_with_everything_inside(
    lines: list[tuple[str, dict[float, int]]], hours: float, title: str
) -> None:
    drawn = chart.draw(title, [Line(name=n, points=chart.cumulative(s)) for n, s in lines], hours=hours, axis="h")
    ET.fromstring(drawn)
    for path in re.findall(r' d="([^"]+)"', drawn):
        for kind, number in re.findall(r"([HV])(-?[\d.]+)", path):
            assert -0.1 <= float(number) <= (chart.WIDTH if kind == "H" else chart.HEIGHT) + 0.1


@given(st.integers(0, 10**7))
def test_the_scale_has_whole_quarters_and_holds_every_count(most: int) -> None:
    drawn = chart.draw("t", [Line(name="n", points=[(1.0, most)])], hours=1, axis="h")
    scale = [int(n) for n in re.findall(r'text-anchor="end">(\d+)<', drawn)]
    assert scale == [scale[1] * n for n in range(5)]
    assert scale[-1] >= most
    assert scale[-1] <= max(4, most * 2)


def test_a_short_course_is_marked_in_minutes_and_no_mark_twice() -> None:
    for hours in (0.0, 0.1, 0.6, 1.9, 2.0, 7.0, 80.0):
        drawn = chart.draw("t", [Line(name="a", points=[(0.0, 1)])], hours=hours, axis="x")
        marks = re.findall(r'text-anchor="middle">([0-9.]+ (?:min|h))<', drawn)
        assert len(set(marks)) == 5, marks
        assert all(mark.endswith("min") for mark in marks) == (hours < 2)
