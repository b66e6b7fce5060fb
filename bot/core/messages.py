"""Messages in and out, and how what we know about a delivery grows.

A *message* is what we owe a person; an *attempt* is one create call at the provider; *stage* is ours and belongs to
the message; *status* is knowledge about one attempt and only grows (docs/decisions, "Message, attempt, stage, status").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.core.addresses import Address


class Form(StrEnum):
    """What kind of thing a person sent."""

    TEXT = "text"
    CHOICE = "choice"
    """A tap on one of our buttons or list rows."""
    LOCATION = "location"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    CONTACT = "contact"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One inbound message as the channel understood it. Text is cleaned of NUL and lone surrogates; never None."""

    provider_id: str
    sender: Address
    recipient: Address
    form: Form
    text: str = ""
    choice: str = ""
    """The id behind a tapped button or row, empty otherwise."""
    external_user_id: str = ""
    latitude: float | None = None
    longitude: float | None = None
    district: str = ""
    """Where a shared location lies, once the map of the organisation was asked."""
    media_types: tuple[str, ...] = ()
    forwarded: bool = False
    opt_out_type: str = ""
    """STOP, START or HELP where Twilio's Advanced Opt-Out has already acted and answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A message to us as the provider lists it later, and when it came there (UTC)."""

    message: Received
    at: datetime


class Priority(StrEnum):
    """Who goes first when many messages wait. Compared by `RANK`."""

    URGENT = "urgent"
    """Emergencies and confirmations of stop: also exempt from the pause between two messages to one person."""
    REPLY = "reply"
    CAMPAIGN = "campaign"


RANK: Final = {Priority.URGENT: 0, Priority.REPLY: 1, Priority.CAMPAIGN: 2}


class Status(StrEnum):
    """What is known about one attempt, lowest first. Two facts join to the higher one."""

    UNSENT = "unsent"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


PROVEN: Final = frozenset({Status.DELIVERED, Status.READ})
"""What only a message can be that arrived."""

_ORDER: Final = {status: rank for rank, status in enumerate(Status)}

FROM_PROVIDER: Final = {
    "accepted": Status.ACCEPTED,
    "scheduled": Status.ACCEPTED,
    "queued": Status.ACCEPTED,
    "sending": Status.ACCEPTED,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "partially_delivered": Status.SENT,
    "read": Status.READ,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}
"""Twilio's message statuses in our words (source: Twilio OpenAPI, message_enum_status)."""


def join(one: Status, other: Status) -> Status:
    """The higher of two facts about the same attempt: commutative, associative, idempotent."""
    return one if _ORDER[one] >= _ORDER[other] else other


def newest(attempts: Iterable[Status]) -> Status:
    """What a message shows: its newest attempt, unless an older one proves delivery. No attempt: UNSENT."""
    shown = Status.UNSENT
    for status in attempts:
        shown = shown if _ORDER[shown] >= _ORDER[Status.DELIVERED] and _ORDER[status] < _ORDER[shown] else status
    return shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """Something a person can pick: the line they read and what it means to us (`entry:A04`, `menu`, `vote:up:A04`)."""

    label: str
    payload: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """The content of one message to a person."""

    text: str
    options: tuple[Option, ...] = ()
    priority: Priority = Priority.REPLY
    media_url: str = ""
    content_sid: str = ""
    """An approved template that says it instead of `text`, also outside the window."""
    content_variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What the sender hands to the provider: one attempt, fully decided. `attempt` travels in the callback URL."""

    attempt: int
    sender: Address
    recipient: Address
    text: str
    options: tuple[Option, ...] = ()
    media_url: str = ""
    content_sid: str = ""
    content_variables: dict[str, str] = field(default_factory=dict)


class Reaction(StrEnum):
    """What to do about a provider error. One place (services.outbound) acts on it."""

    RETRY = "retry"
    """The same message later, after `wait` seconds."""
    RECONCILE = "reconcile"
    """Nobody knows whether it was created: wait for the callback or look it up before anything is sent again."""
    STOP = "stop"
    """This address on this channel cannot or must not be written to."""
    OPT_OUT = "opt_out"
    """The person told the provider to stop."""
    TEMPLATE = "template"
    """Outside the window or a template fault: free text cannot go."""
    PAUSE = "pause"
    """Our account or sender has a fault: stop sending and tell staff."""
    DROP = "drop"
    """This message only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How one create call ended. `status` is ACCEPTED with a provider id, UNKNOWN, or FAILED with code and reaction."""

    status: Status
    provider_id: str = ""
    code: int | None = None
    reaction: Reaction | None = None
    wait: float = 0.0
    """Seconds before a retry, from Retry-After or the error table."""
    tries: int | None = None
    """After how many attempts that end like this to act for good: RETRY gives up, STOP takes effect."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One delivery report: news about one attempt. `at` is when it reached us (UTC)."""

    provider_id: str
    status: Status
    attempt: int | None
    """Our own id from the callback URL, verified; None where the URL had none."""
    code: int | None = None
    at: datetime | None = None
    reaction: Reaction | None = None
    """What a late failure asks for; None while nothing failed. `wait` and `tries` as in Outcome."""
    wait: float = 0.0
    tries: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One message as the provider's look-up tells it."""

    provider_id: str
    text: str
    status: Status
    created_at: datetime
    code: int | None = None
    reaction: Reaction | None = None
    """As in Report, with `wait` and `tries`."""
    wait: float = 0.0
    tries: int | None = None
