"""Every page of the console as somebody finds it: by following the links from the first one on."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bot.web.console.pages import Page

_LINK: Final = re.compile(r'(?:href|hx-get)="(/console(?:[/?][^"#]*)?)')
EACH: Final = 3
"""Addresses of one page that are looked at: a list, its second sheet, one that was narrowed."""


def addresses(get: Callable[[str], str], pages: Iterable[Page]) -> Mapping[str, list[str]]:
    """By the path of each page that shows something: addresses found on pages, without those of files. `get` answers
    with the text behind an address."""
    patterns = {
        page.path: re.compile("/console" + re.sub(r"\{\w+\}", "[^/]+", page.path))
        for page in pages
        if page.method == "GET" and not page.path.endswith((".csv", ".xlsx"))
    }
    found: dict[str, list[str]] = defaultdict(list)
    waiting = ["/console", *("/console" + path for path in patterns if path and "{" not in path)]
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        # What is written out goes before what has a gap: /equipo/nueva is no member of the team.
        fitting = sorted((one for one, pattern in patterns.items() if pattern.fullmatch(path)), key=lambda p: "{" in p)
        if not fitting or len(found[fitting[0]]) >= EACH:
            continue
        found[fitting[0]].append(address)
        for link in _LINK.findall(get(address)):
            link = html.unescape(link)
            if link not in seen and "/static/" not in link:
                seen.add(link)
                waiting.append(link)
    return found
