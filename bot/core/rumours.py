"""Rumours people report: what is taken out of them before they are kept."""

import re
from typing import Final

LONGEST: Final = 600
"""Characters kept of a rumour."""
_MAIL: Final = re.compile(r"\S+@\S+")
_NUMBER: Final = re.compile(r"\+?\d(?:[\s.\-()]*\d){5,}")
_HANDLE: Final = re.compile(r"(?<!\w)@\w+")
_GONE: Final = "[…]"


def scrubbed(text: str) -> str:
    """`text` without numbers long enough to be a phone's or a document's, addresses of mail, and names of accounts.

    A name in plain words cannot be told from other words; people are asked not to write any.
    """
    plain = " ".join(text.split())
    for pattern in (_MAIL, _NUMBER, _HANDLE):
        plain = pattern.sub(_GONE, plain)
    return plain[:LONGEST]
