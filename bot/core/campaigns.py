"""The life of a campaign: its states, what leads from one to the next, and who may do it.

```
draft ──approve──> approved ──schedule──> scheduled ──start──> running ──finish──> done
  ^                   │  ^─────disarm────────┘                 │  ^                  │
  └──────edit─────────┴──────────────────────           pause v  │ resume            │
                                                              paused      <─reopen───┘ (back to running)
cancel leads from everything that is not over to cancelled
```
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GROWTH: Final = 1.10
"""An audience larger than this times the approved one asks a person again."""
FEW_A_DAY: Final = 50
"""A series that writes to no more than so many people in a day never asks: people flow in, that is what it is for."""

SHORTEST_FINGERPRINT: Final = 12
"""Digits of a plan's fingerprint that name it: 48 bits, more than anybody makes another plan fit by chance."""


def short(fingerprint: str) -> str:
    """As people read it to each other and as the audit keeps it."""
    return fingerprint[:SHORTEST_FINGERPRINT]


class State(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    """Started and not over: also between two occurrences of one that repeats."""
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What can be done to a campaign."""

    EDIT = "edit"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    DISARM = "disarm"
    """Ours: its time passed while nobody was here; a person decides."""
    VOID = "void"
    """Ours: what was approved no longer holds."""
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    FINISH = "finish"
    """Ours: nothing is owed any more."""
    REOPEN = "reopen"
    """Ours: a late failure owes somebody another try."""


_MOVES: Final[Mapping[Act, tuple[frozenset[State], State]]] = {
    Act.EDIT: (frozenset({State.DRAFT, State.APPROVED, State.SCHEDULED}), State.DRAFT),
    Act.APPROVE: (frozenset({State.DRAFT}), State.APPROVED),
    Act.SCHEDULE: (frozenset({State.APPROVED}), State.SCHEDULED),
    Act.DISARM: (frozenset({State.SCHEDULED}), State.APPROVED),
    Act.VOID: (frozenset({State.APPROVED, State.SCHEDULED}), State.DRAFT),
    Act.START: (frozenset({State.APPROVED, State.SCHEDULED}), State.RUNNING),
    Act.PAUSE: (frozenset({State.RUNNING}), State.PAUSED),
    Act.RESUME: (frozenset({State.PAUSED}), State.RUNNING),
    Act.CANCEL: (
        frozenset({State.DRAFT, State.APPROVED, State.SCHEDULED, State.RUNNING, State.PAUSED}),
        State.CANCELLED,
    ),
    Act.FINISH: (frozenset({State.RUNNING}), State.DONE),
    Act.REOPEN: (frozenset({State.DONE}), State.RUNNING),
}


def sources(act: Act) -> frozenset[State]:
    """The states from which this may be done."""
    return _MOVES[act][0]


def target(act: Act) -> State:
    """Where it leads."""
    return _MOVES[act][1]


def may_approve(who: str, *, author: str, editors: Collection[str]) -> bool:
    """A second person, always: nobody lets go out what they wrote or changed themselves."""
    return who != author and who not in editors


def grown(now: int, approved: int) -> bool:
    """True where so many more people are meant than when it was approved that somebody must look again."""
    return now > approved * GROWTH


def crowded(today: int, approved: int) -> bool:
    """True where a series would write on one day to more people than it was approved for, and a tenth: they did not
    flow in one by one, and no second person knows of them."""
    return today > FEW_A_DAY and grown(today, approved)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Recipients by where their message stands; each is in exactly one. `refused` and `failed` by reason or code."""

    waiting: int = 0
    claimed: int = 0
    unknown: int = 0
    accepted: int = 0
    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    refused: int = 0
    cancelled: int = 0
    why_refused: Mapping[str, int]
    why_failed: Mapping[str, int]

    @property
    def audience(self) -> int:
        """Everybody."""
        return sum(self.by_name().values())

    def by_name(self) -> dict[str, int]:
        """The counts in the order of the contract."""
        return {name: getattr(self, name) for name in COUNTED}


COUNTED: Final = (
    "waiting", "claimed", "unknown", "accepted", "sent", "delivered", "read", "failed", "refused", "cancelled",
)  # fmt: skip
