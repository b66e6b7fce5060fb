"""Work that takes longer than a page may: asked for, claimed by one worker, settled with a result."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from bot.storage.database import Transaction
from bot.storage.schema import jobs

PEOPLE: Final = "people"
"""A file of people: looked at, then taken in."""
PREVIEW: Final = "preview"
"""What would change was shown, and waits for a yes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """`kind`: train, trial, try, trial:<number>, sheet, people, figures, ahead. `state`: waiting, claimed, then what
    its kind says of its end."""

    id: int
    kind: str
    state: str
    asked_by: str
    asked_at: datetime
    request: dict[str, Any]
    progress: str
    result: dict[str, Any]
    settled_at: datetime | None


def ask(
    tx: Transaction, kind: str, request: Mapping[str, Any], *, by: str, now: datetime, state: str = "waiting"
) -> int:
    """A new job. Returns its id."""
    made = tx.connection.execute(
        jobs.insert().values(
            kind=kind,
            state=state,
            asked_by=by,
            asked_at=now,
            request=json.dumps(request, ensure_ascii=False),
        )
    )
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])


def answered(tx: Transaction, kind: str, request: Mapping[str, Any], *states: str) -> Job | None:
    """The newest job that asks for exactly this, in one of `states` where these are given."""
    asked = jobs.c.request == json.dumps(request, ensure_ascii=False)
    query = select(jobs).where(jobs.c.kind == kind, asked).order_by(jobs.c.id.desc()).limit(1)
    row = tx.connection.execute(query.where(jobs.c.state.in_(states)) if states else query).one_or_none()
    return None if row is None else _job(row)


def put(
    tx: Transaction, kind: str, request: Mapping[str, Any], result: Mapping[str, Any], *, by: str, now: datetime
) -> None:
    """Keep a result that nobody had to ask for, in place of the one before."""
    job_id = ask(tx, kind, request, by=by, now=now, state="claimed")
    settle(tx, job_id, "done", now, expected="claimed", result=result)
    replace(tx, job_id, kind, request)


def replace(tx: Transaction, job_id: int, kind: str, request: Mapping[str, Any]) -> None:
    """What was found before for the same request is gone."""
    asked = jobs.c.request == json.dumps(request, ensure_ascii=False)
    tx.connection.execute(delete(jobs).where(jobs.c.kind == kind, asked, jobs.c.id < job_id))


def find(tx: Transaction, job_id: int, kind: str) -> Job | None:
    """One job of this kind."""
    row = tx.connection.execute(select(jobs).where(jobs.c.id == job_id, jobs.c.kind == kind)).one_or_none()
    return None if row is None else _job(row)


def newest(tx: Transaction, kind: str, limit: int, *states: str) -> list[Job]:
    """The newest jobs of a kind, in one of `states` where these are given."""
    query = select(jobs).where(jobs.c.kind == kind).order_by(jobs.c.id.desc()).limit(limit)
    return [_job(row) for row in tx.connection.execute(query.where(jobs.c.state.in_(states)) if states else query)]


def any_in(tx: Transaction, kind: str, *states: str) -> bool:
    """A cheap look: is there one in these states?"""
    return (
        tx.connection.execute(select(jobs.c.id).where(jobs.c.kind == kind, jobs.c.state.in_(states)).limit(1)).first()
        is not None
    )


def claim(
    tx: Transaction, kind: str, *, state: str = "waiting", worker: str, now: datetime, until: datetime
) -> Job | None:
    """Take the oldest job in `state`; a claim whose time ran out counts as waiting."""
    lost = (jobs.c.state == "claimed") & (jobs.c.claimed_until < now)
    found = tx.connection.execute(
        select(jobs)
        .where(jobs.c.kind == kind, (jobs.c.state == state) | lost)
        .order_by(jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    tx.connection.execute(
        update(jobs).where(jobs.c.id == found.id).values(state="claimed", claimed_by=worker, claimed_until=until)
    )
    return _job(found)


def go_on(tx: Transaction, job_id: int, progress: str, until: datetime) -> None:
    """It is still being done, and has come this far."""
    tx.connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state == "claimed")
        .values(progress=progress, claimed_until=until)
    )


def settle(
    tx: Transaction, job_id: int, state: str, now: datetime, *, expected: str, result: Mapping[str, Any] | None = None
) -> bool:
    """It came to this end. False, changing nothing, where it was not in the state that was `expected`."""
    values: dict[str, Any] = {"state": state, "settled_at": now, "claimed_until": None}
    if result is not None:
        values["result"] = json.dumps(result, ensure_ascii=False)
    done = tx.connection.execute(update(jobs).where(jobs.c.id == job_id, jobs.c.state == expected).values(**values))
    return done.rowcount == 1


def ask_for(tx: Transaction, job_id: int, request: Mapping[str, Any]) -> None:
    """A job that waits is to do this instead."""
    tx.connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state == "waiting")
        .values(request=json.dumps(request, ensure_ascii=False))
    )


def empty(tx: Transaction, job_id: int) -> None:
    """What was asked for is not kept any longer, only what came of it."""
    tx.connection.execute(update(jobs).where(jobs.c.id == job_id).values(request="{}"))


def drop(tx: Transaction, kind: str, state: str, before: datetime | None = None) -> None:
    """Jobs of a kind in this state are gone: all of them, or those asked for before then."""
    query = delete(jobs).where(jobs.c.kind == kind, jobs.c.state == state)
    tx.connection.execute(query if before is None else query.where(jobs.c.asked_at < before))


def forget(tx: Transaction, before: datetime) -> None:
    """Jobs asked for before then."""
    tx.connection.execute(delete(jobs).where(jobs.c.asked_at < before))


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        state=row.state,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        request=json.loads(row.request),
        progress=row.progress,
        result=json.loads(row.result),
        settled_at=row.settled_at,
    )
