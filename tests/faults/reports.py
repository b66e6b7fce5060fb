"""Delivery reports and the answer of the create call, in every order: the end must not depend on it."""

import asyncio
import random
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from bot.core.messages import FROM_PROVIDER, Order, Outcome, Outgoing, Reaction, Report, Status, join
from bot.services import delivery
from bot.storage.schema import attempts, outbound
from tests.conftest import Hands
from tests.house import House

WORDS: Final = ("queued", "sent", "delivered", "read", "failed", "undelivered")
ANSWERS: Final = ("accepted", "lost")
FAILURES: Final[Mapping[str, Mapping[str, Any]]] = {
    "drop": {"code": 63032, "reaction": Reaction.DROP, "tries": 1},
    "retry": {"code": 63018, "reaction": Reaction.RETRY, "wait": 300.0, "tries": 5},
}
History = tuple[str, ...]
"""Reports, one `accepted` or `lost`, and what a failure asks for as the last word."""


class End(NamedTuple):
    """What is known of an attempt, and where its message stands."""

    status: Status
    code: int | None
    stage: str
    reason: str


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


def run(home: Path, database_url: str, *, exhaustive: int, histories: int, seed: int) -> Result:
    """Every history of up to `exhaustive` reports, and `histories` random ones of up to eight from this seed."""
    dice = random.Random(seed)
    longer = [
        (*dice.sample(row, len(row)), dice.choice(list(FAILURES)))
        for row in ([dice.choice(ANSWERS), *dice.choices(WORDS, k=dice.randrange(4, 9))] for _ in range(histories))
    ]
    return asyncio.run(_run(home, database_url, [*_short(exhaustive), *longer], seed))


def _short(longest: int) -> Iterator[History]:
    for answer, failure in product(ANSWERS, FAILURES):
        for count in range(longest + 1):
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
        seed=seed,
        histories=len(histories),
        wrong=wrong,
        backward=backward,
        seconds=round(time.monotonic() - started, 1),
    )


async def _live(house: House, histories: Sequence[History], offset: int) -> tuple[int, int]:
    """A person with a message for each history; all step together. Returns wrong ends and backward steps."""
    people = {f"whatsapp:+5191{offset + number:07d}": history for number, history in enumerate(histories)}
    house.owe_all({person: Outgoing(text="hola") for person in people})
    gates: dict[int, asyncio.Future[Outcome]] = {}
    lives: dict[int, History] = {}

    async def held(order: Order) -> Outcome:
        gates[order.attempt] = asyncio.get_running_loop().create_future()
        lives[order.attempt] = people[order.recipient.full]
        return await gates[order.attempt]

    house.provider.fate = held
    sender = house.new_sender(in_flight=len(histories))
    assert await sender.step() == len(histories)
    for _ in range(3):
        await asyncio.sleep(0)
    backward, before = 0, _known(house, lives)
    for place in range(max(map(len, histories)) - 1):
        told = []
        for attempt, (*words, failure) in lives.items():
            word = words[place] if place < len(words) else ""
            if word in WORDS:
                told.append(_report(attempt, word, failure))
            elif word:
                gates[attempt].set_result(_answer(attempt, word))
        delivery.note_all(house.database, told, house.clock())
        for _ in range(3):
            await asyncio.sleep(0)
        await sender.drain(0)
        after = _known(house, lives)
        backward += sum(join(before[one].status, end.status) is not end.status for one, end in after.items())
        before = after
    return sum(end != _expected(lives[attempt]) for attempt, end in before.items()), backward


def _known(house: House, lives: Collection[int]) -> dict[int, End]:
    """What the database says of these attempts and their messages."""
    query = select(attempts.c.id, attempts.c.status, attempts.c.code, outbound.c.stage, outbound.c.reason).join(
        outbound
    )
    with house.database.read() as tx:
        rows = tx.connection.execute(query.where(attempts.c.id >= min(lives)))
        return {row.id: End(Status(row.status), row.code, row.stage, row.reason) for row in rows if row.id in lives}


def _expected(history: History) -> End:
    """What the facts come to, whatever their order."""
    *words, failure = history
    facts = {_answer(1, word).status if word in ANSWERS else FROM_PROVIDER[word] for word in words}
    status = max(facts, key=list(Status).index)
    code = FAILURES[failure]["code"] if Status.FAILED in facts else None
    if status is Status.UNKNOWN:
        return End(status, code, "claimed", "")
    if status is not Status.FAILED:
        return End(status, code, "settled", "")
    return End(status, code, "waiting", "") if failure == "retry" else End(status, code, "settled", str(code))


def _report(attempt: int, word: str, failure: str) -> Report:
    status = FROM_PROVIDER[word]
    more = FAILURES[failure] if status is Status.FAILED else {}
    return Report(provider_id=f"SM{attempt:032d}", status=status, attempt=attempt, **more)


def _answer(attempt: int, word: str) -> Outcome:
    if word == "lost":
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)
    return Outcome(status=Status.ACCEPTED, provider_id=f"SM{attempt:032d}")
