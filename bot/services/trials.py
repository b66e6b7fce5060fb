"""A trial model knows one draft, and is asked by staff before anybody publishes it. It never speaks to people.

It is trained and judged like any other (`learning`), after those that people wait for, and answers in a process of its
own that ends when nobody asks. Its file is kept for a day at most, and only the newest few are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import editing, learning
from bot.services.editing import Conflict
from bot.storage import content, jobs
from bot.storage.database import Database, Transaction
from bot.storage.jobs import Job

KIND: Final = "trial"
KEPT: Final = 3
"""Trial models that can be asked at a time, about 42 MB each."""
LONGEST: Final = timedelta(days=1)
"""How long one is kept."""
GONE: Final = "gone"
"""The state of a trial whose model is not kept any longer, or cannot be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Where a trial model lies: its file and what that holds (SHA-256)."""

    file: str
    digest: str


def questions(trial: int) -> str:
    """The kind of the jobs that ask this trial's model, as `trying` answers them."""
    return f"{KIND}:{trial}"


def changes(live: Entry | None, draft: Entry) -> bool:
    """Whether a model would learn something from a draft; else the one that speaks answers for it."""
    return live is None or learning.taught(live) != learning.taught(draft)


def ask_for(database: Database, entry_id: str, number: int, *, by: str, now: datetime) -> int:
    """Ask for a model that knows revision `number`, the draft of an entry. Returns the job of the trial: that of before
    where there is one for this revision. Raises Conflict where it is no longer the newest, and BadInput where it has
    nothing to learn or breaks a rule."""
    request = {"entry": entry_id, "number": number}
    with database.write() as tx:
        content.lock(tx)
        standing = content.standings(tx, entry_id).get(entry_id)
        draft = content.revision(tx, entry_id, number)
        if standing is None or draft is None or standing.number != number:
            raise Conflict(standing)
        live = content.revision(tx, entry_id, standing.published) if standing.published else None
        if not standing.state or not changes(live.entry if live else None, draft.entry):
            raise BadInput(_("El modelo de hoy ya sabe estas preguntas: pruébalo sin entrenar."))
        if problems := editing.problems(tx, draft.entry):
            raise BadInput(*problems)
        known = jobs.answered(tx, KIND, request, "waiting", "claimed", "done")
        if known is not None:
            return known.id
        for job in jobs.newest(tx, KIND, 100, "waiting"):
            if job.request["entry"] == entry_id:  # an earlier draft of the same, which nobody began to learn
                jobs.ask_for(tx, job.id, request)
                return job.id
        return jobs.ask(tx, KIND, request, by=by, now=now)


def begin(database: Database, worker: str, now: datetime) -> Job | None:
    """Claim a trial to be trained; None where none waits."""
    return learning.begin(database, worker, now, kind=KIND)


def find(tx: Transaction, number: int) -> Job | None:
    """One trial."""
    return jobs.find(tx, number, KIND)


def ready(tx: Transaction) -> Sequence[Job]:
    """Trials whose model can be asked, the newest first."""
    return jobs.newest(tx, KIND, KEPT, "done")


def entries(tx: Transaction, trial: Job, published: Sequence[Entry]) -> list[Entry]:
    """What its model is to know: what is published, with the draft in place of its entry. Raises BadInput where that
    draft is not there any more."""
    draft = content.revision(tx, trial.request["entry"], trial.request["number"])
    if draft is None:
        raise BadInput(_("Esa versión no existe."))
    return [*(one for one in published if one.id != draft.entry.id), draft.entry]


def trained(
    database: Database, trial: int, *, key: str, kept: Kept, verdict: Mapping[str, Any] | None, now: datetime
) -> None:
    """A trial's model lies there and can be asked. `verdict`: None where the model that speaks knew the draft."""
    result = {"key": key, "file": kept.file, "digest": kept.digest, **json.loads(json.dumps(verdict or {}))}
    with database.write() as tx:
        jobs.settle(tx, trial, "done", now, expected="claimed", result=result)


def kept(trial: Job) -> Kept:
    """Where the model of a trial that ended lies."""
    return Kept(file=trial.result["file"], digest=trial.result["digest"])


def ask(tx: Transaction, trial: int, text: str, *, by: str, now: datetime) -> int:
    """Ask a trial's model. Returns the job of the question. Raises BadInput where that model is not kept."""
    job = find(tx, trial)
    if job is None or job.state != "done":
        raise BadInput(_("Ese modelo de prueba ya no está: entrena otra vez."))
    return jobs.ask(tx, questions(trial), {"text": text, KIND: trial}, by=by, now=now)


def asked(database: Database) -> int | None:
    """A trial whose model somebody asks; None where nobody does."""
    with database.read() as tx:
        waiting = (job.id for job in ready(tx) if jobs.any_in(tx, questions(job.id), "waiting", "claimed"))
        return next(waiting, None)


def wanted(database: Database, trial: int) -> bool:
    """Whether a process may go on to hold this trial's model: nobody waits for a training, or for another trial."""
    with database.read() as tx:
        if any(jobs.any_in(tx, kind, "waiting") for kind in (learning.KIND, KIND)):
            return False
        others = (questions(job.id) for job in ready(tx) if job.id != trial)
        return not any(jobs.any_in(tx, kind, "waiting") for kind in others)


def broke(database: Database, trial: int, now: datetime) -> None:
    """Its model cannot be used: who asks is told so, instead of waiting."""
    with database.write() as tx:
        jobs.settle(tx, trial, GONE, now, expected="done")


def held(database: Database, now: datetime) -> set[str]:
    """Keys of models that are not to be thrown away yet; trials of all others are gone from now on."""
    with database.write() as tx:
        done = jobs.newest(tx, KIND, 100, "done")
        fresh = [job for job in done[:KEPT] if job.settled_at and now - job.settled_at < LONGEST]
        for job in done:
            if job not in fresh:
                jobs.settle(tx, job.id, GONE, now, expected="done")
    return {str(job.result["key"]) for job in fresh}
