"""Every kind of message a person can send is understood (promises P06, P09)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.signature import FORM, HEADER, Signatures, sign
from bot.channels.twilio.text import LONGEST
from bot.channels.twilio.webhook import (
    BIGGEST_BODY,
    MOST_FIELDS,
    BadWebhook,
    Malformed,
    WrongAccount,
    parse_form,
    received,
)
from bot.core.messages import Form, Received
from tests.channels.world import ACCOUNT, NUMBER, PERSON, TOKEN

SID = "SM" + "a" * 32
URL = "https://puente.example/twilio/inbound"
CHECK = Signatures([TOKEN], "https://puente.example")
LONG_SMS = "Buenos días, quisiera saber cómo hago para matricular a mi hijo en el colegio de mi zona."

WHATSAPP = {
    "SmsMessageSid": SID,
    "NumMedia": "0",
    "ProfileName": "María",
    "MessageType": "text",
    "SmsSid": SID,
    "WaId": "51999888777",
    "SmsStatus": "received",
    "Body": "",
    "To": NUMBER,
    "NumSegments": "1",
    "ReferralNumMedia": "0",
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"María","WaId":"51999888777"}}}',
    "From": PERSON,
    "ApiVersion": "2010-04-01",
}
SMS = {
    "ToCountry": "US",
    "ToState": "",
    "SmsMessageSid": SID,
    "NumMedia": "0",
    "ToCity": "",
    "FromZip": "",
    "SmsSid": SID,
    "FromState": "",
    "SmsStatus": "received",
    "FromCity": "",
    "Body": "",
    "FromCountry": "PE",
    "To": "+14155238886",
    "ToZip": "",
    "NumSegments": "1",
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "From": "+51999888777",
    "ApiVersion": "2010-04-01",
}


def media(kind: str, hint: str, caption: str = "") -> dict[str, str]:
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
    return {"NumMedia": "1", "MediaContentType0": kind, "MediaUrl0": url, "MessageType": hint, "Body": caption}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A captured request: fields over those of its channel, and what is understood from it."""

    sent: Mapping[str, str]
    over: Mapping[str, str] = field(default_factory=lambda: WHATSAPP)
    understood: Mapping[str, Any]


