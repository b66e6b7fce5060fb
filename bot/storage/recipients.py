"""Recipients of running campaigns: what is due, and what the rules need to know of a person.

Kept apart from replies (departures.py) so that a million waiting recipients cost a reply nothing: replies and campaign
messages wait in indexes of their own, and a paused campaign's are not looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, exists, func, literal, or_, select, true

from bot.core.addresses import Channel
from bot.core.campaigns import State
from bot.core.consent import Subject
from bot.core.messages import RANK, Priority, Status
from bot.core.policy import WEEK
from bot.storage import consents
from bot.storage.database import Transaction
from bot.storage.schema import (
    Instant,
    addresses,
    attempts,
    campaigns,
    cases,
    contacts,
    is_claimed,
    is_open,
    outbound,
    waits,
)

_CAMPAIGN: Final = RANK[Priority.CAMPAIGN]
_HOLDS_UP: Final = timedelta(minutes=2)
"""As for replies: what is put off for longer holds up nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A recipient whose time has come, with what the rules need to know, read under the person's lock."""

    id: int
    contact_id: int
    address_id: int
    sender: str
    tries: int
    run: int
    sealed: bytes
    wrote_at: datetime | None
    language: str
    zone: str
    name: bytes | None
    district: str
    next_send_at: datetime | None
    refusal: str
    subscribed: bool
    busy: bool
    """Another message to this person is under way, or due and comes first."""
    had_this_week: int
    sensitive: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A running campaign that has recipients due."""

    id: int
    hash: str
    plan: str


def due_campaigns(tx: Transaction, channel: Channel, now: datetime) -> list[Running]:
    """Running campaigns with somebody whose time has come on this channel."""
    rows = tx.connection.execute(_DUE_CAMPAIGNS, {"channel": channel.value, "now": now})
    return [Running(id=row.id, hash=row.hash, plan=row.plan) for row in rows]


def any_due(tx: Transaction, channel: Channel, now: datetime) -> bool:
    """A cheap look before taking the writer's place."""
    return tx.connection.execute(_ANY_DUE, {"channel": channel.value, "now": now}).first() is not None


def next_due(tx: Transaction) -> datetime | None:
    """When the next recipient of a running campaign may be written to."""
    return tx.connection.execute(_NEXT_DUE).scalar_one_or_none()


def candidates(
    tx: Transaction, campaign_id: int, channel: Channel, subjects: Sequence[Subject], *, now: datetime, limit: int
) -> list[Candidate]:
    """Up to `limit` recipients whose time has come, the longest waiting first. Their rows and persons are held until
    the transaction ends, so that an opt-out is either seen here or waits until this is committed."""
    asked = {"campaign": campaign_id, "channel": channel.value, "now": now, "most": limit}
    if tx.is_sqlite:
        rows = tx.connection.execute(_TURN, asked).all()
    else:
        rows = tx.connection.execute(_TURN_LOCKED, asked).all()
        people = {"people": [row.contact_id for row in rows]}
        locked = set(tx.connection.execute(_LOCK_PEOPLE, people).scalars()) if rows else set()
        rows = [row for row in rows if row.contact_id in locked]
    if not rows:
        return []
    facts = {"ids": [row.id for row in rows], "now": now, "holds_until": now + _HOLDS_UP, "week": now - WEEK}
    found = tx.connection.execute(_facts(subjects), facts).all()
    return [Candidate(**row._mapping) for row in found]  # noqa: SLF001 (SQLAlchemy's documented name)


# Built once, as in departures.py: building a query anew costs several times what running it does.


def _at(name: str) -> Any:
    return bindparam(name, type_=Instant)


