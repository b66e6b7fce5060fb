"""Turns what phones and carriers send as text into text that can be stored, compared and shown."""

import base64
import binascii
import re
from typing import Final

LONGEST: Final = 4096
"""Characters kept of one message: WhatsApp's own limit for a text."""
CUT_MARK: Final = "…"

_LINE_END: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width and direction marks, tags. Joiners go too: family emoji fall
# apart into their members, but kept they would hide a stop word from the eye of the program.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_BROKEN: Final = re.compile("[\ud800-\udfff]+")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")


def clean(text: str) -> str:
    """Return `text` without NUL, controls, invisible marks and outer blanks; broken unicode becomes one U+FFFD.

    Longer than `LONGEST` is cut there and ends with `CUT_MARK`. Never raises, never returns a surrogate.
    """
    if not (text.isascii() and text.isprintable()):
        text = _BROKEN.sub("\ufffd", _INVISIBLE.sub("", _LINE_END.sub("\n", text)))
    text = text.strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT_MARK


def unwrap(text: str) -> str:
    """Undo the base64 in which some carriers hand long SMS to Twilio, where it is certain; else return `text`.

    Certain: one long base64 word that decodes to UTF-8 prose, that is several printable words. Sixty random base64
    letters almost never decode to valid UTF-8, so codes and tokens people forward stay as they are.
    """
    if len(text) % 4 or not _BASE64.fullmatch(text):
        return text
    try:
        inner = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text
    prose = len(inner.split()) >= 3 and all(c.isprintable() or c in "\r\n\t" for c in inner)
    return inner if prose else text
