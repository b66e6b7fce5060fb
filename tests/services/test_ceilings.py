"""No ceiling is passed, however many senders there are: money a day and a month, people we write to first in 24 hours;
on both databases."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.core.messages import Order, Outcome, Outgoing, Reaction
from bot.services import campaign_facts, ceilings, housekeeping, preflight, rights
from bot.services.accounting import Accounting
from bot.services.ceilings import Ceilings, Wanted
from bot.services.templates import Templates
from bot.storage import campaigns, openings, spending
from tests.house import House
from tests.services.campaigns import OFFICER, counts, join, person, settle, started, state, template
from tests.services.test_templates import Account

SERVICE = 25_000  # Peru: 0.02 to Meta as utility, 0.005 to Twilio


def notices(house: House, campaign: int) -> list[str]:
    with house.database.read() as tx:
        return [notice.kind for notice in campaigns.unseen(tx, campaign)]


def cost(house: House) -> int:
    with house.database.read() as tx:
        return int(tx.connection.execute(select(func.sum(spending.AMOUNT))).scalar_one() or 0)


def senders_at_once(house: House, count: int = 3) -> None:
    """So many senders, each with a connection of its own, until none has anything to do."""
    broken = []

    def work(name: str) -> None:
        sender = house.new_sender(name, in_flight=7)

        async def all_of_it() -> None:
            while await sender.step():
                await sender.drain(5)

        try:
            asyncio.run(all_of_it())
        except Exception as error:
            broken.append(error)

    racing = [threading.Thread(target=work, args=(f"send-{n}",)) for n in range(count)]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert not broken


@pytest.mark.parametrize("ceiling", ["budget_day", "budget_month"])
def test_three_senders_spend_a_budget_to_the_last_message_and_not_one_more(
    new_house: Callable[..., House], ceiling: str
) -> None:
    house = new_house(**{ceiling: Decimal("0.84")})
    join(house, [person(n) for n in range(60)])
    campaign = started(house)
    senders_at_once(house)
    assert len(house.provider.created) == 33  # 33 x 0.025 = 0.825
    assert cost(house) == 33 * SERVICE
    assert counts(house, campaign) == {"accepted": 33, "waiting": 27}
    assert (state(house, campaign), notices(house, campaign)) == ("paused", [ceiling])


def test_the_next_day_has_its_own_budget_and_the_month_counts_on(new_house: Callable[..., House]) -> None:
    house = new_house(budget_day=Decimal("0.05"), budget_month=Decimal("0.1"))
    join(house, [person(n) for n in range(9)])
    campaign = started(house, template={"content_sid": template(house), "variables": {"1": "a"}})
    left = []
    for _ in range(4):
        asyncio.run(house.speak())
        left.append(len(house.provider.created))
        house.clock.move(days=1)
        house.app.desk.resume(campaign, OFFICER)
    assert left == [2, 4, 4, 4]
    assert notices(house, campaign) == []
    asyncio.run(house.speak())
    assert notices(house, campaign) == ["budget_month"]


def test_what_failed_is_free_again_when_the_ceiling_is_met(new_house: Callable[..., House]) -> None:
    house = new_house(budget_day=Decimal("0.1"))
    join(house, [person(n) for n in range(12)])
    campaign = started(house)
    failing = {house.phone(person(n)).address for n in range(3)}

    async def fate(order: Order) -> Outcome:
        if order.recipient in failing:
            return await house.provider.refuse(order, code=63024, reaction=Reaction.DROP, tries=1)
        return await house.provider.accept(order)

    house.provider.fate = fate
    asyncio.run(house.speak(house.new_sender(in_flight=3)))
    assert counts(house, campaign) == {"failed": 3, "accepted": 4, "waiting": 5}
    assert cost(house) == 4 * SERVICE


class Books:
    """The provider's books: it has taken twice what was thought."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def balance(self) -> Decimal | None:
        return None

    async def prices(self, since: datetime, until: datetime) -> AsyncIterator[dict[str, int]]:
        yield dict.fromkeys(self._house.provider.created, 2 * SERVICE)


def test_what_was_billed_dearer_is_counted_from_the_next_message_on(new_house: Callable[..., House]) -> None:
    house = new_house(budget_day=Decimal("0.2"))
    join(house, [person(n) for n in range(9)])
    campaign = started(house)
    sender = house.new_sender(in_flight=3)

    async def three() -> None:
        await sender.step()
        await sender.drain(5)

    asyncio.run(three())
    house.clock.move(hours=1)
    join(house, [person(n) for n in range(9)], alerts=None)
    books = Accounting(house.database, Books(house), Templates(house.database, Account(), house.clock), house.clock)
    assert asyncio.run(books.bill()) == 3
    asyncio.run(house.speak())
    assert counts(house, campaign) == {"accepted": 5, "waiting": 4}  # 3 x 0.05 + 2 x 0.025
    assert notices(house, campaign) == ["budget_day"]


def test_who_is_erased_does_not_make_room(new_house: Callable[..., House]) -> None:
    house = new_house(budget_day=Decimal("0.05"))
    people = join(house, [person(n) for n in range(4)])
    campaign = started(house)
    asyncio.run(house.speak())
    with house.database.write() as tx:
        rights.erase(tx, people[0], house.clock())
    house.app.desk.resume(campaign, OFFICER)
    asyncio.run(house.speak())
    assert len(house.provider.created) == 2
    assert notices(house, campaign) == ["budget_day"]


def test_a_budget_set_in_the_middle_of_the_day_counts_what_left_before(
    house: House, new_house: Callable[..., House]
) -> None:
    join(house, [person(n) for n in range(6)])
    campaign = started(house)
    asyncio.run(house.speak(house.new_sender(in_flight=6)))
    join(house, [person(n) for n in range(6, 12)])
    later = new_house(budget_day=Decimal("0.2"))
    campaign = started(later)
    assert asyncio.run(later.speak()) == 2
    assert notices(house, campaign) == ["budget_day"]


