"""Tests of campaigns: messages by which the team saw what people will read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from bot.storage.database import Transaction
from bot.storage.schema import attempts, campaign_tests, outbound


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One message of a test. `test`: which of them left together; `stage`: where the message stands; `code`: of the
    provider's, where its last attempt has one."""

    message_id: int
    test: int
    stage: str
    code: int | None


def note(tx: Transaction, campaign_id: int, wording: str, message_ids: Sequence[int]) -> None:
    """These messages, which leave together, show these words (`Plan.wording`) of the campaign to the team. Said
    twice, it is said once."""
    tx.connection.execute(
        tx.insert_new(campaign_tests),
        [
            {"message_id": one, "campaign_id": campaign_id, "wording": wording, "test": min(message_ids)}
            for one in message_ids
        ],
    )


def of(tx: Transaction, campaign_id: int, wording: str) -> list[Shown]:
    """Every message that showed these words of the campaign, the oldest first."""
    rows = tx.connection.execute(
        select(campaign_tests.c.message_id, campaign_tests.c.test, outbound.c.stage, attempts.c.code)
        .join(outbound, outbound.c.id == campaign_tests.c.message_id)
        .outerjoin(attempts, and_(attempts.c.message_id == outbound.c.id, attempts.c.number == outbound.c.tries))
        .where(campaign_tests.c.campaign_id == campaign_id, campaign_tests.c.wording == wording)
        .order_by(campaign_tests.c.message_id)
    )
    return [Shown(**row._mapping) for row in rows]  # noqa: SLF001 (documented)
