"""Where a message stands, as SQL: conditions that queries and partial indexes share."""

from typing import Any, Final

from sqlalchemy import String, literal_column

# Stages as literals: an index over the rows of one stage is found by SQLite only where the stage is no parameter, or
# else by planning the query anew on every run; by PostgreSQL not at all once it keeps a plan.
_WAITING: Final = literal_column("'waiting'", String)
_CLAIMED: Final = literal_column("'claimed'", String)
_SETTLED: Final = literal_column("'settled'", String)


def waits(messages: Any) -> Any:
    """Rows that nobody has claimed yet; `messages` is `inbound`, `outbound` or an alias of theirs."""
    return messages.c.stage == _WAITING


def waits_in_line(messages: Any) -> Any:
    """Waiting rows of `outbound` that are no recipient's: what a person is owed before any campaign."""
    return waits(messages) & messages.c.campaign_id.is_(None)


def is_claimed(messages: Any) -> Any:
    """Rows in somebody's hands."""
    return messages.c.stage == _CLAIMED


def is_settled(messages: Any) -> Any:
    """Rows that are done with, the ordinary way."""
    return messages.c.stage == _SETTLED


def is_open(messages: Any) -> Any:
    """Rows that are not done with."""
    return messages.c.stage.in_([_WAITING, _CLAIMED])


def is_answered(messages: Any) -> Any:
    """Turns that an entry answered."""
    return messages.c.outcome == literal_column("'answer'", String)


def is_missed(messages: Any) -> Any:
    """Turns that ended without an answer, or with a choice to make."""
    return messages.c.outcome.in_([literal_column("'fallback'", String), literal_column("'clarify'", String)])
