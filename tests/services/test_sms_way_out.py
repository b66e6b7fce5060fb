"""Nobody gets an SMS of a campaign that does not say, truly, how to get no more of them; on both databases."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.core.addresses import Address, Channel
from bot.core.errors import BadInput
from bot.services import preflight, rehearsal, way_out
from bot.services.campaigns import Desk
from bot.storage import campaigns
from tests.house import House
from tests.services.campaigns import (
    APPROVER,
    BELOW_SMS,
    OFFICER,
    approved,
    document,
    join,
    person,
    scheduler,
    started,
    state,
)
from tests.tested import seen

ABROAD = "+573001112233"
ANSWER = "\nPara no recibir avisos responde BAJA"


def texts(house: House, who: str) -> list[str]:
    return house.provider.texts(house.phone(who).address)


def desk(house: House, whatsapp: str) -> Desk:
    """The desk of the same installation with another WhatsApp number."""
    return Desk(
        house.database,
        house.app.regulations,
        house.clock,
        preview=house.app.preview,
        way_out=way_out.below_sms(whatsapp),
    )


def test_each_reads_the_way_out_that_works_for_them(house: House) -> None:
    join(house, [person(1, "sms"), ABROAD])
    started(house, channel="sms", body={"es": "Ven el lunes."})
    asyncio.run(house.speak())
    assert texts(house, person(1, "sms")) == ["Ven el lunes." + BELOW_SMS]
    assert texts(house, ABROAD) == ["Ven el lunes." + ANSWER]


def test_a_look_ahead_counts_the_parts_that_leave(house: House) -> None:
    join(house, [person(1, "sms"), ABROAD])
    campaign = started(house, channel="sms", body={"es": "x" * 110})
    found = preflight.look(house.database, campaign, house.app.preflight, house.clock())
    (reading,) = found.readings
    assert reading.sms is not None
    assert reading.sms_answered is not None
    assert (reading.sms.most.parts, reading.sms_answered.most.parts) == (2, 1)
    assert reading.text.endswith(BELOW_SMS)
    asyncio.run(house.speak())
    assert sorted(len(one) > 160 for who in (person(1, "sms"), ABROAD) for one in texts(house, who)) == [False, True]


def test_a_rehearsal_and_a_look_up_speak_of_the_same_words(house: House) -> None:
    join(house, [person(1, "sms")])
    campaign = approved(house, channel="sms", body={"es": "Ven el lunes."})
    rehearsal.send(house.database, campaign, person(1, "sms"), house.app.regulations, OFFICER, house.clock())
    asyncio.run(house.speak())
    assert texts(house, person(1, "sms")) == ["Ven el lunes." + BELOW_SMS]


def test_without_a_number_to_write_to_no_sms_campaign_is_made(house: House) -> None:
    join(house, [person(1, "sms")])
    for channel in ("sms", "whatsapp_then_sms"):
        with pytest.raises(BadInput, match="channel: en Perú nadie puede responder un SMS"):
            desk(house, "").create(document(channel=channel), OFFICER)
    assert house.rows("campaigns") == 0


def test_another_number_voids_what_was_written_with_the_old_one(house: House) -> None:
    join(house, [person(1, "sms")])
    campaign = approved(house, channel="sms", body={"es": "Ven el lunes."})
    before = house.one("campaigns", id=campaign)["hash"]
    other = desk(house, "+51900000009")
    with pytest.raises(BadInput, match="vuelve a editar"):
        other.start(campaign, OFFICER)
    other.edit(campaign, document(channel="sms", body={"es": "Ven el lunes."}), OFFICER)
    assert house.one("campaigns", id=campaign)["hash"] != before
    with pytest.raises(BadInput, match="vuelve a editar"):
        house.app.desk.approve(campaign, APPROVER)
    with seen(house.database, campaign):
        other.approve(campaign, APPROVER)


@pytest.mark.parametrize("plan", [{}, {"channel": "whatsapp_then_sms"}])
def test_a_campaign_stops_by_itself_once_its_way_out_is_somebody_elses_number(
    house: House, new_house: Callable[..., House], plan: dict[str, Any]
) -> None:
    """Armed, it does not start; running or coming again, it pauses before anybody else is sent there."""
    join(house, [person(1, "sms"), person(2)])
    plan = {"channel": "sms", "body": {"es": "Ven."}, **plan}
    armed = approved(house, send_at="2026-11-24T09:00", **plan)
    house.app.desk.schedule(armed, OFFICER)
    running, plain = started(house, **plan), started(house)
    moved = new_house(whatsapp_from="+51900000009")
    scheduler(moved).step()
    assert [state(house, one) for one in (armed, running, plain)] == ["scheduled", "paused", "running"]
    assert asyncio.run(moved.speak()) == 1
    assert texts(moved, person(2)) == ["Lávate las manos."]
    house.clock.move(hours=24)
    scheduler(moved).step()
    assert state(house, armed) == "approved"
    with house.database.read() as tx:
        assert sorted((one.campaign_id, one.kind) for one in campaigns.unseen(tx)) == [
            (armed, "way_out"),
            (running, "way_out"),
        ]


def test_other_words_around_the_same_number_stop_nothing(house: House) -> None:
    join(house, [person(1, "sms")])
    campaign = started(house, channel="sms", body={"es": "Ven."})
    with house.database.read() as tx:
        found = campaigns.load(tx, campaign)
        assert found is not None
    lines = {language: line.upper() for language, line in found.plan.way_out.answer.items()}
    worded = replace(found.plan, way_out=replace(found.plan.way_out, answer=lines))
    assert not way_out.misleads(worded, house.app.whatsapp_number)
    assert way_out.misleads(worded, "")


def test_a_look_ahead_says_when_the_line_no_longer_holds(house: House, new_house: Callable[..., House]) -> None:
    join(house, [person(1, "sms")])
    campaign = house.app.desk.create(document(channel="sms", body={"es": "Ven."}), OFFICER)
    later = new_house(whatsapp_from="")
    found = preflight.look(house.database, campaign, later.app.preflight, house.clock())
    assert [line.partition(":")[0] for line in found.problems] == ["channel"]


def test_the_longest_sms_with_its_way_out_has_two_parts(house: House) -> None:
    join(house, [person(1, "sms")])
    room = 306 - len(BELOW_SMS)
    house.app.desk.create(document(channel="sms", body={"es": "x" * room}), OFFICER)
    with pytest.raises(BadInput, match="3 partes de SMS"):
        house.app.desk.create(document(channel="sms", body={"es": "x" * (room + 1)}), OFFICER)


def test_the_line_is_in_the_language_of_the_words_above_it() -> None:
    lines = way_out.below_sms("+51900000001")
    assert lines.line("en", answers=False).startswith("To ")
    assert lines.line("pt", answers=True) == way_out.line(Address(Channel.SMS, ABROAD), "")
