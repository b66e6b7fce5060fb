"""Content comes in as files, is checked as a whole, and goes live in one step."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.core import content as core
from bot.core import directory, gazetteer, geography, locked_screen, safeguarding, sections
from bot.core.content import Entry, Problem
from bot.core.directory import Directory
from bot.core.errors import BadContent
from bot.core.gazetteer import Places
from bot.core.geography import Areas
from bot.core.locked_screen import Preview
from bot.core.safeguarding import Lexicon
from bot.core.staff import SHELL
from bot.services import directory as services
from bot.services import safety
from bot.storage import audit, content
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What publishing would do to one entry: `added`, `changed` or `same`."""

    entry: str
    kind: str
    number: int | None


def read_file(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Entries of one YAML file and everything wrong with it. Raises nothing for bad content or bad encoding."""
    name = "/".join(path.parts[-2:])
    try:
        # The same loader in C: all of flows/ in 0.15 s instead of 1.3 s.
        document: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except UnicodeDecodeError:
        return [], [Problem(file=name, entry="", reason="no está en UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" en la línea {mark.line + 1}" if mark else ""
        return [], [Problem(file=name, entry="", reason=f"YAML roto{place}")]
    except OSError as error:
        return [], [Problem(file=name, entry="", reason=f"no se puede leer ({error.strerror})")]
    return core.parse(name, document)


def read_flows(root: Path) -> tuple[list[Entry], list[Problem]]:
    """All `flows/*/entries.yml` below `root`, and every problem in any of them."""
    rows: list[tuple[str, Entry]] = []
    problems: list[Problem] = []
    for path in sorted((root / "flows").glob("*/entries.yml")):
        entries, found = read_file(path)
        rows += [("/".join(path.parts[-2:]), entry) for entry in entries]
        problems += found
    return [entry for _, entry in rows], problems + core.cross_faults(rows)


def read_lexicon(root: Path) -> tuple[Lexicon, list[Problem]]:
    """The safety lexicon of `flows/safeguarding/lexicon.yml`, and what is wrong with it."""
    name = "safeguarding/lexicon.yml"
    path = root / "flows" / "safeguarding" / "lexicon.yml"
    try:
        return safeguarding.parse(name, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return Lexicon([]), [Problem(file=name, entry="", reason=f"no se puede leer ({type(error).__name__})")]


def read_preview(root: Path) -> tuple[Preview, list[Problem]]:
    """What must not be read on a locked screen (`flows/safeguarding/preview.yml`), and what is wrong with the list."""
    name = "safeguarding/preview.yml"
    path = root / "flows" / "safeguarding" / "preview.yml"
    try:
        return locked_screen.parse(name, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return Preview([]), [Problem(file=name, entry="", reason=f"no se puede leer ({type(error).__name__})")]


def _read_yaml(root: Path, name: str) -> tuple[Any, list[Problem]]:
    """One YAML file of the deployer's below flows/; None and the problem where it cannot be read."""
    try:
        return yaml.load((root / "flows" / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [Problem(file=name, entry="", reason=f"no se puede leer ({type(error).__name__})")]


def read_places(root: Path) -> tuple[Places, list[Problem]]:
    """The places of `flows/places.yml`, and what is wrong with it."""
    document, problems = _read_yaml(root, "places.yml")
    if problems:
        return Places(), problems
    return gazetteer.parse("places.yml", document)


def read_directory(root: Path, places: Places) -> tuple[Directory, list[Problem]]:
    """The services of `flows/services/directory.yml`, and what is wrong with it. A missing file holds none."""
    if not (root / "flows" / "services" / "directory.yml").exists():
        return Directory(), []
    document, problems = _read_yaml(root, "services/directory.yml")
    return (Directory(), problems) if problems else directory.parse("services/directory.yml", document, places)


def read_areas(root: Path, places: Places) -> tuple[Areas, list[Problem]]:
    """The map of `flows/places.geojson`, and what is wrong with it. Without the file nobody is located."""
    name = "places.geojson"
    path = root / "flows" / name
    if not path.exists():
        return Areas(), []
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return Areas(), [Problem(file=name, entry="", reason=f"no se puede leer ({type(error).__name__})")]
    return geography.parse(name, document, places)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise BadContent naming every problem, if there is one."""
    if problems:
        raise BadContent(*(str(problem) for problem in problems))


@contextmanager
def _editing(database: Database) -> Iterator[Transaction]:
    with database.write() as tx:
        content.lock(tx)
        yield tx


def read_look_alikes(root: Path) -> list[str]:
    """Messages that look like danger and are none: `flows/safeguarding/examples.yml`. Empty without the file."""
    document, problems = _read_yaml(root, "safeguarding/examples.yml")
    rows = document.get("categories", ()) if not problems and isinstance(document, dict) else ()
    return [str(text) for row in rows for text in row.get("harmless") or ()]


def seed(database: Database, root: Path, now: datetime) -> int:
    """Fill an empty store from `flows/`: answers, safety lexicon, directory. Returns how many entries were published; 0
    when the store has content."""
    _seed_items(database, root, now)
    with database.read() as tx:
        if not content.is_empty(tx):
            return 0
    entries, problems = read_flows(root)
    refuse(problems)
    with _editing(database) as tx:
        if not content.is_empty(tx):
            return 0
        numbers: dict[str, int | None] = {
            entry.id: content.draft(tx, entry, author="release", now=now) for entry in entries
        }
        content.publish(tx, numbers, now)
    return len(entries)


def _seed_items(database: Database, root: Path, now: datetime) -> None:
    """What is read from a broken file is not seeded: the file goes on being asked, and says what is wrong."""
    given, problems = _read_yaml(root, "safeguarding/lexicon.yml")
    if not problems and safeguarding.parse("", given, prove=False)[0].categories:
        safety.desk(database).seed(sections.split(given), now)
    places, problems = read_places(root)
    if problems or not (root / "flows" / "services" / "directory.yml").exists():
        return
    given, problems = _read_yaml(root, "services/directory.yml")
    if not problems and not directory.parse("", given, places)[1]:
        services.desk(database, places).seed(services.split(given), now)


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
