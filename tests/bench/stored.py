"""A database as it is after months of use: people, what they wrote and what they were told, written straight into the
tables. Sealed columns hold one sealed text each: nobody here exists."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table

from bot.core.consent import ALERTS
from bot.core.content import Topic
from bot.core.conversation import Outcome
from bot.core.gazetteer import Places
from bot.core.messages import Status
from bot.storage import schema
from bot.storage.database import Database, Transaction

OURS: Final = "whatsapp:+51900000001"
_CHUNK: Final = 20_000
_OUTCOMES: Final = {
    Outcome.ANSWER: 70, Outcome.CLARIFY: 8, Outcome.FALLBACK: 7, Outcome.COMMAND: 7, Outcome.SMALLTALK: 5,
    Outcome.FORM: 2, Outcome.CRISIS: 1,
}  # fmt: skip
_FATES: Final = {Status.READ: 62, Status.DELIVERED: 30, Status.SENT: 3, Status.FAILED: 4, Status.ACCEPTED: 1}
_DANGERS: Final = ("violence", "child_danger", "threat", "self_harm", "medical")
_NO_WHATSAPP: Final = 63024


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """So many people, and messages in and out together, over so many days."""

    people: int
    messages: int
    days: int = 90
    after: int = 0
    """The highest number any row has already: these are numbered from the next one on."""


def people(database: Database, places: Places, size: Size, now: datetime) -> None:
    """Everybody, with an address and a place; nine of ten said yes to campaigns."""
    districts = ["", *sorted(place.id for place in places.all)]
    began = now - timedelta(days=size.days)
    with database.write() as tx:
        address = tx.seal("whatsapp:+51911111111", "addresses.sealed")

        def contact(n: int) -> dict[str, Any]:
            return {"id": size.after + n, "created_at": began, "district": districts[n % 97 % len(districts)]}

        def reached(n: int) -> dict[str, Any]:
            number = size.after + n
            mine = {"id": number, "contact_id": number, "channel": "whatsapp", "digest": number.to_bytes(32, "big")}
            return {**mine, "sealed": address, "sender": OURS, "last_inbound_at": now}

        def agreed(n: int) -> dict[str, Any]:
            said = {"scope": ALERTS, "given": n % 10 > 0, "at": began, "source": "chat", "text_version": "1"}
            return {"contact_id": size.after + n, **said}

        _put(tx, schema.contacts, size.people, contact)
        _put(tx, schema.addresses, size.people, reached)
        _put(tx, schema.consents, size.people, agreed)


def talk(database: Database, size: Size, now: datetime, seed: int, campaigns: Iterable[int] = ()) -> None:
    """All messages: a third of campaigns where there are some, the rest half in and half out; votes and cases."""
    running = list(campaigns)
    each = min(size.messages // 3 // max(len(running), 1), size.people) if running else 0
    turns = (size.messages - each * len(running)) // 2
    with database.write() as tx:
        _turns(tx, size, turns, now, random.Random(seed))
        for place, campaign_id in enumerate(running):
            before = size.after + turns + place * each
            _recipients(tx, campaign_id, before, size.after, each, now - timedelta(days=place + 1))


def _turns(tx: Transaction, size: Size, turns: int, now: datetime, chance: random.Random) -> None:
    span = timedelta(days=size.days)
    at = sorted(now - span * chance.random() for _ in range(turns))
    # A few people write much, many a little; a few topics are asked about much.
    who = [
        size.after + (min(int(chance.paretovariate(0.9)), size.people) if n % 3 else chance.randint(1, size.people))
        for n in range(turns)
    ]
    topics = list(Topic)
    about = [topics[min(int(chance.expovariate(0.25)), len(topics) - 1)].value for _ in range(turns)]
    came = [one.value for one in chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()), k=turns)]
    fate = [one.value for one in chance.choices(list(_FATES), list(_FATES.values()), k=turns)]
    text = tx.seal({"text": "x", "choice": ""}, "inbound.content")
    reply = tx.seal({"text": "x", "options": [], "media": ""}, "outbound.content")
    story = tx.seal("x", "cases.story")

    def wrote(n: int) -> dict[str, Any]:
        i = n - 1
        return {
            "id": size.after + n, "provider_id": f"SM{size.after + n:032x}", "contact_id": who[i],
            "address_id": who[i], "sender": OURS,
            "form": "text", "content": text, "received_at": at[i], "due_at": at[i], "stage": "settled",
            "settled_at": at[i] + timedelta(milliseconds=400), "outcome": came[i], "topic": about[i], "entry": "C01",
            "confidence": 0.9,
        }  # fmt: skip

    def told(n: int) -> dict[str, Any]:
        i = n - 1
        return {
            "id": size.after + n, "key": f"reply:{size.after + n}", "contact_id": who[i], "address_id": who[i],
            "inbound_id": size.after + n, "sender": OURS,
            "rank": 1, "content": reply, "created_at": at[i], "due_at": at[i], "stage": "settled",
            "settled_at": at[i] + timedelta(seconds=1), "tries": 1,
        }  # fmt: skip

    def tried(n: int) -> dict[str, Any]:
        return _attempt(size.after + n, fate[n - 1], at[n - 1] + timedelta(milliseconds=500 + n % 1_500), None)

    def vote(n: int) -> dict[str, Any]:
        i = (n - 1) * 10
        return {"contact_id": who[i], "entry_id": "C01", "useful": n % 8 > 0, "at": at[i]}

    cases = [i for i in range(turns) if came[i] == Outcome.CRISIS.value or i % 150 == 0]

    def case(n: int) -> dict[str, Any]:
        i = cases[n - 1]
        danger = came[i] == Outcome.CRISIS.value
        kind = _DANGERS[n % len(_DANGERS)] if danger else "person"
        return {
            "contact_id": who[i], "kind": kind, "topic": about[i], "restricted": danger, "story": story,
            "opened_at": at[i], "closed_at": at[i] if n % 20 else None,
        }  # fmt: skip

    _put(tx, schema.inbound, turns, wrote)
    _put(tx, schema.outbound, turns, told)
    _put(tx, schema.attempts, turns, tried)
    _put(tx, schema.votes, turns // 10, vote)
    _put(tx, schema.cases, len(cases), case)


def _recipients(tx: Transaction, campaign_id: int, after: int, who: int, count: int, at: datetime) -> None:
    """A campaign that reached so many people, from contact `who` + 1 on, at 80 a second; rows are numbered from
    `after` + 1."""
    run = {"campaign_id": campaign_id, "number": 1, "started_at": at, "expected": count, "reached": who + count}
    tx.connection.execute(schema.campaign_runs.insert().values(**run, fanned_at=at))
    fates = [status.value for status, share in _FATES.items() for _ in range(share)]
    text = tx.seal({"text": "x", "options": [], "media": ""}, "outbound.content")

    def recipient(n: int) -> dict[str, Any]:
        return {
            "id": after + n, "key": f"campaign:{campaign_id}:1:{who + n}", "contact_id": who + n, "address_id": who + n,
            "sender": OURS, "rank": 2, "campaign_id": campaign_id, "run": 1, "channel": "whatsapp", "content": text,
            "created_at": at, "due_at": at, "stage": "settled", "settled_at": at + timedelta(seconds=n / 80),
            "tries": 1,
        }  # fmt: skip

    def tried(n: int) -> dict[str, Any]:
        return _attempt(after + n, fates[n * 37 % len(fates)], at + timedelta(seconds=n / 80), 70_000)

    _put(tx, schema.outbound, count, recipient)
    _put(tx, schema.attempts, count, tried)


def _attempt(n: int, status: str, left: datetime, cost: int | None) -> dict[str, Any]:
    return {
        "id": n, "message_id": n, "number": 1, "status": status, "provider_id": f"SM{n:032x}",
        "code": _NO_WHATSAPP if status == Status.FAILED.value else None, "started_at": left,
        "updated_at": left + timedelta(seconds=5), "cost": cost,
    }  # fmt: skip


def _put(tx: Transaction, table: Table, count: int, row: Callable[[int], dict[str, Any]]) -> None:
    """Rows 1 to `count`."""
    rows: Iterator[dict[str, Any]] = map(row, range(1, count + 1))
    while chunk := list(islice(rows, _CHUNK)):
        tx.connection.execute(table.insert(), chunk)
