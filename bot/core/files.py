"""A picture or a voice file of an answer, for people who read with difficulty. The text says everything without it.

What Twilio takes for WhatsApp with a caption: JPEG, PNG, OGG with Opus, MP3; up to 16 MB. Ours are far smaller: the
people who get them pay for their data.
"""

import re
from typing import Final

KINDS: Final = {"jpg": "image/jpeg", "png": "image/png", "ogg": "audio/ogg", "mp3": "audio/mpeg"}
"""By the end of a file's name, which Twilio must be told in the answer's Content-Type."""
CAPTION: Final = 1_000
"""Characters of a text that may go with a picture: WhatsApp shows 1,024 under one. Longer texts offer it instead."""
_NAME: Final = re.compile(r"[0-9a-f]{32}\.(jpg|png|ogg|mp3)")


def is_name(name: str) -> bool:
    """Whether this is the name of a file of ours: 128 bits that nobody guesses, and what it is."""
    return _NAME.fullmatch(name) is not None


def is_picture(name: str) -> bool:
    """Whether it is seen and not heard."""
    return name.endswith((".jpg", ".png"))


def media_type(name: str) -> str:
    """What a web server says it is."""
    return KINDS[name.rpartition(".")[2]]
