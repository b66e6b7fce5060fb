"""Every payload into every field of the console, and in messages and files, rendered in Chromium: the long version of
tests/web/console/test_injection.py."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.core.staff import Role
from bot.services import publishing
from tests.conftest import Hands
from tests.services.conftest import ENTRIES
from tests.web.console.attended import Attended
from tests.web.console.brought import brought
from tests.web.console.conftest import Staffed, opened
from tests.web.console.eyes import eyes
from tests.web.console.injection import PAYLOADS
from tests.web.console.test_injection import OURS, attacked

ALONE: Final = 10
"""Payloads typed into each field with nothing wrong beside it, so that forms take them."""
_SHOWN: Final = 10


@dataclass(kw_only=True)
class Result:
    """`fields`: everything that can be sent, `written` those that take a text. `kept_by_pages`: how often one took it;
    `rendered`: answers that Chromium showed. `broken`: where it was more than text, or a page broke; `first`: some."""

    payloads: int
    fields: int
    written: int
    rendered: int
    kept_by_pages: int
    pages: int
    broken: int
    first: list[str] = field(default_factory=list)


def run(home: Path, database_url: str) -> Result:
    """Type, then look at every page."""
    clock = Hands()
    app = opened(home / "desk", clock, database_url=database_url, **OURS)
    desk = Staffed(app, clock)
    try:
        publishing.propose(desk.app.database, ENTRIES, author="release", now=clock())
        publishing.publish(desk.app.database, clock())
        for role in Role:
            desk.join(role.value, role)
        attack = attacked(desk)
        with eyes(desk.browser()) as chrome:
            attack.run(ALONE)
            attack.eyes = chrome
            attack.flood(range(len(PAYLOADS)))
            brought(attack, Attended(desk), PAYLOADS)
            pages = attack.look()
            for page in pages:
                attack.see(page)
            chrome.close()
            attack.faults += chrome.faults
        return Result(
            payloads=len(attack.used),
            fields=len(attack.fields),
            written=len(attack.written),
            rendered=chrome.seen,
            kept_by_pages=attack.stored,
            pages=len(pages),
            broken=len(attack.faults),
            first=attack.faults[:_SHOWN],
        )
    finally:
        desk.close()
