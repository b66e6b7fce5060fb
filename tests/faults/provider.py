"""A provider on its worst day, over real HTTP: 429, 5xx, cut answers; reports early, late, twice, swapped, lost."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx
from sqlalchemy import select
from starlette.types import Receive, Scope, Send

from bot.channels.twilio.fake import FakeTwilio, Script
from bot.clock import system
from bot.core.messages import FROM_PROVIDER, Status
from bot.storage.schema import attempts
from tests.channels.world import serving
from tests.conftest import Hands
from tests.house import ACCOUNT, TOKEN, House
from tests.rig import deliver

DAY: Final = {
    "window": False,
    "lookup_lag": 0.2,
    "early": 0.2,
    "late": 0.1,
    "repeated": 0.2,
    "reordered": 0.2,
    "lost": 0.05,
    "chances": [
        {"fault": "too_many", "probability": 0.15, "seconds": 1},
        {"fault": "error_before", "probability": 0.05},
        {"fault": "error_after", "probability": 0.05},
        {"fault": "cut_after", "probability": 0.05},
        {"fault": "slow", "probability": 0.05, "seconds": 0.3},
    ],
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """Of `messages`, by the ledger of the fake: `lost` never arrived and was not given up, `doubled` arrived twice.

    `given_up` were refused five times in a row. `misread` are attempts whose status is not what the fake last said.
    """

    seed: int
    messages: int
    calls: int
    lost: int
    doubled: int
    given_up: int
    misread: int
    seconds: float

    @property
    def kept(self) -> bool:
        """True when the promise held."""
        return not (self.lost or self.doubled or self.misread)


class Wall(Hands):
    """The machine's own clock."""

    def __call__(self) -> datetime:
        return system()


class Door:
    """An address that exists before what stands behind it."""

    def __init__(self) -> None:
        self.house: House | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.house is not None
        await self.house.web(scope, receive, send)


def run(home: Path, database_url: str, *, messages: int, seed: int) -> Result:
    """`messages` from as many people, all at once; the seed repeats the faults, not their order."""
    return asyncio.run(_run(home, database_url, messages, seed))


async def _run(home: Path, database_url: str, messages: int, seed: int) -> Result:
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        fake = FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN, script=Script.read({**DAY, "seed": seed}))
        stack.push_async_callback(fake.aclose)
        door = Door()
        twilio, ours = [await stack.enter_async_context(serving(app)) for app in (fake.app, door)]
        fast = {"person_gap": 0.0, "lookup_grace": 0.5, "rate_whatsapp": 1_000.0}
        house = House(home, database_url, Wall(), api_url=twilio, content_api_url=twilio, public_url=ours, **fast)
        door.house = house
        stack.callback(house.close)
        stack.push_async_callback(house.app.provider.close)
        phones = [house.phone(f"whatsapp:+5191{n:07d}", url=f"{ours}/twilio/inbound") for n in range(messages)]
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=10), timeout=30) as client:
            work = asyncio.create_task(_work(house, messages))
            await asyncio.gather(*(deliver(client, phone.text("C01")) for phone in phones))
            await work
        await fake.callbacks.settled()
        got = Counter(entry.to for entry in fake.ledger.entries)
        given_up = house.rows("outbound", stage="settled") - house.rows("outbound", stage="settled", reason="")
        return Result(
            seed=seed,
            messages=messages,
            calls=house.rows("attempts"),
            lost=messages - len(got) - given_up,
            doubled=sum(count > 1 for count in got.values()),
            given_up=given_up,
            misread=_misread(house, fake),
            seconds=round(time.monotonic() - started, 1),
        )


async def _work(house: House, messages: int) -> None:
    """Conversation worker, sender and look-ups in one loop, until every reply is settled."""
    sender = house.app.sender("send", landed=lambda: None)
    while house.rows("outbound", stage="settled") < messages:
        await house.turns.step()
        await sender.step()
        await sender.reconcile()
        await asyncio.sleep(0.01)
    await sender.drain(5)


def _misread(house: House, fake: FakeTwilio) -> int:
    """Reports may be lost, so we may know less than the fake told; knowing more, or a failure, is misread."""
    ranks, told = list(Status), fake._account.messages
    query = select(attempts.c.provider_id, attempts.c.status).where(attempts.c.provider_id.is_not(None))
    with house.database.read() as tx:
        known = {row.provider_id: Status(row.status) for row in tx.connection.execute(query)}
    return sum(
        status is Status.FAILED or ranks.index(status) > ranks.index(FROM_PROVIDER[told[sid].status])
        for sid, status in known.items()
    )
