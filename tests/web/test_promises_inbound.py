"""What is promised about messages coming in, on both databases. Full lengths: `python -m tests.faults`."""

import asyncio
import base64
import fcntl
import hmac
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import text

from bot.channels.twilio.fake import Delivery, Phone
from bot.channels.twilio.signature import FORM, HEADER, Pairs, sign
from bot.core.addresses import parse
from bot.services import inbound
from bot.settings import Secret
from tests.faults import duplicates, forms
from tests.house import ACCOUNT, TOKEN, URL, House, call

PERSON = "whatsapp:+51911111111"


# Once


def test_a_thousand_deliveries_with_a_third_repeated_give_no_second_turn(tmp_path: Path, database_url: str) -> None:
    result = duplicates.run(tmp_path, database_url, deliveries=1_000, seed=20261123)
    assert result.kept, result
    assert (result.deliveries, result.messages) == (1_000, 700)


def test_ten_copies_at_the_same_instant_are_one_message(house: House) -> None:
    async def run() -> list[int]:
        delivery = house.phone().text("C01")
        return list(await asyncio.gather(*(house.post(delivery) for _ in range(10))))

    assert asyncio.run(run()) == [200] * 10
    assert house.rows("inbound") == 1


# Every form


def test_a_thousand_generated_forms_break_nothing_and_leave_nobody_without_a_reply(
    tmp_path: Path, database_url: str
) -> None:
    result = forms.run(tmp_path, database_url, forms=1_000, seed=20261123)
    assert result.kept, result
    assert result.thanked > 800


@pytest.mark.parametrize("person", [PERSON, "whatsapp:PE.a1b2c3d4", "whatsapp:PE.ENT.a1b2c3d4", "+51911111111"])
def test_people_with_a_number_a_whatsapp_id_or_only_sms_are_all_answered(house: House, person: str) -> None:
    async def run() -> None:
        assert await house.post(house.phone(person).text("C01")) == 200
        (handled,) = await house.think()
        assert handled.turned.entry == "C01"
        await house.speak()

    asyncio.run(run())
    (text,) = house.provider.texts(parse(person))
    assert "Respuesta C01." in text


def test_one_person_under_two_names_stays_one_person_whichever_name_comes_first(house: House) -> None:
    hidden = house.phone("whatsapp:PE.a1b2c3d4")
    both = house.phone(PERSON, external_user_id="PE.a1b2c3d4")

    async def run() -> None:
        assert await house.post(house.phone(PERSON).text("C01")) == 200
        assert await house.post(hidden.text("C03")) == 200
        assert house.rows("contacts") == 2
        # The message that tells they are one comes in the same breath as one under each name.
        told = await asyncio.gather(
            *(house.post(one) for one in (hidden.text("uno"), both.text("dos"), house.phone(PERSON).text("tres")))
        )
        assert told == [200, 200, 200]
        assert len(await house.think()) == 5

    asyncio.run(run())
    assert house.rows("contacts") == 1
    assert set(house.column("inbound", "contact_id")) == set(house.column("contacts", "id"))


