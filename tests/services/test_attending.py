"""Staff take a conversation over: the bot is silent, still keeps people safe, and says so when it is back."""

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.core import quiet_hours
from bot.core.attention import Ending, Mode
from bot.core.errors import BadInput
from bot.core.messages import Form, Priority
from bot.core.organisation import Organisation
from bot.core.staff import Role, User
from bot.core.templates import Category, Status, Template
from bot.services import attending, reminding, replying, rights
from bot.services.returning import Returning
from bot.storage import attention, case_events, cases, consents, outbound, reminders, schema, templates, users
from bot.storage.case_events import Kind
from bot.storage.cases import Case
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import LIMA, Talk

HOLIDAYS = quiet_hours.parse("Mon-Sat 08:00-20:00").is_holiday
STAFFED = Organisation(name="Ejemplo", hours={day: (time(9), time(17)) for day in range(5)}, is_holiday=HOLIDAYS)
PERSON = "whatsapp:+51911111111"


@pytest.fixture
def desk(new_talk: Callable[..., Talk]) -> "Desk":
    return Desk(new_talk(STAFFED))


class Desk:
    """A conversation with three case workers beside it."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.database, self.clock = talk, talk.database, talk.clock
        with self.database.write() as tx:
            users.add(tx, "rosa", [Role.CASE_WORKER], self.clock())
            users.add(tx, "luis", [Role.CASE_WORKER], self.clock())
            users.add(tx, "ana", [Role.ADMINISTRATOR], self.clock())
        self.rosa, self.luis, self.ana = (self.user(name) for name in ("rosa", "luis", "ana"))

    def user(self, name: str) -> User:
        with self.database.read() as tx:
            found = users.find(tx, name)
        assert found is not None
        return found

    def case(self, number: int = 1) -> Case:
        with self.database.read() as tx:
            found = cases.case(tx, number)
        assert found is not None
        return found

    def lines(self, number: int = 1) -> list[tuple[Kind, str]]:
        with self.database.read() as tx:
            return [(one.kind, one.content.get("text", "")) for one in case_events.listed(tx, number)]

    def owed(self) -> list[str]:
        """Everything we owe people, oldest first."""
        with self.database.read() as tx:
            people = tx.connection.execute(select(schema.contacts.c.id)).scalars().all()
            return [text for one in people for _at, text in outbound.texts_of(tx, one)]

    def taken(self, text: str = "quiero hablar con una persona", by: User | None = None) -> None:
        """Somebody asks for a person, and a person is there."""
        self.talk.say(text)
        self.take(1, by)

    def take(self, number: int = 1, by: User | None = None) -> None:
        attending.take(self.database, number, by or self.rosa, self.clock())

    def reply(self, text: str, number: int = 1, once: str = "0" * 32, by: User | None = None) -> bool:
        return replying.reply(self.database, number, text, once, by or self.rosa, self.clock())

    def close(self, number: int = 1, by: User | None = None) -> None:
        attending.close(self.database, number, Ending.ANSWERED, "", by or self.rosa, STAFFED, self.clock())

    def returning(self, minutes: float = 120) -> Returning:
        return Returning(self.database, self.clock, LIMA, STAFFED, timedelta(minutes=minutes))


def test_from_the_queue_to_a_reply_and_the_end(desk: Desk) -> None:
    desk.talk.say("quiero hablar con una persona")
    with desk.database.read() as tx:
        (waiting,) = attention.queued(tx, attention.Queue.PERSON, attention.Standing.FREE, by="rosa", offset=0, limit=9)
    assert waiting.waits
    desk.take(waiting.id)
    desk.clock.move(minutes=3)
    assert desk.reply("Hola, soy Rosa. ¿En qué te ayudo?")
    assert desk.case().first_reply_at == desk.clock()
    assert desk.talk.say("mi hijo no tiene cupo").turned.outgoing is None
    assert desk.lines()[-1] == (Kind.SAID, "mi hijo no tiene cupo")
    desk.clock.move(minutes=1)
    desk.close()
    assert desk.owed()[-1].startswith("La persona que te atendía terminó. Te respondo yo otra vez")
    assert desk.case().closed_by == "rosa"
    assert "Respuesta C01" in desk.talk.reply("C01")


def test_a_reply_goes_out_as_a_reply_and_once_however_often_it_is_sent(desk: Desk) -> None:
    desk.taken()
    before = len(desk.owed())
    assert [desk.reply("Hola"), desk.reply("Hola"), desk.reply("Hola", once="1" * 32)] == [True, False, True]
    assert desk.owed()[before:] == ["Hola", "Hola"]
    with desk.database.read() as tx:
        ranks = tx.connection.execute(
            select(schema.outbound.c.rank).where(schema.outbound.c.key.startswith("case:"))
        ).scalars()
        assert set(ranks) == {1}
    assert [kind for kind, _ in desk.lines()].count(Kind.REPLY) == 2
    with pytest.raises(BadInput):
        desk.reply("Hola", once="no")


def test_the_bot_says_at_most_once_that_a_message_arrived(desk: Desk) -> None:
    desk.taken()
    assert "llegó a la persona del equipo" in desk.talk.reply("hola?")
    assert desk.talk.say("C01").turned.outgoing is None
    assert desk.talk.say("menu").turned.outgoing is None
    assert desk.talk.engine.heard[-1].text == "menu"
    assert [text for kind, text in desk.lines() if kind is Kind.SAID] == ["hola?", "C01", "menu"]


def test_what_people_write_meanwhile_lies_in_the_case_and_nowhere_else(desk: Desk) -> None:
    desk.taken()
    desk.talk.say("una cosa muy mía")
    with desk.database.read() as tx:
        contents = tx.connection.execute(select(schema.inbound.c.content).order_by(schema.inbound.c.id)).scalars().all()
        assert contents[-1] is None
        (contact_id,) = tx.connection.execute(select(schema.contacts.c.id)).scalars()
        assert rights.texts(tx, contact_id)[-1][1] == "una cosa muy mía"
        rights.document(tx, contact_id, desk.clock())
    assert desk.talk.say("", form=Form.VOICE).turned.outgoing is None
    assert desk.lines()[-1] == (Kind.SAID, "")


def test_danger_is_heard_while_a_person_answers_and_the_number_comes_first(desk: Desk) -> None:
    desk.taken()
    for text in ("mi esposo me pega", "he beats me"):
        handled = desk.talk.say(text)
        outgoing = handled.turned.outgoing
        assert outgoing is not None
        assert "105" in outgoing.text.splitlines()[0]
        assert outgoing.priority is Priority.URGENT
    assert desk.case(2).restricted
    assert desk.case(2).assigned_to == "rosa"
    assert "esposo" not in repr(desk.lines(1))
    # What follows is about it, and lands where only case workers read it.
    desk.talk.say("estoy en la casa de mi hermana")
    assert desk.lines(2)[-1] == (Kind.SAID, "estoy en la casa de mi hermana")
    with desk.database.read() as tx:
        (contact_id,) = tx.connection.execute(select(schema.contacts.c.id)).scalars()
        assert "hermana" not in repr(rights.texts(tx, contact_id))


def test_danger_told_to_an_administrator_waits_for_a_case_worker(desk: Desk) -> None:
    desk.taken(by=desk.ana)
    desk.talk.say("mi esposo me pega")
    assert desk.case(2).assigned_to == ""
    with pytest.raises(BadInput, match="No hay un caso abierto"):
        desk.take(2, desk.ana)


def test_stop_and_ones_own_data_are_obeyed_while_a_person_answers(desk: Desk) -> None:
    desk.taken()
    assert "ya no te enviaré avisos" in desk.talk.reply("BAJA")
    with desk.database.read() as tx:
        (contact_id,) = tx.connection.execute(select(schema.contacts.c.id)).scalars()
        assert consents.has_left(tx, contact_id)
    assert desk.talk.reply("1")
    assert "Gracias por contarlo" in desk.talk.reply("MOTIVO son muchos")
    assert "Casos abiertos" in desk.talk.reply("mis datos")
    assert [kind for kind, _ in desk.lines()].count(Kind.ASKED) == 4
    desk.talk.reply("borrar mis datos")
    assert desk.talk.reply("1")
    with desk.database.read() as tx:
        assert cases.case(tx, 1) is None
        assert tx.connection.execute(select(schema.case_events.c.id)).first() is None


def test_of_two_who_take_the_same_case_one_has_it(desk: Desk) -> None:
    desk.taken()
    with pytest.raises(BadInput, match="ya lo tiene rosa"):
        desk.take(by=desk.luis)
    desk.take()
    assert desk.case().assigned_to == "rosa"
    with pytest.raises(BadInput, match="ya lo tiene rosa"):
        desk.reply("Hola", by=desk.luis)
    with pytest.raises(BadInput, match="ya lo tiene rosa"):
        desk.close(by=desk.luis)


def test_one_person_answers_in_a_chat_whatever_cases_there_are(desk: Desk) -> None:
    desk.taken()
    desk.talk.say("mi esposo me pega", person=PERSON)
    assert desk.case(2).handling == Mode.PERSON
    assert desk.case(1).handling == ""
    with pytest.raises(BadInput, match="otro de sus casos"):
        desk.reply("Hola")
    attending.leave(desk.database, 1, desk.rosa, STAFFED, desk.clock())
    with pytest.raises(BadInput, match="ya la atiende rosa"):
        desk.take(1, desk.luis)


def overtaken(desk: Desk, act: Callable[[], None]) -> None:
    """A message is claimed, `act` happens while it is being understood, and the answer comes too late."""
    answer = desk.talk.engine.respond

    async def slow(state: object, turn: object) -> object:
        act()
        desk.talk.turns._conversation._respond = answer
        return await answer(state, turn)  # type: ignore[arg-type]

    desk.talk.turns._conversation._respond = slow  # type: ignore[assignment]


def test_a_message_claimed_before_somebody_took_over_is_answered_by_them_alone(desk: Desk) -> None:
    desk.talk.say("quiero hablar con una persona")
    before = desk.owed()
    overtaken(desk, desk.take)
    desk.talk.hear("C01")
    assert desk.talk.step() == []
    (handled,) = desk.talk.step()
    assert "llegó a la persona" in desk.talk.words(handled)
    assert "Respuesta C01" not in " ".join(desk.owed()[len(before) :])
    assert desk.lines()[-1] == (Kind.SAID, "C01")


def test_a_message_claimed_before_they_gave_back_is_answered_by_the_bot(desk: Desk) -> None:
    desk.taken()
    desk.reply("Hola")
    overtaken(desk, desk.close)
    desk.talk.hear("C01")
    assert desk.talk.step() == []
    (handled,) = desk.talk.step()
    assert "Respuesta C01" in desk.talk.words(handled)


def test_many_who_take_and_answer_at_once_leave_one_holder_and_one_answer(desk: Desk) -> None:
    """Threads against the claim of a message: it is answered by the bot, or lies in the case, never both or neither."""
    desk.talk.say("quiero hablar con una persona")

    async def race() -> list[bool]:
        def take(user: User) -> bool:
            try:
                desk.take(by=user)
            except BadInput:
                return False
            return True

        takes = [asyncio.to_thread(take, user) for user in (desk.rosa, desk.luis) * 3]
        desk.talk.hear("C01")
        done, *_ = await asyncio.gather(asyncio.gather(*takes), desk.talk.turns.step())
        while await desk.talk.turns.step():
            pass
        return done

    done = asyncio.run(race())
    holder = desk.case().assigned_to
    assert holder in ("rosa", "luis")
    assert sorted(done) == [False] * 3 + [True] * 3  # whoever has it may take it again
    answered = "Respuesta C01" in " ".join(desk.owed())
    landed = (Kind.SAID, "C01") in desk.lines()
    assert answered is not landed


def test_handing_over_and_leaving(desk: Desk) -> None:
    desk.taken()
    desk.reply("Hola")
    with pytest.raises(BadInput, match="persona de Atención"):
        attending.assign(desk.database, 1, "ana", desk.rosa, desk.clock())
    attending.assign(desk.database, 1, "luis", desk.rosa, desk.clock())
    assert (desk.case().assigned_to, desk.case().handling) == ("luis", Mode.PERSON)
    assert desk.talk.say("sigues ahí?").turned.outgoing is None
    attending.leave(desk.database, 1, desk.luis, STAFFED, desk.clock())
    assert desk.case().assigned_to == ""
    assert "Tu caso sigue abierto" in desk.owed()[-1]
    assert "Respuesta C01" in desk.talk.reply("C01")


def test_the_case_of_somebody_who_is_away_is_given_to_who_is_there(desk: Desk, clock: Hands) -> None:
    desk.taken()
    with pytest.raises(BadInput, match="ya lo tiene rosa"):  # not while they answer
        attending.assign(desk.database, 1, "luis", desk.luis, desk.clock())
    clock.move(hours=3)
    desk.returning().step()
    attending.assign(desk.database, 1, "luis", desk.luis, desk.clock())
    desk.take(by=desk.luis)
    assert desk.case().assigned_to == "luis"


def test_a_case_given_to_somebody_who_has_not_taken_it_up_leaves_the_bot_talking(desk: Desk) -> None:
    desk.talk.say("quiero hablar con una persona")
    attending.assign(desk.database, 1, "luis", desk.rosa, desk.clock())
    assert "Respuesta C01" in desk.talk.reply("C01")
    desk.take(by=desk.luis)
    assert desk.talk.say("C01").turned.outgoing is not None  # the one acknowledgement
    assert desk.talk.say("C01").turned.outgoing is None


def test_the_bot_comes_back_where_staff_fall_silent_and_says_what_is_true(desk: Desk, clock: Hands) -> None:
    desk.taken()
    desk.reply("Hola")
    returning = desk.returning(minutes=60)
    clock.move(minutes=59)
    assert returning.step() == 0
    clock.move(minutes=1)
    assert returning.step() == 1
    assert returning.step() == 0
    assert desk.owed()[-1].startswith("La persona que te atendía no está en este momento")
    assert "105" in desk.owed()[-1]
    assert desk.case().assigned_to == "rosa"
    with pytest.raises(BadInput, match="responde el asistente"):
        desk.reply("Hola", once="2" * 32)
    desk.take()
    assert desk.reply("Perdona la espera", once="2" * 32)


def test_the_bot_comes_back_at_the_end_of_hours_and_names_the_next(desk: Desk, clock: Hands) -> None:
    local = clock().astimezone(LIMA)
    clock.move(seconds=(local.replace(hour=16, minute=30, second=0, microsecond=0) - local).total_seconds())
    while clock().astimezone(LIMA).weekday() != 4:
        clock.move(days=1)
    desk.taken()
    desk.reply("Hola")
    clock.move(minutes=29)
    assert desk.returning().step() == 0
    clock.move(minutes=1)
    assert desk.returning().step() == 1
    monday = (clock().astimezone(LIMA) + timedelta(days=3)).strftime("%d/%m/%Y")
    assert desk.owed()[-1].startswith("Terminó el horario de la persona que te atendía")
    assert f"Su próximo horario empieza: {monday}, 09:00." in desk.owed()[-1]
    # Who goes on after hours keeps the chat until they fall silent.
    desk.take()
    clock.move(minutes=30)
    assert desk.returning().step() == 0


def test_the_next_hours_are_on_no_holiday(desk: Desk, clock: Hands) -> None:
    """On 8 and 9 December nobody works in Peru."""
    clock.move(seconds=(datetime(2026, 12, 7, 16, 30, tzinfo=LIMA) - clock()).total_seconds())
    desk.taken()
    desk.reply("Hola")
    clock.move(minutes=30)
    assert desk.returning().step() == 1
    assert "Su próximo horario empieza: 10/12/2026, 09:00." in desk.owed()[-1]


def test_what_the_engine_cannot_take_in_lands_in_the_case_after_some_tries(desk: Desk, clock: Hands) -> None:
    desk.taken()
    desk.talk.hear("boom")
    for _ in range(5):
        assert desk.talk.step() == [] or desk.lines()[-1] == (Kind.SAID, "boom")
        clock.move(minutes=1)
    assert desk.lines()[-1] == (Kind.SAID, "boom")


def test_a_doubt_about_danger_is_shown_to_who_answers(desk: Desk) -> None:
    desk.taken()
    desk.talk.say("tengo una duda")
    with desk.database.read() as tx:
        assert case_events.listed(tx, 1)[-1].content["doubt"] is True


def test_who_asked_for_discretion_reads_neutral_first_words_from_staff_too(desk: Desk) -> None:
    desk.talk.say("modo discreto")
    desk.taken()
    desk.reply("Hola, soy Rosa.")
    desk.close()
    assert desk.owed()[-2].endswith("\n\nHola, soy Rosa.")
    assert desk.owed()[-2].partition("\n")[0] == desk.owed()[-1].partition("\n")[0]


def test_by_sms_staff_write_plain_letters(desk: Desk) -> None:
    desk.talk.say("quiero hablar con una persona", person="+51922222222")
    desk.take()
    desk.clock.move(days=3)
    desk.take()
    desk.reply("Aquí está tu *respuesta*")
    assert desk.owed()[-1] == "Aqui esta tu respuesta"


def test_the_bot_does_not_ask_whether_they_were_called_while_a_person_writes_with_them(desk: Desk) -> None:
    desk.taken()
    with desk.database.write() as tx:
        reminders.add(
            tx, contact_id=1, address_id=1, sender="whatsapp:+51900000001", kind=reminding.CALLBACK,
            content={"about": "x"}, due=desk.clock(), now=desk.clock(),
        )  # fmt: skip
    assert reminding.Reminding(desk.database, desk.clock, LIMA).step() == 0
    with desk.database.read() as tx:
        assert tx.connection.execute(select(schema.reminders.c.reason)).scalar_one() == "handled"


def test_two_contacts_that_turn_out_to_be_one_person_are_answered_by_staff(desk: Desk) -> None:
    desk.taken()
    desk.talk.say("C01", person="whatsapp:PE.1A2B3C")
    desk.talk.hear("hola", person=PERSON, external_user_id="PE.1A2B3C")
    (handled,) = desk.talk.step()
    assert handled.message.handling is not None
    assert desk.lines()[-1] == (Kind.SAID, "hola")


def test_a_template_goes_out_where_the_window_is_closed(desk: Desk, clock: Hands) -> None:
    template = Template(
        sid="HX1", name="seguimos", language="es", status=Status.APPROVED, category=Category.UTILITY,
        body="Hola {{1}}, seguimos.", samples={"1": "Rosa"},
    )  # fmt: skip
    with desk.database.write() as tx:
        templates.keep(tx, template, clock())
    desk.taken()
    clock.move(hours=25)
    desk.take()
    send = replying.send_template
    with pytest.raises(BadInput, match="está vacío"):
        send(desk.database, 1, "HX1", {}, "0" * 32, desk.rosa, clock())
    with pytest.raises(BadInput, match="Elige otra"):
        send(desk.database, 1, "HX9", {}, "0" * 32, desk.rosa, clock())
    sent = [send(desk.database, 1, "HX1", {"1": "Marta"}, "0" * 32, desk.rosa, clock()) for _ in range(2)]
    assert sent == [True, False]
    assert desk.owed()[-1] == "Hola Marta, seguimos."
    with desk.database.write() as tx:
        consents.write(tx, 1, "everything", given=False, at=clock(), source="chat")
    with pytest.raises(BadInput, match="nadie le escriba primero"):
        send(desk.database, 1, "HX1", {"1": "Marta"}, "1" * 32, desk.rosa, clock())


def test_somebody_who_never_knew_of_it_is_told_nothing(desk: Desk) -> None:
    desk.taken()
    before = desk.owed()
    desk.close()
    assert desk.owed() == before


def test_where_the_window_is_closed_the_bot_says_it_with_its_next_words(desk: Desk, clock: Hands) -> None:
    desk.taken()
    desk.reply("Hola")
    clock.move(hours=25)
    before = desk.owed()
    assert desk.returning().step() == 1
    assert desk.owed() == before
    assert desk.talk.reply("mi esposo me pega").startswith("Llama al *105*")
    assert desk.talk.reply("C01").startswith("Te respondo yo otra vez: el asistente automático.")
    assert not desk.talk.reply("C01").startswith("Te respondo yo otra vez")


def test_outside_the_window_free_text_is_refused_with_the_reason(desk: Desk, clock: Hands) -> None:
    desk.taken()
    clock.move(hours=24)
    desk.take()
    with pytest.raises(BadInput, match="24 horas"):
        desk.reply("Hola")


def test_texts_of_closed_cases_are_gone_after_their_time(desk: Desk, database: Database) -> None:
    desk.taken()
    desk.talk.say("una cosa")
    attending.note(database, 1, "una nota", desk.rosa, desk.clock())
    desk.close()
    with database.write() as tx:
        case_events.forget(tx, desk.clock() + timedelta(seconds=1))
    assert {text for _kind, text in desk.lines()} == {""}
