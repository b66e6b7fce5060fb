"""Cells as text: what a cell may hold, and how it is written so that no program takes it for a formula."""

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 32_767
"""Characters of a cell: what Excel holds. All ways to ask of one entry are one cell, of 6,500 so far."""
FORMULA: Final = tuple("=+-@\t\r\n\0")
"""What a formula may begin with, in one program or another."""
_LONGEST_NAME: Final = 40
"""Letters of the heading of a column; what is longer is none."""
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def escaped(text: str) -> str:
    """A cell no program takes for a formula: an apostrophe stands in front of what could begin one. What cannot be
    shown is left out."""
    shown = _HIDDEN.sub("", text)
    return f"'{shown}" if text.startswith(FORMULA) or shown.startswith((*FORMULA, "'")) else shown


def unescaped(text: str) -> str:
    """The cell as it was before `escaped`."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text


def heading(names: Sequence[str], column: int) -> str:
    """What `names`, the first row, call a column (from 0); its letter as spreadsheets show it where they do not."""
    name = names[column].strip() if column < len(names) else ""
    return name if 0 < len(name) <= _LONGEST_NAME else _letters(column + 1)


def _letters(number: int) -> str:
    """1: A, 26: Z, 27: AA."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
