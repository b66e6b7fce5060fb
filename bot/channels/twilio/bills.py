"""What the account has left, and what its messages cost: Twilio's books, through the `twilio` package."""

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels.twilio.transport import Lost, Unreachable
from bot.core.costs import CURRENCY, micros
from bot.core.errors import PuenteError

log = logging.getLogger(__name__)

_PAGE: Final = 1_000


class BillsFailed(PuenteError):
    """Twilio could not be asked; it may be later."""


class Bills:
    """Reads the books; changes nothing."""

    def __init__(self, rest: Client) -> None:
        self._rest = rest

    async def balance(self) -> Decimal | None:
        """Dollars left; None for an account in another currency. Raises BillsFailed."""
        try:
            told = await self._rest.api.v2010.account.balance.fetch_async()
            return Decimal(told.balance) if told.currency == CURRENCY else None
        except (TwilioException, Unreachable, Lost, InvalidOperation, TypeError) as error:
            raise BillsFailed(type(error).__name__) from None

    async def prices(self, since: datetime, until: datetime) -> AsyncIterator[dict[str, int]]:
        """Micro-dollars by message, of those sent on the days (UTC) from `since` to `until`, a page at a time.

        Messages Twilio names no price for yet are left out, and so are prices in another currency. Raises BillsFailed.
        """
        page: dict[str, int] = {}
        try:
            # The filter knows days only, and "before" leaves its own day out.
            messages = await self._rest.messages.stream_async(
                date_sent_after=since, date_sent_before=until, page_size=_PAGE
            )
            async for message in messages:
                amount = _amount(message)
                if amount is not None:
                    page[message.sid] = amount
                if len(page) >= _PAGE:
                    yield page
                    page = {}
        except (TwilioException, Unreachable, Lost, ValueError) as error:
            raise BillsFailed(type(error).__name__) from None
        if page:
            yield page


def _amount(message: Any) -> int | None:
    """Twilio writes what it took as a negative amount."""
    if message.price is None:
        return None
    if (message.price_unit or CURRENCY) != CURRENCY:
        log.warning("a price in another currency")
        return None
    try:
        return max(micros(-Decimal(str(message.price))), 0)
    except InvalidOperation:
        return None