CASES = {
    "text": Case(
        sent={"Body": "¡Hola! ¿cómo pido refugio? ñ 👍"},
        understood={"form": Form.TEXT, "text": "¡Hola! ¿cómo pido refugio? ñ 👍", "provider_id": SID},
    ),
    "text with a plus sign and an ampersand": Case(
        sent={"Body": "tengo 2+1 hijos & nietos = 3"}, understood={"text": "tengo 2+1 hijos & nietos = 3"}
    ),
    "forwarded": Case(sent={"Body": "Mira", "Forwarded": "true"}, understood={"forwarded": True, "form": Form.TEXT}),
    "forwarded many times": Case(sent={"Body": "Mira", "FrequentlyForwarded": "true"}, understood={"forwarded": True}),
    "quick-reply button": Case(
        sent={
            "MessageType": "button",
            "Body": "Ver menú",
            "ButtonText": "Ver menú",
            "ButtonPayload": "menu",
            "ButtonType": "REPLY",
        },
        understood={"form": Form.CHOICE, "text": "Ver menú", "choice": "menu"},
    ),
    "template button without an id of ours": Case(
        sent={"MessageType": "button", "Body": "Sí", "ButtonText": "Sí"},
        understood={"form": Form.CHOICE, "text": "Sí", "choice": ""},
    ),
    "list row": Case(
        sent={"MessageType": "interactive", "Body": "Escuela", "ListId": "topic:school", "ListTitle": "Escuela"},
        understood={"form": Form.CHOICE, "text": "Escuela", "choice": "topic:school"},
    ),
    "list row told by its title alone": Case(
        sent={"MessageType": "interactive", "Body": "Escuela"}, understood={"form": Form.TEXT, "text": "Escuela"}
    ),
    "flow answer": Case(
        sent={"MessageType": "interactive", "InteractiveData": "{}", "FlowData": "{}"},
        understood={"form": Form.UNSUPPORTED, "text": ""},
    ),
    "location": Case(
        sent={"MessageType": "location", "Latitude": "-12.0464", "Longitude": "-77.0428", "Label": "Plaza"},
        understood={"form": Form.LOCATION, "latitude": -12.0464, "longitude": -77.0428},
    ),
    "location that is nowhere": Case(
        sent={"MessageType": "location", "Latitude": "nan", "Longitude": "-77"},
        understood={"form": Form.LOCATION, "latitude": None, "longitude": None},
    ),
    "coordinates off the map beside a text": Case(
        sent={"Body": "aquí", "Latitude": "91", "Longitude": "0"}, understood={"form": Form.TEXT, "latitude": None}
    ),
    "photo with a caption": Case(
        sent=media("image/jpeg", "image", "mi carné"),
        understood={"form": Form.IMAGE, "text": "mi carné", "media_types": ("image/jpeg",)},
    ),
    "voice note": Case(
        sent=media("audio/ogg; codecs=opus", "audio"),
        understood={"form": Form.VOICE, "text": "", "media_types": ("audio/ogg",)},
    ),
    "video": Case(sent=media("video/mp4", "video"), understood={"form": Form.VIDEO}),
    "document": Case(sent=media("application/pdf", "document", "acta.pdf"), understood={"form": Form.DOCUMENT}),
    "sticker": Case(sent=media("image/webp", "sticker"), understood={"form": Form.STICKER}),
    "contact card": Case(sent=media("text/vcard", "contacts"), understood={"form": Form.CONTACT}),
    "contact card, older type": Case(sent=media("text/x-vcard", "document"), understood={"form": Form.CONTACT}),
    "media of an unreadable type": Case(
        sent=media("?", "document"),
        understood={"form": Form.DOCUMENT, "media_types": ("application/octet-stream",)},
    ),
    "media announced and not given": Case(
        sent={"NumMedia": "2", "MessageType": "image"},
        understood={"form": Form.DOCUMENT, "media_types": ("application/octet-stream",) * 2},
    ),
    "voice note that Twilio could not fetch": Case(sent={"MessageType": "audio"}, understood={"form": Form.VOICE}),
    "a number of media that is no number": Case(
        sent={"NumMedia": "٣", "Body": "hola"}, understood={"form": Form.TEXT, "media_types": ()}
    ),
    "reaction": Case(sent={"MessageType": "reaction"}, understood={"form": Form.UNSUPPORTED}),
    "reaction told as a text": Case(
        sent={"MessageType": "reaction", "Body": "👍"}, understood={"form": Form.TEXT, "text": "👍"}
    ),
    "empty": Case(sent={"Body": "  \n "}, understood={"form": Form.EMPTY, "text": ""}),
    "4,096 characters": Case(sent={"Body": "ñ" * LONGEST}, understood={"text": "ñ" * LONGEST}),
    "more than 4,096 characters": Case(
        sent={"Body": "ñ" * (LONGEST + 1)}, understood={"form": Form.TEXT, "text": "ñ" * (LONGEST - 1) + "…"}
    ),
    "NUL and control characters": Case(sent={"Body": "ho\x00la\x07\x7f"}, understood={"text": "hola"}),
    "zero-width and direction marks": Case(
        sent={"Body": "\u202ealto\u202c\u200b\ufeff \u2066ya\u2069"}, understood={"text": "alto ya"}
    ),
    "a stop word hidden by joiners": Case(sent={"Body": "s\u200dt\u200co\u00adp"}, understood={"text": "stop"}),
    "nothing but invisible marks": Case(sent={"Body": "\u200b\u200e"}, understood={"form": Form.EMPTY, "text": ""}),
    "line ends of every system": Case(
        sent={"Body": "uno\r\ndos\rtres\u2028cuatro"}, understood={"text": "uno\ndos\ntres\ncuatro"}
    ),
    "emoji with skin tone and flag": Case(sent={"Body": "👍🏽 🇵🇪 ❤️"}, understood={"text": "👍🏽 🇵🇪 ❤️"}),
    "starts with a slash": Case(sent={"Body": "/restart"}, understood={"form": Form.TEXT, "text": "/restart"}),
    "person with number and user id": Case(
        sent={"Body": "hola", "ExternalUserId": "whatsapp:PE.1A2b3C"}, understood={"external_user_id": "PE.1A2b3C"}
    ),
    "person without a visible number": Case(
        sent={"Body": "hola", "From": "whatsapp:PE.1A2b3C", "WaId": "", "ExternalUserId": "whatsapp:PE.1A2b3C"},
        understood={"external_user_id": "PE.1A2b3C", "form": Form.TEXT},
    ),
    "person without a visible number, id told once": Case(
        sent={"Body": "hola", "From": "whatsapp:PE.ENT.1A2b3C"}, understood={"external_user_id": "PE.ENT.1A2b3C"}
    ),
    "a user id that is none": Case(
        sent={"Body": "hola", "ExternalUserId": "whatsapp:'; drop"}, understood={"external_user_id": ""}
    ),
    "Twilio has already stopped them": Case(
        sent={"Body": "STOP", "OptOutType": "stop"}, understood={"opt_out_type": "STOP", "text": "STOP"}
    ),
    "an opt-out type we do not know": Case(sent={"Body": "x", "OptOutType": "MAYBE"}, understood={"opt_out_type": ""}),
    "SMS": Case(over=SMS, sent={"Body": "hola"}, understood={"form": Form.TEXT, "text": "hola"}),
    "SMS whose text came in base64": Case(
        over=SMS,
        sent={"Body": base64.b64encode(LONG_SMS.encode()).decode()},
        understood={"text": LONG_SMS},
    ),
    "SMS that only looks like base64": Case(
        over=SMS,
        sent={"Body": "QUJD" * 20},
        understood={"text": "QUJD" * 20},
    ),
    "WhatsApp text in base64": Case(
        sent={"Body": base64.b64encode(LONG_SMS.encode()).decode()},
        understood={"text": base64.b64encode(LONG_SMS.encode()).decode()},
    ),
    "message id under its old name": Case(
        sent={"Body": "hola", "MessageSid": ""}, understood={"provider_id": SID, "text": "hola"}
    ),
    "a field Twilio added yesterday": Case(sent={"Body": "hola", "NewThing": "x"}, understood={"text": "hola"}),
}


