"""What is kept, sent and asked later because of a dialogue."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.addresses import parse
from bot.core.consent import EVERYTHING
from bot.services import reminding, rights
from bot.services.reminding import Reminding
from bot.storage import cases, consents, contacts, reminders, rumours, schema
from bot.storage.campaign_messages import CONTENT
from tests.conversations.conftest import LIMA, Spoken


def at(day: int, hour: int, minute: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LIMA)


def contact(spoken: Spoken) -> int:
    with spoken.database.read() as tx:
        found = contacts.find(tx, parse(spoken.person))
    assert found is not None
    return found


def owed(spoken: Spoken, kind: str) -> list[str]:
    """Texts owed to this person that no message of theirs asked for."""
    table = schema.outbound
    query = select(table.c.content).where(table.c.contact_id == contact(spoken), table.c.key.like(f"{kind}:%"))
    with spoken.database.read() as tx:
        return [tx.open_fields(blob, CONTENT)["text"] for blob in tx.connection.execute(query).scalars()]


def ended(spoken: Spoken) -> list[tuple[str, str]]:
    table = schema.reminders
    query = select(table.c.state, table.c.reason).where(table.c.contact_id == contact(spoken)).order_by(table.c.id)
    with spoken.database.read() as tx:
        return [(row.state, row.reason) for row in tx.connection.execute(query)]


def remind(spoken: Spoken, *, template: str = "") -> int:
    return Reminding(spoken.database, spoken.clock, LIMA, template).step()


def set_one(spoken: Spoken, day: str = "mañana a las 3", lead: str = "ese mismo dia") -> None:
    for text in ("ponme un recordatorio", "una cita", day, lead, "si"):
        spoken.say(text)
    assert ended(spoken)[-1:] == [("waiting", "")]


def test_a_reminder_leaves_at_its_time_once_and_says_nothing_of_what_it_is_about(spoken: Spoken) -> None:
    set_one(spoken)
    spoken.clock.now = at(24, 12, 59)
    remind(spoken)
    assert owed(spoken, "reminder") == []
    spoken.say("hola")
    spoken.clock.move(minutes=2)
    remind(spoken)
    remind(spoken)
    (text,) = owed(spoken, "reminder")
    assert "24/11/2026, 15:00" in text
    assert "cita" not in text
    assert ended(spoken) == [("sent", "")]
    assert "24/11/2026, 15:00: una cita" in spoken.words(spoken.say("mis recordatorios"))
    spoken.clock.move(days=4)
    assert "No tienes recordatorios" in spoken.words(spoken.say("mis recordatorios"))


@pytest.mark.parametrize(("template", "end"), [("", ("refused", "window_closed")), ("HX1", ("sent", ""))])
def test_with_the_window_closed_only_a_template_may_carry_it(
    spoken: Spoken, template: str, end: tuple[str, str]
) -> None:
    set_one(spoken, "15 de diciembre", "el dia antes")
    spoken.clock.now = at(14, 18, 1, month=12)
    remind(spoken, template=template)
    assert ended(spoken) == [end]
    assert len(owed(spoken, "reminder")) == (1 if template else 0)


def test_who_wants_no_message_gets_none_and_a_late_one_is_dropped(spoken: Spoken) -> None:
    set_one(spoken)
    set_one(spoken, "pasado mañana a las 3")
    with spoken.database.write() as tx:
        consents.write(tx, contact(spoken), EVERYTHING, given=False, at=spoken.clock(), source="chat")
    spoken.clock.now = at(24, 13, 1)
    remind(spoken)
    assert ended(spoken)[0] == ("refused", "opted_out")
    spoken.clock.move(days=3)
    remind(spoken)
    assert ended(spoken)[1] == ("refused", "late")
    assert owed(spoken, "reminder") == []


def test_reminders_are_counted_in_my_data_bounded_and_erased_with_the_person(spoken: Spoken) -> None:
    set_one(spoken)
    assert "Recordatorios que pusiste: 1" in spoken.words(spoken.say("mis datos"))
    with spoken.database.write() as tx:
        row = reminders.of(tx, contact(spoken), reminding.REMINDER, spoken.clock())[0]
        for _ in range(reminding.MOST - 1):
            reminders.add(
                tx, contact_id=row.contact_id, address_id=row.address_id, sender=row.sender, kind=row.kind,
                content=row.content, due=row.due_at, now=spoken.clock(),
            )  # fmt: skip
    for text in ("ponme un recordatorio", "una cita", "15 de diciembre", "1"):
        spoken.say(text)
    assert "Ya tienes 10 recordatorios" in spoken.words(spoken.say("si"))
    assert len(ended(spoken)) == reminding.MOST
    before = contact(spoken)
    with spoken.database.write() as tx:
        rights.erase(tx, before, spoken.clock())
        left = select(schema.reminders.c.id).where(schema.reminders.c.contact_id == before)
        assert tx.connection.execute(left).all() == []


def test_nobody_deletes_the_reminder_of_somebody_else(spoken: Spoken) -> None:
    set_one(spoken)
    with spoken.database.read() as tx:
        theirs = reminders.of(tx, contact(spoken), reminding.REMINDER, spoken.clock())[0].id
    owner = spoken.person
    spoken.somebody().say("hola")
    spoken.say("x", choice=f"reminder:{theirs}")
    spoken.say("x", choice="reminder:abc")
    spoken.person = owner
    assert ended(spoken) == [("waiting", "")]


def test_a_rumour_is_kept_without_the_person_and_without_numbers(spoken: Spoken) -> None:
    spoken.say("ahora vivo en comas")
    for text in ("quiero reportar un rumor", "dicen que @pepe vende cupos al 987 654 321 o a x@y.pe", "2"):
        handled = spoken.say(text)
        assert not handled.turned.keep_text
    with spoken.database.read() as tx:
        kept = rumours.listed(tx, spoken.clock() - timedelta(days=1))[0]
    assert kept.text == "dicen que […] vende cupos al […] o a […]"
    assert (kept.heard, kept.district) == ("networks", "Comas")
    assert "contact_id" not in schema.rumours.c


def test_who_asks_for_a_person_in_their_own_words_gets_the_line_to_tap(staffed: Spoken) -> None:
    asked = staffed.say("ya no quiero que me responda una maquina, que me atienda alguien de verdad")
    assert asked.turned.entry == "pedir_persona"
    assert "1. Hablar con una persona" in staffed.words(asked)
    assert "Una persona te responderá" in staffed.words(staffed.say("1"))


def test_a_call_is_a_case_and_people_are_asked_once_whether_they_were_called(staffed: Spoken) -> None:
    for text, back in (
        ("quiero que me llamen", "¿De qué quieres hablar?"),
        ("1", "¿A qué hora puedes hablar?"),
        ("2", "Hoy hay quien atienda"),
    ):
        assert back in staffed.words(staffed.say(text))
    with staffed.database.read() as tx:
        case = next(one for one in cases.listed(tx) if one.contact_id == contact(staffed))
        told = cases.story(tx, case.id)
    assert case.kind == "callback"
    assert told == "call: afternoon; about: papers"
    staffed.clock.now = at(23, 17, 1)
    remind(staffed)
    remind(staffed)
    assert owed(staffed, "callback") == ["¿Ya te llamaron?"]
    assert "Se lo anoté al equipo" in staffed.words(staffed.say("no", choice="called:no"))
    with staffed.database.read() as tx:
        told = cases.story(tx, case.id)
    assert told == "call: afternoon; about: papers\nnot called"
    assert "Gracias" in staffed.words(staffed.say("si", choice="called:yes"))


@pytest.mark.parametrize(
    ("local", "asked"),
    [
        (at(23, 10, 0), at(23, 17, 0)),
        (at(23, 20, 0), at(24, 17, 0)),
        (at(27, 20, 0), None),  # Friday night: the window closes before anybody is there
        (at(23, 16, 30), None),
    ],
)
def test_the_question_comes_at_the_end_of_the_next_hours_or_not_at_all(
    staffed: Spoken, local: datetime, asked: datetime | None
) -> None:
    assert reminding.asking(staffed.organisation, local) == asked


def test_out_of_hours_a_call_is_honest_about_it(staffed: Spoken) -> None:
    staffed.clock.move(hours=10)
    for text in ("quiero que me llamen", "1"):
        staffed.say(text)
    assert "Ahora está fuera de horario" in staffed.words(staffed.say("cualquier hora"))
