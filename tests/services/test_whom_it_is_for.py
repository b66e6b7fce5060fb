"""Whom a campaign is for is settled when it starts, whatever changes while rows are written down; on both databases."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bot.core.consent import ALERTS
from bot.core.plans import Plan
from bot.services import fanout, rights
from bot.storage import campaigns, consents, pages, profiles
from bot.storage.schema import campaign_pages, campaign_runs, labels, outbound
from bot.storage.schema import contacts as people
from tests.house import House
from tests.services.campaigns import (
    OFFICER,
    approved,
    counts,
    join,
    person,
    scheduler,
    settle,
    state,
    yes,
)


def label(house: House, ids: list[int], word: str = "grupo") -> None:
    with house.database.write() as tx:
        profiles.label(tx, [(one, word) for one in ids])


def move(house: House, ids: list[int], district: str) -> None:
    with house.database.write() as tx:
        tx.connection.execute(update(people).where(people.c.id.in_(ids)).values(district=district))


def unlabel(house: House, ids: list[int]) -> None:
    with house.database.write() as tx:
        tx.connection.execute(delete(labels).where(labels.c.contact_id.in_(ids)))


def owed(house: House, campaign: int) -> set[int]:
    with house.database.read() as tx:
        return set(
            tx.connection.execute(select(outbound.c.contact_id).where(outbound.c.campaign_id == campaign)).scalars()
        )


def begun(house: House, **fields: object) -> int:
    """Started, and the first chunk of rows written down."""
    campaign = approved(house, **fields)
    house.app.desk.start(campaign, OFFICER)
    scheduler(house).step()
    return campaign


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "CHUNK", 5)


CHANGES: dict[str, tuple[dict[str, object], Callable[[House, list[int], list[int]], None]]] = {
    "labels": (
        {"audience": {"labels": ["grupo"]}},
        lambda house, meant, others: (unlabel(house, meant), label(house, others))[-1],
    ),
    "districts": (
        {"audience": {"districts": ["Comas"]}},
        lambda house, meant, others: (move(house, meant, "Ate"), move(house, others, "Comas"))[-1],
    ),
    "who was written to": (
        {"audience": {"labels": ["grupo"], "exclude_written_within_days": 30}},
        lambda house, meant, _others: (
            house.app.desk.start(
                approved(house, audience={"labels": ["grupo"]}, kind="emergency", emergency_reason="x"), OFFICER
            )
            and settle(house)
        ),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_while_rows_are_written_down_changes_nothing(house: House, what: str) -> None:
    fields, change = CHANGES[what]
    ids = join(house, [person(n) for n in range(40)])
    meant, others = ids[::2], ids[1::2]
    label(house, meant)
    move(house, meant, "Comas")
    campaign = begun(house, **fields)
    assert 0 < len(owed(house, campaign)) < len(meant)
    change(house, meant, others)
    assert counts(house, campaign)["waiting"] == 20
    settle(house)
    assert owed(house, campaign) == set(meant)
    assert counts(house, campaign) == {"waiting": 20}
    assert house.rows("campaign_pages") == 0


def test_a_no_counts_all_the_same_and_who_is_erased_gets_nothing(house: House) -> None:
    ids = join(house, [person(n) for n in range(12)])
    campaign = begun(house)
    with house.database.write() as tx:
        rights.erase(tx, ids[-1], house.clock())
        consents.write(tx, ids[-2], ALERTS, given=False, at=house.clock(), source="chat")
    settle(house)
    asyncio.run(house.speak())
    settle(house)
    assert counts(house, campaign) == {"accepted": 10, "refused": 1}
    assert state(house, campaign) == "done"


def test_every_occurrence_looks_anew(house: House) -> None:
    ids = join(house, [person(n) for n in range(20)])
    label(house, ids[:18])
    local = (house.clock() + timedelta(hours=1)).astimezone(house.app.settings.timezone)
    repeat = {"every": "day", "until": f"{local + timedelta(days=9):%Y-%m-%d}"}
    campaign = approved(house, audience={"labels": ["grupo"]}, send_at=f"{local:%Y-%m-%dT%H:%M}", repeat=repeat)
    house.app.desk.start(campaign, OFFICER)
    settle(house)
    unlabel(house, ids[:9])
    label(house, ids[18:])
    house.clock.move(days=1, hours=1, minutes=1)
    settle(house)
    assert [house.rows("outbound", campaign_id=campaign, run=run) for run in (1, 2)] == [18, 11]


def test_one_that_is_cancelled_keeps_no_list_of_people(house: House) -> None:
    join(house, [person(n) for n in range(20)])
    campaign = begun(house)
    assert house.rows("campaign_pages") > 0
    house.app.desk.cancel(campaign, OFFICER)
    settle(house)
    assert (house.rows("campaign_pages"), counts(house, campaign)) == (0, {"cancelled": 20})


def test_an_occurrence_that_an_older_program_began_is_written_down_to_its_end(house: House) -> None:
    join(house, [person(n) for n in range(20)])
    campaign = begun(house)
    with house.database.write() as tx:
        tx.connection.execute(update(campaign_runs).values(paged=False))
        tx.connection.execute(delete(campaign_pages))
    settle(house)
    assert counts(house, campaign) == {"waiting": 20}
    assert house.rows("outbound", campaign_id=campaign) == 20


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(1, 2**62), min_size=1, max_size=30), max_size=6))
def test_pages_come_back_once_each_as_they_were_kept(house: House, kept: list[set[int]]) -> None:
    sheets = [sorted(page) for page in kept]
    with house.database.write() as tx:
        campaign = campaigns.add(tx, name="c", plan=Plan(), author="a", expected=0, now=house.clock())
        assert pages.keep(tx, campaign, 1, sheets) == sum(map(len, sheets))
        back = []
        while page := pages.turn(tx, campaign, 1):
            back.append(list(page))
    assert back == sheets


# A day that was missed


def test_a_missed_day_of_a_series_is_told_and_the_next_one_comes(house: House) -> None:
    steps = [{"day": day, "body": {"es": f"día {day}"}} for day in range(8)]
    join(house, [person(1)])
    series = {"from": "joined", "at": "10:15", "until": "2026-12-20", "steps": steps}
    campaign = house.app.desk.create({"name": "s", "audience": {"languages": ["es"]}, "series": series}, OFFICER)
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    house.clock.move(minutes=20)
    settle(house)
    assert house.rows("outbound", campaign_id=campaign) == 1
    house.clock.move(days=3)  # down since; back on the 26th at 10:20, in time for that day
    settle(house)
    with house.database.read() as tx:
        assert [(one.kind, one.detail) for one in campaigns.unseen(tx, campaign)] == [
            ("missed_day", "2026-11-24 … 2026-11-25 (2)")
        ]
    assert house.rows("outbound", campaign_id=campaign) == 2
    house.clock.move(days=1)
    settle(house)
    assert (house.rows("outbound", campaign_id=campaign), state(house, campaign)) == (3, "running")


def test_a_missed_occurrence_of_one_that_repeats_is_told(house: House) -> None:
    join(house, [person(1)])
    campaign = approved(house, send_at="2026-11-23T11:00", repeat={"every": "day", "until": "2026-12-20"})
    house.app.desk.schedule(campaign, OFFICER)
    house.clock.move(hours=1)
    settle(house)
    house.clock.move(days=1, hours=2)
    settle(house)
    with house.database.read() as tx:
        assert [one.kind for one in campaigns.unseen(tx, campaign)] == ["missed_day"]
    house.clock.move(hours=22)
    settle(house)
    assert house.rows("campaign_runs", campaign_id=campaign) == 2
