"""What delivery reports change: they may come early, late, twice and in any order. Full length: `python -m tests.faults`."""

import asyncio
from pathlib import Path

import pytest

from bot.channels.twilio import errors
from bot.core.addresses import parse
from bot.core.messages import Order, Outcome, Reaction, Status
from bot.services import delivery
from tests.faults import reports
from tests.house import House

PERSON = "whatsapp:+51911111111"
SMS = "+51911111111"


def told(house: House, attempt: int, status: str, code: int | None = None, sid: str = "") -> int:
    """Twilio reports; `sid` where it is not the one the create call returned."""
    return asyncio.run(house.report(attempt, status, code, sid or next(iter(house.provider.created), "SM" + "9" * 32)))


def sent(house: House, person: str = PERSON) -> None:
    """A message of ours that was accepted."""
    house.owe("hola", person)
    asyncio.run(house.speak())


def message(house: House) -> tuple[str, str]:
    row = house.one("outbound")
    return row["stage"], row["reason"]


def test_every_order_of_reports_and_answer_ends_alike(tmp_path: Path, database_url: str) -> None:
    result = reports.run(tmp_path, database_url, histories=0, seed=20261123)
    assert result.kept, result
    assert result.histories > 1_500


def test_reports_about_messages_nobody_knows_are_thanked_for_and_change_nothing(house: House) -> None:
    sent(house)
    before = house.one("attempts")
    for attempt, sid in ((999, "SM" + "8" * 32), (1, "SM" + "8" * 32)):
        for status in ("sent", "delivered", "failed", "nonsense", ""):
            assert told(house, attempt, status, sid=sid) == 200
    assert house.one("attempts") == before


def test_a_report_before_the_answer_is_joined_with_it(house: House) -> None:
    async def early(order: Order) -> Outcome:
        sid = house.provider.create(order)
        assert await house.report(order.attempt, "delivered", sid=sid) == 200
        return Outcome(status=Status.ACCEPTED, provider_id=sid)

    house.provider.fate = early
    sent(house)
    assert house.one("attempts")["status"] == "delivered"
    assert message(house) == ("settled", "")


def test_a_retry_that_a_report_asked_for_before_the_answer_is_still_made(house: House) -> None:
    async def early(order: Order) -> Outcome:
        sid = house.provider.create(order)
        assert await house.report(order.attempt, "failed", 63018, sid=sid) == 200
        return Outcome(status=Status.ACCEPTED, provider_id=sid)

    house.provider.fate = early
    sent(house)
    assert message(house) == ("waiting", "")
    house.provider.fate = house.provider.accept
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    assert house.column("attempts", "status") == ["failed", "accepted"]


def test_a_lost_answer_is_settled_by_a_report_without_asking(house: House) -> None:
    async def lost(order: Order) -> Outcome:
        house.provider.create(order)
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)

    house.provider.fate = lost
    sent(house)
    assert message(house)[0] == "claimed"
    assert told(house, 1, "sent") == 200
    assert message(house) == ("settled", "")
    house.clock.move(hours=1)
    assert asyncio.run(house.sender.reconcile()) == 0
    assert house.provider.looked == 0


def test_proof_of_delivery_ends_the_wait_for_another_attempt(house: House) -> None:
    sent(house)
    told(house, 1, "failed", 63018)
    assert message(house)[0] == "waiting"
    told(house, 1, "delivered")
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    assert len(house.provider.orders) == 1
    assert message(house) == ("settled", "")


def test_a_late_proof_for_an_older_attempt_keeps_a_newer_failure_from_another_try(house: House) -> None:
    sent(house)
    first = next(iter(house.provider.created))
    told(house, 1, "failed", 63018)
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    told(house, 1, "delivered", sid=first)
    told(house, 2, "failed", 63018, sid=list(house.provider.created)[1])
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    assert len(house.provider.orders) == 2
    assert house.column("attempts", "status") == ["delivered", "failed"]


RULES = [pytest.param(code, rule, id=f"{code}-{rule.reaction}") for code, rule in sorted(errors.RULES.items())]


@pytest.mark.parametrize(("code", "rule"), RULES)
def test_a_late_failure_has_the_consequence_its_code_names(
    sms_house: House, code: int, rule: errors.Rule
) -> None:
    """On SMS, where no window closes while a retry waits its hours."""
    house = sms_house
    sent(house, SMS)
    for attempt in range(1, 8):
        sids = list(house.provider.created)
        if len(sids) == attempt:
            told(house, attempt, "undelivered", code, sids[-1])
        house.clock.move(hours=9)
        asyncio.run(house.speak())
    again = rule.reaction is Reaction.RETRY
    assert len(house.provider.orders) == (min(rule.tries, delivery.TRIES) if again else 1)
    assert message(house) == ("settled", str(code))
    address = house.one("addresses")
    stops = rule.reaction is Reaction.OPT_OUT or (rule.reaction is Reaction.STOP and rule.tries == 1)
    assert address["stopped"] == (str(code) if stops else "")
    no = house.rows("consents", given=False, source=f"twilio:{code}")
    assert no == (rule.reaction is Reaction.OPT_OUT)


@pytest.fixture
def sms_house(tmp_path: Path, vault: object, clock: object) -> object:
    raise NotImplementedError
