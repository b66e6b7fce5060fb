"""Messages that reached the provider while nobody could reach us are found again, once each."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.twilio.client import LookupFailed
from bot.core.addresses import Address, parse
from bot.core.messages import Form, Listed, Received
from bot.services import housekeeping, rights
from bot.services.recovery import LONGEST, Recovery
from bot.storage import copies, missed
from bot.storage.database import Database
from tests.house import OURS, House

NUMBERS = [Address(channel, number) for channel, number in OURS.items()]
PERSON = "whatsapp:+51911111111"


class Books:
    """What the provider has received, as it lists it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.listed: list[Listed] = []
        self.away = False
        self.asked: list[datetime] = []

    def write(self, text: str, person: str = PERSON, sid: str = "") -> str:
        """Somebody writes, and our webhook is not told."""
        sender = parse(person)
        message = Received(
            provider_id=sid or f"SM{len(self.listed):032d}",
            sender=sender,
            recipient=Address(sender.channel, OURS[sender.channel]),
            form=Form.TEXT,
            text=text,
        )
        self.listed.append(Listed(message=message, at=self._house.clock()))
        return message.provider_id

    async def received(self, number: Address, *, since: datetime) -> list[Listed]:
        self.asked.append(since)
        if self.away:
            raise LookupFailed(1.0)
        return [one for one in self.listed if one.message.recipient == number and one.at >= since]


@pytest.fixture
def books(house: House) -> Books:
    return Books(house)


def look(house: House, books: Books, **more: datetime) -> int:
    return asyncio.run(Recovery(house.database, books, NUMBERS, house.clock).step(**more))


@pytest.fixture
def begun(house: House, books: Books) -> Books:
    """Somebody has looked before, just now."""
    look(house, books)
    return books


def test_two_hundred_messages_of_an_outage_are_found_and_answered_once(house: House, begun: Books) -> None:
    people = [f"whatsapp:+5191{number:07d}" for number in range(99)] + ["+51922222222"]
    for round_ in range(2):
        for person in people:
            begun.write(f"C01 {round_}", person)
        house.clock.move(minutes=2)
    house.clock.move(minutes=1)
    assert look(house, begun) == 200
    assert len(asyncio.run(house.think())) == 200
    assert look(house, begun) == 0
    house.clock.move(minutes=5)
    assert look(house, begun) == 0
    assert house.rows("inbound") == 200
    assert house.rows("outbound") == 200


def test_what_the_webhook_told_is_left_alone_and_what_it_tells_later_is_a_repeat(house: House, begun: Books) -> None:
    told, late = house.phone().text("C01"), house.phone().text("menu")
    assert asyncio.run(house.post(told)) == 200
    begun.write("C01", sid=told.sid)
    begun.write("menu", sid=late.sid)
    house.clock.move(minutes=1)
    assert look(house, begun) == 1
    assert asyncio.run(house.post(late)) == 200
    assert house.rows("inbound") == 2


def test_a_message_that_may_still_be_on_its_way_is_left_to_the_webhook(house: House, begun: Books) -> None:
    begun.write("C01")
    house.clock.move(seconds=20)
    assert look(house, begun) == 0
    house.clock.move(seconds=20)
    assert look(house, begun) == 1


def test_it_is_dated_as_it_was_written_and_shortens_nobodys_window(house: House, begun: Books) -> None:
    written = house.clock()
    begun.write("C01")
    house.clock.move(hours=2)
    assert asyncio.run(house.post(house.phone().text("hola"))) == 200
    now = house.clock()
    assert look(house, begun) == 1
    assert house.column("inbound", "received_at") == [now, written]
    assert house.column("addresses", "last_inbound_at") == [now]


def test_a_number_that_is_new_to_us_brings_none_of_its_past(house: House, books: Books) -> None:
    books.write("C01")
    house.clock.move(hours=1)
    assert look(house, books) == 0
    books.write("menu")
    house.clock.move(hours=1)
    assert look(house, books) == 1


def test_somebody_who_was_erased_does_not_come_back(house: House, begun: Books) -> None:
    sids = [house.phone().text(words) for words in ("C01", "borrar mis datos")]
    for one in sids:
        asyncio.run(house.post(one))
        begun.write("x", sid=one.sid)
    house.clock.move(minutes=1)
    with house.database.write() as tx:
        rights.erase(tx, house.column("contacts", "id")[0], house.clock())
    assert look(house, begun) == 0
    assert house.rows("contacts") == 0
    house.clock.move(days=8)
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert house.rows("erased") == 0


def test_while_the_provider_cannot_be_asked_the_next_look_begins_where_this_one_did(house: House, begun: Books) -> None:
    begun.write("C01")
    house.clock.move(hours=1)
    begun.away = True
    with pytest.raises(LookupFailed):
        look(house, begun)
    house.clock.move(hours=1)
    begun.away = False
    assert look(house, begun) == 1


def test_a_look_reaches_back_three_days_and_no_further(house: House, begun: Books) -> None:
    begun.write("C01")
    house.clock.move(days=4)
    begun.write("menu")
    house.clock.move(minutes=1)
    assert look(house, begun) == 1
    assert house.clock() - min(begun.asked) == LONGEST


def test_one_can_look_again_further_back(house: House, begun: Books) -> None:
    house.clock.move(hours=5)
    begun.write("C01")
    house.clock.move(hours=5)
    with house.database.write() as tx:
        missed.compared(tx, house.clock())
    assert look(house, begun) == 0
    assert look(house, begun, since=house.clock() - timedelta(hours=6)) == 1


def test_a_restored_copy_of_another_day_does_not_answer_what_came_since(
    house: House, begun: Books, tmp_path: Path
) -> None:
    copies.backup(house.database, tmp_path / "copy")
    begun.write("C01")
    house.clock.move(hours=1)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}", house.app.vault)
    copies.restore(other, tmp_path / "copy")
    assert asyncio.run(Recovery(other, begun, NUMBERS, house.clock).step()) == 0
    other.close()
