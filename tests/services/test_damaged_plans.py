"""A campaign whose plan does not read back stops alone: others start, are written down, leave; on both databases."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core.errors import BadInput
from bot.services import campaign_agenda, campaign_facts, fanout
from bot.storage import audit, campaigns, outbound
from bot.storage.schema import campaigns as table
from tests.house import House
from tests.services.campaigns import (
    APPROVER,
    OFFICER,
    approved,
    counts,
    document,
    join,
    person,
    scheduler,
    settle,
    started,
    state,
    yes,
)

AT = "2026-11-24T09:00"


def not_json(text: str) -> str:
    return text[:-1]


def other_type(text: str) -> str:
    return json.dumps([text])


def without_a_field(text: str) -> str:
    return json.dumps({name: value for name, value in json.loads(text).items() if name != "channel"})


def newer(text: str) -> str:
    """As a newer program may write it: leaving out what is not understood would write to everybody."""
    plan = json.loads(text)
    plan["audience"]["not_in"] = ["somewhere"]
    return json.dumps(plan, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def edited_in_place(text: str) -> str:
    return text.replace("Lávate", "Láváte")


DAMAGES = [not_json, other_type, without_a_field, newer, edited_in_place]


def damage(house: House, campaign: int, how: Callable[[str], str] = not_json) -> None:
    with house.database.write() as tx:
        text = tx.connection.execute(select(table.c.plan).where(table.c.id == campaign)).scalar_one()
        tx.connection.execute(update(table).where(table.c.id == campaign).values(plan=how(text)))


def told(house: House, campaign: int) -> list[str]:
    with house.database.read() as tx:
        return [notice.kind for notice in campaigns.unseen(tx, campaign)]


@pytest.mark.parametrize("how", DAMAGES)
def test_one_that_is_armed_keeps_no_other_from_starting(house: House, how: Callable[[str], str]) -> None:
    join(house, [person(1)])
    bad, good = approved(house, send_at=AT), approved(house, send_at=AT)
    for campaign in (bad, good):
        house.app.desk.schedule(campaign, OFFICER)
    damage(house, bad, how)
    house.clock.now = house.clock.now.replace(day=24, hour=14)
    settle(house)
    assert (state(house, bad), state(house, good)) == ("approved", "running")
    assert (told(house, bad), told(house, good)) == (["plan"], [])
    assert house.rows("outbound", campaign_id=good) == 1


def test_one_that_runs_keeps_no_other_from_being_written_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "CHUNK", 2)
    join(house, [person(n) for n in range(6)])
    bad, good = approved(house), approved(house)
    for campaign in (bad, good):
        house.app.desk.start(campaign, OFFICER)
    scheduler(house).step()
    damage(house, bad)
    settle(house)
    assert (state(house, bad), state(house, good)) == ("paused", "running")
    assert house.rows("outbound", campaign_id=good) == 6
    assert told(house, bad) == ["plan"]
    with house.database.read() as tx:
        assert [act.subject for act in audit.newest(tx, limit=50, actor="system")] == [str(bad)]


def test_one_that_runs_keeps_no_other_from_leaving_even_without_a_scheduler(house: House) -> None:
    join(house, [person(n) for n in range(3)])
    bad, good = started(house), started(house)
    damage(house, bad)
    assert asyncio.run(house.speak()) == 3
    assert counts(house, good) == {"accepted": 3}
    assert (counts(house, bad), state(house, bad), told(house, bad)) == ({"waiting": 3}, "paused", ["plan"])


def test_whatever_else_breaks_in_one_keeps_no_other_from_its_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house, [person(1)])
    bad, good = approved(house), approved(house)
    for campaign in (bad, good):
        house.app.desk.start(campaign, OFFICER)
    whole = fanout.step

    def breaks(database: Any, campaign: int, *rest: Any) -> int:
        if campaign == bad:
            raise RuntimeError("broken")
        return whole(database, campaign, *rest)

    monkeypatch.setattr(fanout, "step", breaks)
    settle(house)
    assert house.rows("outbound", campaign_id=good) == 1


def test_it_can_be_seen_cancelled_or_written_anew_and_says_what_is_wrong(house: House) -> None:
    join(house, [person(1)])
    draft, running = house.app.desk.create(document(), OFFICER), started(house)
    for campaign in (draft, running):
        damage(house, campaign)
    zone, desk = house.app.settings.timezone, house.app.desk
    listed = {row["id"]: row for row in campaign_facts.listed(house.database, zone)}
    assert [listed[campaign]["needs_attention"] for campaign in (draft, running)] == [True, True]
    shown = campaign_facts.shown(house.database, running, zone)
    assert (shown["plan"], shown["counts"]["waiting"]) == (None, 1)
    for act in (lambda: desk.approve(draft, APPROVER), lambda: desk.clone(running, OFFICER)):
        with pytest.raises(BadInput, match="no se puede leer"):
            act()
    today = house.clock().date()
    page = campaign_agenda.days(
        house.database, house.app.regulations.hours, zone, today, today, language="es", now=house.clock()
    )
    assert [entry.campaign.id for entry in page[0].entries] == []
    desk.edit(draft, document(), OFFICER)
    yes(house, draft)
    desk.cancel(running, OFFICER)
    assert (state(house, draft), state(house, running)) == ("approved", "cancelled")


def test_people_are_answered_and_see_their_data_all_the_same(house: House) -> None:
    (who,) = join(house, [person(1)])
    campaign = started(house, buttons=[{"label": {"es": "Sí"}}])
    asyncio.run(house.speak())
    damage(house, campaign)
    with house.database.read() as tx:
        assert [text for _, text in outbound.texts_of(tx, who)] == [""]
    asyncio.run(house.post(house.phone(person(1)).text("1")))
    asyncio.run(house.think())
    house.clock.move(seconds=10)
    assert asyncio.run(house.speak()) == 1
