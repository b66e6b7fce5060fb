"""Who a rule chooses, in queries a million people can be walked with, and the rules staff saved.

A rule says WHO fits. Whether somebody may be written to (consent, stopped addresses) is not part of it: that is decided
when a message is claimed, so that every person refused is counted with a reason. `Counts.without_consent` tells
beforehand how many those are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select

from bot.core.addresses import Channel
from bot.core.audience import Audience, parse
from bot.core.messages import RANK, Priority
from bot.i18n import say
from bot.storage import consents
from bot.storage.database import Transaction
from bot.storage.schema import EPOCH, addresses, audiences, cases, contacts, is_open, is_settled, labels, outbound

_WINDOW: Final = 1_000
"""Contacts looked at in one query."""

_other = addresses.alias("other")


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One person a rule chooses and the address of theirs that comes first. `zone` is empty for PUENTE_TIMEZONE."""

    contact_id: int
    address_id: int
    channel: Channel
    language: str
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """People who match what a rule asks for. `matching` is the sum of `members` and `excluded`, where everybody is
    counted once, at the first reason: `no_address`, `campaigns`, `written`, `open_cases`, `resting`.

    Of the members, `without_consent` would be refused now: no yes, a no, or an address that must not be written to.
    """

    matching: int
    members: int
    excluded: Mapping[str, int]
    without_consent: int


def members(tx: Transaction, rule: Audience, now: datetime, *, after: int, limit: int) -> list[Member]:
    """Up to `limit` of the people a rule chooses whose contact id is above `after`, in ascending order of it.

    Called again with the last id until it returns none: however many people there are, each looks only at its own.
    """
    found: list[Member] = []
    while True:
        window = _window(rule, now, after, max(limit, _WINDOW))
        chosen = _chosen(rule, now, contacts.c.id).where(contacts.c.id.in_(select(window.c.id)))
        page = tx.connection.execute(chosen.order_by(contacts.c.id).limit(limit - len(found))).scalars().all()
        found += addressed(tx, rule, page, now) if page else []
        if len(found) >= limit:
            return found
        last = tx.connection.execute(select(func.max(window.c.id))).scalar_one_or_none()
        if last is None:
            return found
        after = last


def everybody(tx: Transaction, rule: Audience, now: datetime, *, page: int) -> Iterator[Sequence[int]]:
    """All contacts a rule chooses at this moment, as `count` counts them, a page at a time in ascending order."""
    chosen = _chosen(rule, now, contacts.c.id).order_by(contacts.c.id)
    rows = tx.connection.execute(chosen.execution_options(yield_per=page))
    return rows.scalars().partitions(page)


def addressed(tx: Transaction, rule: Audience, people: Sequence[int], now: datetime) -> list[Member]:
    """These people, in ascending order, with the address of theirs that comes first; those who have none any more are
    left out. Their addresses are ranked, not looked up one by one: a planner would join that with everybody's."""
    close = people[-1] - people[0] < 4 * len(people)  # then a range: a list would be sent and parsed each time

    def these(column: ColumnElement[int]) -> ColumnElement[bool]:
        return column.between(people[0], people[-1]) if close else column.in_(people)

    place = func.row_number().over(partition_by=_other.c.contact_id, order_by=_preference(rule, now))
    ranked = (
        select(_other.c.contact_id, _other.c.id.label("address_id"), _other.c.channel, place.label("place"))
        .where(these(_other.c.contact_id), _other.c.channel.in_([channel.value for channel in rule.channels]))
        .subquery()
    )
    rows = tx.connection.execute(
        select(contacts.c.id, contacts.c.language, contacts.c.zone, ranked.c.address_id, ranked.c.channel)
        .join(ranked, and_(ranked.c.contact_id == contacts.c.id, ranked.c.place == 1))
        .where(these(contacts.c.id), contacts.c.erase_from.is_(None))
        .order_by(contacts.c.id)
    )
    wanted = set(people)
    return [
        Member(
            contact_id=row.id,
            address_id=row.address_id,
            channel=Channel(row.channel),
            language=row.language,
            zone=row.zone,
        )
        for row in rows
        if row.id in wanted
    ]


def _chosen(rule: Audience, now: datetime, what: Any) -> Select[Any]:
    return (
        select(what)
        .select_from(contacts)
        .where(*_asked_for(rule, now), _has_address(rule), *(~leave for leave in _left_out(rule, now).values()))
    )


