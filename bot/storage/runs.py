"""Occurrences of campaigns, the rows of their recipients, and the counts that are read off those rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    String,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    select,
    type_coerce,
    update,
)

from bot.core.campaigns import COUNTED, Counts, State
from bot.core.messages import PROVEN, RANK, Priority, Status
from bot.storage.database import Transaction
from bot.storage.schema import attempts, campaign_runs, campaign_tallies, campaigns, is_open, outbound, waits

SWEEP: Final = 2_000
"""Rows that are cancelled at a time: what a sender waits for on SQLite meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One occurrence whose recipients are being written down; all contacts up to `reached` have theirs."""

    campaign_id: int
    number: int
    step: int
    started_at: datetime
    expected: int
    reached: int


def begin(tx: Transaction, campaign_id: int, number: int, *, step: int, expected: int, now: datetime) -> None:
    """A new occurrence. Its number is unique: a second start of the same one is an error, not a second message."""
    tx.connection.execute(
        campaign_runs.insert().values(
            campaign_id=campaign_id, number=number, step=step, started_at=now, expected=expected
        )
    )


def fanning(tx: Transaction) -> list[tuple[int, int]]:
    """Campaign and number of the running occurrences whose recipients are not all written down."""
    rows = tx.connection.execute(
        select(campaign_runs.c.campaign_id, campaign_runs.c.number)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .where(campaign_runs.c.fanned_at.is_(None), campaigns.c.state == State.RUNNING.value)
        .order_by(campaign_runs.c.campaign_id, campaign_runs.c.number)
    )
    return [(row.campaign_id, row.number) for row in rows]


def take(tx: Transaction, campaign_id: int, number: int) -> Run | None:
    """This occurrence, for as long as the transaction lasts; None where somebody else has it, or it is complete, or its
    campaign no longer runs."""
    row = tx.connection.execute(
        select(campaign_runs)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .where(
            campaign_runs.c.campaign_id == campaign_id,
            campaign_runs.c.number == number,
            campaign_runs.c.fanned_at.is_(None),
            campaigns.c.state == State.RUNNING.value,
        )
        .with_for_update(of=campaign_runs, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    return Run(
        campaign_id=row.campaign_id,
        number=row.number,
        step=row.step,
        started_at=row.started_at,
        expected=row.expected,
        reached=row.reached,
    )


def advance(tx: Transaction, run: Run, reached: int) -> None:
    """Everybody up to this contact has a row."""
    tx.connection.execute(_this(update(campaign_runs), run).values(reached=reached))


def complete(tx: Transaction, run: Run, now: datetime) -> None:
    """Everybody has a row."""
    tx.connection.execute(_this(update(campaign_runs), run).values(fanned_at=now))


def _this(statement: Any, run: Run) -> Any:
    return statement.where(campaign_runs.c.campaign_id == run.campaign_id, campaign_runs.c.number == run.number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """One person's row, to be made."""

    contact_id: int
    address_id: int
    channel: str
    sender: str
    due_at: datetime


def key(campaign_id: int, contact_id: int, number: int) -> str:
    """The unique key of a person's message; the first occurrence has no number."""
    return f"campaign:{campaign_id}:{contact_id}" + (f":{number}" if number > 1 else "")


def write(tx: Transaction, run: Run, recipients: Sequence[Recipient], now: datetime) -> None:
    """Owe these people this occurrence's message. Who has it already is passed over."""
    if not recipients:
        return
    same = {
        "campaign_id": run.campaign_id,
        "run": run.number,
        "rank": RANK[Priority.CAMPAIGN],
        "created_at": now,
        "stage": "waiting",
    }
    insert = tx.insert(outbound)
    if tx.is_sqlite:
        rows = [_row(run, one) for one in recipients]
        tx.connection.execute(insert.values(same).on_conflict_do_nothing(), rows)
        return
    # One statement for all of them: a million statements would take twice as long.
    columns = {name: [getattr(one, name) for one in recipients] for name in Recipient.__slots__}
    columns["key"] = [key(run.campaign_id, one.contact_id, run.number) for one in recipients]
    kinds = {name: outbound.c[name].type for name in columns}
    made = func.unnest(*(literal(values, ARRAY(kinds[name])) for name, values in columns.items()))
    table = made.table_valued(*columns, name="made").render_derived()
    constants = [
        type_coerce(literal(value, outbound.c[name].type), outbound.c[name].type) for name, value in same.items()
    ]
    rows_of = select(*(table.c[name] for name in columns), *constants)
    tx.connection.execute(insert.from_select([*columns, *same], rows_of).on_conflict_do_nothing())


def _row(run: Run, one: Recipient) -> dict[str, Any]:
    return {
        "key": key(run.campaign_id, one.contact_id, run.number),
        "contact_id": one.contact_id,
        "address_id": one.address_id,
        "channel": one.channel,
        "sender": one.sender,
        "due_at": one.due_at,
    }


