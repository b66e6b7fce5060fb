"""Nothing is lost while the database is away. For a minute at a time: `python -m tests.faults outage`."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.channels.twilio.fake import Delivery
from bot.core.addresses import parse
from bot.core.messages import Form, Reaction, Received, Report, Status
from bot.core.records import message, message_row, report, report_row
from bot.services import inbound
from bot.storage import schema, spool
from bot.storage.crypto import Vault
from bot.storage.spool import Spool
from bot.web import intake
from bot.web.server import build
from tests.conftest import NOW, Hands
from tests.faults import canary
from tests.house import URL, House, call
from tests.web.test_promises_inbound import full, holding


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 0.3)


def drained(house: House) -> int:
    """What goes on by itself while the web process runs."""
    webhooks = house.web.state.webhooks
    return int(webhooks._inbound.drain() + webhooks._reports.drain())


async def told(house: House, deliveries: list[Delivery]) -> list[int]:
    return [await house.post(one) for one in deliveries]


def said(text: str, sid: str = "SM1", **facts: Any) -> Received:
    """A message as the webhook hands it on."""
    plain = {"sender": parse("whatsapp:+51911111111"), "recipient": parse("whatsapp:+51900000001"), "form": Form.TEXT}
    return Received(**{**plain, "provider_id": sid, "text": text, **facts})


def talk(house: House, people: int, words: int) -> list[Delivery]:
    """Everybody's first message, then everybody's second. Large ones: they do not fit into what is free on a page."""
    return [
        house.phone(f"whatsapp:+5191{person:07d}").text(f"C01 {word} " + "ñ" * 4_000)
        for word in range(words)
        for person in range(people)
    ]


def written(house: House) -> list[tuple[int, str]]:
    """Whose message, and which, in the order in which they are answered."""
    table = schema.inbound
    with house.database.read() as tx:
        rows = tx.connection.execute(select(table.c.contact_id, table.c.content).order_by(table.c.id)).all()
        return [(row.contact_id, tx.open_fields(row.content, "inbound.content")["text"].split()[1]) for row in rows]


def test_while_nothing_can_be_written_twilio_is_thanked_and_everything_is_there_afterwards_in_order(
    house: House,
) -> None:
    mend = full(house)
    assert set(asyncio.run(told(house, talk(house, 5, 4)))) == {200}
    assert drained(house) == 0
    mend()
    assert set(asyncio.run(told(house, [house.phone("whatsapp:+51910000000").text("C01 4")]))) == {200}
    waited = house.app.spools["inbound"].look()
    assert waited > 1  # what came last waits behind the others
    assert drained(house) == waited
    people: dict[int, list[str]] = {}
    for person, word in written(house):
        people.setdefault(person, []).append(word)
    assert sorted(map(tuple, people.values())) == [tuple("0123")] * 4 + [tuple("01234")]
    assert house.app.spools["inbound"].is_empty
    assert asyncio.run(told(house, [house.phone("whatsapp:+51910000000").text("C01 5")])) == [200]
    assert written(house)[-1][1] == "5"


def test_a_database_that_is_held_too_long_is_answered_for_and_written_once(house: House) -> None:
    deliveries = [house.phone().text(f"C01 {number}") for number in range(3)]

    async def run() -> None:
        with holding(house):
            assert await told(house, deliveries[:2]) == [200, 200]
        assert await told(house, deliveries) == [200] * 3  # and Twilio repeats itself

    asyncio.run(run())
    drained(house)
    assert [word for _, word in written(house)] == ["0", "1", "2"]


def test_delivery_reports_are_kept_too(house: House) -> None:
    house.owe("hola")

    async def run() -> None:
        await house.speak()
        (order,) = house.provider.orders
        with holding(house, "attempts"):
            assert await house.report(order.attempt, "delivered", sid=next(iter(house.provider.created))) == 200

    asyncio.run(run())
    assert drained(house) == 1
    assert house.column("attempts", "status") == ["delivered"]


def test_what_waited_is_dated_as_it_came(house: House) -> None:
    came = house.clock()

    async def run() -> None:
        with holding(house):
            await told(house, [house.phone().text("C01 0")])

    asyncio.run(run())
    house.clock.move(hours=2)
    assert drained(house) == 1
    assert house.column("inbound", "received_at") == [came]
    assert house.column("addresses", "last_inbound_at") == [came]


def test_a_web_process_that_starts_while_the_database_is_away_takes_messages_in(
    new_house: Callable[..., House], tmp_path: Path, clock: Hands
) -> None:
    house = new_house()
    away = replace(house.app.settings, database_url=f"postgresql://postgres@/x?host={tmp_path}")
    web = build(App(settings=away, clock=clock), own_url=URL, simulator=False)

    async def run() -> list[int]:
        found = []
        for number in range(2):
            one = house.phone().text(f"C01 {number}")
            found.append((await call(web, "/twilio/inbound", body=one.body, headers=one.headers)).status)
        ready = await call(web, "/health/ready", method="GET")
        assert ready.status == 503
        metrics = await call(web, "/metrics", method="GET")
        assert b'puente_spool_waiting{kind="inbound"} 2' in metrics.body
        return found

    assert asyncio.run(run()) == [200, 200]
    assert drained(house) == 2  # the next process finds what this one left
    assert [word for _, word in written(house)] == ["0", "1"]


def test_where_neither_database_nor_disk_takes_it_twilio_is_told_to_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.app.spools["inbound"], "_limit", 10)
    one = house.phone().text("C01 0")

    async def run() -> None:
        with holding(house):
            assert await house.post(one) == 503
        assert await house.post(one) == 200

    asyncio.run(run())
    assert [word for _, word in written(house)] == ["0"]


def test_the_running_web_process_empties_the_spool_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "AGAIN", 0.01)

    async def run() -> None:
        async with house.web.state.webhooks.draining():
            with holding(house):
                await told(house, [house.phone().text("C01 0")])
            async with asyncio.timeout(120):
                while house.app.spools["inbound"].look():  # noqa: ASYNC110  nobody is told
                    await asyncio.sleep(0.01)

    asyncio.run(run())
    assert house.rows("inbound") == 1


def test_what_the_database_refuses_is_set_aside_and_holds_up_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = inbound.receive

    def refuses(database: Any, messages: Any, now: Any, areas: Any) -> list[bool]:
        if any(message.text.startswith("veneno") for message in messages):
            raise ValueError("cannot be kept")
        return keep(database, messages, now, areas)

    rows = [message_row(said(words, f"SM{number}")) for number, words in enumerate(("C01 0", "veneno 1", "C01 2"))]
    house.app.spools["inbound"].put(rows, house.clock())
    monkeypatch.setattr(inbound, "receive", refuses)
    assert drained(house) == 2
    assert sorted(word for _, word in written(house)) == ["0", "2"]
    assert (house.app.spools["inbound"].look(), house.app.spools["inbound"].aside()) == (0, 1)
    house.app.spools["inbound"].forget(NOW + timedelta(days=100_000))
    assert house.app.spools["inbound"].aside() == 0


# The spool by itself


@pytest.fixture
def kept(tmp_path: Path, vault: Vault) -> Spool:
    return Spool(tmp_path / "spool", vault)


def test_nothing_of_a_person_is_read_in_the_spool_and_nobody_else_may_open_it(
    kept: Spool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (person,) = canary.people(1)
    one = said(
        " ".join(person.says), sender=parse(f"whatsapp:{person.number}"), latitude=-12.0431871, longitude=-77.0282364
    )
    with caplog.at_level(logging.DEBUG):
        kept.put([message_row(one)], NOW)
    (file,) = (tmp_path / "spool").iterdir()
    assert canary.hits({"file": file.read_bytes(), "name": file.name.encode()}, [person]) == {}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    found = kept.oldest()
    assert found is not None
    again = message(found.rows[0])
    assert (again.text, again.latitude, again.longitude) == (one.text, None, None)


def test_a_file_that_does_not_open_holds_up_nobody(kept: Spool, tmp_path: Path, vault: Vault) -> None:
    kept.put([{"n": 1}], NOW)
    (first,) = (tmp_path / "spool").iterdir()
    first.write_bytes(first.read_bytes()[:-3])
    kept.put([{"n": 2}], NOW)
    found = Spool(tmp_path / "spool", vault).oldest()
    assert found is not None
    assert found.rows == [{"n": 2}]
    assert kept.aside() == 1


def test_order_survives_a_clock_that_is_set_back_and_a_restart(kept: Spool, tmp_path: Path, vault: Vault) -> None:
    for number, minutes in enumerate((0, -5, 3, -90)):
        spool = kept if number < 2 else Spool(tmp_path / "spool", vault)
        spool.put([{"n": number}], NOW + timedelta(minutes=minutes))
    seen = []
    while found := kept.oldest():
        seen += [row["n"] for row in found.rows]
        kept.drop(found)
    assert seen == [0, 1, 2, 3]


def test_the_spool_is_bounded(tmp_path: Path, vault: Vault) -> None:
    small = Spool(tmp_path, vault, limit=2_000)
    for _ in range(8):
        small.put([{"text": "x" * 100}], NOW)
    with pytest.raises(spool.Full):
        small.put([{"text": "x" * 900}], NOW)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2_000
    found = small.oldest()
    assert found is not None
    small.drop(found)
    small.put([{"text": "x" * 100}], NOW)


def test_a_report_comes_back_as_it_went() -> None:
    facts: dict[str, Any] = {"provider_id": "SM1", "status": Status.FAILED, "attempt": 7, "code": 63024, "at": NOW}
    for one in (
        Report(**facts, reaction=Reaction.STOP, wait=1.5, tries=2),
        Report(provider_id="SM2", status=Status.READ, attempt=None),
    ):
        assert report(report_row(one)) == one


def test_what_waits_through_an_upgrade_is_read_without_what_is_known_no_more() -> None:
    assert message({**message_row(said("hola")), "of_before": "abc-123"}) == said("hola")
