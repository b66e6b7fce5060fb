"""Which words of a person stay, and where."""

import pytest
from sqlalchemy import select

from bot.core.addresses import parse
from bot.core.geography import Area, Areas
from bot.core.messages import Form, Received
from bot.services.inbound import receive
from bot.storage import inbound, schema
from tests.services.conftest import Talk


def kept(talk: Talk) -> list[str]:
    """The texts of people that lie beside their messages."""
    with talk.database.read() as tx:
        ids = tx.connection.execute(select(schema.contacts.c.id)).scalars().all()
        return [text for contact_id in ids for _, text in inbound.texts_of(tx, contact_id)]


@pytest.mark.parametrize("text", ["algo delicado, C01 o E05", "algo delicado: E05"])
def test_what_may_well_be_about_something_sensitive_is_not_kept(talk: Talk, text: str) -> None:
    talk.say(text)
    assert kept(talk) == []


def test_an_answer_about_something_else_keeps_its_question_for_the_editors(talk: Talk) -> None:
    talk.say("C01 por favor")
    assert kept(talk) == ["C01 por favor"]


def test_a_comment_lies_beside_its_vote_and_nowhere_else(talk: Talk) -> None:
    talk.say("E05")
    talk.say("👎")
    talk.say("faltó algo delicado")
    assert kept(talk) == ["👎"]
    with talk.database.read() as tx:
        comment = tx.connection.execute(select(schema.votes.c.comment)).scalar_one()
        assert tx.open(comment, "votes.comment") == "faltó algo delicado"


def test_where_somebody_is_is_not_kept(talk: Talk) -> None:
    talk.say(form=Form.LOCATION, latitude=-12.0464, longitude=-77.0428)
    with talk.database.read() as tx:
        content = tx.open(tx.connection.execute(select(schema.inbound.c.content)).scalar_one(), "inbound.content")
    assert content == {"text": "", "choice": ""}


def test_a_copy_of_everything_is_read_to_its_end_while_little_of_it_waits(talk: Talk) -> None:
    written = [f"mensaje {number:03} " + "x" * 900 for number in range(40)]
    for text in written:
        talk.say(text)
    talk.say("mis datos")
    handled = talk.say("1")
    pages = []
    while True:
        assert handled.turned.outgoing is not None
        assert len(repr(handled.turned.state)) < 12_000
        pages.append(handled.turned.outgoing.text)
        if not pages[-1].endswith("seguir leyendo."):
            break
        handled = talk.say("más")
    assert [n for n in range(40) if f"mensaje {n:03}" not in "".join(pages)] == []


@pytest.mark.parametrize("text", ["C01", "me pega", "salir"])
def test_the_rest_of_a_long_text_is_forgotten_when_something_else_is_said(talk: Talk, text: str) -> None:
    for number in range(40):
        talk.say(f"una pregunta bastante larga para llenar la copia, la número {number}")
    talk.say("mis datos")
    assert talk.reply("1").endswith("seguir leyendo.")
    talk.say(text)
    assert "No hay más texto" in talk.reply("más")


def test_options_on_sms_have_no_dear_letters(talk: Talk) -> None:
    menu = talk.say("borrar mis datos", person="+51933333333").turned.outgoing
    assert menu is not None
    assert [option.label for option in menu.options] == ["Si, borrar", "No, dejarlo"]
    assert "borrando tus datos" in talk.reply("sí", person="+51933333333")


def test_of_a_location_only_the_district_is_stored_and_that_until_the_turn(talk: Talk) -> None:
    comas = ((-77.1, -12.1), (-76.9, -12.1), (-76.9, -11.9), (-77.1, -11.9))
    received = Received(
        provider_id="SM1", sender=parse("whatsapp:+51911111111"), recipient=parse("whatsapp:+51900000001"),
        form=Form.LOCATION, latitude=-12.0464, longitude=-77.0428,
    )  # fmt: skip
    receive(talk.database, [received], talk.clock(), Areas([Area(district="Comas", rings=(comas,))]))
    with talk.database.read() as tx:
        content = tx.open(tx.connection.execute(select(schema.inbound.c.content)).scalar_one(), "inbound.content")
    assert content == {"text": "", "choice": "", "located": "Comas"}
