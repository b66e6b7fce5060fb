"""Ask a model what it makes of a question, without being a person who writes: a row that the conversation worker
answers or, of a trial's model (`trials`), a process that holds it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from bot.clock import Clock
from bot.storage import jobs
from bot.storage.database import Database

KIND: Final = "try"
LONGEST: Final = 400
"""Characters of a question that is tried."""
_LEASE: Final = timedelta(seconds=30)
_SHOWN: Final = 5

Understand = Callable[[str], Awaitable[Mapping[str, Any]]]
"""What the engine makes of a text: `intent` with a name, and `candidates`, best first."""


async def answer_next(
    database: Database, understand: Understand, *, worker: str, clock: Clock, kind: str = KIND
) -> bool:
    """Answer the oldest question of this kind that waits. Returns False where none does."""
    with database.read() as tx:
        if not jobs.any_in(tx, kind, "waiting", "claimed"):
            return False
    with database.write() as tx:
        job = jobs.claim(tx, kind, worker=worker, now=clock(), until=clock() + _LEASE)
    if job is None:
        return False
    seen = await understand(str(job.request["text"]))
    candidates: Sequence[Mapping[str, Any]] = seen.get("candidates") or ()
    result = {
        "verdict": str(seen["intent"]["name"]),
        "candidates": [
            {"entry": str(one["entry"]), "confidence": float(one["confidence"])} for one in candidates[:_SHOWN]
        ],
    }
    with database.write() as tx:
        jobs.settle(tx, job.id, "done", clock(), expected="claimed", result=result)
    return True
