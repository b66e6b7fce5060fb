"""Where what came in waits while the database is away: sealed files in a folder of this machine, oldest first.

A file is a batch and is whole or not there: it is written aside, made durable, and then given its name. The name tells
the order and how many things it holds, so that nothing needs to be opened to count them.
"""

import json
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bot.core.errors import WrongKey
from bot.storage.crypto import Vault
from bot.storage.schema import EPOCH

log = logging.getLogger(__name__)

LIMIT: Final = 64 << 20
"""Bytes one spool may grow to: some hundred thousand messages. Beyond it the provider is told to come again."""
_PLACE: Final = "spool.rows"
_ASIDE: Final = ".aside"
_MICROSECOND: Final = timedelta(microseconds=1)


class Full(OSError):
    """The spool holds all it may hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One batch: rows as they were put in, and when they came (UTC)."""

    path: Path
    rows: Sequence[Mapping[str, Any]]
    at: datetime


class Spool:
    """One kind of thing in one folder. Threads and processes may share it; what is in it survives them."""

    def __init__(self, folder: Path, vault: Vault, limit: int = LIMIT) -> None:
        self._folder, self._vault, self._limit = folder, vault, limit
        self._last = self._bytes = self._files = 0
        self._lock = threading.Lock()
        self.look()

    @property
    def is_empty(self) -> bool:
        """As far as this process knows; `look` makes sure."""
        return self._files == 0

    def look(self) -> int:
        """See what is there. Returns how many things wait."""
        with self._lock:
            found = self._waiting()
            self._files, self._bytes = len(found), sum(_size(path) for path in found)
        return sum(_count(path) for path in found)

    def put(self, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
        """Return once `rows` are durable. Raises OSError where they cannot be: a full disk, or Full."""
        if not rows:
            return
        text = json.dumps({"at": at.isoformat(), "rows": list(rows)}, ensure_ascii=False)
        sealed = self._vault.seal(text, _PLACE)
        with self._lock:
            if self._bytes + len(sealed) > self._limit:
                raise Full("the spool is full")
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # By the clock, and behind all that is there: a clock that was set back must not change the order.
            newest = max((_number(path) for path in self._waiting()[-1:]), default=0)
            self._last = max((at - EPOCH) // _MICROSECOND, self._last + 1, newest + 1)
            self._write(f"{self._last:020d}-{len(rows)}", sealed)
            self._files, self._bytes = self._files + 1, self._bytes + len(sealed)

    def oldest(self) -> Kept | None:
        """The batch that came first. One that does not open is set aside, so that it holds up nobody."""
        for path in self._waiting():
            try:
                document = json.loads(self._vault.open(path.read_bytes(), _PLACE))
                return Kept(path=path, rows=document["rows"], at=datetime.fromisoformat(document["at"]))
            except FileNotFoundError:
                continue  # another process has dealt with it
            except (WrongKey, ValueError, KeyError):
                log.exception("a file of the spool does not open")
                self._set_aside(path)
        self.look()
        return None

    def drop(self, kept: Kept) -> None:
        """It is in the database."""
        kept.path.unlink(missing_ok=True)
        self.look()

    def set_aside(self, kept: Kept, rows: Sequence[Mapping[str, Any]]) -> None:
        """These rows of it are refused by a database that is there; the others are in it. For somebody to look at."""
        log.error("messages of the spool were refused by the database", extra={"count": len(rows)})
        text = json.dumps({"at": kept.at.isoformat(), "rows": list(rows)}, ensure_ascii=False)
        self._write(f"{kept.path.name}{_ASIDE}", self._vault.seal(text, _PLACE))
        self.drop(kept)

    def aside(self) -> int:
        """How many files were set aside."""
        return len(list(self._folder.glob(f"*{_ASIDE}")))

    def forget(self, before: datetime) -> None:
        """Retention: what was set aside before that is gone."""
        for path in self._folder.glob(f"*{_ASIDE}"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def _waiting(self) -> list[Path]:
        """Whole files, oldest first."""
        try:
            return sorted(path for path in self._folder.iterdir() if path.name[0] != "." and path.suffix != _ASIDE)
        except FileNotFoundError:
            return []

    def _write(self, name: str, sealed: bytes) -> None:
        """Make a file, whole and durable, or none."""
        draft = self._folder / f".{os.getpid()}-{name}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        _make_durable(self._folder)

    def _set_aside(self, path: Path) -> None:
        path.rename(path.with_name(f"{path.name}{_ASIDE}"))


def _number(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _count(path: Path) -> int:
    return int(path.name.partition("-")[2])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # another process has dealt with it
        return 0


def _make_durable(folder: Path) -> None:
    """A new name is only durable once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
