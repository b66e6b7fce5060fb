"""Log lines that can be copied, mailed and kept by others: one JSON object a line, of names and numbers only.

Nothing that a person wrote, no address, name or token may be handed to a logger; `Redactor` is the net under that rule:
it removes what looks like a phone number, an address, a provider token or a URL query from whatever passes through,
third-party libraries included.
"""

import json
import logging
import re
import sys
import time
import traceback
import warnings
from types import TracebackType
from typing import Any, Final

_PATTERNS: Final = (
    (re.compile(r"whatsapp(?::|%3A)[^\s\"'&,)\]}]+", re.IGNORECASE), "whatsapp:…"),
    (re.compile(r"\b(?:SK|AC|MG|XE)?[0-9a-fA-F]{32}\b"), "…"),
    (re.compile(r"(?:\+|%2B|\b)\d[\d\s().-]{6,}\d\b"), "…"),
    (re.compile(r"\?[^\s\"']+"), "?…"),
)
OURS: Final = ("bot", "actions", "__main__")
"""First names of our own loggers."""
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def clean(text: str) -> str:
    """`text` without anything that looks like an address, a number of a person, a token or a URL query."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class Redactor(logging.Formatter):
    """One JSON object a line, times in UTC. Exceptions keep their type and the places they passed, never their text."""

    converter = time.gmtime  # type: ignore[assignment]  # the documented way

    def format(self, record: logging.LogRecord) -> str:
        """Render `record`; fields given with `extra=` appear beside the message."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": clean(record.getMessage() if _ours(record.name) else _wording(record)),
        }
        line |= {key: _value(value) for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info and (error := record.exc_info[1]):
            while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
                error = error.exceptions[0]
            frames = traceback.extract_tb(error.__traceback__)
            line["error"] = type(error).__name__
            line["where"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-6:]]
        return json.dumps(line, ensure_ascii=False)


def _ours(name: str) -> bool:
    return name.split(".")[0] in OURS


def _wording(record: logging.LogRecord) -> str:
    """Arguments of other libraries' lines, and what follows their first line, may hold anything."""
    return str(record.msg).partition("\n")[0]


def _value(value: Any) -> Any:
    return value if isinstance(value, int | float | bool) or value is None else clean(str(value))


def configure(level: str = "info") -> None:
    """Send every logger of this process, and its crash, through the redactor to standard error. Safe to call again.

    `level` is that of our own lines; of other libraries only warnings and errors are heard, whatever it is: what they
    say at lower levels is often the data itself.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redactor())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "httpx", "httpcore", "rasa", "sqlalchemy"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
    sys.excepthook = _crashed
    # Request lines hold query strings; our own counters say what they say without them.
    logging.getLogger("uvicorn.access").disabled = True
    # Libraries that cannot be renewed warn of their own age at every start; nobody can act on it.
    # Filters would not last: importing Rasa sets them anew.
    warnings.showwarning = _unheard


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A process ends by an exception: where and which, in one line like any other."""
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("bot").critical("crashed", exc_info=(kind, error, trace))


def _unheard(*_: Any, **__: Any) -> None:
    """Where warnings go."""
