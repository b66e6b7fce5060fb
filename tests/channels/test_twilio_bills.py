"""Twilio's books: what is left, and what each message cost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.channels.twilio.bills import Bills, BillsFailed
from bot.channels.twilio.client import Credentials
from bot.channels.twilio.fake import Script
from bot.core.addresses import parse
from bot.core.messages import Order
from tests.channels.conftest import Start
from tests.channels.world import ACCOUNT, NUMBER, PERSON, World

pytestmark = pytest.mark.anyio
SMS = "+51999888777"


def order(to: str, sender: str, text: str = "hola", attempt: int = 1) -> Order:
    return Order(attempt=attempt, sender=parse(sender), recipient=parse(to), text=text)


async def prices(world: World) -> dict[str, int]:
    now = datetime.now(UTC)
    found: dict[str, int] = {}
    async for page in Bills(world.provider.rest).prices(now - timedelta(days=1), now + timedelta(days=1)):
        found |= page
    return found


async def test_the_balance_is_read(start: Start) -> None:
    world = await start()
    world.fake.balance = "7.25"
    assert await Bills(world.provider.rest).balance() == Decimal("7.25")
    world.fake.currency = "PEN"
    assert await Bills(world.provider.rest).balance() is None


async def test_the_price_of_each_message_comes_as_micro_dollars_once_it_is_known(start: Start) -> None:
    world = await start(Script(callbacks=("sent", "delivered"), callback_delay=0))
    sent = [
        await world.provider.send(order(PERSON, NUMBER)),
        await world.provider.send(order(SMS, "+51900000000", "a" * 161, attempt=2)),
    ]
    await world.fake.callbacks.settled()
    assert await prices(world) == {sent[0].provider_id: 25_000, sent[1].provider_id: 500_000}
    assert await Bills(world.provider.rest).balance() == Decimal(100) - Decimal("0.525")


async def test_a_message_that_waits_has_no_price(start: Start) -> None:
    world = await start(Script(callbacks=()))
    await world.provider.send(order(PERSON, NUMBER))
    assert await prices(world) == {}


async def test_books_that_do_not_open_say_so(start: Start) -> None:
    world = await start(provider={"credentials": Credentials(account_sid=ACCOUNT, auth_token="wrong")})
    with pytest.raises(BillsFailed):
        await Bills(world.provider.rest).balance()
    with pytest.raises(BillsFailed):
        await prices(world)