def _window(rule: Audience, now: datetime, after: int, size: int) -> Subquery:
    """The next contacts whose own columns fit. A planner that may look at everybody would do so for every page: with
    a window it knows how few they are, and the whole walk costs as much as the people there are."""
    own = select(contacts.c.id).where(contacts.c.id > after, *_own(rule, now))
    return own.order_by(contacts.c.id).limit(size).subquery()


def count(tx: Transaction, rule: Audience, now: datetime, *, among: Select[Any] | None = None) -> int:
    """How many people a rule chooses: as many as `members` returns, page after page. `among`: of these contacts."""
    chosen = _chosen(rule, now, func.count())
    return int(tx.connection.execute(chosen if among is None else chosen.where(contacts.c.id.in_(among))).scalar_one())


def counts(tx: Transaction, rule: Audience, now: datetime) -> Counts:
    """How many people match, how many are left out for which reason, and how many of the rest gave no consent."""
    reason, first, matching_ = matching(rule, now)
    people = (
        select(reason.label("reason"), (addresses.c.id.is_not(None) & consents.may_be_written_to(now)).label("may"))
        .select_from(contacts.outerjoin(addresses, addresses.c.id == first))
        .where(*matching_)
        .subquery()
    )
    rows = tx.connection.execute(
        select(people.c.reason, people.c.may, func.count().label("people")).group_by(people.c.reason, people.c.may)
    ).all()
    excluded = {name: sum(row.people for row in rows if row.reason == name) for name in left_out(rule)}
    return Counts(
        matching=sum(row.people for row in rows),
        members=sum(row.people for row in rows if not row.reason),
        excluded=excluded,
        without_consent=sum(row.people for row in rows if not row.reason and not row.may),
    )


def matching(rule: Audience, now: datetime) -> tuple[ColumnElement[str], Any, list[ColumnElement[bool]]]:
    """SQL over `contacts`: why somebody is left out (empty: a member), the id of the address they are written to, and
    what must hold for whoever matches."""
    reasons = {"no_address": ~_has_address(rule), **_left_out(rule, now)}
    reason = case(*((leave, literal(name)) for name, leave in reasons.items()), else_=literal(""))
    return reason, _first_address(rule, now), _asked_for(rule, now)


def left_out(rule: Audience) -> list[str]:
    """The reasons for which this rule may leave out somebody who matches, in the order in which they count."""
    return ["no_address", *_left_out(rule, EPOCH)]


def few(tx: Transaction, rule: Audience, now: datetime, limit: int) -> bool:
    """A cheap look: True where no more than `limit` people can match, by the columns of their own."""
    own = select(contacts.c.id).where(*_own(rule, now)).limit(limit + 1).subquery()
    return int(tx.connection.execute(select(func.count()).select_from(own)).scalar_one()) <= limit


def _own(rule: Audience, now: datetime) -> list[ColumnElement[bool]]:
    """What the columns of a contact must be. Someone who asked to be erased, or was not known at `now`, matches
    nothing: who comes while recipients are being written down was not among those approved."""
    own: list[ColumnElement[bool]] = [contacts.c.erase_from.is_(None), contacts.c.created_at <= now]
    for column, words in (
        (contacts.c.district, rule.districts),
        (contacts.c.language, rule.languages),
        (contacts.c.age_band, rule.age_bands),
        (contacts.c.children_age_band, rule.children_age_bands),
    ):
        if words:
            own.append(column.in_(words))
    return own


def _asked_for(rule: Audience, now: datetime) -> list[ColumnElement[bool]]:
    """What a person must be to match."""
    asked = _own(rule, now)
    if rule.labels:
        asked.append(exists().where(labels.c.contact_id == contacts.c.id, labels.c.label.in_(rule.labels)))
    if rule.subscriptions:
        asked.append(or_(*(consents.newest(contacts.c.id, subject.scope).is_(True) for subject in rule.subscriptions)))
    if rule.seen_within_days is not None:
        since = now - timedelta(days=rule.seen_within_days)
        asked.append(exists().where(_other.c.contact_id == contacts.c.id, _other.c.last_inbound_at >= since))
    return asked


