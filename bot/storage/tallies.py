"""Where the recipients of a campaign stand: queries over their rows, and numbers of the rows that are gone."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    literal_column,
    select,
)

from bot.core.campaigns import COUNTED, Counts, State
from bot.core.messages import PROVEN, Status
from bot.storage import spending
from bot.storage.database import Transaction
from bot.storage.schema import Instant, attempts, campaign_runs, campaign_tallies, campaigns, outbound, waits


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


_TURN: Final = timedelta(minutes=1)
"""A wait that is shorter is one's turn: the pause between two messages to one person."""
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


def standing() -> tuple[FromClause, Any, ColumnElement[str], ColumnElement[str]]:
    """SQL: recipients with their newest attempt, that attempt, where each stands as `counts` says it, and why."""
    return _RECIPIENTS, _newest, _shown(), _WHY


def counts(tx: Transaction, campaign_id: int, number: int | None = None) -> Counts:
    """Where the recipients of a campaign stand, or of one of its occurrences. Each is counted once, at every moment:

    those who have no row yet wait (or are cancelled with the campaign), those whose row is gone stay where it stood.
    """
    asked = {"campaign": campaign_id, "number": number}
    campaign = tx.connection.execute(_CAMPAIGN_OF, asked).one()
    standing, gone = (_STANDING, _GONE) if number is None else (_STANDING_IN_RUN, _GONE_IN_RUN)
    found = [*tx.connection.execute(standing, asked), *tx.connection.execute(gone, asked)]
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
    open_runs = tx.connection.execute(_OPEN_RUNS, {"campaign": campaign_id}).all()
    return sum(
        max(run.expected - run.made - run.lost, 0) for run in open_runs if number is None or run.number == number
    )


def held(tx: Transaction, campaign_id: int, now: datetime) -> dict[str, tuple[int, datetime]]:
    """Of those who wait, the people who wait for more than their turn: by reason how many, and from when the first may
    leave. `hours` (their quiet hours), `retry` (a failure that passes), or what the claim wrote down."""
    why = case(
        (outbound.c.reason != "", outbound.c.reason),
        (outbound.c.tries > 0, literal("retry", String)),
        else_=literal("hours", String),
    ).label("why")
    rows = tx.connection.execute(
        select(why, func.count().label("people"), func.min(outbound.c.due_at).label("first"))
        .where(
            outbound.c.campaign_id == campaign_id,
            outbound.c.campaign_id.is_not(None),
            waits(outbound),
            outbound.c.due_at > now + _TURN,
        )
        .group_by(why)
        .order_by(why)
    )
    return {row.why: (row.people, row.first) for row in rows}


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
    """Before rows of `outbound` are deleted: keep the numbers and costs of those that are recipients'. What waited will
    not leave, so it counts as cancelled; of what was under way nobody will tell what became of it."""
    shown = _shown()
    ends = {"waiting": "cancelled", "claimed": "unknown"}
    name = case(*((shown == now, literal(end, String)) for now, end in ends.items()), else_=shown).label("name")
    rows = tx.connection.execute(
        select(
            outbound.c.campaign_id,
            outbound.c.run,
            name,
            _WHY.label("why"),
            func.count().label("people"),
            func.sum(spending.of_message()).label("cost"),
        )
        .select_from(_RECIPIENTS)
        .where(outbound.c.campaign_id.is_not(None), messages)
        .group_by(outbound.c.campaign_id, outbound.c.run, name, _WHY)
        .order_by(outbound.c.campaign_id, outbound.c.run)
    ).all()
    for row in rows:
        tally = tx.insert(campaign_tallies).values(
            campaign_id=row.campaign_id,
            run=row.run,
            name=row.name,
            reason=row.why,
            people=row.people,
            cost=int(row.cost),
        )
        more = {name: campaign_tallies.c[name] + tally.excluded[name] for name in ("people", "cost")}
        tx.connection.execute(
            tally.on_conflict_do_update(index_elements=["campaign_id", "run", "name", "reason"], set_=more)
        )


def forget(tx: Transaction, messages: ColumnElement[bool]) -> None:
    """Delete rows of `outbound`, keeping the numbers of recipients."""
    remember(tx, messages)
    tx.connection.execute(delete(outbound).where(messages))


def newest_known(tx: Transaction, campaign_id: int, most: int, *, since: datetime) -> list[str]:
    """The statuses of the messages whose fate became known last and after `since`, of those that left last; newest
    first."""
    asked = {"campaign": campaign_id, "since": since, "most": most, "left": most * 10}
    return list(tx.connection.execute(_NEWEST_KNOWN, asked).scalars())


# Asked every second while a campaign runs, so built once.

_MINE: Final = and_(outbound.c.campaign_id == bindparam("campaign"), outbound.c.campaign_id.is_not(None))
_NAME: Final = _shown().label("name")
_STANDING: Final = (
    select(_NAME, _WHY.label("why"), func.count().label("people"))
    .select_from(_RECIPIENTS)
    .where(_MINE)
    .group_by(_NAME, _WHY)
)
_STANDING_IN_RUN: Final = _STANDING.where(outbound.c.run == bindparam("number"))
_GONE: Final = select(campaign_tallies.c.name, campaign_tallies.c.reason.label("why"), campaign_tallies.c.people).where(
    campaign_tallies.c.campaign_id == bindparam("campaign")
)
_GONE_IN_RUN: Final = _GONE.where(campaign_tallies.c.run == bindparam("number"))
_CAMPAIGN_OF: Final = select(campaigns.c.state, campaigns.c.runs, campaigns.c.expected).where(
    campaigns.c.id == bindparam("campaign")
)
_OPEN_RUNS: Final = select(
    campaign_runs.c.number,
    campaign_runs.c.expected,
    select(func.count())
    .where(
        outbound.c.campaign_id == campaign_runs.c.campaign_id,
        outbound.c.campaign_id.is_not(None),
        outbound.c.run == campaign_runs.c.number,
    )
    .correlate(campaign_runs)
    .scalar_subquery()
    .label("made"),
    select(func.coalesce(func.sum(campaign_tallies.c.people), 0))
    .where(
        campaign_tallies.c.campaign_id == campaign_runs.c.campaign_id,
        campaign_tallies.c.run == campaign_runs.c.number,
    )
    .correlate(campaign_runs)
    .scalar_subquery()
    .label("lost"),
).where(campaign_runs.c.campaign_id == bindparam("campaign"), campaign_runs.c.fanned_at.is_(None))
_LEFT: Final = (
    select(outbound.c.id, outbound.c.tries)
    .where(_MINE, outbound.c.stage == literal_column("'settled'"))
    .order_by(outbound.c.settled_at.desc())
    .limit(bindparam("left", type_=Integer))
    .subquery()
)
_NEWEST_KNOWN: Final = (
    select(attempts.c.status)
    .join(_LEFT, and_(attempts.c.message_id == _LEFT.c.id, attempts.c.number == _LEFT.c.tries))
    .where(
        attempts.c.status.in_((Status.FAILED.value, Status.DELIVERED.value, Status.READ.value)),
        attempts.c.updated_at > bindparam("since", type_=Instant),
    )
    .order_by(attempts.c.updated_at.desc(), attempts.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
