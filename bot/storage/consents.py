"""What people said yes and no to: facts are only added, and the one written down last in a scope holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, String, case, exists, func, literal, select, update

from bot.core.consent import ALERTS, EVERYTHING, IMPORTED
from bot.storage.database import Transaction
from bot.storage.schema import addresses, consents, contacts, suppressions

_REASON: Final = "consents.reason"


def write(
    tx: Transaction, contact_id: int, scope: str, *, given: bool, at: datetime, source: str, version: str = ""
) -> None:
    """Write down a yes or a no. A yes without the `version` of the wording it answered is none: ValueError."""
    if given and not version:
        raise ValueError("a yes needs the wording it answered")
    if not tx.is_sqlite:
        # A campaign's claim holds its people: either it sees this, or it is committed before this begins.
        held = select(contacts.c.id).where(contacts.c.id == contact_id).with_for_update(key_share=True)
        tx.connection.execute(held).all()
    tx.connection.execute(
        consents.insert().values(
            contact_id=contact_id, scope=scope, given=given, at=at, source=source, text_version=version
        )
    )


def write_all(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down many facts at once: rows with every column of `consents` but the id."""
    if any(row["given"] and not row["text_version"] for row in rows):
        raise ValueError("a yes needs the wording it answered")
    if not rows:
        return
    if not tx.is_sqlite:
        noes = sorted({row["contact_id"] for row in rows if not row["given"]})  # as in `write`
        held = select(contacts.c.id).where(contacts.c.id.in_(noes)).order_by(contacts.c.id)
        tx.connection.execute(held.with_for_update(key_share=True)).all()
    tx.connection.execute(consents.insert(), list(rows))


def of(tx: Transaction, contact_id: int) -> dict[str, bool]:
    """The word that holds on each scope."""
    rows = tx.connection.execute(_holding([contact_id]))
    return {row.scope: row.given for row in rows}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A yes or a no, when and where it was given, and which wording a yes answered."""

    given: bool
    at: datetime
    source: str
    text_version: str


def history(tx: Transaction, contact_id: int) -> list[tuple[str, Fact]]:
    """Every fact of a person with its scope, also those that no longer hold, newest first."""
    query = select(consents).where(consents.c.contact_id == contact_id).order_by(consents.c.id.desc())
    return [
        (row.scope, Fact(given=row.given, at=row.at, source=row.source, text_version=row.text_version))
        for row in tx.connection.execute(query)
    ]


def facts(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """The facts that hold for these people, by contact and scope."""
    found: dict[int, dict[str, Fact]] = {contact_id: {} for contact_id in contact_ids}
    for row in tx.connection.execute(_holding(list(found))):
        found[row.contact_id][row.scope] = Fact(
            given=row.given, at=row.at, source=row.source, text_version=row.text_version
        )
    return found


def _holding(contact_ids: list[int]) -> Any:
    newest = (
        select(func.max(consents.c.id))
        .where(consents.c.contact_id.in_(contact_ids))
        .group_by(consents.c.contact_id, consents.c.scope)
    )
    return select(consents).where(consents.c.id.in_(newest))


def one_of_two(tx: Transaction, *, keep: int, drop: int) -> None:
    """Two contacts are one person, before their facts are put together: where they contradict each other the weightier
    word is written down once more, so that it is the one that holds. A no of their own outweighs a file's yes; else the
    later word holds, and of two of the same moment the no."""
    both = facts(tx, [keep, drop])
    for scope in sorted(both[keep].keys() & both[drop].keys()):
        one, other = both[keep][scope], both[drop][scope]
        if one.given is other.given:
            continue
        no, yes = (other, one) if one.given else (one, other)
        own_no = not no.source.startswith(IMPORTED) and yes.source.startswith(IMPORTED)
        holds = no if own_no or no.at >= yes.at else yes
        write(tx, keep, scope, given=holds.given, at=holds.at, source=holds.source, version=holds.text_version)


def has_left(tx: Transaction, contact_id: int) -> bool:
    """True where a no to being written to holds. A subject given up is none."""
    held = of(tx, contact_id)
    return held.get(ALERTS) is False or held.get(EVERYTHING) is False


def reason(tx: Transaction, contact_id: int, text: str) -> None:
    """Why a person left, in their words, beside their newest no."""
    newest = select(func.max(consents.c.id)).where(
        consents.c.contact_id == contact_id, consents.c.scope.in_((ALERTS, EVERYTHING)), ~consents.c.given
    )
    tx.connection.execute(
        update(consents).where(consents.c.id == newest.scalar_subquery()).values(reason=tx.seal(text, _REASON))
    )


def forget_reasons(tx: Transaction, before: datetime) -> None:
    """Retention: the words of a no from before `before` are gone; the no stays."""
    tx.connection.execute(update(consents).where(consents.c.at < before).values(reason=None))


def suppress(tx: Transaction, contact_id: int, now: datetime) -> None:
    """Keep a keyed hash of each address, so that an import never writes to someone who said no and left."""
    hashes = tx.connection.execute(select(addresses.c.digest).where(addresses.c.contact_id == contact_id)).scalars()
    for digest in hashes.all():
        tx.connection.execute(tx.insert(suppressions).values(digest=digest, at=now).on_conflict_do_nothing())


def welcome_back(tx: Transaction, contact_id: int) -> None:
    """They said yes again themselves: what was kept of an earlier no is gone."""
    theirs = select(addresses.c.digest).where(addresses.c.contact_id == contact_id)
    tx.connection.execute(suppressions.delete().where(suppressions.c.digest.in_(theirs)))


def newest(contact_id: ColumnElement[int], scope: str) -> ColumnElement[bool]:
    """SQL: the word that holds on `scope` for this contact, NULL where there is none. One step in an index."""
    return (
        select(consents.c.given)
        .where(consents.c.contact_id == contact_id, consents.c.scope == scope)
        .order_by(consents.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def refusal(now: datetime) -> ColumnElement[str]:
    """SQL: why a campaign may not write to `contacts` at `addresses`, both tables of the query it stands in; empty
    where it may. `opted_out`, `no_consent`, `stopped` (the address must not be written to), `resting` (keeps failing).

    The one place that decides this. It reads what is committed, so it belongs into the transaction that claims.
    """
    alerts = newest(contacts.c.id, ALERTS)
    left = (contacts.c.erase_from.is_not(None), exists().where(suppressions.c.digest == addresses.c.digest))
    said_no = (newest(contacts.c.id, EVERYTHING).is_(False), alerts.is_(False))
    return case(
        *((fact, literal("opted_out", String)) for fact in (*left, *said_no)),
        (alerts.is_(None), literal("no_consent", String)),
        (addresses.c.stopped != "", literal("stopped", String)),
        (addresses.c.rests_until > now, literal("resting", String)),
        else_=literal("", String),
    )


def may_be_written_to(now: datetime) -> ColumnElement[bool]:
    """SQL: a campaign may write to `contacts` at `addresses`."""
    return func.coalesce(refusal(now) == "", literal(False, Boolean))


def standing(tx: Transaction, contact_id: int, now: datetime) -> Sequence[Any]:
    """The addresses of one person, oldest first: rows with channel, stopped, rests_until, and why a campaign may not
    write there (`reason`, empty where it may)."""
    return tx.connection.execute(
        select(addresses.c.channel, addresses.c.stopped, addresses.c.rests_until, refusal(now).label("reason"))
        .select_from(addresses.join(contacts, contacts.c.id == addresses.c.contact_id))
        .where(contacts.c.id == contact_id)
        .order_by(addresses.c.id)
    ).all()