def _left_out(rule: Audience, now: datetime) -> dict[str, ColumnElement[bool]]:
    """Why a person who matches is left out all the same, in the order in which reasons count."""
    reasons: dict[str, ColumnElement[bool]] = {}
    if rule.exclude_campaigns:
        reasons["campaigns"] = exists().where(
            outbound.c.contact_id == contacts.c.id,
            # As a sum, so that a person's rows are not looked for among all of the campaign's.
            (outbound.c.campaign_id + 0).in_(rule.exclude_campaigns),
            _got(),
        )
    if rule.exclude_written_within_days is not None:
        reasons["written"] = exists().where(
            outbound.c.contact_id == contacts.c.id,
            outbound.c.rank == RANK[Priority.CAMPAIGN],
            _got(),
            outbound.c.created_at >= now - timedelta(days=rule.exclude_written_within_days),
        )
    if rule.exclude_open_cases:
        reasons["open_cases"] = exists().where(cases.c.contact_id == contacts.c.id, cases.c.closed_at.is_(None))
    if rule.exclude_resting:
        awake = exists().where(_theirs(rule), _is_awake(_other, now))
        reasons["resting"] = and_(_has_address(rule), ~awake)
    return reasons


def _got() -> ColumnElement[bool]:
    """A campaign message that somebody got or is about to get: not refused, not cancelled, and not given up."""
    return or_(is_open(outbound), and_(is_settled(outbound), outbound.c.reason == ""))


def _theirs(rule: Audience) -> ColumnElement[bool]:
    return and_(
        _other.c.contact_id == contacts.c.id, _other.c.channel.in_([channel.value for channel in rule.channels])
    )


def _has_address(rule: Audience) -> ColumnElement[bool]:
    return exists().where(_theirs(rule))


def _is_awake(table: Any, now: datetime) -> ColumnElement[bool]:
    return or_(table.c.rests_until.is_(None), table.c.rests_until <= now)


def _first_address(rule: Audience, now: datetime) -> Any:
    """The address a person is written to."""
    best: Select[Any] = (
        select(_other.c.id).where(_theirs(rule)).order_by(*_preference(rule, now)).limit(1).correlate(contacts)
    )
    return best.scalar_subquery()


def _preference(rule: Audience, now: datetime) -> list[Any]:
    """Of a person's addresses the first: of the first channel they have, one that works before one that does not, the
    one they wrote from last, the oldest."""
    channel = case(
        *((_other.c.channel == channel.value, place) for place, channel in enumerate(rule.channels)),
        else_=len(rule.channels),
    )
    works = case((and_(_other.c.stopped == "", _is_awake(_other, now)), 0), else_=1)
    return [channel, works, _other.c.last_inbound_at.desc().nulls_last(), _other.c.id]


def districts(tx: Transaction) -> list[str]:
    """Every district somebody lives in, in alphabetical order."""
    found = select(contacts.c.district).where(contacts.c.district != "").distinct().order_by(contacts.c.district)
    return list(tx.connection.execute(found).scalars())


def read(tx: Transaction, mapping: Any) -> tuple[Audience, list[str]]:
    """A rule from a file or a form, with the districts known here (see `core.audience.parse`)."""
    rule, problems = parse(mapping, districts=districts(tx))
    return rule, [say(one) for one in problems]


def save(tx: Transaction, name: str, rule: Audience, *, author: str, now: datetime) -> None:
    """Keep a rule under a name, replacing the rule that had it."""
    write = tx.insert(audiences).values(name=name, rule=rule.canonical(), author=author, created_at=now)
    kept = {column: write.excluded[column] for column in ("rule", "author", "created_at")}
    tx.connection.execute(write.on_conflict_do_update(index_elements=["name"], set_=kept))


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A rule under its name."""

    name: str
    rule: Audience
    author: str
    created_at: datetime


def load(tx: Transaction, name: str) -> Saved | None:
    """The rule of this name."""
    row = tx.connection.execute(select(audiences).where(audiences.c.name == name)).one_or_none()
    return None if row is None else _saved(row)


def listed(tx: Transaction) -> list[Saved]:
    """All saved rules by name."""
    return [_saved(row) for row in tx.connection.execute(select(audiences).order_by(audiences.c.name))]


def _saved(row: Any) -> Saved:
    rule, _ = parse(json.loads(row.rule), districts=json.loads(row.rule).get("districts", ()))
    return Saved(name=row.name, rule=rule, author=row.author, created_at=row.created_at)
