"""Two people on one draft: what another did between somebody's look at it and their click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.core.differences import Changed
from bot.i18n import gettext as _
from bot.web.console.forms import Form


class Standing(Protocol):
    """How an entry or an item stands: its newest version and who wrote it."""

    @property
    def number(self) -> int: ...
    @property
    def author(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """A step that was written down: who took it, in words what, when, with which version; `made`: it made that."""

    who: str
    what: str
    at: datetime
    number: int
    made: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Meanwhile:
    """What was done, oldest first, and how the newest wording differs from the one that was decided on."""

    acts: Sequence[Act]
    changes: Sequence[Changed]


MAKING: Final = ("restored", "discarded")
"""Steps that make a version."""


def since(seen: int, standing: Standing, last: Act | None) -> list[Act]:
    """What was done to it since version `seen` was looked at. `last`: the newest step that was written down; where the
    wording is the same, it is what came in between."""
    number = standing.number
    ending = [last] if last is not None and last.number == number else []
    if number == seen or any(act.made for act in ending):
        return ending
    wrote = Act(who=standing.author, what=_("escribió otra versión"), at=standing.created_at, number=number)
    return [wrote, *ending]


def wrong(form: Form) -> None:
    """Say at the top what is wrong with a form of one field or two: it may be folded away, or stand there no more."""
    form.fail("", _("No se hizo nada."), *(reason for reasons in form.errors.values() for reason in reasons))


def refused(form: Form) -> None:
    """Say at the top that somebody else came first."""
    form.fail("", _("No se hizo nada: cambió mientras la mirabas. Mira qué pasó y decide otra vez."))
