"""Keeps the house: nobody's claim is lost with the process that held it, nothing is kept longer than promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from bot.services import loops, rights
from bot.storage import (
    campaigns,
    case_events,
    cases,
    consents,
    doubts,
    inbound,
    jobs,
    missed,
    openings,
    reminders,
    sent_forms,
    tallies,
    workers,
)
from bot.storage.database import Database
from bot.storage.schema import inbound as inbox
from bot.storage.schema import outbound as outbox
from bot.storage.schema import reports

ROWS: Final = timedelta(days=400)
"""How long numbers about messages are kept after their text is gone: a year can be compared with the one before."""
JOBS: Final = timedelta(days=30)
"""How long trainings and spreadsheets can be looked at."""
FORMS: Final = timedelta(minutes=1)
"""How long the answer to a form of staff is kept, for whoever sends it twice."""
FILES: Final = timedelta(hours=1)
"""How long a file of people that was looked at waits to be taken in."""
LOOPS: Final = timedelta(days=1)
"""How long staff read that somebody answers us like a robot, where it does not end by itself."""
SILENT: Final = timedelta(seconds=20)
"""A worker not heard of for this long is dead: four heartbeats."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """What went back to waiting, or into doubt."""

    inbound: int
    outbound: int


def bury(database: Database, names: Sequence[str], *, now: datetime, lookup_grace: float) -> Released:
    """Give back what these dead workers held, and whatever outlived its lease.

    Messages in wait again; messages out become unknown, because their create call may have left.
    """
    with database.write() as tx:
        released = Released(
            inbound=inbound.release(tx, now=now, workers=names),
            outbound=doubts.hold_lost(tx, now=now, look_up_at=now + timedelta(seconds=lookup_grace), workers=names),
        )
        for name in names:
            workers.leave(tx, name)
    return released


def tidy(database: Database, *, now: datetime, lookup_grace: float) -> Released:
    """Find the dead, give back what they held, finish erasures whose farewell has left, and drop files of people that
    nobody took in and answers to forms."""
    with database.read() as tx:
        dead = workers.silent(tx, now - SILENT)
    released = bury(database, dead, now=now, lookup_grace=lookup_grace)
    rights.finish_erasures(database, now)
    with database.write() as tx:
        jobs.drop(tx, jobs.PEOPLE, jobs.PREVIEW, before=now - FILES)
        sent_forms.forget(tx, now - FORMS)
    return released


def forget(database: Database, before: datetime, now: datetime) -> None:
    """Retention: what people wrote before `before` is gone, wherever it was kept, and after `ROWS` its row too."""
    rights.forget(database, before)
    with database.write() as tx:
        cases.forget_stories(tx, before)
        case_events.forget(tx, before)
        reminders.forget(tx, before)
        consents.forget_reasons(tx, before)
        jobs.forget(tx, now - JOBS)
        openings.forget(tx, now - 2 * openings.DAY)
        missed.forget(tx, now)
        campaigns.over(tx, loops.NOTICE, now, before=now - LOOPS)
        tx.connection.execute(delete(reports).where(reports.c.received_at < before))
        tx.connection.execute(delete(inbox).where(inbox.c.received_at < now - ROWS))
        tallies.forget(tx, outbox.c.created_at < now - ROWS)
