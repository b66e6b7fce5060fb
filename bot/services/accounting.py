"""Where messages are sent: what they cost by the provider's books and how our templates stand, once an hour, and what
the account has left, every few minutes. Each is asked on its own: one that fails keeps nobody from the others."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol

from bot.clock import Clock
from bot.core.errors import PuenteError
from bot.services.templates import ALERT, Templates
from bot.storage import campaigns, spending
from bot.storage.database import Database

log = logging.getLogger(__name__)

EVERY: Final = timedelta(minutes=5)
"""Between two steps. A campaign at full rate takes some US$ 600 from the account in that time, in an hour thousands."""
_BOOKS: Final = timedelta(hours=1)
LOW: Final = "balance"
"""The notice of an account that has little left."""
BLIND: Final = "balance_currency"
"""The notice of an account in another currency, of which nobody is told when it has little left."""
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
        self._read_at: datetime | None = None

    async def step(self) -> None:
        """Ask what is due. What could not be asked is logged and asked again next time."""
        asked: list[tuple[str, Callable[[], Awaitable[object]]]] = [("balance", self.watch)]
        now = self._clock()
        if self._read_at is None or now - self._read_at >= _BOOKS:
            self._read_at = now
            asked += [("bills", self.bill), ("templates", self.look)]
        for what, ask in asked:
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
        """Tell staff when little is left, and how much the last time it was asked; the notice ends when there is enough
        or nobody wants to be told. Returns whether it is low."""
        left = await self._bills.balance() if self._alarm else None
        low, now = left is not None and left < self._alarm, self._clock()
        with self._database.write() as tx:
            if low:
                campaigns.notify(tx, LOW, None, f"{left:.2f}", now, latest=True)
            else:
                campaigns.over(tx, LOW, now)
            if self._alarm and left is None:
                campaigns.notify(tx, BLIND, None, "", now)
            else:
                campaigns.over(tx, BLIND, now)
        if low:
            log.error("the balance at the provider is low")
        return low

    async def look(self) -> None:
        """Ask how every template stands."""
        await self._templates.sync()
        with self._database.write() as tx:
            campaigns.over(tx, ALERT, self._clock())