def steps(tx: Transaction, runs: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], int]:
    """The step of a series each of these occurrences belongs to."""
    wanted = set(runs)
    rows = tx.connection.execute(
        select(campaign_runs.c.campaign_id, campaign_runs.c.number, campaign_runs.c.step).where(
            campaign_runs.c.campaign_id.in_({campaign for campaign, _ in wanted})
        )
    )
    return {(row.campaign_id, row.number): row.step for row in rows if (row.campaign_id, row.number) in wanted}


# Ends


def is_over(tx: Transaction, campaign_id: int) -> bool:
    """True when everybody of every occurrence has a row and nothing is waiting or under way."""
    fanning_still = exists().where(campaign_runs.c.campaign_id == campaign_id, campaign_runs.c.fanned_at.is_(None))
    owed = exists().where(outbound.c.campaign_id == campaign_id, outbound.c.campaign_id.is_not(None), is_open(outbound))
    return not tx.connection.execute(select(fanning_still | owed)).scalar_one()


def reopened(tx: Transaction) -> list[int]:
    """Campaigns that were done and owe somebody another try since."""
    owed = exists().where(
        outbound.c.campaign_id == campaigns.c.id, outbound.c.campaign_id.is_not(None), waits(outbound)
    )
    done = select(campaigns.c.id).where(campaigns.c.state == State.DONE.value, owed)
    return list(tx.connection.execute(done).scalars())


_CANCELLED: Final = select(campaigns.c.id).where(campaigns.c.state == State.CANCELLED.value)


def any_to_sweep(tx: Transaction) -> bool:
    """True where a cancelled campaign has rows that still wait."""
    waiting = exists().where(
        outbound.c.campaign_id == campaigns.c.id, outbound.c.campaign_id.is_not(None), waits(outbound)
    )
    return tx.connection.execute(_CANCELLED.where(waiting).limit(1)).first() is not None


def sweep(tx: Transaction, now: datetime) -> int:
    """Cancel what still waits of cancelled campaigns, a part at a time. Returns how many rows."""
    some = (
        select(outbound.c.id)
        .where(outbound.c.campaign_id.in_(_CANCELLED), outbound.c.campaign_id.is_not(None), waits(outbound))
        .limit(SWEEP)
    )
    swept = tx.connection.execute(
        update(outbound).where(outbound.c.id.in_(some), waits(outbound)).values(stage="cancelled", settled_at=now)
    )
    return swept.rowcount


# Counts


def _shown() -> ColumnElement[str]:
    """SQL: where a recipient's message stands, in the words of the contract. Of `_RECIPIENTS`."""
    proven = (
        # Of the two, the later in the alphabet is the higher.
        select(func.max(attempts.c.status))
        .where(attempts.c.message_id == outbound.c.id, attempts.c.status.in_([status.value for status in PROVEN]))
        .correlate(outbound)
        .scalar_subquery()
    )
    told = [Status.ACCEPTED, Status.SENT, Status.FAILED, Status.DELIVERED, Status.READ]
    status = _newest.c.status
    return case(
        (outbound.c.stage == "waiting", literal("waiting", String)),
        (and_(outbound.c.stage == "claimed", status == Status.UNKNOWN.value), literal("unknown", String)),
        (outbound.c.stage == "claimed", literal("claimed", String)),
        (outbound.c.stage.in_(("refused", "cancelled")), outbound.c.stage),
        (outbound.c.tries > 1, func.coalesce(proven, case((status.in_(told), status), else_="unknown"))),
        (status.in_(told), status),
        else_=literal("unknown", String),
    )


_newest = attempts.alias("newest")
_RECIPIENTS: Final = outbound.outerjoin(
    _newest, and_(_newest.c.message_id == outbound.c.id, _newest.c.number == outbound.c.tries)
)
_WHY: Final = case(
    (outbound.c.stage == "refused", outbound.c.reason),
    (_newest.c.status != Status.FAILED.value, literal("", String)),
    (outbound.c.stage != "settled", literal("", String)),
    (outbound.c.reason != "", outbound.c.reason),
    else_=func.coalesce(cast(_newest.c.code, String), literal("failed", String)),
)


def counts(tx: Transaction, campaign_id: int, number: int | None = None) -> Counts:
    """Where the recipients of a campaign stand, or of one of its occurrences. Each is counted once, at every moment:

    those who have no row yet wait (or are cancelled with the campaign), those whose row is gone stay where it stood.
    """
    campaign = tx.connection.execute(
        select(campaigns.c.state, campaigns.c.runs, campaigns.c.expected).where(campaigns.c.id == campaign_id)
    ).one()
    mine = outbound.c.campaign_id == campaign_id
    gone = campaign_tallies.c.campaign_id == campaign_id
    if number is not None:
        mine, gone = mine & (outbound.c.run == number), gone & (campaign_tallies.c.run == number)
    name, why = _shown().label("name"), _WHY.label("why")
    found = tx.connection.execute(
        select(name, why, func.count().label("people")).select_from(_RECIPIENTS).where(mine).group_by(name, why)
    ).all()
    found = [*found, *tx.connection.execute(
        select(campaign_tallies.c.name, campaign_tallies.c.reason.label("why"), campaign_tallies.c.people).where(gone)
    )]  # fmt: skip
    cancelled = campaign.state == State.CANCELLED.value
    people = dict.fromkeys(COUNTED, 0)
    why_refused: dict[str, int] = {}
    why_failed: dict[str, int] = {}
    for row in found:
        # A cancelled campaign's waiting rows are swept up by and by, and will not leave: that is said at once.
        shown = "cancelled" if cancelled and row.name == "waiting" else row.name
        people[shown] += row.people
        reasons = {"refused": why_refused, "failed": why_failed}.get(shown)
        if reasons is not None:
            reasons[row.why] = reasons.get(row.why, 0) + row.people
    people["cancelled" if cancelled else "waiting"] += _to_come(tx, campaign_id, number, campaign)
    return Counts(**people, why_refused=why_refused, why_failed=why_failed)


