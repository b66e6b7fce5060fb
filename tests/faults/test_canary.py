"""No trace of a person in what others may read. The run with fifty people: `python -m tests.faults canary`."""

import asyncio
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.messages import Order, Outcome
from bot.log import Redactor
from bot.services import inbound
from bot.storage import copies, schema
from tests.faults import canary
from tests.house import House, call


def test_ten_people_leave_no_trace_in_logs_metrics_database_or_backup_of_a_real_installation(tmp_path: Path) -> None:
    result = canary.run(tmp_path, count=10)
    assert result.kept, result
    assert result.messages == 140
    assert result.bytes_searched > 1_000_000


@pytest.mark.parametrize(
    "trace",
    [
        b"to +51987651000.",
        b"to 51987651000.",
        b"to 987651000.",
        b"to 987 651 000.",
        b"to 987-651-000.",
        b"?To=whatsapp%3A%2B51987651000&x",
        b"+51 987 651 000",
        b"Zoraida Quispicanchi00",
        b"zoraida quispicanchi00",
        b"name=Zoraida+Quispicanchi00",
        b"Zoraida%20Quispicanchi00",
        b"PE.canario0000zz",
        b"-12.0431871",
        b"eyJ0ZXh0IjoiY2FuYXJpb3h5enp5MDAifQ==",
        b"WyJjYW5hcmlveHl6enkwMCJd",
        b"Y2FuYXJpb3h5enp5MDA=",
        b"63616e6172696f78797a7a793030",
        "canarioxyzzy00".encode("utf-16-le"),
    ],
    ids=repr,
)
def test_a_trace_would_be_found_however_it_was_written(trace: bytes) -> None:
    """The search itself must not be blind: each of these is one person, written down somewhere."""
    assert canary.hits({"log": b"a line before\n" + trace + b"\na line after"}, canary.people(1)) == {"log": 1}


def test_what_is_nobody_s_is_not_found() -> None:
    assert canary.hits({"log": b"+51911111111 51 987 and canario and base64: Y2FuYXJpbw=="}, canary.people()) == {}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any logger says, at the lowest level, as a process of ours writes it."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redactor())
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_everything_that_can_break_breaks_without_a_trace_of_whom_it_hit(
    house: House, written: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = canary.people(1)
    number, name = f"whatsapp:{person.number}", person.name
    phone = house.phone(number, name=name, external_user_id=person.user_id)

    async def breaks(*things: Any, **more: Any) -> Any:
        raise RuntimeError(f"{things} {more} {person}")

    def refuses(*things: Any) -> Any:
        raise ValueError(f"{things} {person}")

    async def run() -> None:
        with monkeypatch.context() as broken:
            broken.setattr(inbound, "receive", refuses)
            assert await house.post(phone.text(person.word)) == 503
        for words in person.says:
            assert await house.post(phone.text(words)) == 200
        assert await house.post(phone.text(f"boom {person.word}")) == 200
        assert await house.post(phone.text("boom")) == 200
        with monkeypatch.context() as broken:
            broken.setattr(house.engine, "respond", breaks)
            broken.setattr(house.turns._conversation, "_respond", breaks)
            await house.turns.step()
        await house.think()
        house.provider.fate = broken_call
        house.provider.find = breaks  # type: ignore[method-assign]
        await house.speak()
        house.clock.move(minutes=5)
        await house.sender.reconcile()

    async def broken_call(order: Order) -> Outcome:
        raise RuntimeError(f"{order} {order.recipient.full} {order.text} {person}")

    asyncio.run(run())
    copies.backup(house.database, tmp_path / "copy.puente")
    with house.database.read() as tx:
        rows = [tx.connection.execute(select(table)).all() for table in schema.metadata.sorted_tables]
        raw = [bytes(value) for of in rows for row in of for value in row if isinstance(value, bytes | memoryview)]
    places = {
        "log": written.getvalue().encode(),
        "rows": repr(rows).encode() + b"".join(raw),
        "metrics": asyncio.run(call(house.web, "/metrics", method="GET")).body,
        **canary.files(tmp_path),
    }
    said = written.getvalue()
    for line in ("webhook not stored", "turn failed", "create call broke", "look-up failed"):
        assert line in said
    assert canary.hits(places, [person]) == {}
