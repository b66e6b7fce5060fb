"""A row that does not open costs its own person something, and nobody else anything."""

import asyncio

import pytest
from sqlalchemy import update

from bot.core.addresses import parse
from bot.core.conversation import Outcome as Turned
from bot.core.messages import Outcome, Reaction, Status
from bot.storage import cases, contacts, inbound, schema
from tests.house import House

PERSON, OTHER = "whatsapp:+51911111111", "whatsapp:+51922222222"


def damage(house: House, column: str) -> None:
    """The value in the first row is no longer what was sealed."""
    table = schema.metadata.tables[column.partition(".")[0]]
    (key,) = table.primary_key.columns
    with house.database.write() as tx:
        moved = tx.vault.seal("1", "another.place")
        these = key == house.column(table.name, key.name)[0]
        tx.connection.execute(update(table).where(these).values({column.partition(".")[2]: moved}))


def hear(house: House, text: str, person: str = PERSON) -> list[tuple[str, Turned]]:
    async def run() -> list[tuple[str, Turned]]:
        assert await house.post(house.phone(person).text(text)) == 200
        return [(handled.turned.entry, handled.turned.outcome) for handled in await house.turns.step()]

    return asyncio.run(run())


def test_a_message_that_does_not_open_is_answered_honestly_and_the_others_as_ever(house: House) -> None:
    async def arrive() -> None:
        for person in (PERSON, OTHER):
            await house.post(house.phone(person).text("C01"))

    asyncio.run(arrive())
    damage(house, "inbound.content")
    first, second = asyncio.run(house.turns.step())
    assert first.turned.outgoing is not None
    assert "No pude leer tu mensaje" in first.turned.outgoing.text
    assert second.turned.entry == "C01"


def test_a_conversation_that_does_not_open_starts_anew(house: House) -> None:
    hear(house, "hola")
    damage(house, "conversations.state")
    assert hear(house, "C01") == [("C01", Turned.ANSWER)]
    with house.database.read() as tx:
        assert contacts.state(tx, int(house.column("contacts", "id")[0]))["entry"] == "C01"


@pytest.mark.parametrize("column", ["outbound.content", "addresses.sealed"])
def test_a_reply_that_does_not_open_is_given_up_and_the_others_leave(house: House, column: str) -> None:
    house.owe("uno", PERSON)
    house.owe("dos", OTHER)
    damage(house, column)
    asyncio.run(house.speak())
    assert house.provider.texts(parse(OTHER)) == ["dos"]
    assert house.column("outbound", "reason") == ["unreadable", ""]


def test_a_lost_answer_that_does_not_open_does_not_stop_the_look_up_of_others(house: House) -> None:
    async def lost(_: object) -> Outcome:
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)

    house.provider.fate = lost
    house.owe("uno", PERSON)
    house.owe("dos", OTHER)
    asyncio.run(house.speak())
    damage(house, "outbound.content")
    house.clock.move(minutes=2)
    assert asyncio.run(house.sender.reconcile()) == 1


def test_danger_is_answered_where_an_earlier_story_does_not_open(house: House) -> None:
    assert hear(house, "me pega") == [("E01-emergencia", Turned.CRISIS)]
    damage(house, "cases.story")
    house.clock.move(seconds=10)
    assert hear(house, "me quiere matar") == [("E01-emergencia", Turned.CRISIS)]
    hear(house, "me pega otra vez")
    with house.database.read() as tx:
        newest = cases.listed(tx)[-1]
        assert cases.story(tx, newest.id) == "me quiere matar\nme pega otra vez"
        assert inbound.texts_of(tx, newest.contact_id) == []
