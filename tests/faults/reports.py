"""Delivery reports and the answer of the create call, in every order: what is known at the end must not depend on it."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from pathlib import Path
from typing import Final

from bot.core.messages import FROM_PROVIDER, PROVEN, Order, Outcome, Reaction, Report, Status, join
from bot.services import delivery
from tests.conftest import Hands
from tests.house import House

WORDS: Final = ("queued", "sent", "delivered", "read", "failed", "undelivered")
ANSWERS: Final = ("accepted", "lost")
FAILURES: Final = {
    "drop": {"code": 63032, "reaction": Reaction.DROP, "tries": 1},
    "retry": {"code": 63018, "reaction": Reaction.RETRY, "wait": 300.0, "tries": 5},
}
History = tuple[str, ...]
"""Reports, one `accepted` or `lost`, and what a failure asks for as the last word."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`wrong` counts histories that did not end as the set of their facts says; `backward`, steps down on the way."""

    seed: int
    histories: int
    wrong: int
    backward: int
    seconds: float

    @property
    def kept(self) -> bool:
        """True when the promise held."""
        return not (self.wrong or self.backward)


def run(home: Path, database_url: str, *, histories: int, seed: int) -> Result:
    """Every history of up to three reports, then `histories` random ones of up to eight; the seed repeats them."""
    dice = random.Random(seed)
    longer = [
        (*dice.sample(row, len(row)), dice.choice(list(FAILURES)))
        for row in ([dice.choice(ANSWERS), *dice.choices(WORDS, k=dice.randrange(4, 9))] for _ in range(histories))
    ]
    return asyncio.run(_run(home, database_url, [*_short(), *longer], seed))


def _short() -> Iterator[History]:
    for answer, failure in product(ANSWERS, FAILURES):
        for count in range(4):
            for words in product(WORDS, repeat=count):
                if failure == "drop" or {"failed", "undelivered"} & set(words):
                    for place in range(count + 1):
                        yield (*words[:place], answer, *words[place:], failure)


async def _run(home: Path, database_url: str, histories: Sequence[History], seed: int) -> Result:
    started = time.monotonic()
    house = House(home, database_url, Hands())
    wrong = backward = 0
    for start in range(0, len(histories), 500):
        some = histories[start : start + 500]
        result = await _live(house, some, start)
        wrong, backward = wrong + result[0], backward + result[1]
    house.close()
    return Result(
        seed=seed, histories=len(histories), wrong=wrong, backward=backward, seconds=round(time.monotonic() - started, 1)
    )


async def _live(house: House, histories: Sequence[History], offset: int) -> tuple[int, int]:
    """One person and message for each history; all take their next step together. Returns wrong ends, backward steps."""
    people = {f"whatsapp:+5191{offset + number:07d}": history for number, history in enumerate(histories)}
    for person in people:
        house.owe(person, person)
    gates: dict[int, asyncio.Future[Outcome]] = {}
    attempts: dict[str, int] = {}

    async def held(order: Order) -> Outcome:
        gates[order.attempt] = asyncio.get_running_loop().create_future()
        attempts[order.recipient.full] = order.attempt
        return await gates[order.attempt]

    house.provider.fate = held
    sender = house.new_sender(in_flight=len(histories))
    assert await sender.step() == len(histories)
    while len(gates) < len(histories):
        await asyncio.sleep(0)
    backward, before = 0, dict.fromkeys(attempts.values(), Status.UNSENT)
    for place in range(max(map(len, histories)) - 1):
        words = {person: history[place] for person, history in people.items() if place < len(history) - 1}
        told = [
            _report(attempts[person], word, people[person][-1]) for person, word in words.items() if word in FROM_PROVIDER and word != "accepted"
        ]
        delivery.note_all(house.database, told, house.clock())
        for person, word in words.items():
            if word in ANSWERS:
                gates[attempts[person]].set_result(_answer(attempts[person], word))
        await asyncio.sleep(0)
        await sender.drain(0)
        after = _statuses(house)
        backward += sum(join(status, after[attempt]) is not after[attempt] for attempt, status in before.items())
        before = {attempt: after[attempt] for attempt in before}
    stages = dict(zip(house.column("outbound", "key"), house.column("outbound", "stage"), strict=True))
    return 0, backward