def test_two_names_met_by_two_processes_at_once_are_one_person(new_house: Callable[..., House]) -> None:
    houses = [new_house() for _ in range(2)]
    both = [houses[0].phone(PERSON, external_user_id="PE.a1b2c3d4"), houses[0].phone("whatsapp:PE.a1b2c3d4")]
    barrier, answers = threading.Barrier(2), list[int]()

    def deliver(house: House, phone: Phone) -> None:
        barrier.wait()
        answers.append(asyncio.run(house.post(phone.text("hola"))))

    threads = [threading.Thread(target=deliver, args=pair) for pair in zip(houses, both, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200, 200]
    assert houses[0].rows("contacts") == 1
    assert houses[0].rows("addresses") == 2


def test_a_stop_on_a_button_that_cannot_be_answered_still_stops_and_holds_up_nothing(house: House) -> None:
    """A button of ours reads like the word, and what it led to breaks every time."""

    async def run() -> None:
        assert await house.post(house.phone().tap("alto", "entry:GONE")) == 200
        assert await house.post(house.phone().text("C01")) == 200
        stopped, answered = await house.think()
        assert stopped.turned.topic == "opt_out"
        assert answered.turned.entry == "C01"

    asyncio.run(run())
    assert house.one("consents")["given"] is False


# Only Twilio


def samples(house: House) -> list[Delivery]:
    """One of each kind."""
    phone, hidden = house.phone(), house.phone("whatsapp:PE.a1b2c3d4")
    return [
        phone.text("¿Qué día + hora? ñ & = %41"),
        phone.tap("Sí", "entry:C01"),
        phone.choose("Colegio", "menu:school"),
        phone.locate(-12.04, -77.03, label="Plaza"),
        phone.media("audio/ogg"),
        hidden.text("hola"),
        house.phone("+51911111111").text("hola"),
    ]


def changed(delivery: Delivery) -> Iterator[Pairs]:
    """Every change of a single field that Twilio's signature can see."""
    pairs = parse_qsl(delivery.body.decode(), keep_blank_values=True)
    for place, (name, value) in enumerate(pairs):
        before, after = pairs[:place], pairs[place + 1 :]
        yield [*before, *after]
        for other in (f"{value}x", f" {value}", value[:-1] + "é", value.swapcase() + "1", value * 2 + "0"):
            yield [*before, (name, other), *after]
        yield [*before, (f"{name}x", value), *after]
        yield [*before, (name, value), (name, f"{value}y"), *after]
    yield [*pairs, ("Body", "otra cosa")]
    yield [*pairs, ("OptOutType", "STOP")]
    yield []


def test_every_change_of_a_single_field_is_refused_and_writes_nothing(house: House) -> None:
    async def run() -> tuple[int, set[int]]:
        count, told = 0, set[int]()
        for honest in samples(house):
            for pairs in changed(honest):
                told.add(await house.post(replace(honest, body=urlencode(pairs).encode())))
                count += 1
        return count, told

    before = house.all_rows()
    count, told = asyncio.run(run())
    assert told == {403}
    assert count > 1_000
    assert house.all_rows() == before


def test_every_changed_signature_is_refused_and_writes_nothing(house: House) -> None:
    honest = house.phone().text("hola")
    pairs = parse_qsl(honest.body.decode(), keep_blank_values=True)
    mark = honest.headers[HEADER]

    def signed(token: str, url: str) -> str:
        return sign(token, url, pairs)

    marks = [
        "", " ", "=", mark[:-1], mark.swapcase(), f"{mark}=", f"{mark},{mark}", mark[::-1], "ñ" * 28,
        base64.b64encode(bytes(20)).decode(),
        base64.b64encode(hmac.digest(b"", honest.url.encode(), "sha1")).decode(),
        *(signed(token, honest.url) for token in ("", TOKEN[:-1], f"{TOKEN} ", TOKEN.upper(), ACCOUNT)),
        *(signed(TOKEN, url) for url in (
            honest.url.replace("https:", "http:"), f"{honest.url}/", f"{honest.url}?a=1", f"{URL}/twilio/status", URL,
            honest.url.replace("puente.example", "puente.example.evil"), honest.url.replace("example", "example:8443"),
            honest.url.upper(),
        )),
        *(mark[:place] + ("A" if mark[place] != "A" else "B") + mark[place + 1 :] for place in range(len(mark) - 2)),
    ]  # fmt: skip
    before = house.all_rows()

    async def run() -> set[int]:
        told = {await house.post(honest, **{HEADER: mark}) for mark in marks}
        missing = {name: value for name, value in honest.headers.items() if name != HEADER}
        told.add(await house.post(replace(honest, headers=missing)))
        for path in ("/twilio/status", "/twilio/inbound?a=1"):
            told.add(await house.post(honest, path))
        return told

    assert asyncio.run(run()) == {403}
    assert house.all_rows() == before


def test_a_delivery_report_is_no_message_and_a_message_no_delivery_report(house: House) -> None:
    """Each is signed for its own address, so what was overheard at one cannot be played at the other."""
    pairs = [("AccountSid", ACCOUNT), ("MessageSid", "SM" + "1" * 32), ("MessageStatus", "delivered")]
    url = f"{URL}/twilio/status"
    report = Delivery(
        sid="", url=url, headers={"Content-Type": FORM, HEADER: sign(TOKEN, url, pairs)}, body=urlencode(pairs).encode()
    )
    before = house.all_rows()
    assert asyncio.run(house.post(report, "/twilio/inbound")) == 403
    assert house.all_rows() == before


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_what_is_no_form_is_refused_unread(house: House, kind: str) -> None:
    before = house.all_rows()
    assert asyncio.run(house.post(house.phone().text("hola"), **{"Content-Type": kind})) in {400, 403}
    assert house.all_rows() == before


def test_during_a_rotation_both_tokens_are_believed_and_afterwards_only_the_new_one(
    new_house: Callable[..., House],
) -> None:
    new, old, older = "token-of-today", "token-of-yesterday", "token-of-last-year"
    during = new_house(auth_token=Secret(new), auth_token_previous=Secret(old))
    after = new_house(auth_token=Secret(new))

    def tried(house: House) -> list[int]:
        phones = [house.phone(auth_token=token) for token in (new, old, older)]
        return [asyncio.run(house.post(phone.text("hola"))) for phone in phones]

    assert tried(during) == [200, 200, 403]
    assert tried(after) == [200, 403, 403]


# The database is away: what becomes of messages is in test_spool.py


def full(house: House) -> Callable[[], None]:
    """No room for another page (SQLite), or every transaction is read-only (PostgreSQL). Returns how to mend it."""
    engine = house.database.engine
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        limit = f"PRAGMA max_page_count = {pages}"

        def mend() -> None:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    else:
        name = engine.url.database
        limit = f"ALTER DATABASE {name} SET default_transaction_read_only = on"

        def mend() -> None:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("SET default_transaction_read_only = off"))
                connection.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
            engine.dispose()

    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(limit)
    if engine.dialect.name != "sqlite":
        engine.dispose()
    return mend


