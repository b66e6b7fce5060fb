"""Once an hour where messages are sent: what they cost by the provider's books, what the account has left, and how our
templates stand. Each is asked on its own, so that one that fails keeps nobody from the others."""

import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol

from bot.clock import Clock
from bot.core.errors import PuenteError
from bot.services.templates import ALERT, Templates
from bot.storage import campaigns, spending
from bot.storage.database import Database

log = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=1)
LOW: Final = "balance"
"""The notice of an account that has little left."""
_SETTLED: Final = timedelta(minutes=10)
"""A price is not known at once."""
_BACK: Final = timedelta(days=3)
"""What has no price by then is not asked for again; it stays an estimate."""


class Bills(Protocol):
    """The provider's books: Twilio's, and stand-ins of tests."""

    async def balance(self) -> Decimal | None:
        """Dollars left; None where the account counts in another currency."""

    def prices(self, since: datetime, until: datetime) -> AsyncIterator[dict[str, int]]:
        """Micro-dollars by provider id of messages sent on these days, a page at a time."""


class Accounting:
    """`alarm`: dollars below which staff are told; 0: never."""

    def __init__(
        self, database: Database, bills: Bills, templates: Templates, clock: Clock, *, alarm: Decimal = Decimal(0)
    ) -> None:
        self._database, self._bills, self._templates, self._clock = database, bills, templates, clock
        self._alarm = alarm

    async def step(self) -> None:
        """Ask everything once. What could not be asked is logged and asked again next time."""
        for what, ask in (("bills", self.bill), ("balance", self.watch), ("templates", self.look)):
            try:
                await ask()
            except PuenteError as error:
                log.warning("the provider could not be asked", extra={"what": what, "reason": str(error)})

    async def bill(self) -> int:
        """Keep what the provider says our campaign messages cost. Returns how many prices were new."""
        now = self._clock()
        with self._database.read() as tx:
            oldest = spending.oldest_unbilled(tx, now - _BACK, now - _SETTLED)
        if oldest is None:
            return 0
        kept = 0
        async for page in self._bills.prices(oldest, now + timedelta(days=1)):
            with self._database.write() as tx:
                kept += spending.bill(tx, page)
        return kept

    async def watch(self) -> bool:
        """Tell staff, once, when little is left; the notice ends when there is enough. Returns whether it is low."""
        if not self._alarm:
            return False
        left = await self._bills.balance()
        if left is None:
            return False
        low, now = left < self._alarm, self._clock()
        with self._database.write() as tx:
            if low:
                campaigns.notify(tx, LOW, None, f"{left:.2f}", now)
            else:
                campaigns.over(tx, LOW, now)
        if low:
            log.error("the balance at the provider is low")
        return low

    async def look(self) -> None:
        """Ask how every template stands."""
        await self._templates.sync()
        with self._database.write() as tx:
            campaigns.over(tx, ALERT, self._clock())
