"""Pages that a text points to, with or without their `https://`."""

import re
from typing import Final

from bot.core.content import Entry

_LINK: Final = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{2,5})?(?:/[^\s()<>*_«»\"“”]*)?",
    re.IGNORECASE,
)
_CLOSING: Final = ".,;:!?…'’"
"""What ends the sentence and not the address."""


def found(text: str) -> list[str]:
    """Every address in `text` as a URL, each once, in order; `http` counts as `https`."""
    urls = []
    for match in _LINK.finditer(text):
        if text[match.end() : match.end() + 1] == "@":
            continue
        rest = match[0].rstrip(_CLOSING).rpartition("://")[2]
        host, slash, path = rest.partition("/")
        urls.append(f"https://{host.lower()}{slash}{path}")
    return list(dict.fromkeys(urls))


def of_entry(entry: Entry) -> list[str]:
    """Every address an entry sends people to: in its texts, its official page, its source."""
    return found("\n".join((entry.whatsapp, entry.sms, entry.confirm_at, entry.source, *map(str, entry.by_place))))
