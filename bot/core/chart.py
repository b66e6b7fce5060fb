"""Lines over time as an SVG picture: readable in print and without colour, by its dashes and by names at the ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 300
_LEFT: Final = 56
_RIGHT: Final = 130
_TOP: Final = 16
_BOTTOM: Final = 40
_INK: Final = "#1b2733"
_GRID: Final = "#d7dee5"
_LINES: Final = (("#0e558c", ""), ("#1f7a4d", "7 3"), ("#8a5a00", "2 3"), ("#aa3c14", "9 3 2 3"))
"""Colour and dashes of each line, in order; all four keep a contrast of 4.5 on white."""
_SHORTEST: Final = 0.2
"""Hours of an axis at least: quarters of three minutes."""
_MINUTES: Final = 2
"""Hours from which on an axis is marked in hours."""
_NEAR: Final = 13
"""Points between two names at the ends of lines."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: its name, and how many by when (hours since the beginning), in the order of time."""

    name: str
    points: Sequence[tuple[float, int]]


def draw(title: str, lines: Sequence[Line], *, hours: float, axis: str) -> str:
    """An SVG document. Counts only grow: each line is a staircase up to `hours`. `axis`: what the time axis is
    called."""
    most = max((count for line in lines for _, count in line.points), default=0)
    top, hours = round_up(most), max(hours, _SHORTEST)

    def x(hour: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(hour, hours) / hours

    def y(count: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * count / top

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape('; '.join(f'{line.name}: {_last(line)}' for line in lines))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<g font-family="sans-serif" font-size="12" fill="{_INK}">',
    ]
    for quarter in range(5):
        count = top * quarter // 4
        parts.append(f'<path d="M{_LEFT} {y(count):.1f}H{WIDTH - _RIGHT}" stroke="{_GRID}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y(count) + 4:.1f}" text-anchor="end">{count}</text>')
        hour = hours * quarter / 4
        parts.append(f'<text x="{x(hour):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{after(hour, hours)}</text>')
    middle = _LEFT + (WIDTH - _LEFT - _RIGHT) / 2
    parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(axis)}</text>')
    names = _spread([y(_last(line)) for line in lines])
    for number, line in enumerate(lines):
        colour, dashes = _LINES[number % len(_LINES)]
        path = f"M{_LEFT} {y(0):.1f}"
        for hour, count in line.points:
            path += f"H{x(hour):.1f}V{y(count):.1f}"
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(f'<path d="{path}H{x(hours):.1f}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        label = f"{line.name} {_last(line)}"
        parts.append(
            f'<text x="{WIDTH - _RIGHT + 8}" y="{names[number] + 4:.1f}" fill="{colour}">{escape(label)}</text>'
        )
    return "\n".join([*parts, "</g>", "</svg>", ""])


def cumulative(steps: Mapping[float, int]) -> list[tuple[float, int]]:
    """Counts of each step of time as counts up to its end, in order."""
    total, points = 0, []
    for hour in sorted(steps):
        total += steps[hour]
        points.append((hour, total))
    return points


def _last(line: Line) -> int:
    return line.points[-1][1] if line.points else 0


def after(hour: float, hours: float) -> str:
    """So many hours, beside other moments of an axis that is `hours` long: in minutes where its quarters are parts of
    an hour."""
    unit, count = ("min", hour * 60) if hours < _MINUTES else ("h", hour)
    return f"{count:.0f} {unit}" if count >= 10 or abs(count - round(count)) < 0.05 else f"{count:.1f} {unit}"


def round_up(most: int) -> int:
    """A top of the scale whose quarters are whole and round numbers: 4, 8, 12, 20, 40, 60, 80, 100, 120, 160, 200 …"""
    tenth = 1
    while True:
        for quarter in (10, 15, 20, 25, 30, 40, 50):
            if quarter * tenth % 10 == 0 and 4 * quarter * tenth // 10 >= most:
                return 4 * quarter * tenth // 10
        tenth *= 10


def _spread(places: Sequence[float]) -> list[float]:
    """The heights of names, moved apart where they would lie on one another, from the lowest up."""
    found, above = [0.0] * len(places), float(HEIGHT)
    for number in sorted(range(len(places)), key=lambda n: -places[n]):
        above = min(places[number], above - _NEAR)
        found[number] = above
    return found
