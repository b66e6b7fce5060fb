"""The same webhook again: at once, after the answer, after a restart, two days later. Each message counts once."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.channels.twilio.fake import Delivery
from tests.conftest import Hands
from tests.house import House, repeated

SHARE: Final = 0.3
"""Of all deliveries, how many are repeats."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`messages` were sent in `deliveries`; the rest must be 0."""

    seed: int
    deliveries: int
    messages: int
    not_thanked: int
    lost: int
    second_turns: int
    second_replies: int
    seconds: float

    @property
    def kept(self) -> bool:
        """True when the promise held."""
        return not (self.not_thanked or self.lost or self.second_turns or self.second_replies)


def run(home: Path, database_url: str, *, deliveries: int, seed: int) -> Result:
    """Deliver, think, restart, wait two days, and deliver again; the seed repeats it."""
    return asyncio.run(_run(home, database_url, deliveries, seed))


async def _run(home: Path, database_url: str, deliveries: int, seed: int) -> Result:
    started = time.monotonic()
    dice, clock = random.Random(seed), Hands()
    house = House(home, database_url, clock)
    count = round(deliveries * (1 - SHARE))
    phones = [house.phone(f"whatsapp:+5191{number:07d}") for number in range(max(count // 4, 1))]
    # Other words each time: who says the same again and again is taken for a robot.
    messages = [dice.choice(phones).text(f"C01 {_word(number)}") for number in range(count)]
    repeats = [dice.choice(messages) for _ in range(deliveries - count)]
    now, again, restarted, later = (repeats[part::4] for part in range(4))
    answers: list[int] = []
    turns: list[str] = []

    async def think() -> None:
        turns.extend(handled.message.provider_id for handled in await house.think())

    # Repeats that come in the same moment as the message itself, in one breath with nine others.
    first = list(messages)
    for repeat in now:
        first.insert(first.index(repeat) + dice.choice((0, 1, 2)), repeat)
    answers += await _deliver(house, first[: len(first) // 10], at_once=1)
    answers += await _deliver(house, first[len(first) // 10 :], at_once=10)
    await think()
    answers += await _deliver(house, again, at_once=10)
    await think()
    house.close()
    house = House(home, database_url, clock)
    answers += await _deliver(house, restarted, at_once=10)
    await think()
    clock.move(hours=48)
    answers += await _deliver(house, later, at_once=10)
    await think()
    keys = house.column("outbound", "key")
    stored = house.column("inbound", "provider_id")
    house.close()
    return Result(
        seed=seed,
        deliveries=len(answers),
        messages=len(messages),
        not_thanked=sum(answer != 200 for answer in answers),
        lost=len({message.sid for message in messages} - set(turns)),
        second_turns=len(turns) - len(set(turns)),
        second_replies=len(repeated(keys)) + abs(len(keys) - len(messages)) + abs(len(stored) - len(messages)),
        seconds=round(time.monotonic() - started, 1),
    )


def _word(number: int) -> str:
    """A word of its own for a number."""
    return "".join(chr(ord("b") + int(figure)) for figure in str(number))


async def _deliver(house: House, deliveries: Sequence[Delivery], *, at_once: int) -> list[int]:
    answers: list[int] = []
    for start in range(0, len(deliveries), at_once):
        answers += await asyncio.gather(*(house.post(one) for one in deliveries[start : start + at_once]))
    return answers
