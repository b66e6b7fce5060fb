"""Campaigns as staff see them: plans and their versions, approvals, states, and what staff must know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from bot.core.campaigns import Act, State, sources, target
from bot.core.errors import DamagedPlan
from bot.core.plans import Plan, canonical, damaged, read
from bot.core.staff import SYSTEM
from bot.storage.database import Transaction
from bot.storage.schema import approvals, campaign_answers, campaign_versions, campaigns, notices


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """One campaign. `next_at`: when it starts or comes again; `runs`: how often it has; `expected`: people meant when
    they were last counted."""

    id: int
    name: str
    state: State
    readable: Plan | None
    """None where it does not read back: such a campaign can be seen, edited or cancelled, and holds up no other."""
    hash: str
    author: str
    created_at: datetime
    changed_at: datetime
    expected: int
    next_at: datetime | None
    runs: int
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def plan(self) -> Plan:
        """What it says to whom and when. Raises DamagedPlan where it does not read back."""
        return self.readable or damaged(self.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """A second person's yes to exactly the plan `hash`, when it meant `audience` people."""

    hash: str
    by: str
    at: datetime
    audience: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something staff must know."""

    id: int
    at: datetime
    kind: str
    campaign_id: int | None
    detail: str
    seen_at: datetime | None


def add(tx: Transaction, *, name: str, plan: Plan, author: str, expected: int, now: datetime) -> int:
    """Keep a new draft. Returns its number."""
    text, fingerprint = canonical(plan), plan.fingerprint()
    inserted = tx.connection.execute(
        campaigns.insert().values(
            name=name,
            state=State.DRAFT.value,
            plan=text,
            hash=fingerprint,
            author=author,
            created_at=now,
            changed_at=now,
            expected=expected,
        )
    ).inserted_primary_key
    assert inserted is not None
    _version(tx, inserted[0], plan, author, now)
    return int(inserted[0])


def rewrite(
    tx: Transaction, campaign_id: int, *, name: str, plan: Plan, editor: str, expected: int, now: datetime
) -> bool:
    """Another plan: the campaign is a draft again and whatever was approved is void. False where it is too late."""
    done = tx.connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, _in(sources(Act.EDIT)))
        .values(
            name=name,
            state=target(Act.EDIT).value,
            plan=canonical(plan),
            hash=plan.fingerprint(),
            changed_at=now,
            expected=expected,
            next_at=None,
        )
    )
    if done.rowcount:
        _version(tx, campaign_id, plan, editor, now)
    return done.rowcount == 1


def _version(tx: Transaction, campaign_id: int, plan: Plan, editor: str, now: datetime) -> None:
    last = select(func.coalesce(func.max(campaign_versions.c.number), 0)).where(
        campaign_versions.c.campaign_id == campaign_id
    )
    tx.connection.execute(
        campaign_versions.insert().values(
            campaign_id=campaign_id,
            number=tx.connection.execute(last).scalar_one() + 1,
            plan=canonical(plan),
            hash=plan.fingerprint(),
            editor=editor,
            at=now,
        )
    )


def editors(tx: Transaction, campaign_id: int) -> list[str]:
    """Who wrote this campaign, its author first, whoever changed it last at the end."""
    rows = tx.connection.execute(
        select(campaign_versions.c.editor)
        .where(campaign_versions.c.campaign_id == campaign_id)
        .order_by(campaign_versions.c.number)
    )
    return list(rows.scalars())


def move(tx: Transaction, campaign_id: int, act: Act, now: datetime, **values: Any) -> bool:
    """Do this to the campaign if its state allows it: one conditional update, so that of many who try at once one
    succeeds. `values` are set with it."""
    done = tx.connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, _in(sources(act)))
        .values(state=target(act).value, changed_at=now, **values)
    )
    return done.rowcount == 1


def set_values(tx: Transaction, campaign_id: int, **values: Any) -> None:
    """Facts that are no change of state."""
    tx.connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values))


def _in(states: Collection[State]) -> Any:
    return campaigns.c.state.in_([state.value for state in states])


def load(tx: Transaction, campaign_id: int, *, lock: bool = False) -> Campaign | None:
    """One campaign; with `lock` nobody else changes it until this transaction ends."""
    query = select(campaigns).where(campaigns.c.id == campaign_id)
    row = tx.connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _campaign(row)


def known(tx: Transaction, ids: Collection[int]) -> set[int]:
    """Those of these numbers that are campaigns."""
    return set(tx.connection.execute(select(campaigns.c.id).where(campaigns.c.id.in_(ids))).scalars())


def listed(tx: Transaction, states: Collection[State] = ()) -> list[Campaign]:
    """Campaigns, the newest first; in these states, or all."""
    query = select(campaigns).order_by(campaigns.c.id.desc())
    if states:
        query = query.where(_in(states))
    return [_campaign(row) for row in tx.connection.execute(query)]


def page(tx: Transaction, states: Collection[State], *, offset: int, limit: int) -> list[Campaign]:
    """`limit` campaigns after the `offset` newest ones; in these states, or all."""
    query = select(campaigns).order_by(campaigns.c.id.desc()).offset(offset).limit(limit)
    return [_campaign(row) for row in tx.connection.execute(query.where(_in(states)) if states else query)]


def between(tx: Transaction, since: datetime, until: datetime) -> list[Campaign]:
    """Campaigns that may leave between the two: those that have not ended, and those that were under way then; the
    oldest first."""
    is_open = _in({State.DRAFT, State.APPROVED, State.SCHEDULED, State.RUNNING, State.PAUSED})
    was_under_way = and_(
        campaigns.c.state == State.DONE.value, campaigns.c.started_at < until, campaigns.c.ended_at >= since
    )
    query = select(campaigns).where(or_(is_open, was_under_way)).order_by(campaigns.c.id)
    return [_campaign(row) for row in tx.connection.execute(query)]


def due(tx: Transaction, now: datetime) -> list[Campaign]:
    """Armed or repeating campaigns whose time has come, the earliest first."""
    query = (
        select(campaigns)
        .where(_in({State.SCHEDULED, State.RUNNING}), campaigns.c.next_at <= now)
        .order_by(campaigns.c.next_at, campaigns.c.id)
    )
    return [_campaign(row) for row in tx.connection.execute(query)]


def next_due(tx: Transaction) -> datetime | None:
    """When the next campaign starts or comes again."""
    query = select(func.min(campaigns.c.next_at)).where(_in({State.SCHEDULED, State.RUNNING}))
    return tx.connection.execute(query).scalar_one_or_none()


def _campaign(row: Any) -> Campaign:
    return Campaign(
        id=row.id,
        name=row.name,
        state=State(row.state),
        readable=_readable(row),
        hash=row.hash,
        author=row.author,
        created_at=row.created_at,
        changed_at=row.changed_at,
        expected=row.expected,
        next_at=row.next_at,
        runs=row.runs,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _readable(row: Any) -> Plan | None:
    try:
        return read(row.plan, row.id, row.hash)
    except DamagedPlan:
        return None


# Approvals


def approve(tx: Transaction, campaign: Campaign, *, by: str, audience: int, now: datetime) -> None:
    """Write down a yes to the plan as it is now."""
    tx.connection.execute(
        approvals.insert().values(campaign_id=campaign.id, hash=campaign.hash, by=by, at=now, audience=audience)
    )


def approval(tx: Transaction, campaign: Campaign) -> Approval | None:
    """The newest yes to exactly this plan; None where it was changed since, or never approved."""
    row = tx.connection.execute(
        select(approvals).where(approvals.c.campaign_id == campaign.id).order_by(approvals.c.id.desc()).limit(1)
    ).one_or_none()
    if row is None or row.hash != campaign.hash:
        return None
    return Approval(hash=row.hash, by=row.by, at=row.at, audience=row.audience)


# What staff must know


def notify(
    tx: Transaction,
    kind: str,
    campaign_id: int | None,
    detail: str,
    now: datetime,
    *,
    each: bool = False,
    latest: bool = False,
) -> None:
    """Tell staff, once: the same news about a campaign that nobody has seen yet is not told again. `each`: it is other
    news where the detail is another. `latest`: it is the same news, and its detail is this one from now on."""
    known = select(notices.c.id).where(
        notices.c.kind == kind, notices.c.campaign_id == campaign_id, notices.c.seen_at.is_(None)
    )
    if each:
        known = known.where(notices.c.detail == detail)
    told = tx.connection.execute(known).first()
    if told is not None and latest:
        tx.connection.execute(update(notices).where(notices.c.id == told.id).values(detail=detail[:255]))
    elif told is None:
        tx.connection.execute(notices.insert().values(at=now, kind=kind, campaign_id=campaign_id, detail=detail[:255]))


def unseen(tx: Transaction, campaign_id: int | None = None) -> list[Notice]:
    """What nobody has seen yet, of one campaign or of all."""
    query = select(notices).where(notices.c.seen_at.is_(None)).order_by(notices.c.id)
    if campaign_id is not None:
        query = query.where(notices.c.campaign_id == campaign_id)
    return [
        Notice(id=row.id, at=row.at, kind=row.kind, campaign_id=row.campaign_id, detail=row.detail, seen_at=row.seen_at)
        for row in tx.connection.execute(query)
    ]


def seen(tx: Transaction, campaign_id: int, *, by: str, now: datetime) -> None:
    """Somebody has acted on this campaign, so they know."""
    tx.connection.execute(
        update(notices)
        .where(notices.c.campaign_id == campaign_id, notices.c.seen_at.is_(None))
        .values(seen_at=now, seen_by=by)
    )


def over(
    tx: Transaction, kind: str, now: datetime, *, detail: str | None = None, before: datetime | None = None
) -> None:
    """What a notice of no campaign told of is over; only of this `detail`, only of `before`, where these are given."""
    ends = update(notices).where(notices.c.kind == kind, notices.c.campaign_id.is_(None), notices.c.seen_at.is_(None))
    if detail is not None:
        ends = ends.where(notices.c.detail == detail)
    if before is not None:
        ends = ends.where(notices.c.at < before)
    tx.connection.execute(ends.values(seen_at=now, seen_by=SYSTEM))


# Answers


def answer(tx: Transaction, campaign_id: int, contact_id: int, choice: int, now: datetime) -> None:
    """What a person picked; a later pick replaces an earlier one."""
    write = tx.insert(campaign_answers).values(campaign_id=campaign_id, contact_id=contact_id, choice=choice, at=now)
    tx.connection.execute(
        write.on_conflict_do_update(
            index_elements=["campaign_id", "contact_id"],
            set_={"choice": write.excluded.choice, "at": write.excluded.at},
        )
    )


def answers(tx: Transaction, campaign_id: int) -> dict[int, int]:
    """People by what they picked, by the button's place."""
    rows = tx.connection.execute(
        select(campaign_answers.c.choice, func.count().label("people"))
        .where(campaign_answers.c.campaign_id == campaign_id)
        .group_by(campaign_answers.c.choice)
    )
    return {row.choice: row.people for row in rows}
