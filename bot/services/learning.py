"""Questions that changed are learned in the background: asked for here, trained by a worker, judged, and then spoken.

A new model that passes the gate and answers no saved question worse speaks at once. One that passes and moves some
questions to a worse place waits for a reviewer: accept it, or go back to the questions of before. One that does not
pass never speaks.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.storage import audit, content, jobs, workers
from bot.storage.database import Database, Transaction
from bot.storage.jobs import Job

KIND: Final = "train"
LEASE: Final = timedelta(minutes=10)
"""How long a training may be silent before another worker begins it anew; it says where it is every few seconds."""
_OPEN: Final = 1_000
"""More trainings than ever wait for somebody at a time."""
UNDECIDED: Final = ("decide", "refused")
"""Ends that wait for somebody: `decide` passed with losses, `refused` did not pass."""


def taught(entry: Entry) -> tuple[object, ...]:
    """What a model learns of an entry: while this stays, no training is needed."""
    return entry.kind, entry.topic, entry.questions


def ask(tx: Transaction, before: Mapping[str, int | None], *, by: str, now: datetime) -> int:
    """Ask for a training, or let one that has not begun learn this too. `before`: the revision people read until now of
    each entry that changed (None: none), to go back to. What earlier trainings left undecided is carried along."""
    kept: dict[str, int | None] = dict(before)
    # The oldest says last, and so what people read before all of them.
    for job in jobs.newest(tx, KIND, 20, *UNDECIDED, "failed"):
        kept.update(job.request.get("before", {}))
        jobs.settle(tx, job.id, "replaced", now, expected=job.state)
    waiting = jobs.newest(tx, KIND, 1, "waiting")
    if waiting:
        jobs.ask_for(tx, waiting[0].id, {"before": {**kept, **waiting[0].request.get("before", {})}})
        return waiting[0].id
    return jobs.ask(tx, KIND, {"before": kept}, by=by, now=now)


def accept(database: Database, job_id: int, *, by: str, now: datetime) -> None:
    """Let a model that passed speak, losses and all. A worker puts it in place. Raises BadInput where it does not wait
    for that."""
    with database.write() as tx:
        if not jobs.settle(tx, job_id, "accepted", now, expected="decide"):
            raise BadInput(_("Este entrenamiento ya no espera una decisión."))
        audit.note(tx, actor=by, act="model.accept", subject=str(job_id), now=now)


def go_back(database: Database, job_id: int, *, by: str, now: datetime) -> list[str]:
    """The questions of before come back, texts stay: the model that speaks knows those. Returns the entries.

    An entry that was new stays published and is found by its menu; its questions wait for the next training.
    """
    with database.write() as tx:
        content.lock(tx)
        job = jobs.find(tx, job_id, KIND)
        if job is None or job.state not in UNDECIDED:
            raise BadInput(_("Este entrenamiento ya no espera una decisión."))
        live = {entry.id: entry for entry in content.published(tx)}
        back: dict[str, int | None] = {}
        for entry_id, number in job.request.get("before", {}).items():
            old = content.revision(tx, entry_id, number) if number is not None else None
            if old is not None and entry_id in live:
                again = replace(live[entry_id], questions=old.entry.questions)
                back[entry_id] = content.draft(tx, again, author=by, now=now)
        if back:
            content.publish(tx, back, now)
        jobs.settle(tx, job_id, "taken_back", now, expected=job.state)
        audit.note(tx, actor=by, act="model.go_back", subject=str(job_id), now=now, detail={"entries": sorted(back)})
    return sorted(back)


def begin(database: Database, worker: str, now: datetime, kind: str = KIND) -> Job | None:
    """Claim a training, of this kind; None where none waits."""
    with database.read() as tx:
        if not jobs.any_in(tx, kind, "waiting", "claimed"):
            return None
    with database.write() as tx:
        return jobs.claim(tx, kind, worker=worker, now=now, until=now + LEASE)


def accepted(database: Database, now: datetime, promote: Callable[[str], None]) -> None:
    """Put accepted models in place: `promote` is handed the key of each."""
    with database.read() as tx:
        waiting = jobs.newest(tx, KIND, 5, "accepted")
    for job in reversed(waiting):
        promote(job.result["key"])
        with database.write() as tx:
            jobs.settle(tx, job.id, "done", now, expected="accepted")


def held(database: Database) -> set[str]:
    """Keys of models that are not to be thrown away: a running process speaks with it, or somebody may yet let it."""
    with database.read() as tx:
        spoken = {one.detail for one in workers.all_of(tx) if one.detail}
        open_ = jobs.newest(tx, KIND, _OPEN, *UNDECIDED, "accepted", "claimed")
    return spoken | {str(job.result["key"]) for job in open_ if job.result.get("key")}


def go_on(database: Database, job_id: int, line: str, now: datetime) -> None:
    """A training has come this far."""
    with database.write() as tx:
        jobs.go_on(tx, job_id, line, now + LEASE)


def judged(database: Database, job_id: int, *, key: str, verdict: Mapping[str, Any], now: datetime) -> bool:
    """A training has ended with a verdict. Returns True where its model is to speak at once."""
    worse = [change for change in verdict["changes"] if not change["better"]]
    state = "refused" if not verdict["passed"] else "decide" if worse else "done"
    result = {"key": key, **json.loads(json.dumps(verdict))}
    with database.write() as tx:
        held = jobs.settle(tx, job_id, state, now, expected="claimed", result=result)
    return held and state == "done"


def failed(database: Database, job_id: int, reason: str, now: datetime) -> None:
    """A training has broken off."""
    with database.write() as tx:
        jobs.settle(tx, job_id, "failed", now, expected="claimed", result={"reason": reason})


def known_already(database: Database, job_id: int, now: datetime) -> None:
    """There is nothing to learn: the model that speaks was trained on exactly this."""
    with database.write() as tx:
        jobs.settle(tx, job_id, "done", now, expected="claimed")


def put_back(database: Database, job_id: int, now: datetime) -> None:
    """Whoever trained had to stop: it waits for another."""
    with database.write() as tx:
        jobs.settle(tx, job_id, "waiting", now, expected="claimed")