# Meta's limit of people we write to first


def outside(house: House, first: int, last: int) -> None:
    join(house, [person(n) for n in range(first, last)], wrote=timedelta(days=3))


def with_template(house: House) -> dict[str, object]:
    return {"template": {"content_sid": template(house), "variables": {"1": "{nombre|vecina}"}}}


def test_three_senders_write_first_to_as_many_as_meta_allows_and_the_rest_follows_day_by_day(
    new_house: Callable[..., House],
) -> None:
    house = new_house(meta_limit=10)
    outside(house, 0, 25)
    join(house, [person(n) for n in range(100, 105)])
    campaign = started(house, **with_template(house))
    began = house.clock()
    senders_at_once(house)
    assert counts(house, campaign) == {"accepted": 15, "waiting": 15}  # who is inside the window takes no place
    assert state(house, campaign) == "running"
    zone = house.app.settings.timezone
    tomorrow = (began + timedelta(days=1)).astimezone(zone).isoformat(timespec="seconds")
    assert campaign_facts.held(house.database, campaign, zone, house.clock()) == {
        "meta_limit": {"people": 15, "from": tomorrow}
    }
    left = []
    for hours in (23, 1, 23, 1):
        house.clock.move(hours=hours)
        senders_at_once(house)
        left.append(len(house.provider.created))
    settle(house)
    assert left == [15, 25, 25, 30]
    assert (counts(house, campaign), state(house, campaign)) == ({"accepted": 30}, "done")


def test_writing_again_to_the_same_people_takes_no_place(new_house: Callable[..., House]) -> None:
    house = new_house(meta_limit=3)
    outside(house, 0, 3)
    for _ in range(2):
        campaign = started(house, **with_template(house))
        asyncio.run(house.speak())
        assert counts(house, campaign) == {"accepted": 3}
        house.clock.move(seconds=10)


def test_a_reminder_by_a_template_takes_a_place_and_is_never_held_up(new_house: Callable[..., House]) -> None:
    house = new_house(meta_limit=2)
    for _ in range(3):
        house.owe_all(
            {person(100 + house.owed): Outgoing(text="recordatorio", content_sid="HX" + "c" * 32)},
            wrote=timedelta(days=2),
        )
    assert asyncio.run(house.speak()) == 3
    house.clock.move(seconds=10)
    outside(house, 0, 2)
    campaign = started(house, **with_template(house))
    assert asyncio.run(house.speak()) == 0
    assert counts(house, campaign) == {"waiting": 2, "refused": 3}
    house.clock.move(days=1)
    assert asyncio.run(house.speak()) == 2


def test_a_look_ahead_counts_those_meta_counts(new_house: Callable[..., House]) -> None:
    """Inside the window nothing is opened, by a template or not."""
    house = new_house(meta_limit=2)
    outside(house, 0, 5)
    join(house, [person(n) for n in range(10, 14)])
    fields = {"body": None, **with_template(house)}
    campaign = house.app.desk.create({k: v for k, v in {**DOCUMENT, **fields}.items() if v is not None}, OFFICER)
    found = preflight.look(house.database, campaign, house.app.preflight, house.clock())
    assert (found.by_template, found.new_contacts, found.meta_days) == (9, 5, 3)


DOCUMENT = {"name": "x", "body": {"es": "a"}, "audience": {"languages": ["es"]}}


def test_what_is_too_old_to_count_is_forgotten(new_house: Callable[..., House]) -> None:
    house = new_house(meta_limit=5)
    outside(house, 0, 3)
    started(house, **with_template(house))
    asyncio.run(house.speak())
    assert house.rows("openings") == 3
    house.clock.move(days=3)
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert house.rows("openings") == 0


# The rule by itself


@dataclass
class Line:
    """What left, to be counted by hand."""

    opened: list[tuple[datetime, int]] = field(default_factory=list)
    money: list[tuple[datetime, int]] = field(default_factory=list)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 900),  # minutes later
            st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 9)), min_size=1, max_size=8),
        ),
        max_size=25,
    )
)
def test_by_hand_no_24_hours_and_no_day_ever_hold_more(
    house: House, claims: list[tuple[int, list[tuple[int, bool, int]]]]
) -> None:
    limits, zone = Ceilings(per_day=Decimal("0.000030"), new_contacts=4), house.app.settings.timezone
    house.clock.move(days=90)
    line, now = Line(), house.clock()
    for minutes, wanted in claims:
        now += timedelta(minutes=minutes)
        asked = [
            Wanted(row=n, address_id=address, price=price, opens=opens)
            for n, (address, opens, price) in enumerate({one[0]: one for one in wanted}.values())
        ]
        with house.database.write() as tx:
            granted = ceilings.grant(tx, limits, zone, asked, now)
        for one in asked:
            if one.row in granted.rows:
                line.money.append((now, one.price))
                line.opened += [(now, one.address_id)] if one.opens else []
        waiting = {one.row for one in asked} - granted.rows
        assert waiting == set(granted.until) or granted.reached == "budget_day"
        assert all(now < at <= now + timedelta(days=2) for at in granted.until.values())
        here = {address for at, address in line.opened if at > now - timedelta(hours=24)}
        assert len(here) <= 4
        today = now.astimezone(zone).date()
        assert sum(price for at, price in line.money if at.astimezone(zone).date() == today) <= 30
        if not granted.until and not granted.reached:
            assert granted.rows == {one.row for one in asked}
        with house.database.write() as tx:
            assert openings.used(tx, now) == len(here)
    house.clock.now = now
