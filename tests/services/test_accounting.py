"""What campaigns cost: taken when messages leave, corrected by the provider's books."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.errors import PuenteError
from bot.core.messages import Order, Outcome
from bot.core.templates import Category
from bot.services import rights
from bot.services.accounting import Accounting
from bot.services.templates import Templates
from bot.storage import campaigns, spending
from tests.house import House
from tests.services.campaigns import join, person, settle, started, template
from tests.services.test_templates import Account

SERVICE = 25_000  # Peru: 0.02 to Meta as utility, 0.005 to Twilio
MARKETING = 75_300


class Books:
    """The provider's books, in memory."""

    def __init__(self) -> None:
        self.left: Decimal | None = Decimal(100)
        self.told: dict[str, int] = {}
        self.asked: list[tuple[datetime, datetime]] = []
        self.away = False

    async def balance(self) -> Decimal | None:
        if self.away:
            raise PuenteError("away")
        return self.left

    async def prices(self, since: datetime, until: datetime) -> AsyncIterator[dict[str, int]]:
        self.asked.append((since, until))
        if self.away:
            raise PuenteError("away")
        yield self.told


def accounting(house: House, books: Books, **options: Decimal) -> Accounting:
    return Accounting(house.database, books, Templates(house.database, Account(), house.clock), house.clock, **options)


def spent(house: House, campaign: int) -> spending.Spent:
    with house.database.read() as tx:
        return spending.of_campaign(tx, campaign)


def go(house: House) -> int:
    sent = asyncio.run(house.speak())
    settle(house)
    return sent


def test_each_message_is_priced_when_it_leaves_by_country_channel_and_form(house: House) -> None:
    sid = template(house, category=Category.MARKETING)
    join(house, [person(1), "whatsapp:PE.1A2B3C"])
    join(house, [person(2)], wrote=timedelta(days=2))
    campaign = started(house, template={"content_sid": sid, "variables": {"1": "{nombre}"}})
    assert go(house) == 3
    assert sorted(house.column("attempts", "cost")) == [SERVICE, SERVICE, MARKETING]
    assert spent(house, campaign).estimated == 2 * SERVICE + MARKETING


def test_an_sms_costs_by_its_parts(house: House) -> None:
    join(house, [person(1, "sms")])
    campaign = started(house, channel="sms", body={"es": "Hola " * 40})
    go(house)
    assert spent(house, campaign).estimated == 2 * 247_600


def test_what_failed_costs_nothing_and_a_reply_is_no_campaigns(house: House) -> None:
    async def fail(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=63024)

    join(house, [person(1)])
    house.provider.fate = fail
    campaign = started(house)
    go(house)
    house.provider.fate = house.provider.accept
    house.owe("respuesta", person(2))
    asyncio.run(house.speak())
    found = spent(house, campaign)
    assert (found.total, found.estimated_attempts) == (0, 0)
    assert [cost for cost in house.column("attempts", "cost") if cost is None] == [None]


def test_the_providers_price_takes_the_place_of_the_estimate_once(house: House) -> None:
    books = Books()
    join(house, [person(1), person(2)])
    campaign = started(house)
    go(house)
    books.told = {sid: 5_000 + n for n, sid in enumerate(house.provider.created)} | {"SMother": 9}
    first, second = accounting(house, books), accounting(house, books)
    assert asyncio.run(first.bill()) == 0  # too soon to ask
    house.clock.move(hours=1)
    assert asyncio.run(first.bill()) == 2
    assert asyncio.run(second.bill()) == 0
    assert len(books.asked) == 1  # nothing left to ask for
    found = spent(house, campaign)
    assert (found.billed, found.billed_attempts, found.estimated, found.estimated_attempts) == (10_001, 2, 0, 0)


def test_what_has_no_price_after_three_days_stays_an_estimate(house: House) -> None:
    books = Books()
    join(house, [person(1)])
    campaign = started(house)
    go(house)
    house.clock.move(days=4)
    assert asyncio.run(accounting(house, books).bill()) == 0
    assert books.asked == []
    assert spent(house, campaign).estimated == SERVICE