def understood(pairs: list[tuple[str, str]]) -> Received:
    return received(pairs, account_sids=[ACCOUNT])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_captured_message_is_understood_when_signed_and_refused_when_not(case: Case) -> None:
    sent = [*{**case.over, **case.sent}.items()]
    headers = {HEADER: sign(TOKEN, URL, sent)}
    pairs = parse_form(urlencode(sent).encode(), f"{FORM}; charset=UTF-8")
    assert CHECK.valid("POST", "/twilio/inbound", pairs, headers[HEADER])
    assert not CHECK.valid("POST", "/twilio/inbound", pairs, sign("another token", URL, sent))
    assert not CHECK.valid("POST", "/twilio/inbound", [*pairs, ("Body", "changed")], headers[HEADER])
    message = understood(pairs)
    assert {name: getattr(message, name) for name in case.understood} == case.understood
    assert (message.sender.full, message.recipient.full) == (dict(sent)["From"], dict(sent)["To"])


def test_bytes_that_are_no_unicode_become_one_replacement_mark() -> None:
    body = urlencode(WHATSAPP).replace("Body=", "Body=hola+%ff%fe%ED%A0%80").encode()
    assert understood(parse_form(body, FORM)).text == "hola \ufffd"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"AccountSid": "AC" + "9" * 32}, WrongAccount),
        ({"AccountSid": ""}, WrongAccount),
        ({"From": ""}, Malformed),
        ({"From": "whatsapp:"}, Malformed),
        ({"From": "whatsapp:+51"}, Malformed),
        ({"From": "messenger:123456"}, Malformed),
        ({"To": "nobody"}, Malformed),
        ({"MessageSid": "", "SmsSid": "", "SmsMessageSid": ""}, Malformed),
        ({"MessageSid": "x'; --", "SmsSid": "\x00", "SmsMessageSid": "a" * 500}, Malformed),
    ],
)
def test_a_message_nobody_could_answer_is_a_clear_error_without_its_content(
    changed: dict[str, str], error: type[BadWebhook]
) -> None:
    with pytest.raises(error) as raised:
        understood([*{**WHATSAPP, "Body": "mi secreto", **changed}.items()])
    assert "secreto" not in str(raised.value)
    assert all(value not in str(raised.value) for value in changed.values() if value)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"Body=hola", "multipart/form-data; boundary=x"),
        (b"Body=hola", ""),
        (b"Body=" + b"a" * BIGGEST_BODY, FORM),
        (b"a=1&" * MOST_FIELDS, FORM),
    ],
)
def test_what_is_no_form_or_absurdly_big_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(Malformed):
        parse_form(body, content_type)


NAMES = st.sampled_from([*WHATSAPP, *SMS, "Latitude", "Longitude", "ButtonPayload", "ListId", "MediaContentType0"])
ANYTHING = st.text(max_size=60) | st.sampled_from([SID, ACCOUNT, PERSON, NUMBER, "0", "999", "-12.5", "image/webp"])


@given(fields=st.lists(st.tuples(NAMES | st.text(max_size=8), ANYTHING), max_size=30))
def test_no_generated_form_raises_anything_but_the_typed_errors(fields: list[tuple[str, str]]) -> None:
    body = "&".join(urlencode([pair], errors="surrogatepass") for pair in fields).encode()
    try:
        message = understood(parse_form(body, FORM))
    except BadWebhook:
        return
    message.text.encode()
    assert "\x00" not in message.text + message.choice


@given(
    body=st.binary(max_size=300), content_type=st.sampled_from([FORM, f"{FORM};charset=latin-1"]) | st.text(max_size=20)
)
def test_no_bytes_raise_anything_but_the_typed_errors(body: bytes, content_type: str) -> None:
    base = urlencode(WHATSAPP).encode()
    for whole in (body, base + b"&" + body, body + b"&" + base, base.replace(b"Body=", b"Body=" + body)):
        try:
            understood(parse_form(whole, content_type)).text.encode()
        except BadWebhook:
            continue


@given(body=st.text())
def test_whatever_is_typed_a_text_comes_out_that_can_be_stored_and_sent(body: str) -> None:
    words = understood([*{**WHATSAPP, "Body": body}.items()]).text
    words.encode()
    assert len(words) <= LONGEST
    assert "\x00" not in words
    assert words == words.strip()
