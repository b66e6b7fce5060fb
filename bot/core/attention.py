"""A person of staff answers somebody: while they do the bot is silent, and there are times when it comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.organisation import Organisation


class Mode(StrEnum):
    """Who answers in the chat."""

    PERSON = "person"
    """Staff. The bot is silent, but for danger and for rights."""
    RETURNING = "returning"
    """The bot again, which could not say so yet: WhatsApp's window was closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handling:
    """The case a person is answered in. `acknowledged`: they know that somebody of staff answers."""

    case_id: int
    mode: Mode
    restricted: bool
    acknowledged: bool

    def is_as(self, other: "Handling | None") -> bool:
        """True where the same case is answered by the same side."""
        return other is not None and (self.case_id, self.mode) == (other.case_id, other.mode)


class Why(StrEnum):
    """Why the bot comes back."""

    CLOSED = "closed"
    GIVEN_BACK = "given_back"
    SILENCE = "silence"
    """Staff have not written for as long as anybody may be left waiting."""
    HOURS = "hours"
    """The hours of staff ended."""


class Ending(StrEnum):
    """How a case ended, as staff say."""

    ANSWERED = "answered"
    REFERRED = "referred"
    """Somebody else helps them from here on."""
    NO_ANSWER = "no_answer"
    """The person did not write back, or did not pick up."""
    MISTAKEN = "mistaken"
    """There was nothing to attend to."""


class Need(StrEnum):
    """What a number is shown for. Each time is written down with it."""

    CALL = "call"
    """They asked to be called."""
    DANGER = "danger"
    """They may be in danger."""
    REFERRAL = "referral"
    """They agreed that another service contacts them."""
    REQUEST = "request"
    """They asked about their own data."""


def due_back(
    staff_at: datetime, now: datetime, *, silence: timedelta, organisation: Organisation, timezone: ZoneInfo
) -> Why | None:
    """Why the bot must come back now; None while staff may go on. `staff_at`: when staff last did something there.

    Hours end for those who were there: who takes a case after hours keeps it until they fall silent.
    """
    closes = organisation.closes_after(staff_at.astimezone(timezone))
    if closes is not None and now >= closes:
        return Why.HOURS
    return Why.SILENCE if now - staff_at >= silence else None
