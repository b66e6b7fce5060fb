"""Two robots that answer each other, told from a person: by the same words again and again, theirs or ours.

Twenty replies an hour without a form or a tap are too many for anybody but a robot as well; a person who does write
that much is asked for a word no robot knows. Why these numbers: docs/decisions/0031-bots-do-not-talk-to-bots.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zlib import crc32

from bot.core.chat_spelling import normalise

ROUNDS: Final = 4
"""Times the same may come back before we pause: with the first that is five replies (promise P24)."""
ROUNDS_IN_FORM: Final = 10
"""As `ROUNDS` in a form, where "sí" is the right answer many times in a row."""
PER_HOUR: Final = 20
"""Replies in any hour outside forms (promise P24)."""
HOUR: Final = timedelta(hours=1)
REST: Final = timedelta(minutes=15)
"""Whoever goes on saying the same is told again that we wait for another word, at most this often."""
_PASSWORDS: Final = frozenset(
    normalise(words)
    for words in ("sigo aquí", "sí sigo aquí", "aquí sigo", "sigo acá", "aquí estoy", "soy una persona", "soy persona")
)
_HEAD: Final = 24
"""Words that tell one text from another: our answers have hundreds, and each turn would spell all of them anew."""
_VARYING: Final = re.compile(r"\d+")
"""What differs from one message of a robot to the next: times, numbers of tickets."""


class Say(StrEnum):
    """What to do about a reply."""

    IT = "it"
    PAUSE = "pause"
    """Say that we pause, and how to go on."""
    PAUSE_AGAIN = "pause again"
    """The same, to somebody who was told before."""
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rounds:
    """What is remembered of an exchange: marks of words, which do not give the words back, and times."""

    theirs: int = 0
    ours: int = 0
    same: int = 0
    """How often in a row the same came back, never an hour apart."""
    told: bool = False
    """True from the pause over the same words on, until others come."""
    full: bool = False
    """True from the pause over too many replies on, until half of them are older than an hour."""
    heard_at: int = 0
    """Seconds since 1970 of their last message."""
    at: tuple[int, ...] = ()
    """Seconds since 1970 of our replies of the last hour outside forms."""

    def heard(self, text: str, now: datetime, *, echo: bool = False, keep: bool = True) -> "Rounds":
        """With a message of theirs. `echo`: it is known to be words of ours. Without `keep` no mark of it is kept, and
        only what was said before it tells that it is the same."""
        mark, second = mark_of(text), int(now.timestamp())
        same = echo or (mark != 0 and mark in (self.theirs, self.ours))
        same = same and second - self.heard_at < HOUR.total_seconds()
        recent = tuple(at for at in self.at if second - at < HOUR.total_seconds())
        return replace(
            self,
            theirs=mark if keep else 0,
            same=self.same + 1 if same else 0,
            told=self.told and same,
            full=self.full and len(recent) > PER_HOUR // 2,
            heard_at=second,
            at=recent,
        )

    def verdict(self, *, form: bool = False, counted: bool = True) -> Say:
        """What to do about the reply to what was heard last. `counted`: it is one of the twenty an hour."""
        most = ROUNDS_IN_FORM if form else ROUNDS
        if counted and (self.full or len(self.at) >= PER_HOUR):
            return Say.NOTHING
        if self.same >= most:
            rested = not self.at or self.heard_at - self.at[-1] >= REST.total_seconds()
            return Say.PAUSE if not self.told else Say.PAUSE_AGAIN if rested else Say.NOTHING
        return Say.PAUSE if counted and len(self.at) == PER_HOUR - 1 else Say.IT

    def said(self, text: str, now: datetime, *, counted: bool = True, keep: bool = True) -> "Rounds":
        """With a reply of ours. `counted` and `keep` as above."""
        at = (*self.at, int(now.timestamp()))[-PER_HOUR:] if counted else self.at
        return replace(self, ours=mark_of(text) if keep else 0, at=at)

    def paused(self, text: str, now: datetime) -> "Rounds":
        """With our words that we pause."""
        after = self.said(text, now)
        return replace(after, told=True, full=len(after.at) >= PER_HOUR)

    def to_list(self) -> Sequence[Any]:
        """As JSON."""
        return [self.theirs, self.ours, self.same, self.told, self.full, self.heard_at, list(self.at)]


def read(kept: Any) -> Rounds:
    """What `to_list` wrote; a beginning for anything else."""
    try:
        theirs, ours, same, told, full, heard_at, at = kept
        return Rounds(
            theirs=int(theirs),
            ours=int(ours),
            same=int(same),
            told=bool(told),
            full=bool(full),
            heard_at=int(heard_at),
            at=tuple(int(one) for one in at),
        )
    except (TypeError, ValueError):
        return Rounds()


def goes_on(text: str) -> bool:
    """True for the words that end a pause."""
    return normalise(text) in _PASSWORDS


def is_echo(text: str, ours: str) -> bool:
    """True where `text` holds all of what we say: it came back to us."""
    told, head = normalise(text), normalise(_head(ours))
    return bool(head) and head in told and normalise(ours) in told


def mark_of(text: str) -> int:
    """The same for texts whose first words differ only in figures, signs and spelling; 0 for one without words."""
    plain = _VARYING.sub("", normalise(_head(text))).strip()
    return crc32(plain.encode()) if plain else 0


def _head(text: str) -> str:
    return " ".join(text.split(maxsplit=_HEAD)[:_HEAD])
