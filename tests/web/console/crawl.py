"""Every page of the console as somebody finds it: by following the links from the first one on."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bot.web.console.pages import Page

_LINK: Final = re.compile(r'(?:href|hx-get)="(/console(?:[/?][^"#]*)?)')
EACH: Final = 8
"""Addresses of one list that are looked at: narrowed in several ways, its second sheet;"""
RECORDS: Final = 3
"""of a page that shows one record."""


def is_file(path: str) -> bool:
    """Whether something other than a page is got there."""
    return re.search(r"\.[a-z]+$", path) is not None


def addresses(get: Callable[[str], str], pages: Iterable[Page], start: Iterable[str] = ()) -> Mapping[str, list[str]]:
    """By the path of each page that shows something: addresses found on pages, without those of files. `get` answers
    with the text behind an address; `start`: addresses that no page leads to."""
    patterns = {
        page.path: re.compile("/console" + re.sub(r"\{\w+\}", "[^/]+", page.path))
        for page in pages
        if page.method == "GET" and not is_file(page.path)
    }
    found: dict[str, list[str]] = defaultdict(list)
    waiting = ["/console", *("/console" + path for path in patterns if path and "{" not in path), *start]
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        # What is written out goes before what has a gap: /equipo/nueva is no member of the team.
        fitting = sorted((one for one, pattern in patterns.items() if pattern.fullmatch(path)), key=lambda p: "{" in p)
        if not fitting or len(found[fitting[0]]) >= (RECORDS if "{" in fitting[0] else EACH):
            continue
        found[fitting[0]].append(address)
        for link in _LINK.findall(get(address)):
            link = html.unescape(link)
            if link not in seen and not is_file(link.partition("?")[0]) and "/static/" not in link:
                seen.add(link)
                waiting.append(link)
    return found
