"""All campaigns at a glance, and by the day, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.campaigns import State
from bot.core.errors import BadInput
from bot.services import audiences, campaign_agenda, campaign_board, campaign_review
from bot.services.audiences import Taken
from bot.services.watching import Watching
from tests.house import House
from tests.services.campaigns import OFFICER, approved, document, join, person, settle, started, yes
from tests.tested import seen

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


def shown(house: House, *states: State, offset: int = 0, limit: int = 10) -> list[tuple[int, str, int, int]]:
    rows = campaign_board.page(house.database, Watching(), states, house.clock(), offset=offset, limit=limit)
    return [(row.campaign.id, row.campaign.state.value, row.people, row.done) for row in rows]


def leaving(house: House) -> dict[int, list[str]]:
    found = campaign_agenda.days(
        house.database, house.app.regulations.hours, house.app.settings.timezone, FIRST, LAST,
        language="es", now=house.clock(),
    )  # fmt: skip
    return {day.day.day: [f"{entry.at:%H:%M} {entry.campaign.name}" for entry in day.entries] for day in found}


def test_the_board_shows_the_newest_first_with_how_far_each_has_come(house: House) -> None:
    join(house, [person(n) for n in range(4)])
    first = started(house)
    second = house.app.desk.create(document(name="Otra"), OFFICER)
    assert shown(house) == [(second, "draft", 4, 0), (first, "running", 4, 0)]
    assert shown(house, State.RUNNING) == [(first, "running", 4, 0)]
    assert shown(house, offset=1, limit=1) == [(first, "running", 4, 0)]
    assert [one.id for one in campaign_board.started(house.database, 10)] == [first]


def test_drafts_of_which_something_was_said_are_found(house: House) -> None:
    join(house, [person(1)])
    campaign = house.app.desk.create(document(), OFFICER)
    house.app.desk.create(document(name="Callada"), OFFICER)
    assert campaign_board.open_drafts(house.database, 10) == []
    fingerprint = str(house.one("campaigns", id=campaign)["hash"])
    with seen(house.database, campaign):
        campaign_review.send(
            house.database, house.app.desk, campaign, OFFICER, fingerprint=fingerprint, comment="", now=house.clock()
        )
    ((found, remark),) = campaign_board.open_drafts(house.database, 10)
    assert (found.id, remark.kind, remark.author) == (campaign, "sent", OFFICER)


def test_each_day_says_what_leaves_and_when_anything_may(house: House) -> None:
    join(house, [person(1)])
    desk = house.app.desk
    desk.create(document(name="Una", send_at="2026-12-02T21:30"), OFFICER)
    weekly = {"every": "week", "until": "2027-02-28"}
    desk.create(document(name="Martes", send_at="2026-11-24T09:00", repeat=weekly), OFFICER)
    desk.create(document(name="A mano"), OFFICER)
    by_day = leaving(house)
    assert {day: entries for day, entries in by_day.items() if entries} == {
        2: ["21:30 Una"], **{day: ["09:00 Martes"] for day in (1, 8, 15, 22, 29)},
    }  # fmt: skip
    days = campaign_agenda.days(
        house.database, house.app.regulations.hours, house.app.settings.timezone, FIRST, LAST,
        language="en_US", now=house.clock(),
    )  # fmt: skip
    assert "Christmas" in days[24].holiday
    assert days[24].closed
    assert days[24].hours == ()
    assert days[5].hours == ()
    assert [(one.start.hour, one.end and one.end.hour) for one in days[0].hours] == [(8, 20)]
    assert [entry.waits for day in (days[0], days[1], days[7]) for entry in day.entries] == [False, True, True]


def test_a_series_stands_on_every_day_from_its_start_to_its_end(house: House) -> None:
    join(house, [person(1)])
    steps = [{"day": 0, "body": {"es": "Hola."}}]
    plan = document(series={"from": "joined", "at": "09:00", "until": "2026-12-04", "steps": steps})
    del plan["body"]
    campaign = house.app.desk.create(plan, OFFICER)
    assert not any(leaving(house).values())
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    settle(house)
    assert [day for day, entries in leaving(house).items() if entries] == [1, 2, 3, 4]


def test_what_was_started_by_hand_stands_where_it_started(house: House) -> None:
    join(house, [person(1)])
    campaign = approved(house)
    house.clock.now = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
    house.app.desk.start(campaign, OFFICER)
    assert {day: entries for day, entries in leaving(house).items() if entries} == {3: ["10:00 Lavado de manos"]}
    house.app.desk.cancel(campaign, OFFICER)
    assert not any(leaving(house).values())


def test_an_audience_is_not_overwritten_unseen(house: House) -> None:
    join(house, [person(n) for n in range(3)])
    rule = {"languages": ["es"]}
    saved, people = audiences.save(house.database, "  Todas  ", rule, OFFICER, house.clock, seen="")
    assert (saved.name, people) == ("todas", 3)
    with pytest.raises(Taken, match="Ya hay"):
        audiences.save(house.database, "todas", {"languages": ["en"]}, OFFICER, house.clock, seen="")
    again, _people = audiences.save(
        house.database, "todas", {"languages": ["en"]}, OFFICER, house.clock, seen=saved.rule.canonical()
    )
    with pytest.raises(Taken, match="cambió"):
        audiences.save(house.database, "todas", rule, OFFICER, house.clock, seen=saved.rule.canonical())
    with pytest.raises(BadInput, match="64 letras"):
        audiences.save(house.database, "x" * 65, rule, OFFICER, house.clock)
    house.clock.now += timedelta(minutes=1)
    audiences.save(house.database, "todas", rule, OFFICER, house.clock)
    assert again.rule.languages == ("en",)
