"""What becomes of recipients whose turn it is: claimed, refused, put off, or written to at another address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import String, bindparam, literal, select, update

from bot.core.addresses import Channel
from bot.core.messages import Status
from bot.storage import consents
from bot.storage.database import Transaction
from bot.storage.schema import addresses, attempts, contacts, outbound


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


# Built once, as in recipients.py.

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
