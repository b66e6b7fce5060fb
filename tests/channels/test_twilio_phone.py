"""What the phone of a test or of the simulator sends is what Twilio would deliver."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.fake import Delivery, Phone
from bot.channels.twilio.signature import HEADER, Signatures
from bot.channels.twilio.webhook import parse_form, received
from bot.core.addresses import Address, parse
from bot.core.messages import Form, Received
from tests.channels.world import ACCOUNT, NUMBER, PERSON, TOKEN

URL = "https://puente.example/twilio/inbound"
CHECK = Signatures([TOKEN], "https://puente.example")


def phone(address: str = PERSON, number: str = NUMBER, **more: str) -> Phone:
    ends: dict[str, Address] = {"address": parse(address), "number": parse(number)}
    return Phone(url=URL, auth_token=TOKEN, account_sid=ACCOUNT, **ends, **more)


def arrived(delivery: Delivery) -> Received:
    pairs = parse_form(delivery.body, delivery.headers["Content-Type"])
    assert CHECK.valid("POST", "/twilio/inbound", pairs, delivery.headers[HEADER])
    message = received(pairs, account_sids=[ACCOUNT])
    assert message.provider_id == delivery.sid
    return message


def test_each_kind_of_message_arrives_as_what_it_is() -> None:
    mine = phone()
    assert arrived(mine.text("¿cómo pido refugio?")).text == "¿cómo pido refugio?"
    assert arrived(mine.text("mira", forwarded=True)).forwarded
    tapped = arrived(mine.tap("Ver menú", "menu"))
    assert (tapped.form, tapped.choice, tapped.text) == (Form.CHOICE, "menu", "Ver menú")
    chosen = arrived(mine.choose("Escuela", "topic:school"))
    assert (chosen.form, chosen.choice) == (Form.CHOICE, "topic:school")
    placed = arrived(mine.locate(-12.05, -77.04, label="Plaza"))
    assert (placed.form, placed.latitude, placed.longitude) == (Form.LOCATION, -12.05, -77.04)


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        ("image/jpeg", Form.IMAGE),
        ("audio/ogg", Form.VOICE),
        ("video/mp4", Form.VIDEO),
        ("image/webp", Form.STICKER),
        ("text/vcard", Form.CONTACT),
        ("application/pdf", Form.DOCUMENT),
    ],
)
def test_media_arrives_by_its_type(content_type: str, form: Form) -> None:
    message = arrived(phone().media(content_type, caption="mira"))
    assert (message.form, message.text, message.provider_id[:2]) == (form, "mira", "MM")


def test_people_with_a_number_with_both_ids_and_without_a_number_write() -> None:
    assert arrived(phone().text("hola")).external_user_id == ""
    assert arrived(phone(external_user_id="PE.1A2b3C").text("hola")).external_user_id == "PE.1A2b3C"
    hidden = phone("whatsapp:PE.1A2b3C").text("hola")
    assert arrived(hidden).sender.full == "whatsapp:PE.1A2b3C"
    assert b"WaId" not in hidden.body


def test_an_sms_carries_blank_fields_under_its_signature() -> None:
    delivery = phone("+51999888777", "+14155238886").text("hola")
    assert ("FromZip", "") in parse_form(delivery.body, delivery.headers["Content-Type"])
    assert b"ProfileName" not in delivery.body
    assert arrived(delivery).sender.full == "+51999888777"


def test_a_repeated_delivery_has_the_same_ids() -> None:
    first, again = (phone().text("hola", sid="SM" + "1" * 32) for _ in range(2))
    assert first == again


@given(body=st.text(max_size=80), title=st.text(max_size=20))
def test_whatever_is_typed_is_signed_rightly(body: str, title: str) -> None:
    arrived(phone().text(body))
    arrived(phone().tap(title, body))