class holding:  # noqa: N801 - reads as a word in a with statement
    """Another process has the writer's place (SQLite) or the table (PostgreSQL)."""

    def __init__(self, house: House, table: str = "inbound") -> None:
        self._house, self._table = house, table

    def __enter__(self) -> None:
        url = self._house.database.url
        if url.startswith("sqlite"):
            self._file = os.open(url.removeprefix("sqlite:///") + "-writer", os.O_RDWR | os.O_CREAT)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        else:
            self._connection = self._house.database.engine.connect()
            self._connection.execute(text(f"LOCK TABLE {self._table} IN ACCESS EXCLUSIVE MODE"))

    def __exit__(self, *_: object) -> None:
        if self._house.database.url.startswith("sqlite"):
            os.close(self._file)
        else:
            self._connection.close()


def test_a_message_that_cannot_be_kept_costs_nobody_else_theirs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = inbound.receive

    def refuses(database: Any, messages: Any, now: Any, areas: Any) -> list[bool]:
        if any(message.text == "veneno" for message in messages):
            raise ValueError("cannot be kept")
        return keep(database, messages, now, areas)

    monkeypatch.setattr(inbound, "receive", refuses)

    async def run() -> list[int]:
        texts = ["hola"] * 5 + ["veneno"] + ["hola"] * 5
        return list(await asyncio.gather(*(house.post(house.phone().text(words)) for words in texts)))

    assert asyncio.run(run()) == [200] * 5 + [503] + [200] * 5
    assert house.rows("inbound") == 10


def test_nothing_a_webhook_answers_repeats_what_was_sent(house: House) -> None:
    async def run() -> list[bytes]:
        honest = house.phone().text("texto-canario-77")
        forged = replace(honest, headers={**honest.headers, HEADER: "x"})
        wrong = house.phone(account_sid="AC" + "0" * 32).text("texto-canario-77")
        return [
            (await call(house.web, "/twilio/inbound", body=one.body, headers=one.headers)).body
            for one in (honest, forged, wrong)
        ]

    assert not any(b"canario" in body or b"51911111111" in body for body in asyncio.run(run()))
