"""Robots that answer us: an echo, and somebody who is out of office. And people who write much (promise P24)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.core import loops
from bot.core.addresses import parse
from bot.core.messages import Form
from bot.core.organisation import Organisation
from bot.services import housekeeping
from bot.storage import campaigns, cases, consents, contacts
from tests.house import House
from tests.services.conftest import Talk
from tests.services.test_conversation import contact

ROBOT = "whatsapp:+51933333333"
STAFFED = Organisation(name="Ejemplo", hours={0: (time(9), time(17))})
WORDS = [f"palabra {one}{two}" for one in "abcdefgh" for two in "ijklmnop"]


def exchange(house: House, answers: Callable[[str, int], str], rounds: int = 25) -> list[str]:
    """A robot answers every message of ours at once. Returns what it got."""

    async def run() -> None:
        text = answers("", 0)
        for number in range(1, rounds):
            assert await house.post(house.phone(ROBOT).text(text)) == 200
            await house.think()
            house.clock.move(seconds=8)
            if not await house.speak():
                return
            text = answers(house.provider.texts(parse(ROBOT))[-1], number)

    asyncio.run(run())
    return house.provider.texts(parse(ROBOT))


def told(talk: Talk | House) -> list[tuple[str, str]]:
    """What staff have to read."""
    with talk.database.read() as tx:
        return [(notice.kind, notice.detail) for notice in campaigns.unseen(tx)]


def heard(talk: Talk, text: str, **fields: object) -> str:
    """What a person gets to read ten seconds later, if anything."""
    talk.clock.move(seconds=10)
    handled = talk.say(text, **fields)
    return talk.words(handled) if handled.turned.outgoing else ""


@pytest.mark.parametrize(
    "answers",
    [
        lambda said, _: said or "hola",
        lambda *_: "Gracias por escribir. Estoy de vacaciones hasta el lunes.",
        lambda _, number: f"Su mensaje fue recibido. Ticket {number:05d}, {number % 24:02d}:15",
    ],
    ids=["echo", "out of office", "with a number"],
)
def test_a_robot_is_answered_five_times_and_staff_are_told(house: House, answers: Callable[[str, int], str]) -> None:
    got = exchange(house, answers)
    assert 1 < len(got) <= 5
    assert "SIGO AQUÍ" in got[-1]
    assert told(house) == [("loop", str(house.column("contacts", "id")[0]))]


@pytest.mark.parametrize("danger", ["mi esposo me pega", "beats me"], ids=["lexicon", "ear"])
def test_an_echo_is_not_taken_for_danger_for_ever(house: House, danger: str) -> None:
    got = exchange(house, lambda said, _: said or danger)
    assert len(got) <= 8
    assert "SIGO AQUÍ" in got[-1]


def test_a_robot_that_never_says_the_same_is_answered_twenty_times_an_hour(house: House) -> None:
    assert len(exchange(house, lambda _, number: WORDS[number])) == 20 == loops.PER_HOUR


def test_a_robot_that_opts_out_again_and_again_is_obeyed_and_left_alone(house: House) -> None:
    got = exchange(house, lambda *_: "STOP")
    assert len(got) == 5
    assert not any("SIGO AQUÍ" in text for text in got)


def test_who_repeats_themselves_is_offered_a_person_and_answered_as_soon_as_other_words_come(
    new_talk: Callable[..., Talk],
) -> None:
    talk = new_talk(STAFFED)
    replies = [heard(talk, "hola") for _ in range(7)]
    assert all("SIGO AQUÍ" not in reply for reply in replies[:4])
    for word in ("SIGO AQUÍ", "PERSONA", "105", "106"):
        assert word in replies[4]
    assert replies[5:] == ["", ""]
    assert "Respuesta C01" in heard(talk, "C01")
    assert told(talk) == []


def test_where_nobody_can_be_asked_for_nobody_is_offered(talk: Talk) -> None:
    assert "PERSONA" not in [heard(talk, "hola") for _ in range(5)][-1]


def test_whoever_goes_on_with_the_same_word_is_not_left_without_a_word_for_long(talk: Talk) -> None:
    for _ in range(6):
        last = heard(talk, "contesta")
    assert last == ""
    talk.clock.move(minutes=15)
    assert "SIGO AQUÍ" in heard(talk, "contesta")
    assert heard(talk, "contesta") == ""
    talk.clock.move(minutes=61)
    assert "SIGO AQUÍ" not in heard(talk, "contesta")


def test_a_greeting_every_day_is_no_robot(talk: Talk) -> None:
    for _ in range(10):
        assert "SIGO AQUÍ" not in heard(talk, "hola")
        talk.clock.move(hours=24)


def test_the_words_that_end_a_pause_bring_the_answer_that_waited(talk: Talk) -> None:
    for number in range(loops.PER_HOUR - 1):
        assert "SIGO AQUÍ" not in heard(talk, WORDS[number])
    assert "SIGO AQUÍ" in heard(talk, "A04")
    assert len(told(talk)) == 1
    assert heard(talk, "C01") == ""
    answer = heard(talk, "Sigo aquí!")
    assert "Respuesta C01" in answer
    assert answer.endswith("1. Menú C03")
    assert "Respuesta C03" in heard(talk, "1")
    assert told(talk) == []


def test_twenty_replies_are_no_hindrance_once_half_of_them_are_an_hour_old(talk: Talk) -> None:
    for number in range(loops.PER_HOUR):
        heard(talk, WORDS[number])
        talk.clock.move(minutes=2)
    assert heard(talk, "C01") == ""
    talk.clock.move(minutes=45)
    assert "Respuesta C01" in heard(talk, "C01")


def test_taps_are_a_persons_however_many(talk: Talk) -> None:
    for _ in range(30):
        assert "Respuesta C03" in heard(talk, "Menú C03", form=Form.CHOICE, choice="entry:C03")


def test_picking_by_number_is_not_the_same_again(talk: Talk) -> None:
    for _ in range(6):
        assert "Respuesta C01" in heard(talk, "C01")
        assert "Respuesta C03" in heard(talk, "1")


def pause(talk: Talk, rounds: loops.Rounds) -> None:
    """The person is not answered any more."""
    now = int(talk.clock().timestamp())
    paused = replace(rounds, heard_at=now, at=tuple([now] * (loops.PER_HOUR if rounds.full else 5)))
    with talk.database.write() as tx:
        state = {**contacts.state(tx, contact(talk)), "rounds": paused.to_list()}
        contacts.remember(tx, {contact(talk): state}, talk.clock())


TOO_MUCH = loops.Rounds(full=True)


def same(word: str) -> loops.Rounds:
    return loops.Rounds(theirs=loops.mark_of(word), same=7, told=True)


def test_danger_cries_and_a_person_are_answered_in_a_pause_and_however_often(new_talk: Callable[..., Talk]) -> None:
    talk = new_talk(STAFFED)
    talk.say("hola")
    pause(talk, TOO_MUCH)
    assert heard(talk, "otra cosa") == ""
    assert "105" in heard(talk, "duda")
    for word, part in (("mi esposo me pega", "105"), ("beats me", "105"), ("ayuda", "105"), ("persona", "equipo")):
        for rounds in (TOO_MUCH, same(word)):
            pause(talk, rounds)
            assert all(part in heard(talk, word) for _ in range(6)), word
    with talk.database.read() as tx:
        assert {case.kind for case in cases.listed(tx)} == {"violence", "person"}


def test_stop_and_rights_are_answered_in_a_pause(talk: Talk) -> None:
    talk.say("hola")
    for word in ("baja", "mis datos", "aviso", "borrar mis datos"):
        pause(talk, TOO_MUCH)
        assert heard(talk, word), word
    with talk.database.read() as tx:
        assert consents.has_left(tx, contact(talk))


def test_stop_works_however_often_and_even_unconfirmed(talk: Talk) -> None:
    for _ in range(5):
        assert heard(talk, "baja")
    assert heard(talk, "baja") == ""
    heard(talk, "alta")
    assert heard(talk, "baja")
    with talk.database.read() as tx:
        assert consents.has_left(tx, contact(talk))


def test_no_mark_is_left_of_words_that_are_not_kept(talk: Talk) -> None:
    for text in ("E05", "mi esposo me pega", "duda"):
        heard(talk, text)
        with talk.database.read() as tx:
            kept = loops.read(contacts.state(tx, contact(talk)).get("rounds"))
        assert (kept.theirs, kept.ours) == (0, 0)


def test_what_staff_were_told_of_a_robot_is_over_after_a_day(house: House) -> None:
    exchange(house, lambda *_: "Estoy de vacaciones.")
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert told(house)
    house.clock.move(hours=25)
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert told(house) == []


def test_at_a_terminal_nobody_is_a_robot(house: House) -> None:
    house.turns = house.app.turns(house.engine.respond, "ask", robots=False)
    assert len(exchange(house, lambda *_: "hola", rounds=9)) == 8
