"""Content is checked as a whole and goes live in one step: that of a release in an empty store, afterwards drafts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.core import content as core
from bot.core.content import Entry, Problem
from bot.core.staff import RELEASE, SHELL
from bot.services import directory, safety
from bot.services.flows import Release, refuse
from bot.storage import audit, content
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What publishing would do to one entry: `added`, `changed` or `same`."""

    entry: str
    kind: str
    number: int | None


@contextmanager
def _editing(database: Database) -> Iterator[Transaction]:
    with database.write() as tx:
        content.lock(tx)
        yield tx


def seed(database: Database, release: Release, now: datetime) -> int:
    """Fill an empty store from a release: answers, safety lexicon, directory.

    Returns how many entries were published; 0 when the store has content.
    """
    # What is read from a broken file is not seeded: the file goes on being asked, and says what is wrong.
    safety.desk(database).seed(release.lexicon[0], now)
    directory.desk(database, release.places[0]).seed(release.services[0], now)
    with database.read() as tx:
        if not content.is_empty(tx):
            return 0
    entries, problems = release.entries
    refuse(problems)
    with _editing(database) as tx:
        if not content.is_empty(tx):
            return 0
        numbers: dict[str, int | None] = {
            entry.id: content.draft(tx, entry, author=RELEASE, now=now) for entry in entries
        }
        content.publish(tx, numbers, now)
    return len(entries)


def propose(database: Database, entries: Sequence[Entry], *, author: str, now: datetime) -> list[Change]:
    """Keep as drafts the entries that differ from their newest revision; nothing is published."""
    changes = []
    with _editing(database) as tx:
        newest = content.newest(tx)
        for entry in entries:
            known = newest.get(entry.id)
            if known and known[1] == entry:
                changes.append(Change(entry=entry.id, kind="same", number=None))
                continue
            number = content.draft(tx, entry, author=author, now=now)
            changes.append(Change(entry=entry.id, kind="changed" if known else "added", number=number))
        for change in changes:
            if change.number is not None:
                _note(tx, author, "save", change.entry, change.number, now)
    return changes


def publish(database: Database, now: datetime, *, by: str = SHELL) -> list[str]:
    """Make every newest draft what people read, if all of the result obeys the rules. Returns the ids that changed."""
    with _editing(database) as tx:
        newest = content.newest(tx)
        drafts = {entry_id: number for entry_id, (number, _, live) in newest.items() if not live}
        if not drafts:
            return []
        after = [(entry.id, entry) for _, entry, _ in newest.values()]
        refuse(
            [Problem(file="store", entry=entry.id, reason=why) for _, entry in after for why in core.faults(entry)]
            + core.cross_faults(after)
        )
        content.publish(tx, dict(drafts), now)
        for entry_id in sorted(drafts):
            _note(tx, by, "publish", entry_id, drafts[entry_id], now)
    return sorted(drafts)


def rollback(database: Database, entry_id: str, *, author: str, now: datetime) -> int | None:
    """Publish again, as a new revision, what people read before. Returns its number; None where there was nothing."""
    with _editing(database) as tx:
        before = content.previous(tx, entry_id)
        if before is None:
            return None
        number = content.draft(tx, before, author=author, now=now)
        content.publish(tx, {entry_id: number}, now)
        _note(tx, author, "restore", entry_id, number, now)
    return number


def _note(tx: Transaction, who: str, verb: str, entry_id: str, number: int, now: datetime) -> None:
    """The same trace as from the console (editing.py)."""
    audit.note(tx, actor=who, act=f"entry.{verb}", subject=entry_id, now=now, detail={"revision": number})
