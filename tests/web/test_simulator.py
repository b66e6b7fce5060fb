"""The phone without its page: what can be sent, what comes back, and what is kept apart."""

import json
import re
import time
from collections.abc import Iterator
from secrets import token_hex
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app import App
from bot.channels.twilio.fake import FakeTwilio
from bot.web.simulator import BIGGEST, HOLD, LONGEST, Simulator
from tests.web.conftest import URL

MESSAGES = "/simulator/messages"


class Person:
    """Somebody with a phone of their own."""

    def __init__(self, http: httpx.Client, channel: str = "whatsapp", name: str = "") -> None:
        self.http, self.channel, self.name = http, channel, name or token_hex(8)
        self.after: int | str = ""

    def send(self, **fields: Any) -> httpx.Response:
        return self.http.post(MESSAGES, json={"person": self.name, "channel": self.channel, **fields})

    def look(self) -> dict[str, Any]:
        query = {"person": self.name, "channel": self.channel, "after": self.after}
        news: dict[str, Any] = self.http.get(MESSAGES, params=query).json()
        self.after = news["after"]
        return news

    def reply(self) -> dict[str, Any]:
        """The news with the next reply in it."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            news = self.look()
            if any(not line["mine"] for line in news["lines"]):
                return news
        raise AssertionError("no reply")

    def asks(self, text: str) -> str:
        """The text of the reply to `text`."""
        assert self.send(text=text).status_code == 202
        return said(self.reply()["lines"][-1])


def said(line: dict[str, Any]) -> str:
    return "".join(text for text, _ in line["spans"])


@pytest.fixture
def http(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, trust_env=False, timeout=120) as http:
        yield http


def test_a_message_goes_the_whole_way_and_the_reply_comes_back(http: httpx.Client) -> None:
    person = Person(http)
    assert person.send(text="hola").status_code == 202
    news = person.reply()
    mine, reply = person.http.get(MESSAGES, params={"person": person.name}).json()["lines"]
    assert (said(mine), mine["mine"], mine["state"]) == ("hola", True, "delivered")
    assert (said(reply).endswith("Escríbeme tu pregunta."), reply["mine"], reply["state"]) == (True, False, "")
    assert news["waiting"] is False


def test_a_question_for_news_is_held_while_there_is_none(http: httpx.Client) -> None:
    person = Person(http)
    person.look()
    began = time.monotonic()
    assert person.look()["lines"] == []
    assert time.monotonic() - began > HOLD * 0.9


@pytest.mark.parametrize(
    ("form", "label", "reply"),
    [
        ("image", "Foto", "No puedo ver fotos"),
        ("voice", "Nota de voz", "No puedo escuchar audios"),
        ("location", "Ubicación", "Todavía no uso ubicaciones"),
        ("sticker", "Sticker", "¡Hola!"),
    ],
)
def test_every_stand_in_is_understood_as_what_it_stands_for(
    http: httpx.Client, form: str, label: str, reply: str
) -> None:
    person = Person(http)
    assert person.send(form=form).status_code == 202
    lines = person.reply()["lines"]
    assert reply in said(lines[-1])
    everything = http.get(MESSAGES, params={"person": person.name}).json()["lines"]
    assert (everything[0]["form"], everything[0]["label"]) == (form, label)


def test_a_number_picks_from_the_menu_that_was_shown(http: httpx.Client) -> None:
    person = Person(http)
    assert "1. Refugio (asilo)\n2. Colegio" in person.asks("menu")
    assert "Estudiar sin papeles" in person.asks("2")


def test_an_sms_is_plain_and_says_what_it_costs(http: httpx.Client) -> None:
    person = Person(http, channel="sms")
    person.send(text="colegio")
    reply = person.reply()["lines"][-1]
    assert "Si, tu hijo puede estudiar" in said(reply)
    assert reply["cost"] == "2 partes"


def test_people_and_channels_are_kept_apart(http: httpx.Client) -> None:
    one, other = Person(http), Person(http)
    one.asks("hola")
    assert other.look()["lines"] == []
    assert Person(http, channel="sms", name=one.name).look()["lines"] == []


def test_the_number_behind_a_phone_is_never_shown(http: httpx.Client) -> None:
    person = Person(http)
    person.asks("hola")
    page = http.get("/simulator", params={"person": person.name}).text
    data = http.get(MESSAGES, params={"person": person.name}).text
    assert not re.search(r"999\d{11}|whatsapp:", (page + data).replace(person.name, ""))


@pytest.mark.parametrize("text", ["\ud83d hola", "\x00hola", "🤝" * 1_000, "a" * LONGEST, "<script>alert(1)</script>"])
def test_whatever_a_keyboard_can_make_is_sent_and_answered(http: httpx.Client, text: str) -> None:
    person = Person(http)
    # Escaped, because half a character cannot be written in any other way.
    body = json.dumps({"person": person.name, "text": text}, ensure_ascii=True)
    sent = http.post(MESSAGES, content=body, headers={"Content-Type": "application/json"})
    assert sent.status_code == 202
    assert person.reply()["lines"]


PERSON = "abcdefgh"


@pytest.mark.parametrize(
    "fields",
    [
        {"person": PERSON},
        {"person": PERSON, "text": "  "},
        {"person": "short", "text": "hola"},
        {"person": "a b c d e f", "text": "hola"},
        {"text": "hola"},
        {"person": PERSON, "text": "hola", "channel": "pigeon"},
        {"person": PERSON, "text": "hola", "channel": ["sms"]},
        {"person": PERSON, "text": "a" * (LONGEST + 1)},
        {"person": PERSON, "form": "video"},
        {"person": PERSON, "form": "hologram"},
        {"person": PERSON, "form": "image", "channel": "sms"},
        {"person": PERSON, "choice": "menu", "channel": "sms"},
        ["hola"],
    ],
)
def test_what_no_phone_sends_is_refused(http: httpx.Client, fields: Any) -> None:
    assert http.post(MESSAGES, json=fields).status_code == 400


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"\xff", 400), (b"a" * (BIGGEST + 1), 413)])
def test_what_cannot_be_read_is_refused(http: httpx.Client, body: bytes, status: int) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        assert http.post(MESSAGES, content=body, headers={"Content-Type": kind}).status_code == status


def test_a_posted_form_leads_to_the_page_with_the_reply(http: httpx.Client) -> None:
    person = token_hex(8)
    sent = http.post(MESSAGES, data={"person": person, "channel": "whatsapp", "text": "hola"})
    assert sent.status_code == 303
    page = http.get(sent.headers["location"]).text
    assert "hola</p>" in page
    assert "Escríbeme tu pregunta.</p>" in page


def test_what_people_write_is_never_markup_on_the_page(http: httpx.Client) -> None:
    person = Person(http)
    person.asks("<img src=x onerror=alert(1)> *a*")
    page = http.get("/simulator", params={"person": person.name}).text
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt; <strong>a</strong>") == 2


class Noting(FakeTwilio):
    """Remembers who wrote."""

    wrote: str = ""

    def note_inbound(self, address: str) -> None:
        self.wrote = address
        super().note_inbound(address)


@pytest.fixture
def fake(app: App) -> Noting:
    return Noting(account_sid=app.settings.account_sid, auth_token=app.settings.auth_token.reveal())


@pytest.fixture
def unheard(app: App, fake: Noting) -> Iterator[TestClient]:
    """A phone whose messages nobody takes: its webhook is not served."""
    simulator = Simulator(app, fake, own_url=URL)
    with TestClient(Starlette(routes=simulator.routes())) as web:
        yield web


def receives(app: App, fake: Noting, body: str, **facts: Any) -> None:
    """The fake accepts a message for whoever wrote last."""
    base = {"sid": "SM1", "sender": "", "content_variables": {}}
    fake.ledger.add(at=app.clock(), to=fake.wrote, body=body, **{**base, **facts})


def test_a_message_our_webhook_did_not_take_is_marked(unheard: TestClient) -> None:
    assert unheard.post(MESSAGES, json={"person": PERSON, "text": "hola"}).status_code == 502
    news = unheard.get(MESSAGES, params={"person": PERSON}).json()
    assert [(line["state"], line["said"]) for line in news["lines"]] == [("failed", "no llegó")]
    assert news["waiting"] is False


def test_buttons_of_a_template_can_be_tapped(app: App, fake: Noting, unheard: TestClient) -> None:
    unheard.post(MESSAGES, json={"person": PERSON, "text": "hola"})
    receives(app, fake, "¿Lo borro?", options=({"label": "Sí, borrar", "payload": "erase:yes"},))
    news = unheard.get(MESSAGES, params={"person": PERSON}).json()
    assert news["chips"] == [{"label": "Sí, borrar", "name": "choice", "value": "erase:yes"}]
    unheard.post(MESSAGES, data={"person": PERSON, "choice": "erase:yes"}, follow_redirects=False)
    tapped = unheard.get(MESSAGES, params={"person": PERSON, "after": news["after"]}).json()["lines"]
    assert [(said(line), line["form"]) for line in tapped] == [("Sí, borrar", "choice")]


def test_what_failed_on_its_way_is_not_on_the_phone(app: App, fake: Noting, unheard: TestClient) -> None:
    unheard.post(MESSAGES, json={"person": PERSON, "text": "hola"})
    receives(app, fake, "demasiado tarde", failure=63016)
    receives(app, fake, "a tiempo")
    lines = unheard.get(MESSAGES, params={"person": PERSON}).json()["lines"]
    assert [said(line) for line in lines] == ["hola", "a tiempo"]


def test_a_page_that_outlives_the_process_goes_on_with_the_next(app: App, fake: Noting, unheard: TestClient) -> None:
    unheard.post(MESSAGES, json={"person": PERSON, "text": "antes"})
    mark = unheard.get(MESSAGES, params={"person": PERSON}).json()["after"]
    time.sleep(0.01)  # no restart is faster
    later = Simulator(app, fake, own_url=URL)
    with TestClient(Starlette(routes=later.routes())) as web:
        web.post(MESSAGES, json={"person": PERSON, "text": "despues"})
        lines = web.get(MESSAGES, params={"person": PERSON, "after": mark}).json()["lines"]
    assert [said(line) for line in lines] == ["despues"]