def _to_come(tx: Transaction, campaign_id: int, number: int | None, campaign: Any) -> int:
    """People who are meant and have no row yet: all of them before the start, later those not reached."""
    if not campaign.runs:
        return int(campaign.expected)
    open_runs = select(campaign_runs.c.number, campaign_runs.c.expected).where(
        campaign_runs.c.campaign_id == campaign_id, campaign_runs.c.fanned_at.is_(None)
    )
    if number is not None:
        open_runs = open_runs.where(campaign_runs.c.number == number)
    missing = 0
    for run in tx.connection.execute(open_runs).all():
        made = tx.connection.execute(
            select(func.count()).where(outbound.c.campaign_id == campaign_id, outbound.c.run == run.number)
        ).scalar_one()
        lost = tx.connection.execute(
            select(func.coalesce(func.sum(campaign_tallies.c.people), 0)).where(
                campaign_tallies.c.campaign_id == campaign_id, campaign_tallies.c.run == run.number
            )
        ).scalar_one()
        missing += max(run.expected - made - lost, 0)
    return missing


def settled_count(tx: Transaction, campaign_id: int) -> tuple[int, int]:
    """How many recipients are done with, and how many have a row: cheap, for a progress bar."""
    rows = tx.connection.execute(
        select(outbound.c.stage, func.count().label("people"))
        .where(outbound.c.campaign_id == campaign_id)
        .group_by(outbound.c.stage)
    ).all()
    people = {row.stage: row.people for row in rows}
    total = sum(people.values())
    return total - people.get("waiting", 0) - people.get("claimed", 0), total


def remember(tx: Transaction, messages: ColumnElement[bool]) -> None:
    """Before rows of `outbound` are deleted: keep the numbers of those that are recipients'. What waited will not
    leave, so it counts as cancelled; of what was under way nobody will tell what became of it."""
    shown = _shown()
    ends = {"waiting": "cancelled", "claimed": "unknown"}
    name = case(*((shown == now, literal(end, String)) for now, end in ends.items()), else_=shown).label("name")
    rows = tx.connection.execute(
        select(outbound.c.campaign_id, outbound.c.run, name, _WHY.label("why"), func.count().label("people"))
        .select_from(_RECIPIENTS)
        .where(outbound.c.campaign_id.is_not(None), messages)
        .group_by(outbound.c.campaign_id, outbound.c.run, name, _WHY)
        .order_by(outbound.c.campaign_id, outbound.c.run)
    ).all()
    for row in rows:
        tally = tx.insert(campaign_tallies).values(
            campaign_id=row.campaign_id, run=row.run, name=row.name, reason=row.why, people=row.people
        )
        more = campaign_tallies.c.people + tally.excluded.people
        tx.connection.execute(
            tally.on_conflict_do_update(index_elements=["campaign_id", "run", "name", "reason"], set_={"people": more})
        )


def forget(tx: Transaction, messages: ColumnElement[bool]) -> None:
    """Delete rows of `outbound`, keeping the numbers of recipients."""
    remember(tx, messages)
    tx.connection.execute(delete(outbound).where(messages))


def newest_known(tx: Transaction, campaign_id: int, most: int, *, since: datetime) -> list[str]:
    """The statuses of the messages whose fate became known last and after `since`, of those that left last; newest
    first."""
    left = (
        select(outbound.c.id, outbound.c.tries)
        .where(outbound.c.campaign_id == campaign_id, outbound.c.stage == "settled")
        .order_by(outbound.c.settled_at.desc())
        .limit(most * 10)
        .subquery()
    )
    known = (
        select(attempts.c.status)
        .join(left, and_(attempts.c.message_id == left.c.id, attempts.c.number == left.c.tries))
        .where(
            attempts.c.status.in_((Status.FAILED.value, Status.DELIVERED.value, Status.READ.value)),
            attempts.c.updated_at > since,
        )
        .order_by(attempts.c.updated_at.desc(), attempts.c.id.desc())
        .limit(most)
    )
    return list(tx.connection.execute(known).scalars())


def running(tx: Transaction, ids: Collection[int] | None = None) -> list[int]:
    """Numbers of the campaigns that run, of these or of all."""
    query = select(campaigns.c.id).where(campaigns.c.state == State.RUNNING.value).order_by(campaigns.c.id)
    if ids is not None:
        query = query.where(campaigns.c.id.in_(ids))
    return list(tx.connection.execute(query).scalars())
