"""Log lines that can be copied, mailed and kept by others: one JSON object a line, of names and numbers only.

Nothing that a person wrote, no address, name or token may be handed to a logger; `Redactor` is the net under that rule:
it removes what looks like a phone number, an address, a provider token or a URL query from whatever passes through,
third-party libraries included.
"""

import json
import logging
import re
import sys
import traceback
import warnings
from typing import Any, Final

_PATTERNS: Final = (
    (re.compile(r"whatsapp(?::|%3A)[^\s\"'&,)\]}]+", re.IGNORECASE), "whatsapp:…"),
    (re.compile(r"\b(?:SK|AC|MG|XE)[0-9a-fA-F]{32}\b"), "…"),
    (re.compile(r"(?:\+|%2B|\b)\d[\d\s().-]{6,}\d\b"), "…"),
    (re.compile(r"\?[^\s\"']+"), "?…"),
)
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def clean(text: str) -> str:
    """`text` without anything that looks like an address, a number of a person, a token or a URL query."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class Redactor(logging.Formatter):
    """One JSON object a line. Exceptions keep their type and the places they passed, never their text."""

    def format(self, record: logging.LogRecord) -> str:
        """Render `record`; fields given with `extra=` appear beside the message."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": clean(record.getMessage()) if _ours(record.name) else clean(str(record.msg)),
        }
        line |= {key: _value(value) for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-6:]]
        return json.dumps(line, ensure_ascii=False)


def _ours(name: str) -> bool:
    """Arguments of other libraries' lines may hold anything: only their fixed wording is kept."""
    return name.split(".")[0] in {"bot", "actions", "__main__"}


def _value(value: Any) -> Any:
    return value if isinstance(value, int | float | bool) or value is None else clean(str(value))


def configure(level: str = "info") -> None:
    """Send every logger of this process through the redactor to standard error. Safe to call again."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redactor())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "httpx", "httpcore", "rasa", "sqlalchemy"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
    # Request lines hold query strings; our own counters say what they say without them.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("httpx").setLevel("WARNING")
    logging.getLogger("httpcore").setLevel("WARNING")
    logging.getLogger("alembic").setLevel("WARNING")
    # Libraries that cannot be renewed warn of their own age at every start; nobody can act on it.
    # Filters would not last: importing Rasa sets them anew.
    warnings.showwarning = _unheard


def _unheard(*_: Any, **__: Any) -> None:
    """Where warnings go."""
