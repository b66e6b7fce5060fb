"""The database goes away for a while, under load: every message is thanked for, and answered once.

SQLite: another process holds the writer's place. PostgreSQL: its socket is gone and every connection is cut, as while a
server restarts.
"""

import asyncio
import fcntl
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg

from bot.app import App
from bot.settings import load
from tests import rig as rigs
from tests.rig import Rig


@dataclass(frozen=True, kw_only=True)
class Result:
    """`not_thanked`: answers other than 2xx; `slowest`: seconds of the slowest; `emptied`: seconds until the spool was
    empty once the database was back."""

    seed: int
    messages: int
    spooled: int
    not_thanked: int
    lost: int
    doubled: int
    broken: int
    slowest: float
    emptied: float
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@contextmanager
def away(url: str) -> Iterator[None]:
    """Nobody can use the database meanwhile."""
    if url.startswith("sqlite"):
        handle = os.open(url.removeprefix("sqlite:///") + "-writer", os.O_RDWR | os.O_CREAT)
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(handle)
        return
    parts = urlsplit(url)
    socket = Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432"
    with psycopg.connect(url, autocommit=True) as connection:
        hidden = socket.with_name("hidden")
        socket.rename(hidden)
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            yield
        finally:
            hidden.rename(socket)


def run(home: Path, url: str, *, rate: float, seconds: float, seed: int) -> Result:
    """`rate` messages a second, from a new person each, while the database is away for `seconds`."""
    with rigs.running(home, settings={"DATABASE_URL": url}, script={"seed": seed}) as rig:
        return asyncio.run(_run(rig, url, rate, seconds, seed))


async def _run(rig: Rig, url: str, rate: float, seconds: float, seed: int) -> Result:
    started, dice = time.monotonic(), random.Random(seed)
    app = App(load(rig.environment, dotenv=None))
    spool = app.spools["inbound"]
    answers: list[tuple[int, float]] = []
    sent: list[str] = []

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=100)) as client:

        async def write() -> None:
            phone = rig.phone(len(sent))
            sent.append(phone.address.full)
            one = phone.text(dice.choice(("menú", "hola", "como pido refugio")))
            began = time.monotonic()
            answer = await client.post(one.url, content=one.body, headers=one.headers)
            answers.append((answer.status_code, time.monotonic() - began))

        async def talk(for_seconds: float) -> None:
            async with asyncio.TaskGroup() as group:
                for _ in range(round(for_seconds * rate)):
                    group.create_task(write())
                    await asyncio.sleep(1 / rate)

        await talk(1)
        with away(url):
            await talk(seconds)
            spooled = spool.look()
        back = time.monotonic()
        await talk(1)
        while spool.look() and time.monotonic() - back < 300:  # noqa: ASYNC110  another process empties it
            await asyncio.sleep(0.05)
        emptied = time.monotonic() - back
    await asyncio.to_thread(rig.wait_for, len(sent))
    await asyncio.sleep(2)  # a moment in which a doubled one would come
    got = Counter(row["to"] for row in rig.ledger())
    broken = 0
    if url.startswith("sqlite"):
        with app.database.read() as tx:
            broken = int(tx.connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok")
    app.database.close()
    return Result(
        seed=seed,
        messages=len(sent),
        spooled=spooled,
        not_thanked=sum(status >= 300 for status, _ in answers),
        lost=sum(got[person] == 0 for person in sent),
        doubled=sum(max(got[person] - 1, 0) for person in sent),
        broken=broken,
        slowest=round(max(took for _, took in answers), 2),
        emptied=round(emptied, 2),
        seconds=round(time.monotonic() - started, 1),
    )
