"""The one place that asks what time it is. Everything else is handed a clock, so tests can move it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the current instant, aware, in UTC."""


def system() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)
