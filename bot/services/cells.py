"""Cells as text: what a cell may hold, and how it is written so that no program takes it for a formula."""

import re
from typing import Final

LONGEST: Final = 32_767
"""Characters of a cell: what Excel holds. All ways to ask of one entry are one cell, of 6,500 so far."""
FORMULA: Final = tuple("=+-@\t\r\n\0")
"""What a formula may begin with, in one program or another."""
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def escaped(text: str) -> str:
    """A cell no program takes for a formula: an apostrophe stands in front of what could begin one. What cannot be
    shown is left out."""
    shown = _HIDDEN.sub("", text)
    return f"'{shown}" if text.startswith(FORMULA) or shown.startswith((*FORMULA, "'")) else shown


def unescaped(text: str) -> str:
    """The cell as it was before `escaped`."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text
