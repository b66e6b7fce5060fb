"""One page of facts about a campaign before it leaves: the records (preflight.py fills them)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.core.addresses import Channel
from bot.core.costs import Cost, Prices
from bot.core.locked_screen import Preview
from bot.core.pace import Span
from bot.core.plans import WayOut
from bot.core.readings import Reading, Wording
from bot.services.regulations import Regulations
from bot.services.tested import Rehearsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What the installation brings: rules, prices, the list of words, rates a second by channel, Meta's limit of new
    contacts in 24 hours (0: none), and what may be spent a day and a month (0: no ceiling)."""

    regulations: Regulations
    prices: Prices
    preview: Preview
    rates: Mapping[Channel, float]
    meta_limit: int
    ceilings: tuple[Decimal, ...] = ()
    way_out: WayOut = field(default_factory=WayOut)
    """The lines that stand below an SMS now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """People of one time zone who get it, and the first moment their hours are open, by their own clock."""

    zone: str
    people: int
    first: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Everybody is in exactly one of `free_text`, `by_template`, `later` and `refused`: their sum is `audience`.

    `excluded`: matched the rule and left out by it. `languages`, `channels`, `countries`: of those who get it; UNKNOWN
    countries are those of WhatsApp user ids. `readers`: people by what they read first, `fallback` those among them who
    speak another language. `cost`: of one time to everybody; `times`: how often it comes (None: until it is ended).
    """

    fingerprint: str
    """Of the plan the page is about: what an approval of it names."""
    audience: int
    excluded: Mapping[str, int]
    free_text: int
    by_template: int
    later: int
    refused: Mapping[str, int]
    channels: Mapping[str, int]
    languages: Mapping[str, int]
    countries: Mapping[str, int]
    readings: Sequence[Reading]
    readers: Mapping[Wording, int]
    fallback: int
    places: Sequence[Place]
    cost: Cost
    prices_as_of: str
    times: int | None
    seconds: float
    span: Span | None
    new_contacts: int
    meta_limit: int
    meta_days: int
    problems: Sequence[str]
    """What forbids an approval."""
    test: Rehearsed
    """How far a test of what it says came."""
    lacking: str
    """Why that does not do for an approval; empty where it does."""
    confirmations: Sequence[str]
    """What whoever approves must say yes to by itself."""
    warnings: Sequence[str]

    @property
    def reached(self) -> int:
        """People who get it."""
        return self.free_text + self.by_template + self.later
