"""Every message the fake accepted, in order: what people would have received, and when."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One accepted message. `at`: wall clock, UTC. `arrived`, `monotonic`: when it came and when it was accepted, in
    seconds of the machine's monotonic clock, which all processes on it share, so that latencies can be measured across
    them. `body` is what the person reads."""

    number: int
    sid: str
    at: datetime
    arrived: float = 0.0
    monotonic: float
    sender: str
    to: str
    body: str
    options: tuple[Mapping[str, str], ...] = ()
    """Buttons or rows of rich content: `label` and `payload`."""
    media_url: str = ""
    content_sid: str = ""
    content_variables: Mapping[str, str]
    callback: str = ""
    failure: int = 0
    """The code with which it fails after being accepted: the person never sees it. 0: it arrives."""

    def as_json(self) -> dict[str, Any]:
        """For a line of the file or of `GET /ledger`."""
        return {**{name: getattr(self, name) for name in _NAMES}, "at": self.at.isoformat()}


_NAMES: Final = tuple(entry.name for entry in fields(Entry))


class Ledger:
    """Entries in memory and, where a path is given, appended to a file of JSON lines that outlives the process: a new
    process with the same file goes on counting where the old one stopped."""

    def __init__(self, path: Path | None = None) -> None:
        lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
        self.entries: list[Entry] = [_read(line) for line in lines]
        self._file = path.open("a", encoding="utf-8") if path else None

    def add(self, *, at: datetime, **facts: Any) -> Entry:
        """Record one message; the line is with the operating system when this returns."""
        entry = Entry(number=len(self.entries) + 1, at=at, monotonic=time.monotonic(), **facts)
        self.entries.append(entry)
        if self._file:
            self._file.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")
            self._file.flush()
        return entry

    def after(self, number: int) -> list[Entry]:
        """Entries younger than `number`; 0 for all."""
        return self.entries[max(number, 0) :]

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()


def _read(line: str) -> Entry:
    row = json.loads(line)
    return Entry(**{**row, "at": datetime.fromisoformat(row["at"]), "options": tuple(row["options"])})
