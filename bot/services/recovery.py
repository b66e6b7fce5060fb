"""Messages that reached the provider and not us: while we were down, or while nobody could reach us.

Twilio gives a webhook up within seconds. So its list of what it received is read from time to time and compared with
what is here; what is missing is stored as if it had just been delivered, with the time at which it was written.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.clock import Clock
from bot.core.addresses import Address
from bot.core.messages import Listed
from bot.services import inbound
from bot.storage import missed
from bot.storage.database import Database

log = logging.getLogger(__name__)

EVERY: Final = timedelta(minutes=5)
"""Between two looks: one request for each of our numbers."""
LONGEST: Final = timedelta(days=3)
"""How far back a look may reach. Later a reply would need a template anyway."""
_FRESH: Final = timedelta(seconds=30)
"""A message younger than this may still be on its way to our webhook, which tells more of it than the list does. Twilio
tries for 15 seconds in all."""
_OVERLAP: Final = timedelta(minutes=10)
"""Looked at twice, because the list may lag behind."""


class Lists(Protocol):
    """Twilio, or the double of a test."""

    async def received(self, number: Address, *, since: datetime) -> list[Listed]:
        """Messages to a number of ours since then, oldest first. Raises PuenteError when it cannot be asked."""


class Recovery:
    """Compares what the provider received for `numbers` of ours with what is here."""

    def __init__(self, database: Database, provider: Lists, numbers: Sequence[Address], clock: Clock) -> None:
        self._database, self._provider, self._numbers, self._clock = database, provider, numbers, clock

    async def step(self, since: datetime | None = None) -> int:
        """Look, and store what is missing. Returns how many messages were.

        `since`: from when on, at most LONGEST ago; without it from where the last look ended. The very first look only
        marks the beginning: what a number received before it was ours to answer is nobody's question to us. Raises
        PuenteError where the provider cannot be asked; the next look begins where this one did.
        """
        now = self._clock()
        with self._database.read() as tx:
            known = missed.compared_until(tx)
        begin = since or (known and known - _OVERLAP)
        found: list[Listed] = []
        if begin is not None:
            begin = max(begin, now - LONGEST)
            for number in self._numbers:
                listed = await self._provider.received(number, since=begin)
                found += [one for one in listed if begin <= one.at < now - _FRESH]
        new = self._missing(sorted(found, key=lambda one: one.at))
        for one in new:
            inbound.receive(self._database, [one.message], one.at)
        with self._database.write() as tx:
            missed.compared(tx, now - _FRESH)
        if new:
            log.warning("messages were found at the provider that never reached us", extra={"count": len(new)})
        return len(new)

    def _missing(self, found: Sequence[Listed]) -> list[Listed]:
        missing: list[Listed] = []
        for start in range(0, len(found), 500):
            page = found[start : start + 500]
            with self._database.read() as tx:
                unknown = missed.unknown(tx, [one.message.provider_id for one in page])
            missing += [one for one in page if one.message.provider_id in unknown]
        return missing
