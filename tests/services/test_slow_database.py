"""What is claimed leaves at its moment whatever the database does; campaigns are looked at by the handful."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.core.addresses import Channel
from bot.core.messages import Order, Outcome
from bot.services.outbound import Rules, Sender
from bot.storage.database import Transaction
from bot.storage.limits import MachineBucket
from tests.house import House
from tests.services.campaigns import join, person, started


def paced(house: House, rate: float) -> Sender:
    limits = house.app.settings.home / "limits"
    return Sender(
        database=house.database,
        provider=house.provider,
        buckets={channel: MachineBucket(rate, limits / channel) for channel in Channel},
        rules=Rules(person_gap=6.0, lookup_grace=60.0),
        regulations=house.app.regulations,
        clock=house.clock,
        worker="send",
    )


def test_a_transaction_that_takes_its_time_keeps_nobody_from_leaving(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house, [person(n) for n in range(20)])
    started(house)
    whole = house.database.write

    @contextmanager
    def slow() -> Iterator[Transaction]:
        time.sleep(1.0)  # the disk, or another writer
        with whole() as tx:
            yield tx

    async def run() -> None:
        sender = paced(house, rate=20.0)
        claimed = await sender.step()
        assert claimed > 1  # some wait for their moment
        monkeypatch.setattr(house.database, "write", slow)
        step = asyncio.create_task(sender.step(look=False))
        await asyncio.sleep(0.6)
        assert len(house.provider.orders) == claimed
        assert not step.done()
        await step
        monkeypatch.setattr(house.database, "write", whole)
        await sender.drain(5)

    asyncio.run(run())


def test_a_single_place_is_a_replys_and_campaigns_wait_for_a_handful(house: House) -> None:
    join(house, [person(n) for n in range(40)])
    started(house)
    answers: list[asyncio.Event] = []

    async def fate(order: Order) -> Outcome:
        answers.append(asyncio.Event())
        await answers[-1].wait()
        return await house.provider.accept(order)

    house.provider.fate = fate

    async def land(count: int) -> None:
        for _ in range(count):
            answers.pop(0).set()
        await asyncio.sleep(0.05)

    async def run() -> list[int]:
        sender, made = house.new_sender(in_flight=24), []
        made.append(await sender.step())
        await asyncio.sleep(0.05)
        await land(1)
        made.append(await sender.step())
        house.owe("respuesta", person(900))
        made.append(await sender.step())
        await asyncio.sleep(0.05)
        await land(3)
        made.append(await sender.step())
        await asyncio.sleep(0.05)
        await land(len(answers))
        await sender.drain(5)
        return made

    assert asyncio.run(run()) == [24, 0, 1, 3]
