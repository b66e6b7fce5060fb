"""One turn of a conversation, as the parts of Puente hand it to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.addresses import Channel
from bot.core.content import Topic
from bot.core.messages import Option

State = dict[str, Any]
"""What is remembered of one conversation: JSON, bounded, encrypted at rest. Keys are owned by their writers:
`rasa` by the engine, everything else by services.conversation."""


class Outcome(StrEnum):
    """How a turn was answered. The values are a contract with scripts outside this repository."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    CRISIS = "crisis"
    COMMAND = "command"
    SMALLTALK = "smalltalk"
    FORM = "form"
    FALLBACK = "fallback"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An entry a message may be about, with a calibrated probability between 0 and 1."""

    entry: str
    topic: Topic
    confidence: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What the engine is asked. `person` is our contact id as text, never an address."""

    person: str
    text: str
    channel: Channel = Channel.WHATSAPP
    locale: str = "es"
    entry: str = ""
    """Set where the person picked an entry from a menu: understanding is skipped."""
    about: str = ""
    """The entry that was answered or offered last, for messages that go on with it."""
    choice: str = ""
    """Set where the person picked a line of a guided dialogue: understanding is skipped as well."""
    place: str = ""
    """Where the person lives, as an id of flows/places.yml; empty where we do not know."""
    at: datetime | None = None
    """When the message is answered."""
    rested: bool = False
    """True where the person comes back to an open question after a longer pause."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Something a guided dialogue asks the service to write down in the transaction of the turn."""

    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """What the engine says. `text` may be longer than one message: whoever sends it splits."""

    text: str
    outcome: Outcome
    topic: Topic
    entry: str = ""
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    options: tuple[Option, ...] = ()
    doubt: bool = False
    """True where the person may be in danger, and the engine was not sure enough to answer only that."""
    asks: bool = False
    """True where the text ends with an open question of a guided dialogue."""
    urgent: bool = False
    """True where a number comes first and nothing may stand around it."""
    private: bool = False
    """True where the person's message may not be kept: what counts of it is in `tasks` or in the state."""
    done: bool = False
    """True where a guided dialogue has come to its conclusion."""
    place: str = ""
    """Set where the person said where they live: an id of flows/places.yml."""
    tasks: tuple[Task, ...] = ()
