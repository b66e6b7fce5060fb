"""What is claimed leaves at its moment whatever the database does; campaigns are looked at by the handful."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.core.messages import Order, Outcome
from bot.storage.database import Transaction
from tests.house import House, Unlimited
from tests.services.campaigns import join, person, started


class Later(Unlimited):
    """A rate at which everybody's moment comes when the test says so."""

    def __init__(self) -> None:
        self.moment = asyncio.Event()

    async def take(self) -> None:
        await self.moment.wait()


def test_a_transaction_that_takes_its_time_keeps_nobody_from_leaving(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house, [person(n) for n in range(20)])
    started(house)
    whole, begun, over = house.database.write, threading.Event(), threading.Event()

    @contextmanager
    def slow() -> Iterator[Transaction]:
        begun.set()
        over.wait(60)  # the disk, or another writer
        with whole() as tx:
            yield tx

    async def run() -> None:
        limit = Later()
        sender = house.new_sender(limit=limit)
        assert await sender.step() == 20
        monkeypatch.setattr(house.database, "write", slow)
        step = asyncio.create_task(sender.step(look=False))
        assert await asyncio.to_thread(begun.wait, 60)
        limit.moment.set()
        await turns()
        assert len(house.provider.created) == 20
        assert not step.done()
        over.set()
        await step
        monkeypatch.setattr(house.database, "write", whole)
        await sender.drain(5)

    asyncio.run(run())


async def turns() -> None:
    """Let everybody who can go on in this loop do so: none of them waits for a thread, or for time."""
    for _ in range(10):
        await asyncio.sleep(0)


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
        await turns()

    async def run() -> list[int]:
        sender, made = house.new_sender(in_flight=24), []
        made.append(await sender.step())
        await turns()
        await land(1)
        made.append(await sender.step())
        house.owe("respuesta", person(900))
        made.append(await sender.step())
        await turns()
        await land(3)
        made.append(await sender.step())
        await turns()
        await land(len(answers))
        await sender.drain(5)
        return made

    assert asyncio.run(run()) == [24, 0, 1, 3]
