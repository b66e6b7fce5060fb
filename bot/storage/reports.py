"""What the provider reports: joined to what is known, or kept until the attempt it is about is known."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import String, bindparam, case, func, or_, select, update

from bot.core.messages import PROVEN, Reaction, Report, Status, join
from bot.storage.database import Transaction
from bot.storage.outbound import settle_all
from bot.storage.schema import Instant, attempts, outbound, reports


def advance(tx: Transaction, news: Sequence[Report], now: datetime) -> list[Report]:
    """Join ordinary reports to what is known, all at once. Returns those that need a look each, changed by nothing yet:

    a failure among them, an attempt that is not known, or a report that waited for this provider id.
    """
    asked = {
        "ids": [report.attempt for report in news if report.attempt],
        "sids": [report.provider_id for report in news if not report.attempt],
    }
    rows = tx.connection.execute(_REPORTED, asked).all()
    by_id, by_sid = {row.id: row for row in rows}, {row.provider_id: row for row in rows}
    found = [(by_id.get(report.attempt) if report.attempt else by_sid.get(report.provider_id)) for report in news]
    fresh = {report.provider_id for report, row in zip(news, found, strict=True) if row and not row.provider_id}
    early = early_ones(tx, fresh) if fresh else set()
    joined: dict[int, tuple[Any, Status, str]] = {}
    rest = []
    odd = {row.id for report, row in zip(news, found, strict=True) if row and not _is_ordinary(report, row, early)}
    for report, row in zip(news, found, strict=True):
        if row is None or row.id in odd:
            rest.append(report)
            continue
        _, status, sid = joined.get(row.id, (row, Status(row.status), row.provider_id or report.provider_id))
        if sid != report.provider_id:
            rest.append(report)
            continue
        joined[row.id] = (row, join(status, report.status), sid)
    changed = [
        {"the_id": row.id, "the_status": status.value, "sid": sid, "now": now}
        for row, status, sid in joined.values()
        if status.value != row.status or sid != row.provider_id
    ]
    if changed:
        tx.connection.execute(_ADVANCE, changed)
    done = [
        row.message_id
        for row, status, _ in joined.values()
        if (status in PROVEN or row.number == row.tries) and (row.stage != "settled" or row.reason)
    ]
    if done:
        settle_all(tx, done, now=now)
    return rest


def _is_ordinary(report: Report, row: Any, early: set[str]) -> bool:
    return (
        Status.FAILED not in (report.status, Status(row.status))
        and row.provider_id in (None, report.provider_id)
        and report.provider_id not in early
    )


_REPORTED: Final = (
    select(
        attempts.c.id,
        attempts.c.number,
        attempts.c.status,
        attempts.c.provider_id,
        attempts.c.message_id,
        outbound.c.stage,
        outbound.c.reason,
        outbound.c.tries,
    )
    .join(outbound, outbound.c.id == attempts.c.message_id)
    .where(
        attempts.c.id.in_(bindparam("ids", expanding=True))
        | attempts.c.provider_id.in_(bindparam("sids", expanding=True))
    )
    .order_by(attempts.c.id)
    .with_for_update(of=attempts)
)
_STATUS: Final[Any] = bindparam("the_status", type_=String)
_NOW: Final[Any] = bindparam("now", type_=Instant)


def _first(column: Any, proof: Iterable[Status]) -> Any:
    """SQL: when this first became known; as it was where the new status is no proof of it."""
    told = or_(*(status.value == _STATUS for status in sorted(proof)))  # no IN: it cannot run for many rows at once
    return case((told, func.coalesce(column, _NOW)), else_=column)


_ADVANCE: Final = (
    update(attempts)
    .where(attempts.c.id == bindparam("the_id"))
    .values(
        status=_STATUS,
        provider_id=bindparam("sid"),
        updated_at=_NOW,
        delivered_at=_first(attempts.c.delivered_at, PROVEN),
        read_at=_first(attempts.c.read_at, {Status.READ}),
    )
)


def early_ones(tx: Transaction, provider_ids: Iterable[str]) -> set[str]:
    """Which of these provider ids were reported on before their attempt was known."""
    return set(tx.connection.execute(_EARLY, {"sids": list(provider_ids)}).scalars())


_EARLY: Final = select(reports.c.provider_id).where(reports.c.provider_id.in_(bindparam("sids", expanding=True)))


def keep(tx: Transaction, report: Report, now: datetime) -> None:
    """A report about an attempt we do not know yet waits for the create call to return."""
    tx.connection.execute(
        tx.insert(reports)
        .values(
            provider_id=report.provider_id,
            status=report.status.value,
            code=report.code or 0,
            reaction=report.reaction.value if report.reaction else "",
            wait=report.wait,
            tries=report.tries,
            received_at=now,
        )
        .on_conflict_do_nothing()
    )


def kept(tx: Transaction, provider_id: str) -> list[Report]:
    """Reports of this provider id that came before its attempt was known, the earliest first."""
    rows = tx.connection.execute(select(reports).where(reports.c.provider_id == provider_id).order_by(reports.c.id))
    return [
        Report(
            provider_id=row.provider_id,
            status=Status(row.status),
            attempt=None,
            code=row.code or None,
            at=row.received_at,
            reaction=Reaction(row.reaction) if row.reaction else None,
            wait=row.wait,
            tries=row.tries,
        )
        for row in rows
    ]
