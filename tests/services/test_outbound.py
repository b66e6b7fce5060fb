"""What the sender promises: when it may write, how often it tries, and that nobody gets a message twice."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.core.addresses import parse
from bot.core.messages import Option, Order, Outcome, Priority, Reaction, Status
from bot.services import delivery, housekeeping, outbound
from bot.services.outbound import Sender
from bot.storage.departures import Due
from tests.house import House

PERSON, OTHER = "whatsapp:+51911111111", "whatsapp:+51922222222"
LOST = Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)
GRACE = 60.0


def speak(house: House, sender: Sender | None = None) -> int:
    return asyncio.run(house.speak(sender))


def look_up(house: House, sender: Sender | None = None) -> int:
    return asyncio.run((sender or house.sender).reconcile())


def message(house: House) -> tuple[str, str]:
    """Stage and reason of the only message."""
    row = house.one("outbound")
    return row["stage"], row["reason"]


# When it may write


@pytest.mark.parametrize(
    ("ago", "fate"),
    [
        (timedelta(hours=23, minutes=54, seconds=59), ("settled", "")),
        (timedelta(hours=23, minutes=55), ("refused", "window_closed")),
        (timedelta(hours=24), ("refused", "window_closed")),
    ],
)
def test_free_text_leaves_only_within_24_hours_of_the_last_message(
    house: House, ago: timedelta, fate: tuple[str, str]
) -> None:
    house.owe(wrote=ago)
    speak(house)
    assert message(house) == fate
    assert len(house.provider.orders) == (fate[0] == "settled")


def test_a_window_that_closes_while_a_message_waits_is_closed(house: House) -> None:
    house.owe(wrote=timedelta(hours=23))
    house.clock.move(hours=1)
    speak(house)
    assert message(house) == ("refused", "window_closed")


def test_a_new_message_of_the_person_opens_the_window_again(house: House) -> None:
    house.owe("tarde", wrote=timedelta(hours=30))
    speak(house)
    house.owe("a tiempo")
    house.clock.move(seconds=10)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["a tiempo"]


def test_an_sms_has_no_window(house: House) -> None:
    house.owe(person="+51911111111", wrote=timedelta(days=3))
    speak(house)
    assert message(house) == ("settled", "")


def test_an_address_that_must_not_be_written_to_is_not_until_the_person_writes_again(house: House) -> None:
    house.provider.fate = lambda order: house.provider.refuse(order, code=63003, reaction=Reaction.STOP)
    house.owe("uno")
    speak(house)
    house.provider.fate = house.provider.accept
    with house.database.write() as tx:
        tx.connection.exec_driver_sql("UPDATE outbound SET stage = 'waiting', tries = 1")
    house.clock.move(seconds=10)
    speak(house)
    assert message(house) == ("refused", "stopped")
    house.owe("dos")
    house.clock.move(seconds=10)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["dos"]


def test_an_emergency_skips_the_pause_between_two_messages_and_an_answer_waits_for_it(house: House) -> None:
    house.owe("respuesta 1")
    house.owe("respuesta 2")
    speak(house)
    house.owe("emergencia", priority=Priority.URGENT)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["respuesta 1", "emergencia"]
    house.clock.move(seconds=5.9)
    speak(house)
    assert len(house.provider.orders) == 2
    house.clock.move(seconds=0.1)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["respuesta 1", "emergencia", "respuesta 2"]


def test_one_person_s_messages_leave_in_order_while_others_do_not_wait(house: House) -> None:
    sender = house.new_sender(person_gap=0.0)
    for number in range(5):
        for person in (PERSON, OTHER):
            house.owe(f"{number}", person)
    speak(house, sender)
    for person in (PERSON, OTHER):
        assert house.provider.texts(parse(person)) == ["0", "1", "2", "3", "4"]


# How it looks


def options(count: int, label: str = "Opción") -> list[Option]:
    return [Option(label=f"{label} {number}", payload=f"entry:{number}") for number in range(1, count + 1)]


TEMPLATES = ("HX1", "HX2", "HX3")


def due(text: str, picks: list[Option], person: str) -> Due:
    return Due(
        id=1,
        attempt=1,
        contact_id=1,
        address_id=1,
        recipient=parse(person),
        sender="whatsapp:+51900000001",
        rank=1,
        text=text,
        options=tuple(picks),
        media_url="",
        tries=1,
        window_from=None,
        stopped="",
    )


@pytest.mark.parametrize(
    ("text", "picks", "person", "template"),
    [
        ("¿Cuál?", options(1), PERSON, "HX1"),
        ("¿Cuál?", options(2), PERSON, "HX2"),
        ("¿Cuál?", options(3), PERSON, "HX3"),
        ("¿Cuál?", options(4), PERSON, ""),
        ("¿Cuál?", options(0), PERSON, ""),
        ("¿Cuál?", options(2), "+51911111111", ""),
        ("¿Cuál?", options(2, "x" * 18), PERSON, "HX2"),
        ("¿Cuál?", options(2, "x" * 19), PERSON, ""),
        ("x" * 1_024, options(2), PERSON, "HX2"),
        ("x" * 1_025, options(2), PERSON, ""),
        ("Dos\nlíneas", options(2), PERSON, ""),
    ],
)
def test_buttons_go_where_they_fit_and_everywhere_else_a_numbered_list(
    text: str, picks: list[Option], person: str, template: str
) -> None:
    order = outbound.order(due(text, picks, person), TEMPLATES)
    assert order.content_sid == template
    if template:
        said = [text, *(word for pick in picks for word in (pick.label, pick.payload))]
        assert order.content_variables == {str(place): word for place, word in enumerate(said, start=1)}
        assert order.text == ""
    else:
        assert order.text.splitlines()[len(text.splitlines()) + 1 :] == [
            f"{number}. {pick.label}" for number, pick in enumerate(picks, start=1)
        ]


def test_what_was_chosen_is_what_leaves(house: House) -> None:
    house.owe("¿Cuál?", options=options(2))
    speak(house)
    house.owe("¿Cuál?", OTHER, options=options(2))
    speak(house, house.new_sender(button_templates=TEMPLATES))
    numbered, buttons = house.provider.orders
    assert (numbered.text, numbered.content_sid) == ("¿Cuál?\n\n1. Opción 1\n2. Opción 2", "")
    assert (buttons.text, buttons.content_sid) == ("", "HX2")


def test_a_template_of_choices_that_does_not_exist_costs_nobody_the_answer(house: House) -> None:
    house.owe("¿Cuál?", options=options(2))
    refuse, accept = house.provider.refuse, house.provider.accept
    house.provider.fate = lambda order: (
        refuse(order, code=21655, reaction=Reaction.TEMPLATE, tries=1) if order.content_sid else accept(order)
    )
    sender = house.new_sender(button_templates=TEMPLATES)
    speak(house, sender)
    house.clock.move(seconds=10)
    speak(house, sender)
    first, second = house.provider.orders
    assert (first.content_sid, second.content_sid) == ("HX2", "")
    assert second.text == "¿Cuál?\n\n1. Opción 1\n2. Opción 2"
    assert message(house) == ("settled", "")


LISTS = ("", "", "", "HXL4", "HXL5")


@pytest.mark.parametrize(
    ("count", "label", "text", "sid"),
    [
        (4, "Opción {}", "¿Sobre qué quieres saber?", "HXL4"),
        (5, "x" * 22 + "{}", "¿Sobre qué quieres saber?", "HXL5"),
        (4, "x" * 24 + "{}", "¿Sobre qué quieres saber?", ""),  # longer than a row may be
        (4, "Opción {}", "Dos líneas\nno caben", ""),
        (2, "Opción {}", "¿Cuál?", "HX2"),  # few enough for buttons
        (3, "x" * 22 + "{}", "¿Cuál?", ""),  # too long for buttons, and there is no list of three
        (6, "Opción {}", "¿Cuál?", ""),
    ],
)
def test_a_menu_is_a_list_where_one_of_its_length_is_configured(count: int, label: str, text: str, sid: str) -> None:
    picks = tuple(Option(label=label.format(n), payload=f"entry:{n}") for n in range(count))
    order = outbound.order(due(text, picks, PERSON), TEMPLATES, LISTS)
    assert order.content_sid == sid
    assert bool(order.text) is not bool(sid)


def test_the_same_label_twice_is_numbered_text() -> None:
    picks = tuple(Option(label="Igual", payload=f"entry:{n}") for n in range(4))
    assert outbound.order(due("¿Cuál?", picks, PERSON), TEMPLATES, LISTS).content_sid == ""


# How often it tries


def busy(house: House, *, wait: float, tries: int | None = 5) -> None:
    house.provider.fate = lambda order: house.provider.refuse(
        order, code=20429, reaction=Reaction.RETRY, wait=wait, tries=tries
    )


def test_a_busy_provider_is_left_alone_for_as_long_as_it_asks(house: House) -> None:
    busy(house, wait=37.0)
    house.owe()
    speak(house)
    house.clock.move(seconds=36.9)
    speak(house)
    assert len(house.provider.orders) == 1
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=0.1)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["hola"]
    assert house.column("attempts", "status") == ["failed", "accepted"]


@pytest.mark.parametrize(("tries", "calls"), [(5, 5), (2, 2), (1, 1), (None, 5), (50, 5)])
def test_after_the_last_try_a_message_is_given_up_with_its_reason(house: House, tries: int | None, calls: int) -> None:
    busy(house, wait=5.0, tries=tries)
    house.owe()
    for _ in range(20):
        speak(house)
        house.clock.move(minutes=1)
    assert len(house.provider.orders) == calls
    assert message(house) == ("settled", "20429")


def test_a_message_that_always_fails_holds_up_nobody_else(house: House) -> None:
    async def fate(order: Order) -> Outcome:
        if order.text == "nunca":
            return await house.provider.refuse(order, code=20429, reaction=Reaction.RETRY, wait=5.0, tries=5)
        return await house.provider.accept(order)

    house.provider.fate = fate
    house.owe("nunca", OTHER)
    house.owe("siempre", PERSON)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["siempre"]


@pytest.mark.parametrize("reaction", [Reaction.DROP, Reaction.TEMPLATE, Reaction.STOP, Reaction.OPT_OUT])
def test_what_can_never_work_is_tried_once(house: House, reaction: Reaction) -> None:
    house.provider.fate = lambda order: house.provider.refuse(order, code=21617, reaction=reaction, tries=1)
    house.owe()
    for _ in range(5):
        speak(house)
        house.clock.move(hours=1)
    assert len(house.provider.orders) == 1
    assert message(house) == ("settled", "21617")


def test_who_told_twilio_to_stop_before_we_asked_is_stopped_and_their_no_is_dated(house: House) -> None:
    house.provider.fate = lambda order: house.provider.refuse(order, code=21610, reaction=Reaction.OPT_OUT)
    house.owe()
    speak(house)
    no = house.one("consents")
    assert (no["scope"], no["given"], no["at"], no["source"]) == ("alerts", False, house.clock(), "twilio:21610")
    assert house.one("addresses")["stopped"] == "21610"


def test_while_the_provider_refuses_our_account_nothing_is_lost_and_little_is_tried(house: House) -> None:
    house.provider.fate = lambda order: house.provider.refuse(order, code=20003, reaction=Reaction.PAUSE)
    house.owe("uno", PERSON)
    speak(house)
    house.owe("dos", OTHER)
    for _ in range(10):
        house.clock.move(seconds=delivery.PAUSE / 10 - 0.1)
        speak(house)
    assert len(house.provider.orders) == 1
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=10)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["uno"]
    assert house.provider.texts(parse(OTHER)) == ["dos"]


def test_a_fault_of_the_sms_number_does_not_stop_whatsapp(house: House) -> None:
    async def fate(order: Order) -> Outcome:
        if order.recipient.channel == "sms":
            return await house.provider.refuse(order, code=21606, reaction=Reaction.PAUSE)
        return await house.provider.accept(order)

    house.provider.fate = fate
    house.owe(person="+51911111111")
    speak(house)
    house.owe("llega", OTHER)
    speak(house)
    assert house.provider.texts(parse(OTHER)) == ["llega"]


# When an answer is lost


def lose(house: House, *, created: bool, **facts: object) -> None:
    async def fate(order: Order) -> Outcome:
        if created:
            house.provider.create(order, **facts)  # type: ignore[arg-type]
        return LOST

    house.provider.fate = fate


def test_nothing_is_sent_again_before_the_provider_was_asked(house: House) -> None:
    lose(house, created=True)
    house.owe()
    speak(house)
    house.clock.move(seconds=GRACE - 1)
    speak(house)
    assert look_up(house) == 0
    assert (len(house.provider.orders), house.provider.looked) == (1, 0)


def test_what_the_provider_has_is_not_sent_again(house: House) -> None:
    lose(house, created=True, status=Status.DELIVERED)
    house.owe()
    speak(house)
    house.clock.move(seconds=GRACE)
    assert look_up(house) == 1
    speak(house)
    assert len(house.provider.orders) == 1
    assert message(house) == ("settled", "")
    attempt = house.one("attempts")
    assert (attempt["status"], attempt["provider_id"]) == ("delivered", next(iter(house.provider.created)))


def test_what_the_provider_does_not_have_is_sent_again(house: House) -> None:
    lose(house, created=False)
    house.owe()
    speak(house)
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=GRACE)
    look_up(house)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["hola"]
    assert house.column("attempts", "status") == ["failed", "accepted"]


def test_what_the_provider_has_and_could_not_deliver_is_treated_as_that_failure(house: House) -> None:
    failure = {"code": 63003, "reaction": Reaction.STOP, "tries": 1}
    lose(house, created=True, status=Status.FAILED, **failure)
    house.owe()
    speak(house)
    house.clock.move(seconds=GRACE)
    look_up(house)
    assert message(house) == ("settled", "63003")
    assert house.one("addresses")["stopped"] == "63003"


def test_a_provider_that_cannot_be_asked_is_asked_again_and_nothing_is_sent_meanwhile(house: House) -> None:
    lose(house, created=True)
    house.provider.blind = True
    house.owe()
    speak(house)
    for _ in range(5):
        house.clock.move(seconds=GRACE)
        assert look_up(house) == 0
        speak(house)
    assert (len(house.provider.orders), house.provider.looked) == (1, 5)
    house.provider.blind = False
    house.clock.move(seconds=GRACE)
    assert look_up(house) == 1
    speak(house)
    assert len(house.provider.orders) == 1


def test_a_message_lost_every_time_is_given_up_after_five_tries(house: House) -> None:
    lose(house, created=False)
    house.owe()
    for _ in range(12):
        speak(house)
        house.clock.move(seconds=GRACE)
        look_up(house)
    assert len(house.provider.orders) == 5
    assert message(house) == ("settled", "gave_up")


def test_the_next_message_waits_for_the_one_in_doubt_and_others_do_not(house: House) -> None:
    lose(house, created=True)
    house.owe("primero", PERSON)
    speak(house)
    house.provider.fate = house.provider.accept
    house.owe("segundo", PERSON)
    house.owe("otro", OTHER)
    house.clock.move(seconds=30)
    speak(house)
    assert house.provider.texts(parse(OTHER)) == ["otro"]
    assert house.provider.texts(parse(PERSON)) == ["primero"]
    house.clock.move(seconds=30)
    look_up(house)
    speak(house)
    assert house.provider.texts(parse(PERSON)) == ["primero", "segundo"]


def test_two_equal_texts_in_a_row_are_told_apart(house: House) -> None:
    house.owe("menú")
    speak(house)
    lose(house, created=False)
    house.owe("menú")
    house.clock.move(seconds=2)
    sender = house.new_sender(person_gap=0.0)
    speak(house, sender)
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=GRACE)
    look_up(house, sender)
    house.clock.move(seconds=10)
    speak(house, sender)
    assert house.provider.texts(parse(PERSON)) == ["menú", "menú"]


def test_a_report_that_comes_while_the_provider_is_asked_is_believed(house: House) -> None:
    """The look-up lags and finds nothing; the report told in the meantime that the message exists."""
    lose(house, created=True)
    house.provider.lagging = True
    house.owe()

    async def run() -> None:
        await house.speak()
        house.clock.move(seconds=GRACE)
        find = house.provider.find

        async def slowly(*facts: object, **more: object) -> list[object]:
            found = await find(*facts, **more)  # type: ignore[arg-type]
            assert await house.report(1, "sent") == 200
            return list(found)

        house.provider.find = slowly  # type: ignore[method-assign,assignment]
        await house.sender.reconcile()
        await house.speak()

    asyncio.run(run())
    assert len(house.provider.orders) == 1
    assert message(house) == ("settled", "")
    assert house.one("attempts")["status"] == "sent"


# When the sender dies


async def dies(house: House, moment: str) -> None:
    """The sender is killed at this moment of its only create call."""
    stuck = asyncio.Event()

    async def fate(order: Order) -> Outcome:
        if moment == "before the call":
            await stuck.wait()
        outcome = await house.provider.accept(order)
        if moment == "before the answer":
            await stuck.wait()
        return outcome

    house.provider.fate = fate
    await house.sender.step()
    for _ in range(3):
        await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)
    house.provider.fate = house.provider.accept


MOMENTS = ("before the call", "before the answer", "before it is written down")


@pytest.mark.parametrize("buried", [True, False], ids=["found dead", "lease runs out"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_sender_killed_at_any_moment_neither_loses_nor_doubles(house: House, moment: str, buried: bool) -> None:
    house.owe()
    asyncio.run(dies(house, moment))
    names = ["send"] if buried else []
    house.clock.move(seconds=0 if buried else 61)
    assert housekeeping.bury(house.database, names, now=house.clock(), lookup_grace=GRACE).outbound == 1
    heir = house.new_sender("heir")
    speak(house, heir)
    assert len(house.provider.created) == (moment != "before the call")
    house.clock.move(seconds=GRACE)
    look_up(house, heir)
    speak(house, heir)
    assert house.provider.texts(parse(PERSON)) == ["hola"]
    assert message(house) == ("settled", "")


@pytest.mark.parametrize("moment", MOMENTS)
def test_without_a_look_up_a_killed_sender_never_doubles(house: House, moment: str) -> None:
    house.provider.blind = True
    house.owe()
    asyncio.run(dies(house, moment))
    housekeeping.bury(house.database, ["send"], now=house.clock(), lookup_grace=GRACE)
    heir = house.new_sender("heir")
    for _ in range(5):
        house.clock.move(seconds=GRACE)
        look_up(house, heir)
        speak(house, heir)
    assert len(house.provider.created) == (moment != "before the call")


def test_a_look_up_that_lags_behind_doubles_at_most_one_message_a_kill(house: House) -> None:
    """The limit of what can be promised: nobody can tell a message that is not listed yet from one that never was."""
    house.provider.lagging = True
    house.owe()
    asyncio.run(dies(house, "before the answer"))
    housekeeping.bury(house.database, ["send"], now=house.clock(), lookup_grace=GRACE)
    heir = house.new_sender("heir")
    for _ in range(5):
        house.clock.move(seconds=GRACE)
        look_up(house, heir)
        speak(house, heir)
    assert len(house.provider.created) == 2


def test_two_senders_at_once_send_everything_once(new_house: Callable[..., House]) -> None:
    house, other = new_house(), new_house()
    other.provider = house.provider
    senders = [house.new_sender("s1"), other.new_sender("s2")]
    for number in range(60):
        house.owe(f"{number}", f"whatsapp:+5191{number % 20:07d}")

    async def run() -> None:
        for _ in range(3):
            await asyncio.gather(*(house.speak(sender) for sender in senders))
            house.clock.move(seconds=6)

    asyncio.run(run())
    assert sorted(order.text for order in house.provider.orders) == sorted(f"{number}" for number in range(60))


def test_what_the_provider_told_while_the_database_was_away_is_written_afterwards(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.owe()

    async def run() -> None:
        await house.sender.step()
        with monkeypatch.context() as away:
            away.setattr(type(house.database), "write", _away(OperationalError("", None, Exception())))
            with pytest.raises(OperationalError):
                await house.sender.drain(5)
        await house.sender.step()

    asyncio.run(run())
    assert house.one("attempts")["status"] == "accepted"
    assert message(house) == ("settled", "")


def _away(error: Exception) -> Callable[..., None]:
    def write(_: object) -> None:
        raise error

    return write
