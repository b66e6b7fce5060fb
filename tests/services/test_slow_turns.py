"""Turns that take long cost time, and never the answers of the people behind them."""

import asyncio

from bot.core.conversation import Response, State, Turn
from bot.services import housekeeping
from tests.house import House


def test_a_batch_that_takes_longer_than_its_claims_is_answered_all_the_same(house: House) -> None:
    """Sixteen turns of three seconds outlive a lease of thirty; claims that ran out are given back meanwhile."""
    quick = house.engine.respond

    async def slow(state: State, turn: Turn) -> tuple[State, Response]:
        house.clock.move(seconds=3)
        housekeeping.tidy(house.database, now=house.clock(), lookup_grace=60)
        return await quick(state, turn)

    house.engine.respond = slow  # type: ignore[method-assign]
    turns = house.worker("slow")

    async def run() -> list[str]:
        for number in range(16):
            await house.post(house.phone(f"whatsapp:+5191111{number:04d}").text("C01"))
        return [handled.turned.entry for _ in range(3) for handled in await turns.step()]

    assert asyncio.run(run()) == ["C01"] * 16
    assert house.rows("outbound") == 16
