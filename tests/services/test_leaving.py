"""Stopping, coming back and going for good: what is written down is what the person said last."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.addresses import Address, Channel, parse
from bot.core.conversation import Outcome
from bot.core.messages import Form, Received
from bot.services import rights
from bot.storage import consents, contacts, inbound, schema
from bot.storage.database import Database
from tests.conftest import NOW
from tests.services.conftest import Talk

PERSON = "whatsapp:+51911111111"


def said(talk: Talk) -> dict[str, bool]:
    """The newest word on being written to at all."""
    with talk.database.read() as tx:
        contact_id = contacts.find(tx, parse(PERSON))
        assert contact_id is not None
        held = consents.of(tx, contact_id)
    return {scope: given for scope, given in held.items() if scope in {"alerts", "everything"}}


def test_coming_back_takes_back_the_no_to_everything(talk: Talk) -> None:
    talk.say("baja")
    talk.say("2")
    assert said(talk) == {"alerts": False, "everything": False}
    talk.say("alta")
    assert said(talk) == {"alerts": True, "everything": True}


@pytest.mark.parametrize(
    ("payload", "facts"),
    [("stop:alerts", {"alerts": False}), ("stop:all", {"alerts": False, "everything": False})],
)
def test_a_button_of_an_earlier_stop_stops_again(talk: Talk, payload: str, facts: dict[str, bool]) -> None:
    talk.say("baja")
    talk.say("alta")
    talk.say("Solo los avisos", form=Form.CHOICE, choice=payload)
    assert said(talk) == facts


def test_giving_up_one_subject_is_not_leaving(talk: Talk) -> None:
    """Their reason would be kept beside a no, and a hash of their number after an erasure."""
    talk.say("alta")
    talk.say("1 y 2")
    talk.say("mis temas")
    talk.say("1")
    talk.say("motivo me llegan muchos")
    assert said(talk) == {"alerts": True}
    with talk.database.write() as tx:
        contact_id = contacts.find(tx, parse(PERSON))
        assert contact_id is not None
        assert not consents.has_left(tx, contact_id)
        rights.erase(tx, contact_id, NOW)
        assert tx.connection.execute(select(schema.suppressions)).all() == []


@pytest.mark.parametrize("text", ["motivo me llegan muchos", "MOTIVO: me llegan muchos", "Motivo, me llegan muchos"])
def test_a_reason_for_leaving_is_kept_however_it_is_punctuated(talk: Talk, text: str) -> None:
    talk.say("baja")
    assert "Gracias por contarlo" in talk.reply(text)
    with talk.database.read() as tx:
        kept = tx.connection.execute(select(schema.consents.c.reason)).scalar_one()
        assert tx.open(kept, "consents.reason") == "me llegan muchos"


def test_a_reason_may_hold_words_that_would_be_a_command(talk: Talk) -> None:
    talk.say("baja")
    assert "Gracias por contarlo" in talk.reply("motivo ya no quiero recibir mensajes")


def test_a_question_that_begins_with_the_word_is_a_question_for_who_never_left(talk: Talk) -> None:
    assert talk.say("Motivo de mi mensaje: C01").turned.entry == "C01"


def test_a_stop_is_obeyed_though_the_turn_failed_many_times(talk: Talk) -> None:
    talk.hear("baja")
    with talk.database.write() as tx:
        tx.connection.execute(schema.inbound.update().values(tries=9))
    talk.step()
    assert said(talk) == {"alerts": False}


def test_danger_is_answered_though_the_provider_took_the_word_for_its_own(talk: Talk) -> None:
    handled = talk.say("me pega", opt_out_type="STOP")
    assert handled.turned.outcome is Outcome.CRISIS
    assert handled.turned.outgoing is not None
    assert said(talk) == {"alerts": False}


def test_whoever_said_no_and_is_deleted_by_staff_stays_on_the_list_of_those_never_written_to(talk: Talk) -> None:
    talk.say("baja")
    with talk.database.write() as tx:
        contact_id = contacts.find(tx, parse(PERSON))
        assert contact_id is not None
        rights.erase(tx, contact_id, talk.clock())
        assert contacts.find(tx, parse(PERSON)) is None
        assert len(tx.connection.execute(select(schema.suppressions)).all()) == 1


def from_them(number: int) -> Received:
    ours = Address(Channel.WHATSAPP, "+51900000001")
    return Received(provider_id=f"SM{number:032x}", sender=parse(PERSON), recipient=ours, form=Form.TEXT, text="hola")


def test_a_message_that_comes_in_the_moment_of_deletion_is_not_deleted_unread(database: Database) -> None:
    """It was thanked for; whoever writes again starts from nothing, and is answered."""
    later = NOW + timedelta(seconds=5)
    written, looking = threading.Event(), threading.Event()

    with database.write() as tx:
        inbound.store(tx, [from_them(1)], NOW)
        tx.connection.execute(schema.inbound.update().values(stage="settled"))
        tx.connection.execute(schema.contacts.update().values(erase_from=NOW))

    def write() -> None:
        with database.write() as tx:
            inbound.store(tx, [from_them(2)], later)
            written.set()
            looking.wait(0.3)  # the deletion looks while this is not yet written down for good

    webhook = threading.Thread(target=write)
    webhook.start()
    assert written.wait(60)
    rights.finish_erasures(database, later)
    looking.set()
    webhook.join()
    with database.read() as tx:
        assert "SM" + f"{2:032x}" in tx.connection.execute(select(schema.inbound.c.provider_id)).scalars().all()


def test_a_message_that_comes_while_its_person_is_being_deleted_is_that_of_somebody_new(database: Database) -> None:
    """It waits for the deletion and is kept: Twilio is not told to come again."""
    deleting, come = threading.Event(), threading.Event()
    with database.write() as tx:
        inbound.store(tx, [from_them(1)], NOW)
        before = contacts.find(tx, parse(PERSON))
        assert before is not None

    def delete() -> None:
        with database.write() as tx:
            contacts.erase(tx, before)
            deleting.set()
            come.wait(0.3)  # the message comes while this is not yet written down for good

    desk = threading.Thread(target=delete)
    desk.start()
    assert deleting.wait(60)
    with database.write() as tx:
        assert inbound.store(tx, [from_them(2)], NOW) == [True]
    come.set()
    desk.join()
    with database.read() as tx:
        assert contacts.find(tx, parse(PERSON)) not in {None, before}
        assert tx.connection.execute(select(schema.inbound.c.provider_id)).scalars().all() == [f"SM{2:032x}"]