_RUNS: Final = campaigns.c.state == literal(State.RUNNING.value)
_OF: Final = and_(outbound.c.campaign_id.is_not(None), waits(outbound), outbound.c.channel == bindparam("channel"))
_OF_RUNNING: Final = exists().where(outbound.c.campaign_id == campaigns.c.id, _OF, outbound.c.due_at <= _at("now"))
_DUE_CAMPAIGNS: Final = (
    select(campaigns.c.id, campaigns.c.hash, campaigns.c.plan).where(_RUNS, _OF_RUNNING).order_by(campaigns.c.id)
)
_ANY_DUE: Final = select(campaigns.c.id).where(_RUNS, _OF_RUNNING).limit(1)
_FIRST_DUE: Final = (
    select(func.min(outbound.c.due_at))
    .where(outbound.c.campaign_id == campaigns.c.id, outbound.c.campaign_id.is_not(None), waits(outbound))
    .correlate(campaigns)
    .scalar_subquery()
)
_NEXT_DUE: Final = select(func.min(_FIRST_DUE)).select_from(campaigns).where(_RUNS)
_TURN: Final = (
    select(outbound.c.id, outbound.c.contact_id)
    .where(
        outbound.c.campaign_id == bindparam("campaign"),
        outbound.c.campaign_id.is_not(None),
        waits(outbound),
        outbound.c.channel == bindparam("channel"),
        outbound.c.due_at <= _at("now"),
    )
    .order_by(outbound.c.due_at, outbound.c.id)
    .limit(bindparam("most", type_=Integer))
)
_TURN_LOCKED: Final = _TURN.with_for_update(skip_locked=True)
_LOCK_PEOPLE: Final = (
    select(contacts.c.id)
    .where(contacts.c.id.in_(bindparam("people", expanding=True)))
    .order_by(contacts.c.id)
    .with_for_update(skip_locked=True, key_share=True)
)
_ahead = outbound.alias("ahead")
_BUSY: Final = exists().where(
    _ahead.c.contact_id == contacts.c.id,
    is_open(_ahead),
    # A recipient's own row waits, so it is not in its own way.
    is_claimed(_ahead) | (waits(_ahead) & (_ahead.c.rank < _CAMPAIGN)),
    _ahead.c.due_at <= _at("holds_until"),
)
_had = outbound.alias("had")
_THIS_WEEK: Final = (
    select(func.count())
    .select_from(_had)
    .where(
        _had.c.contact_id == contacts.c.id,
        _had.c.campaign_id.is_not(None),
        ~waits(_had),
        exists().where(
            attempts.c.message_id == _had.c.id,
            attempts.c.started_at > _at("week"),
            attempts.c.status != Status.FAILED.value,
        ),
    )
    .correlate(contacts)
    .scalar_subquery()
)
SENSITIVE: Final = exists().where(cases.c.contact_id == contacts.c.id, cases.c.restricted, cases.c.closed_at.is_(None))
_KNOWN: Final[dict[tuple[Any, ...], Any]] = {}


def _person(subjects: Sequence[Subject]) -> list[Any]:
    """Columns of `contacts` at `addresses`: what the rules need to know of somebody."""
    yes = [consents.newest(contacts.c.id, subject.scope).is_(True) for subject in subjects]
    return [
        addresses.c.last_inbound_at.label("wrote_at"),
        contacts.c.language,
        contacts.c.zone,
        contacts.c.next_send_at,
        consents.refusal(_at("now")).label("refusal"),
        (func.coalesce(or_(*yes), literal(False)) if yes else true()).label("subscribed"),
        _BUSY.label("busy"),
        _THIS_WEEK.label("had_this_week"),
        SENSITIVE.label("sensitive"),
    ]


def _facts(subjects: Sequence[Subject]) -> Any:
    """The query of candidates, one for each set of subjects."""
    key = ("candidates", *subjects)
    if key not in _KNOWN:
        _KNOWN[key] = (
            select(
                outbound.c.id,
                outbound.c.contact_id,
                outbound.c.address_id,
                outbound.c.sender,
                outbound.c.tries,
                outbound.c.run,
                addresses.c.sealed,
                contacts.c.name,
                contacts.c.district,
                *_person(subjects),
            )
            .select_from(outbound)
            .join(contacts, contacts.c.id == outbound.c.contact_id)
            .join(addresses, addresses.c.id == outbound.c.address_id)
            .where(outbound.c.id.in_(bindparam("ids", expanding=True)))
            .order_by(outbound.c.due_at, outbound.c.id)
        )
    return _KNOWN[key]
