"""Pages that answers send people to are looked at in the background: found again every week, missing ones every day.

Nothing depends on it: a text is published whatever a page does. Staff see the state and the date.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, Protocol

from bot.clock import Clock
from bot.core import links as rules
from bot.core.content import Entry
from bot.storage import content, links
from bot.storage.database import Database, Transaction
from bot.storage.links import Link

AGAIN: Final = timedelta(days=7)
SOON: Final = timedelta(days=1)
"""After a look that found nothing there."""
BROKEN: Final = 2
"""Looks in a row that must find nothing before a page counts as broken: servers have bad days."""
_LEASE: Final = timedelta(minutes=10)
_SOME: Final = 10
_ALL: Final = 3
"""Pages that must be out of reach together before it is taken for a fault of our own network."""
_POLITE: Final = 1.0
"""Seconds between two looks."""
_LONGEST: Final = 500
_LOST: Final = frozenset({"gone", "failing", "unsafe"})


class Seen(Protocol):
    """What a look found."""

    @property
    def state(self) -> str:
        """ok, gone, closed, failing or unsafe."""

    @property
    def code(self) -> int:
        """Of HTTP; 0 without an answer."""

    @property
    def moved_to(self) -> str:
        """Where redirects led; empty where they did not."""


class Pages(Protocol):
    """Whoever looks."""

    async def look(self, url: str, /) -> Seen:
        """Whether a page is there."""


class Linking:
    """One per worker with the role `jobs`."""

    def __init__(
        self, database: Database, pages: Pages, clock: Clock, *, again: timedelta = AGAIN, pause: float = _POLITE
    ) -> None:
        self._database, self._pages, self._clock = database, pages, clock
        self._again, self._pause = again, pause
        self._mark = -1

    async def step(self) -> int:
        """Look at some pages that are due. Returns how many."""
        due = await asyncio.to_thread(self._take)
        found: list[tuple[Link, Seen]] = []
        for number, link in enumerate(due):
            if number:
                await asyncio.sleep(self._pause)
            found.append((link, await self._pages.look(link.url)))
        if len(found) >= _ALL and all(seen.state == "failing" and not seen.code for _link, seen in found):
            return 0  # it is we who are cut off; the lease runs out and they are looked at again
        await asyncio.to_thread(self._note, found)
        return len(due)

    def _take(self) -> list[Link]:
        now = self._clock()
        with self._database.read() as tx:
            mark = content.mark(tx)
            entries = content.newest(tx) if mark != self._mark else {}
            if mark == self._mark and not links.any_due(tx, now):
                return []
        with self._database.write() as tx:
            if mark != self._mark:
                urls = {url for _number, entry, _live in entries.values() for url in rules.of_entry(entry)}
                links.keep(tx, [url for url in urls if len(url) <= _LONGEST], now)
                self._mark = mark
            return links.take(tx, now, now + _LEASE, _SOME)

    def _note(self, looks: Sequence[tuple[Link, Seen]]) -> None:
        now = self._clock()
        with self._database.write() as tx:
            for link, seen in looks:
                lost = seen.state in _LOST
                found = Link(
                    url=link.url,
                    checked_at=now,
                    state=seen.state,
                    code=seen.code,
                    moved_to=seen.moved_to,
                    failures=link.failures + 1 if lost else 0,
                )
                links.note(tx, found, now + (SOON if lost else self._again))


def of_entry(tx: Transaction, entry: Entry) -> list[tuple[str, Link | None]]:
    """Every page an entry sends people to, with what is known of it."""
    urls = rules.of_entry(entry)
    known = links.of(tx, urls) if urls else {}
    return [(url, known.get(url)) for url in urls]


def lost(tx: Transaction) -> list[tuple[str, Link]]:
    """Every page that is not there, by its address, with what is known of it."""
    return sorted(links.of(tx, links.failing(tx, BROKEN)).items())


def broken(tx: Transaction, entries: Mapping[str, Entry]) -> set[str]:
    """Ids of the entries that send people to a page that is not there."""
    lost = set(links.failing(tx, BROKEN))
    if not lost:
        return set()
    ends = [url.removeprefix("https://") for url in lost]
    return {
        name
        for name, entry in entries.items()
        # Looked for as plain text first: reading every address of every answer takes long.
        if any(end.lower() in _all(entry) for end in ends) and not lost.isdisjoint(rules.of_entry(entry))
    }


def _all(entry: Entry) -> str:
    texts = (entry.whatsapp, entry.sms, entry.confirm_at, entry.source, *map(str, entry.by_place))
    return "\n".join(texts).lower()
