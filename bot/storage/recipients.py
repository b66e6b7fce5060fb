"""Recipients of running campaigns: what is due, what the rules need to know of a person, and what becomes of each.

Kept apart from replies (departures.py) so that a million waiting recipients cost a reply nothing: replies and campaign
messages wait in indexes of their own, and a paused campaign's are not looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Integer, String, and_, bindparam, exists, func, literal, or_, select, true, update

from bot.core.addresses import Channel
from bot.core.campaigns import State
from bot.core.composing import Chosen, Words, compose
from bot.core.consent import Subject
from bot.core.messages import RANK, Priority, Status
from bot.core.plans import read
from bot.core.policy import WEEK
from bot.storage import consents
from bot.storage.database import Transaction
from bot.storage.schema import (
    Instant,
    addresses,
    attempts,
    campaign_runs,
    campaigns,
    cases,
    contacts,
    is_claimed,
    is_open,
    outbound,
    waits,
)

CONTENT: Final = "outbound.content"
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


def take(
    tx: Transaction, chosen: Mapping[int, bytes], people: Iterable[int], *, worker: str, now: datetime,
    until: datetime, next_send: datetime, numbers: Mapping[int, int], prices: Mapping[int, int],
) -> dict[int, int]:  # fmt: skip
    """Claim these rows, each with what was chosen for the person (sealed), and write down the intention to send.

    `numbers`, `prices`: the number of the attempt and what it is taken to cost (micro-dollars), by row. Returns the
    attempt by row.
    """
    tx.connection.execute(
        _TAKE,
        [
            {"the_id": row, "sealed": sealed, "worker": worker, "until": until, "tried": numbers[row]}
            for row, sealed in chosen.items()
        ],
    )
    tx.connection.execute(_PAUSE, {"people": list(people), "next_send": next_send})
    made = tx.connection.execute(
        _INTEND,
        [
            {
                "message_id": row,
                "number": numbers[row],
                "status": Status.UNSENT.value,
                "started_at": now,
                "updated_at": now,
                "cost": prices[row],
            }
            for row in chosen
        ],
    )
    return {row.message_id: row.id for row in made}


def refuse(tx: Transaction, reasons: Mapping[int, str], now: datetime) -> None:
    """Finally not sent, each for its reason."""
    if reasons:
        tx.connection.execute(_REFUSE, [{"the_id": row, "why": reason, "now": now} for row, reason in reasons.items()])


def put_off(tx: Transaction, until: Mapping[int, tuple[datetime, str]]) -> None:
    """Not now: from then on, with the reason staff see meanwhile (empty: too short to be worth one)."""
    if until:
        rows = [{"the_id": row, "until": due, "why": why} for row, (due, why) in until.items()]
        tx.connection.execute(_PUT_OFF, rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """An SMS address of a person."""

    address_id: int
    sender: str


def sms_addresses(tx: Transaction, people: Iterable[int], now: datetime) -> dict[int, Other]:
    """By contact, the SMS address a campaign may write to: for those who have none that may be, nothing."""
    rows = tx.connection.execute(
        select(addresses.c.contact_id, addresses.c.id, addresses.c.sender)
        .join(contacts, contacts.c.id == addresses.c.contact_id)
        .where(
            addresses.c.contact_id.in_(list(people)),
            addresses.c.channel == Channel.SMS.value,
            consents.may_be_written_to(now),
        )
        .order_by(addresses.c.contact_id, addresses.c.id.desc())
    )
    return {row.contact_id: Other(address_id=row.id, sender=row.sender) for row in rows}


def readdress(tx: Transaction, others: Mapping[int, Other], now: datetime) -> None:
    """The same messages again, to another address of their people."""
    if others:
        tx.connection.execute(
            _READDRESS,
            [
                {"the_id": row, "address": other.address_id, "from_": other.sender, "now": now}
                for row, other in others.items()
            ],
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """Which campaign a message belongs to."""

    campaign_id: int
    run: int
    channel: Channel
    contact_id: int
    address_id: int
    plan: str


def owner(tx: Transaction, message_id: int) -> Owner | None:
    """The campaign a message belongs to; None for a reply."""
    row = tx.connection.execute(_OWNER, {"the_id": message_id}).one_or_none()
    if row is None:
        return None
    return Owner(
        campaign_id=row.campaign_id,
        run=row.run,
        channel=Channel(row.channel),
        contact_id=row.contact_id,
        address_id=row.address_id,
        plan=row.plan,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """The newest message of a campaign a person got."""

    campaign_id: int
    plan: str
    step: int
    language: str


def offered(tx: Transaction, contact_id: int, campaign_id: int | None, *, since: datetime | None) -> Offered | None:
    """Of this campaign, or of any; with `since` only one that left after it, and after which nothing else was said."""
    query = _OFFERED[campaign_id is not None, since is not None]
    row = tx.connection.execute(query, {"contact": contact_id, "campaign": campaign_id, "since": since}).first()
    if row is None:
        return None
    language = tx.open_fields(row.content, CONTENT).get("language", "es")
    return Offered(campaign_id=row.campaign_id, plan=row.plan, step=row.step, language=language)


def seal(tx: Transaction, chosen: Chosen) -> bytes:
    """What was chosen for a person, as the row keeps it."""
    fields = {"language": chosen.language, "template": chosen.by_template, "values": dict(chosen.values)}
    return tx.seal(fields | ({"answers": True} if chosen.answers else {}), CONTENT)


def chosen(content: Mapping[str, Any]) -> Chosen:
    """And back."""
    return Chosen(
        language=content.get("language", "es"),
        by_template=content.get("template", False),
        values=content.get("values", {}),
        answers=content.get("answers", False),
    )


def words(tx: Transaction, row: Any, content: Mapping[str, Any]) -> Words:
    """What a claimed message says or said; `row` is of `outbound`, `content` its opened content. Raises DamagedPlan."""
    campaign = tx.connection.execute(_WORDS, {"campaign": row.campaign_id, "run": row.run}).one()
    return compose(
        row.campaign_id, read(campaign.plan, row.campaign_id), campaign.step, Channel(row.channel), chosen(content)
    )


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
_SENSITIVE: Final = exists().where(cases.c.contact_id == contacts.c.id, cases.c.restricted, cases.c.closed_at.is_(None))
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
        _SENSITIVE.label("sensitive"),
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Prospect:
    """Somebody a campaign would write to, with what the rules need to know; as in Candidate."""

    address_id: int
    contact_id: int
    wrote_at: datetime | None
    language: str
    zone: str
    next_send_at: datetime | None
    refusal: str
    subscribed: bool
    busy: bool
    had_this_week: int
    sensitive: bool


def prospects(
    tx: Transaction, address_ids: Iterable[int], subjects: Sequence[Subject], now: datetime
) -> list[Prospect]:
    """What the rules would be told if these people's turn were now: for a look ahead."""
    key = ("prospects", *subjects)
    if key not in _KNOWN:
        _KNOWN[key] = (
            select(addresses.c.id.label("address_id"), addresses.c.contact_id, *_person(subjects))
            .select_from(addresses)
            .join(contacts, contacts.c.id == addresses.c.contact_id)
            .where(addresses.c.id.in_(bindparam("ids", expanding=True)))
        )
    facts = {"ids": list(address_ids), "now": now, "holds_until": now + _HOLDS_UP, "week": now - WEEK}
    return [Prospect(**row._mapping) for row in tx.connection.execute(_KNOWN[key], facts)]  # noqa: SLF001