def test_a_person_who_is_erased_leaves_the_cost(house: House) -> None:
    (who, _) = join(house, [person(1), person(2)])
    campaign = started(house)
    go(house)
    with house.database.write() as tx:
        rights.erase(tx, who, house.clock())
    found = spent(house, campaign)
    assert (found.total, found.gone, found.estimated) == (2 * SERVICE, SERVICE, SERVICE)


def told(house: House) -> list[tuple[str, str]]:
    with house.database.read() as tx:
        return [(notice.kind, notice.detail) for notice in campaigns.unseen(tx)]


def test_staff_are_told_once_when_little_is_left_how_much_and_no_longer_when_there_is_enough(house: House) -> None:
    books = Books()
    watching = accounting(house, books, alarm=Decimal(10))
    for left in ("9.99", "9.50", "2"):
        books.left = Decimal(left)
        assert asyncio.run(watching.watch())
        assert told(house) == [("balance", f"{Decimal(left):.2f}")]
    assert house.rows("notices") == 1
    books.left = Decimal(10)
    assert not asyncio.run(watching.watch())
    assert told(house) == []
    assert house.rows("notices") == 1


def test_whoever_wants_no_alarm_any_more_is_told_no_longer(house: House) -> None:
    books = Books()
    books.left = Decimal(1)
    assert asyncio.run(accounting(house, books, alarm=Decimal(10)).watch())
    assert not asyncio.run(accounting(house, books).watch())
    assert told(house) == []


def test_an_account_in_another_currency_is_told_of_for_nobody_watches_it(house: House) -> None:
    books = Books()
    books.left = Decimal(1)
    watching = accounting(house, books, alarm=Decimal(10))
    asyncio.run(watching.watch())
    books.left = None
    for _ in range(2):
        assert not asyncio.run(watching.watch())
        assert told(house) == [("balance_currency", "")]
    books.left = Decimal(50)
    asyncio.run(watching.watch())
    assert told(house) == []


def test_what_is_left_is_asked_every_few_minutes_and_the_books_once_an_hour(house: House) -> None:
    books = Books()
    join(house, [person(1)])
    started(house)
    go(house)
    house.clock.move(hours=1)
    watching = accounting(house, books, alarm=Decimal(10))
    lows = []
    for minute in range(0, 65, 5):
        books.left = Decimal(5 if minute == 5 else 50)
        asyncio.run(watching.step())
        lows.append(told(house) != [])
        house.clock.move(minutes=5)
    assert lows == [False, True, *[False] * 11]
    assert len(books.asked) == 2


def test_books_that_do_not_answer_keep_nobody_from_the_rest(house: House) -> None:
    books = Books()
    books.away = True
    template(house)
    join(house, [person(1)])
    started(house)
    go(house)
    house.clock.move(hours=1)
    asyncio.run(accounting(house, books, alarm=Decimal(10)).step())
    assert house.column("templates", "status") == ["gone"]


def test_when_it_was_delivered_and_read_is_kept_whatever_the_order(house: House) -> None:
    join(house, [person(1), person(2)])
    started(house)
    go(house)
    ids = house.column("attempts", "id")
    sids = {order.attempt: sid for sid, order in house.provider.created.items()}
    first = house.clock()
    asyncio.run(house.report(ids[0], "delivered", sid=sids[ids[0]]))
    house.clock.move(minutes=5)
    asyncio.run(house.report(ids[0], "read", sid=sids[ids[0]]))
    asyncio.run(house.report(ids[1], "read", sid=sids[ids[1]]))
    house.clock.move(minutes=5)
    asyncio.run(house.report(ids[1], "delivered", sid=sids[ids[1]]))
    later = first + timedelta(minutes=5)
    assert house.column("attempts", "delivered_at") == [first, later]
    assert house.column("attempts", "read_at") == [later, later]
