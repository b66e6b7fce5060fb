"""Every message the fake accepted, in order: what people would have received, and when."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One accepted message. `at`: wall clock, UTC. `monotonic`: seconds of the machine's monotonic clock, which all
    processes on it share, so that latencies can be measured across them. `body` is what the person reads."""

    number: int
    sid: str
    at: datetime
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

    def as_json(self) -> dict[str, Any]:
        """For a line of the file or of `GET /ledger`."""
        return {**asdict(self), "at": self.at.isoformat()}


class Ledger:
    """Entries in memory and, where a path is given, appended to a file of JSON lines that outlives the process."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
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
