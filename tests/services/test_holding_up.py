"""What may make a person wait, and what may not: a lost answer, a late failure, a network that is away, a clock."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.addresses import parse
from bot.core.messages import Order, Outcome, Priority, Reaction, Status
from tests.house import House

PERSON, SMS = "whatsapp:+51911111111", "+51911111111"


def speak(house: House) -> int:
    return asyncio.run(house.speak())


def lose(house: House) -> None:
    """From now on no answer of the provider arrives, and it cannot be asked."""

    async def lost(_: Order) -> Outcome:
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)

    house.provider.fate, house.provider.blind = lost, True


def let_time_pass(house: House, seconds: int) -> None:
    for _ in range(0, seconds, 10):
        asyncio.run(house.sender.reconcile())
        speak(house)
        house.clock.move(seconds=10)


def test_help_in_danger_does_not_stand_behind_an_answer_that_was_lost(house: House) -> None:
    lose(house)
    house.owe("respuesta")
    speak(house)
    house.provider.fate = house.provider.accept
    house.owe("llama al 105", priority=Priority.URGENT)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["llama al 105"]


def test_help_in_danger_does_not_stand_behind_help_that_was_lost(house: House) -> None:
    lose(house)
    house.owe("llama al 105", priority=Priority.URGENT)
    speak(house)
    house.provider.fate = house.provider.accept
    house.owe("llama al 106", priority=Priority.URGENT)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["llama al 106"]


def test_two_urgent_messages_to_one_person_leave_one_after_the_other(house: House) -> None:
    house.owe("uno", priority=Priority.URGENT)
    house.owe("dos", priority=Priority.URGENT)

    async def one_step() -> int:
        started = await house.sender.step()
        await house.sender.drain(5)
        return started

    assert [asyncio.run(one_step()) for _ in range(3)] == [1, 1, 0]
    assert house.provider.texts(parse(PERSON)) == ["uno", "dos"]


def test_an_answer_waits_for_one_in_doubt_but_not_for_ever(house: House) -> None:
    lose(house)
    house.owe("uno")
    speak(house)
    house.provider.fate = house.provider.accept
    house.owe("dos")
    let_time_pass(house, 300)
    assert house.provider.texts(parse(PERSON)) == []
    let_time_pass(house, 900)
    assert house.provider.texts(parse(PERSON)) == ["dos"]


def test_a_message_put_off_for_hours_does_not_hold_up_the_next_answer(house: House) -> None:
    house.owe("uno", SMS)
    speak(house)
    (sid,) = house.provider.created
    assert asyncio.run(house.report(house.one("attempts")["id"], "undelivered", 30003, sid=sid)) == 200
    assert house.one("outbound")["stage"] == "waiting"
    house.clock.move(seconds=10)
    house.owe("dos", SMS)
    speak(house)
    assert house.provider.texts(parse(SMS)) == ["uno", "dos"]


def test_a_message_put_off_for_seconds_keeps_its_place(house: House) -> None:
    async def busy(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=20429, reaction=Reaction.RETRY, wait=30.0, tries=5)

    house.provider.fate = busy
    house.owe("uno")
    house.owe("dos")
    speak(house)
    house.provider.fate = house.provider.accept
    for _ in range(10):
        house.clock.move(seconds=6)
        speak(house)
    assert house.provider.texts(parse(PERSON)) == ["uno", "dos"]


@pytest.mark.parametrize("outage", [timedelta(seconds=30), timedelta(minutes=20), timedelta(hours=6)])
def test_nobody_goes_without_an_answer_because_the_network_was_away(house: House, outage: timedelta) -> None:
    async def unreachable(_: Order) -> Outcome:
        return Outcome(status=Status.FAILED, reaction=Reaction.RETRY, wait=5.0, tries=5)

    house.provider.fate = unreachable
    house.owe("uno")
    for _ in range(12):
        speak(house)
        house.clock.move(seconds=outage.total_seconds() / 12)
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=6)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["uno"]
    attempt = house.one("attempts")
    assert (attempt["number"], attempt["status"]) == (1, "accepted")


def test_tries_while_our_account_was_refused_do_not_count_against_a_message(house: House) -> None:
    async def refused(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=20003, reaction=Reaction.PAUSE)

    async def busy(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=20429, reaction=Reaction.RETRY, wait=5.0, tries=5)

    house.owe("uno")
    for fate, times in ((refused, 10), (busy, 4), (house.provider.accept, 1)):
        house.provider.fate = fate
        for _ in range(times):
            speak(house)
            house.clock.move(seconds=61)
    assert house.provider.texts(parse(PERSON)) == ["uno"]


def test_a_clock_that_is_set_back_stops_no_turn_and_no_answer(house: House) -> None:
    async def run() -> list[str]:
        await house.post(house.phone(PERSON).text("C01"))
        house.clock.now -= timedelta(hours=1)
        taken = await house.think()
        await house.speak()
        house.clock.now -= timedelta(hours=1)
        await house.post(house.phone(PERSON).text("C03"))
        taken += await house.think()
        await house.speak()
        return [handled.turned.entry for handled in taken]

    assert asyncio.run(run()) == ["C01", "C03"]
    assert len(house.provider.texts(parse(PERSON))) == 2