_ONE: Final = outbound.c.id == bindparam("the_id")
_TAKE: Final = (
    update(outbound)
    .where(_ONE)
    .values(
        stage="claimed",
        claimed_by=bindparam("worker"),
        claimed_until=bindparam("until"),
        tries=bindparam("tried"),
        content=bindparam("sealed"),
        reason="",
    )
)
_PAUSE: Final = (
    update(contacts)
    .where(contacts.c.id.in_(bindparam("people", expanding=True)))
    .values(next_send_at=bindparam("next_send"))
)
_INTEND: Final = attempts.insert().returning(attempts.c.id, attempts.c.message_id)
_REFUSE: Final = (
    update(outbound)
    .where(_ONE)
    .values(stage="refused", settled_at=bindparam("now"), reason=bindparam("why"), claimed_until=None)
)
_PUT_OFF: Final = update(outbound).where(_ONE).values(due_at=bindparam("until"), reason=bindparam("why"))
_READDRESS: Final = (
    update(outbound)
    .where(_ONE)
    .values(
        stage="waiting",
        address_id=bindparam("address"),
        sender=bindparam("from_"),
        channel=literal(Channel.SMS.value, String),
        due_at=bindparam("now"),
        claimed_until=None,
        settled_at=None,
        reason="",
    )
)
_OWNER: Final = (
    select(
        outbound.c.campaign_id,
        outbound.c.run,
        outbound.c.channel,
        outbound.c.contact_id,
        outbound.c.address_id,
        campaigns.c.plan,
    )
    .join(campaigns, campaigns.c.id == outbound.c.campaign_id)
    .where(_ONE)
)
_WORDS: Final = (
    select(campaigns.c.plan, campaign_runs.c.step)
    .join(campaign_runs, campaign_runs.c.campaign_id == campaigns.c.id)
    .where(campaigns.c.id == bindparam("campaign"), campaign_runs.c.number == bindparam("run"))
)
_said = outbound.alias("said")
_SPOKEN_SINCE: Final = exists().where(
    _said.c.contact_id == outbound.c.contact_id,
    _said.c.rank < _CAMPAIGN,
    _said.c.created_at > attempts.c.started_at,
)
_ANY_OFFERED: Final = (
    select(outbound.c.campaign_id, outbound.c.content, campaigns.c.plan, campaign_runs.c.step)
    .join(campaigns, campaigns.c.id == outbound.c.campaign_id)
    .join(
        campaign_runs,
        and_(campaign_runs.c.campaign_id == outbound.c.campaign_id, campaign_runs.c.number == outbound.c.run),
    )
    .join(attempts, and_(attempts.c.message_id == outbound.c.id, attempts.c.number == outbound.c.tries))
    .where(outbound.c.contact_id == bindparam("contact"))
    .order_by(attempts.c.id.desc())
    .limit(1)
)
_OF_CAMPAIGN: Final = outbound.c.campaign_id == bindparam("campaign")
_NOTHING_SINCE: Final = and_(attempts.c.started_at > _at("since"), ~_SPOKEN_SINCE)
_OFFERED: Final = {
    (named, fresh): _ANY_OFFERED.where(_OF_CAMPAIGN if named else true(), _NOTHING_SINCE if fresh else true())
    for named in (False, True)
    for fresh in (False, True)
}
