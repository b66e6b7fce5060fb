"""The confusion matrix as a picture: an SVG of our own, a row for each label, a column for each topic understood.

Colours are of one blue and are readable without it: every cell carries its count. The diagonal is what was right.
"""

from collections.abc import Mapping
from html import escape
from typing import Final

CELL: Final = 34
MARGIN: Final = 170
"""Room for the names on the left and, turned, above."""
_INK: Final = "#1b2733"
_PAPER: Final = "#ffffff"
_LIGHT: Final = "#eef2f6"
_DEEP: Final = (14, 85, 140)
_WRONG: Final = (170, 60, 20)


def draw(matrix: Mapping[str, Mapping[str, int]]) -> str:
    """`matrix` gives for each label how often what was understood. Shades are shares of the row."""
    columns = list(dict.fromkeys([*matrix, *(name for row in matrix.values() for name in sorted(row))]))
    width, height = MARGIN + CELL * len(columns) + 50, MARGIN + CELL * len(matrix) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        '<g font-family="sans-serif" font-size="12">',
        "<title>Confusion matrix: label by row, understood by column</title>",
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
    ]
    for place, name in enumerate(columns):
        x = MARGIN + CELL * place + CELL // 2 + 4
        parts.append(f'<text transform="translate({x},{MARGIN - 8}) rotate(-60)" fill="{_INK}">{escape(name)}</text>')
    for line, (label, row) in enumerate(matrix.items()):
        y, whole = MARGIN + CELL * line, sum(row.values())
        baseline = y + CELL // 2 + 4
        parts.append(f'<text x="{MARGIN - 8}" y="{baseline}" text-anchor="end" fill="{_INK}">{escape(label)}</text>')
        for place, name in enumerate(columns):
            x, count = MARGIN + CELL * place, row.get(name, 0)
            share = count / whole if whole else 0.0
            fill = _shade(share, _DEEP if name == label else _WRONG) if count else _LIGHT
            parts.append(f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" fill="{fill}"/>')
            if count:
                ink = _PAPER if share > 0.5 else _INK
                middle = x + CELL // 2 - 1
                parts.append(f'<text x="{middle}" y="{baseline}" text-anchor="middle" fill="{ink}">{count}</text>')
        parts.append(f'<text x="{MARGIN + CELL * len(columns) + 6}" y="{baseline}" fill="{_INK}">of {whole}</text>')
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _shade(share: float, deep: tuple[int, int, int]) -> str:
    """From nearly white to `deep`; a single case among many is still seen."""
    strength = 0.15 + 0.85 * share
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in deep)
