"""What may still leave: what campaigns may cost in a day and in a month, and how many people we may write to first in
24 hours. Asked and written down in the transaction that claims, by one sender at a time: however many there are, they
pass no ceiling together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from bot.core import costs, repetition
from bot.storage import openings, spending
from bot.storage.database import Transaction

BUDGETS: Final = ("budget_day", "budget_month")
"""The notices of a campaign that met a ceiling."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ceilings:
    """Dollars a day and a month, by the calendar of the service, and people in 24 hours (Meta's limit of new contacts).
    0 is none."""

    per_day: Decimal = Decimal(0)
    per_month: Decimal = Decimal(0)
    new_contacts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A message that every other rule lets go: its row, what it is taken to cost (micro-dollars), and whether it opens
    a conversation with this address."""

    row: int
    address_id: int
    price: int
    opens: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """`rows` may leave. Those in `until` wait for a place, the others for money: `reached` is the ceiling they met."""

    rows: frozenset[int]
    until: Mapping[int, datetime] = field(default_factory=dict)
    reached: str = ""


@dataclass(frozen=True, slots=True)
class _Period:
    notice: str
    counter: str
    since: datetime
    most: int


def grant(tx: Transaction, ceilings: Ceilings, zone: ZoneInfo, wanted: Sequence[Wanted], now: datetime) -> Granted:
    """Which of these may leave, in their order; what they take is written down."""
    opening = [one for one in wanted if one.opens] if ceilings.new_contacts else []
    periods = _periods(ceilings, zone, now)
    if not opening and not periods:
        return Granted(rows=frozenset(one.row for one in wanted))
    openings.alone(tx)
    until = _without_place(tx, ceilings.new_contacts, opening, now) if opening else {}
    going = [one for one in wanted if one.row not in until]
    reached = ""
    if periods and going:
        going, reached = _affordable(tx, periods, going, now)
    if opening:
        openings.note(tx, {one.address_id for one in going if one.opens}, now)
    return Granted(rows=frozenset(one.row for one in going), until=until, reached=reached)


def opened(tx: Transaction, ceilings: Ceilings, address_ids: set[int], now: datetime) -> None:
    """What is no campaign's and leaves all the same counts too: a reminder by a template, say."""
    if ceilings.new_contacts and address_ids:
        openings.alone(tx)
        openings.used(tx, now)
        openings.note(tx, address_ids, now)


def _without_place(tx: Transaction, limit: int, opening: Sequence[Wanted], now: datetime) -> dict[int, datetime]:
    """Those for whom there is no place among the people of 24 hours, each with the moment when there may be one."""
    used = openings.used(tx, now)
    known = openings.counted(tx, {one.address_id for one in opening}, now)
    fresh = [one for one in opening if one.address_id not in known]
    late = fresh[max(limit - used, 0) :]
    if not late:
        return {}
    free = openings.places(tx, now, skip=max(used - limit, 0), limit=len(late))
    # Whoever has no place tomorrow has one the day after.
    return {
        one.row: free[number % len(free)] + openings.DAY * (number // len(free)) if free else now + openings.DAY
        for number, one in enumerate(late)
    }


def _affordable(
    tx: Transaction, periods: Sequence[_Period], going: Sequence[Wanted], now: datetime
) -> tuple[list[Wanted], str]:
    """As many as there is money for, and the ceiling the rest met."""
    left = {one: one.most - spending.taken(tx, one.counter, one.since, now) for one in periods}
    total = sum(one.price for one in going)
    if total > min(left.values()):
        # What failed since, or was billed lower, is free again.
        left = {one: one.most - spending.recounted(tx, one.counter, one.since, now) for one in periods}
    tightest = min(left, key=lambda one: left[one])
    paid, sum_of = [], 0
    for one in going:
        if sum_of + one.price > left[tightest]:
            break
        paid.append(one)
        sum_of += one.price
    if sum_of:
        spending.take(tx, [one.counter for one in periods], sum_of)
    return paid, tightest.notice if len(paid) < len(going) else ""


def _periods(ceilings: Ceilings, zone: ZoneInfo, now: datetime) -> list[_Period]:
    today = now.astimezone(zone).date()
    month = today.replace(day=1)
    return [
        _Period(notice, counter, repetition.at(first, time(0), zone), costs.micros(most))
        for notice, counter, first, most in (
            (BUDGETS[0], f"day:{today}", today, ceilings.per_day),
            (BUDGETS[1], f"month:{month:%Y-%m}", month, ceilings.per_month),
        )
        if most
    ]
