"""An approval asks whether the team has seen what people will read."""

import asyncio
from typing import Any

import pytest

from bot.core.errors import BadInput
from bot.core.messages import Order, Outcome, Reaction, Status
from bot.services import campaign_review, housekeeping, rehearsal
from bot.services.preflight import look
from bot.services.tested import Rehearsed
from tests.house import House
from tests.services.campaigns import APPROVER, OFFICER, document, join, person, state, template


@pytest.fixture
def draft(house: House) -> int:
    join(house, [person(n) for n in range(3)])
    return house.app.desk.create(document(), OFFICER)


def rehearse(house: House, campaign: int, to: int = 0) -> None:
    rehearsal.send(house.database, campaign, person(to), house.app.regulations, OFFICER, house.clock())


def stands(house: House, campaign: int) -> Rehearsed:
    return look(house.database, campaign, house.app.preflight, house.clock()).test


def refused(house: House, campaign: int) -> str:
    """Why it is not approved: one line, the same that its page of facts and the way to an approver show."""
    before = house.all_rows()
    with pytest.raises(BadInput) as approving:
        house.app.desk.approve(campaign, APPROVER)
    read = str(house.one("campaigns", id=campaign)["hash"])
    with pytest.raises(BadInput) as sending:
        campaign_review.send(
            house.database, house.app.desk, campaign, OFFICER, fingerprint=read, comment="", now=house.clock()
        )
    assert house.all_rows() == before
    (line,) = approving.value.lines
    assert [line] == list(sending.value.lines)
    assert line == look(house.database, campaign, house.app.preflight, house.clock()).lacking
    return str(line)


def test_nobody_says_yes_before_a_test_has_left(house: House, draft: int) -> None:
    assert "Falta una prueba" in refused(house, draft)
    rehearse(house, draft)
    assert "va en camino" in refused(house, draft)
    asyncio.run(house.speak())
    assert stands(house, draft) is Rehearsed.LEFT
    assert house.app.desk.approve(draft, APPROVER) == 3


def test_a_test_whose_answer_was_lost_or_that_failed_shows_nothing(house: House, draft: int) -> None:
    async def lost(order: Order) -> Outcome:
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)

    async def failed(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=63016, reaction=Reaction.DROP)

    house.provider.fate = lost
    rehearse(house, draft)
    asyncio.run(house.speak())
    assert "va en camino" in refused(house, draft)
    house.provider.fate = failed
    house.clock.move(seconds=10)
    rehearse(house, draft, 1)
    asyncio.run(house.speak())
    house.clock.move(seconds=61)
    asyncio.run(house.sender.reconcile())
    asyncio.run(house.speak())
    assert "falló (código 63016" in refused(house, draft)
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=10)
    rehearse(house, draft, 2)
    asyncio.run(house.speak())
    assert house.app.desk.approve(draft, APPROVER) == 3


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"name": "Otro nombre"}, True),
        ({"send_at": "2026-11-24T10:00"}, True),
        ({"audience": {"languages": ["es"], "seen_within_days": 30}}, True),
        ({"body": {"es": "Lávate las manos!"}}, False),
        ({"body": {"es": "Lávate las manos.", "en": "Wash your hands."}}, False),
        ({"channel": "whatsapp_then_sms"}, False),
        ({"media_url": "https://files.example/a.jpg"}, False),
        ({"buttons": [{"label": {"es": "Sí"}}]}, False),
        ({"template": {"content_sid": "HX" + "a" * 32, "variables": {"1": "a"}}}, False),
    ],
)
def test_another_hour_or_audience_needs_no_other_test_and_another_word_does(
    house: House, draft: int, change: dict[str, Any], holds: bool
) -> None:
    template(house)
    rehearse(house, draft)
    asyncio.run(house.speak())
    house.app.desk.edit(draft, document(**change), OFFICER)
    assert stands(house, draft) is (Rehearsed.LEFT if holds else Rehearsed.NONE)


def test_of_a_text_and_its_template_both_must_have_left(house: House) -> None:
    join(house, [person(0)])
    sid = template(house)
    plan = document(template={"content_sid": sid, "variables": {"1": "a"}})
    campaign = house.app.desk.create(plan, OFFICER)

    async def only_text(order: Order) -> Outcome:
        if order.content_sid:
            return await house.provider.refuse(order, code=63016, reaction=Reaction.DROP)
        return await house.provider.accept(order)

    house.provider.fate = only_text
    rehearse(house, campaign)
    for _ in range(2):
        asyncio.run(house.speak())
        house.clock.move(seconds=10)
    assert len(house.provider.orders) == 2
    assert "falló (código 63016" in refused(house, campaign)


def test_a_test_of_another_campaign_is_none_of_this_one(house: House, draft: int) -> None:
    other = house.app.desk.create(document(), OFFICER)
    rehearse(house, other)
    asyncio.run(house.speak())
    assert "Falta una prueba" in refused(house, draft)


def test_an_emergency_may_go_without_and_the_page_and_the_record_say_so(house: House) -> None:
    join(house, [person(1)])
    campaign = house.app.desk.create(document(kind="emergency", emergency_reason="Huaico"), OFFICER)
    found = look(house.database, campaign, house.app.preflight, house.clock())
    assert (found.lacking, any("sin prueba" in line for line in found.warnings)) == ("", True)
    house.app.desk.approve(campaign, APPROVER)
    assert '"test":"none"' in house.column("audit", "detail")[-1].replace(" ", "")
    assert state(house, campaign) == "approved"


def test_with_the_message_the_test_is_forgotten(house: House, draft: int) -> None:
    rehearse(house, draft)
    asyncio.run(house.speak())
    house.clock.move(days=401)
    housekeeping.forget(house.database, house.clock(), house.clock())
    assert house.rows("campaign_tests") == 0
