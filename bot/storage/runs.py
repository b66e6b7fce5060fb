"""Occurrences of campaigns, and the rows of their recipients while they are written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal,
    select,
    type_coerce,
    update,
)

from bot.core.campaigns import State
from bot.core.messages import RANK, Priority
from bot.core.policy import Reason
from bot.storage.database import Transaction
from bot.storage.schema import campaign_runs, campaigns, is_claimed, outbound, waits

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
    paged: bool


def begin(
    tx: Transaction, campaign_id: int, number: int, *, step: int, expected: int, now: datetime, paged: bool
) -> None:
    """A new occurrence. Its number is unique: a second start of the same one is an error, not a second message."""
    tx.connection.execute(
        campaign_runs.insert().values(
            campaign_id=campaign_id, number=number, step=step, started_at=now, expected=expected, paged=paged
        )
    )


def fanning(tx: Transaction) -> list[tuple[int, int]]:
    """Campaign and number of the running occurrences whose recipients are not all written down."""
    return [(row.campaign_id, row.number) for row in tx.connection.execute(_FANNING)]


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
        paged=row.paged,
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
    # One statement for all who have the same channel, number of ours and moment, which are most: what differs travels
    # as two lists of numbers. A statement for each of a million takes many times as long.
    alike: dict[tuple[str, str, datetime], list[Recipient]] = {}
    for one in recipients:
        alike.setdefault((one.channel, one.sender, one.due_at), []).append(one)
    for (channel, sender, due_at), group in alike.items():
        pairs = func.unnest(_numbers(one.contact_id for one in group), _numbers(one.address_id for one in group))
        made = pairs.table_valued("contact_id", "address_id", name="made").render_derived()
        before, after = key(run.campaign_id, 0, run.number).split(":0", 1)
        constants = {**same, "channel": channel, "sender": sender, "due_at": due_at}
        typed = [
            type_coerce(literal(value, outbound.c[name].type), outbound.c[name].type)
            for name, value in constants.items()
        ]
        named = func.concat(literal(f"{before}:", String), made.c.contact_id, literal(after, String))
        rows_of = select(made.c.contact_id, made.c.address_id, named, *typed)
        names = ["contact_id", "address_id", "key", *constants]
        tx.connection.execute(insert.from_select(names, rows_of).on_conflict_do_nothing())


def _numbers(values: Iterable[int]) -> Any:
    """SQL of PostgreSQL: an array of these, sent as one word; as a list each number would be looked at on the way."""
    return cast(literal("{" + ",".join(map(str, values)) + "}", String), ARRAY(BigInteger))


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


def one_of_two(tx: Transaction, *, keep: int, drop: int) -> None:
    """Two contacts are one person: of the same occurrence they get one message, so the second's is refused where it
    still waits."""
    twin = outbound.alias("twin")
    both = exists().where(
        twin.c.contact_id == keep, twin.c.campaign_id == outbound.c.campaign_id, twin.c.run == outbound.c.run
    )
    tx.connection.execute(
        update(outbound)
        .where(outbound.c.contact_id == drop, outbound.c.campaign_id.is_not(None), waits(outbound), both)
        .values(stage="refused", reason=Reason.SAME_PERSON.value)
    )


# Ends


def is_over(tx: Transaction, campaign_id: int) -> bool:
    """True when everybody of every occurrence has a row and nothing is waiting or under way."""
    return not tx.connection.execute(_GOES_ON, {"campaign": campaign_id}).scalar_one()


def reopened(tx: Transaction) -> list[int]:
    """Campaigns that were done and owe somebody another try since."""
    return list(tx.connection.execute(_REOPENED).scalars())


def any_to_sweep(tx: Transaction) -> bool:
    """True where a cancelled campaign has rows that still wait."""
    return tx.connection.execute(_TO_SWEEP).first() is not None


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


# Asked every second by every scheduler, so built once.

_FANNING: Final = (
    select(campaign_runs.c.campaign_id, campaign_runs.c.number)
    .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
    .where(campaign_runs.c.fanned_at.is_(None), campaigns.c.state == State.RUNNING.value)
    .order_by(campaign_runs.c.campaign_id, campaign_runs.c.number)
)
_CAMPAIGN: Final[Any] = bindparam("campaign")
_GOES_ON: Final = select(
    exists().where(campaign_runs.c.campaign_id == _CAMPAIGN, campaign_runs.c.fanned_at.is_(None))
    | exists().where(outbound.c.campaign_id == _CAMPAIGN, outbound.c.campaign_id.is_not(None), waits(outbound))
    # Two questions, for two small indexes: one for both stages would read everybody who is done with.
    | exists().where(outbound.c.campaign_id + 0 == _CAMPAIGN, is_claimed(outbound))
)
_OWED: Final = exists().where(
    outbound.c.campaign_id == campaigns.c.id, outbound.c.campaign_id.is_not(None), waits(outbound)
)
_CANCELLED: Final = select(campaigns.c.id).where(campaigns.c.state == State.CANCELLED.value)
_TO_SWEEP: Final = _CANCELLED.where(_OWED).limit(1)
_REOPENED: Final = select(campaigns.c.id).where(campaigns.c.state == State.DONE.value, _OWED)
