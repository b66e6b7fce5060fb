"""A file of people in two steps: what it would change, then exactly that file taken in.

Between the two the file lies sealed in the database, for an hour at most (housekeeping.py), and no longer than until
somebody has their data erased: it may name them.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from bot.core import contact_rows
from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.i18n import gettext as _
from bot.services import housekeeping, importing, spreadsheets
from bot.services.districts import Unlisted
from bot.services.importing import Imported, RowFault
from bot.storage import audit, jobs
from bot.storage.database import Database
from bot.storage.jobs import Job

BIGGEST: Final = 5_000_000
"""Bytes of a file that is taken in while somebody waits for the page."""
MOST: Final = 20_000
"""Rows of such a file. `puente contacts import` takes larger ones."""
_SEALED: Final = "jobs.request"


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A file that was looked at. `taken`: it is in, and `imported` tells what became of it; else what would."""

    taken: bool
    imported: Imported


def look(
    database: Database,
    name: str,
    raw: bytes,
    *,
    gazetteer: Places,
    local: tzinfo,
    by: str,
    clock: Callable[[], datetime],
) -> int:
    """Find what a file called `name` would change, and keep it until somebody says yes. Returns the number to ask for
    it by. Raises BadInput for a file that cannot be read, is empty or too large."""
    rows = _rows(name, raw)
    found = importing.foresee(
        database, rows, gazetteer=gazetteer, zones=frozenset(available_timezones()), local=local, clock=clock
    )
    with database.write() as tx:
        sealed = tx.seal(b64encode(zlib.compress(raw)).decode(), _SEALED)
        request = {"kind": Path(name).suffix.lower(), "sealed": b64encode(sealed).decode(), **_document(found)}
        return jobs.ask(tx, jobs.PEOPLE, request, by=by, now=clock(), state=jobs.PREVIEW)


def looked(database: Database, number: int, now: datetime) -> Looked | None:
    """What a look found, or what came of the file. None where it is not kept any longer."""
    with database.read() as tx:
        job = jobs.find(tx, number, jobs.PEOPLE)
    if job is None or not (job.state == "done" or _waits(job, now)):
        return None
    taken = job.state == "done"
    return Looked(taken=taken, imported=_imported(job.result if taken else job.request))


def take(
    database: Database, number: int, *, gazetteer: Places, local: tzinfo, by: str, clock: Callable[[], datetime]
) -> bool:
    """Take in the file that was looked at, and keep of it what came of it. False where it waits no longer. Safe to
    repeat where it broke off: what is in already changes nothing."""
    with database.read() as tx:
        job = jobs.find(tx, number, jobs.PEOPLE)
        if job is None or not _waits(job, clock()):
            return False
        raw = zlib.decompress(b64decode(tx.open(b64decode(job.request["sealed"]), _SEALED)))
    done = importing.take_in(
        database,
        _rows(job.request["kind"], raw),
        gazetteer=gazetteer,
        zones=frozenset(available_timezones()),
        local=local,
        clock=clock,
        progress=lambda _rows: None,
    )
    with database.write() as tx:
        expected = jobs.settle(tx, number, "done", clock(), expected=jobs.PREVIEW, result=_document(done))
        if expected:
            jobs.empty(tx, number)
        counts = done.counts()
        audit.note(tx, actor=by, act="contacts.import", subject=str(done.rows), now=clock(), detail=counts)
    return True


def faults(imported: Imported) -> bytes:
    """What is wrong in which row, as CSV."""
    lines = [[str(fault.row), fault.column, fault.reason] for fault in imported.faults]
    return spreadsheets.made(".csv", importing.FAULTS, lines)


def sample(kind: str, address: str) -> bytes:
    """A file with every column and one row. Its `address` is none, so that nobody is written down who forgets to take
    the row out."""
    row = {
        "address": address,
        "channel": "whatsapp",
        "language": "es",
        "district": "Villa El Salvador",
        "labels": "taller",
        "subscriptions": "salud;alertas",
        "consent": "yes",
        "consent_at": "2026-10-31",
        "consent_source": "ficha taller",
        "consent_text": "v2",
    }
    return spreadsheets.made(kind, contact_rows.COLUMNS, [[row.get(name, "") for name in contact_rows.COLUMNS]])


def _rows(name: str, raw: bytes) -> Sequence[tuple[int, Mapping[str, str]]]:
    file = Path(f"archivo{name}" if name.startswith(".") else name)
    rows = list(islice(spreadsheets.parsed(file, raw, contact_rows.COLUMNS, "address", most=BIGGEST), MOST + 1))
    if not rows:
        raise BadInput(_("El archivo no tiene filas."))
    if len(rows) > MOST:
        raise BadInput(_("{file}: más de {most} filas; divide el archivo").format(file=file, most=MOST))
    return rows


def _waits(job: Job, now: datetime) -> bool:
    return job.state == jobs.PREVIEW and job.asked_at > now - housekeeping.FILES


def _document(found: Imported) -> dict[str, Any]:
    return {
        "counts": {name: count for name, count in found.counts().items() if name != "rows"},
        "faults": [[fault.row, fault.column, fault.reason] for fault in found.faults],
        "unlisted": [[one.rows, one.first, one.near] for one in found.unlisted],
    }


def _imported(document: Mapping[str, Any]) -> Imported:
    wrong = [RowFault(row=row, column=column, reason=reason) for row, column, reason in document["faults"]]
    unlisted = [Unlisted(rows=rows, first=first, near=near) for rows, first, near in document.get("unlisted", ())]
    return Imported(**document["counts"], faults=wrong, unlisted=unlisted)
