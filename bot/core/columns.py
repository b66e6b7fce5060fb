"""Columns over time as shapes of a drawing: a page puts them into an SVG, with its own colours and a table beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.chart import round_up

WIDTH: Final = 720
HEIGHT: Final = 220
_LEFT: Final = 52
_TOP: Final = 8
_BOTTOM: Final = 24
_DATES: Final = 6
"""Dates named below the columns at most."""
SPARK: Final = (120, 24)
"""Width and height of a drawing that stands in a line of a table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """`paths` by name of the series; `scale`: heights with their number; `marks`: places along the bottom, with the
    number of the step named there."""

    paths: Mapping[str, str]
    scale: Sequence[tuple[float, int]]
    marks: Sequence[tuple[float, int]]


def draw(series: Mapping[str, Sequence[int]]) -> Columns:
    """Columns of one or several series side by side, step by step; all series are equally long."""
    steps = max((len(values) for values in series.values()), default=0)
    top = round_up(max((value for values in series.values() for value in values), default=0))
    room = (WIDTH - _LEFT) / max(steps, 1)
    wide = room * (0.8 if steps < 60 else 1) / max(len(series), 1)
    floor = HEIGHT - _BOTTOM

    def high(value: int) -> float:
        return (floor - _TOP) * value / top

    paths = {}
    for place, (name, values) in enumerate(series.items()):
        begin = _LEFT + (room - wide * len(series)) / 2 + wide * place
        paths[name] = "".join(
            f"M{begin + room * number:.1f} {floor}v{-high(value):.1f}h{wide:.1f}V{floor}z"
            for number, value in enumerate(values)
            if value
        )
    every = max(1, -(-steps // _DATES))
    return Columns(
        paths=paths,
        scale=[(round(floor - high(top * quarter // 4), 1), top * quarter // 4) for quarter in range(5)],
        marks=[(round(_LEFT + room * (number + 0.5), 1), number) for number in range(0, steps, every)],
    )


def spark(values: Sequence[int]) -> str:
    """One series, small, without a scale."""
    wide, high = SPARK
    top, room = max([*values, 1]), wide / max(len(values), 1)
    return "".join(
        f"M{room * number:.1f} {high}v{-high * value / top:.1f}h{room * 0.8:.1f}V{high}z"
        for number, value in enumerate(values)
        if value
    )
