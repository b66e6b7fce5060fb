"""How the service goes, counted on both databases: whoever reads it learns of many people and of nobody."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.core.content import Topic
from bot.core.conversation import Outcome
from bot.core.periods import Period, until_today, weeks
from bot.services import overview
from bot.services.overview import Overviews
from bot.storage import cases, inbound, profiles, schema, votes
from tests.house import House
from tests.services.campaigns import join, person, started

TODAY = Period(first=date(2026, 11, 23), last=date(2026, 11, 23))


def asked(house: House, number: int, *, topic: Topic = Topic.SCHOOL, outcome: Outcome = Outcome.ANSWER) -> int:
    """Somebody writes and gets this outcome. Returns who it was."""
    assert asyncio.run(house.post(house.phone(f"whatsapp:+51911{number:06d}").text("hola"))) == 200
    with house.database.write() as tx:
        (message,) = inbound.claim(tx, worker="w", now=house.clock(), until=house.clock(), limit=1)
        settled = inbound.Settled(
            id=message.id, outcome=outcome, topic=topic, entry="C01", confidence=0.9, keep_text=False
        )
        inbound.settle(tx, [settled], worker="w", now=house.clock())
    return message.contact_id


def counted(house: House, period: Period = TODAY) -> dict[str, Any]:
    return dict(overview.count(house.database, period, house.app.settings.timezone, house.clock()))


def test_people_are_counted_once_and_in_steps_of_five(house: House) -> None:
    for number in range(7):
        asked(house, number)
    for _ in range(6):
        asked(house, 0, topic=Topic.ASYLUM, outcome=Outcome.FALLBACK)
    found = counted(house)
    assert (found["people"], found["messages_in"]) == (5, 10)
    assert found["topics"] == [{"topic": "school", "people": 5, "steps": [5]}]
    assert found["outcomes"] == {"answer": 5, "fallback": 0}  # six in vain, but of one person
    assert found["steps"] == [{"day": "2026-11-23", "people": 5, "messages_in": 10, "messages_out": 0}]


def test_places_and_topics_of_fewer_than_five_people_are_not_told(house: House) -> None:
    for number in range(12):
        contact = asked(house, number, topic=Topic.LABOUR if number == 3 else Topic.SCHOOL)
        with house.database.write() as tx:
            profiles.learn(tx, "district", [(contact, "Ate" if number < 8 else "Comas")])
    found = counted(house)
    assert found["places"] == [{"place": "Ate", "people": 5}]
    assert found["crossed"] == {"Ate": {"school": 5}}
    assert "Comas" not in json.dumps(found)
    assert "labour" not in json.dumps(found)


def test_cases_and_votes_count_people_by_kind(house: House) -> None:
    for number in range(6):
        contact = asked(house, number, outcome=Outcome.CRISIS)
        with house.database.write() as tx:
            for kind, restricted in (
                ("violence", True),
                ("person", False),
                *([("medical", True)] if number < 4 else []),
            ):
                cases.open_case(
                    tx, contact_id=contact, kind=kind, topic=Topic.GBV_PROTECTION, restricted=restricted, story="x",
                    inbound_id=None, now=house.clock(),  # type: ignore[arg-type]
                )  # fmt: skip
            votes.keep(tx, contact_id=contact, entry_id="C01", useful=number > 0, now=house.clock())
    found = counted(house)
    assert found["safety"] == {"violence": 5}
    assert found["handed_over"] == {"person": 5}
    assert found["votes"] == {"up": 5, "down": 0}


def test_replies_have_a_time_and_messages_a_fate(house: House) -> None:
    for number in range(4):
        assert asyncio.run(house.post(house.phone(f"whatsapp:+51911{number:06d}").text("hola"))) == 200
    house.clock.move(seconds=2)
    asyncio.run(house.think())
    asyncio.run(house.speak())
    sid = next(iter(house.provider.created))
    asyncio.run(house.report(house.provider.created[sid].attempt, "read", None, sid))
    found = counted(house)
    assert found["waits"] == {"sample": 4, "seconds": [2.0, 2.0]}
    fates = {one["status"]: one["messages"] for one in found["delivery"] if not one["campaign"]}
    assert fates == {"accepted": 3, "read": 1}
    assert found["steps"][0]["messages_out"] == 4


def test_what_campaigns_cost_is_what_was_billed_and_else_what_was_calculated(house: House) -> None:
    join(house, [person(number) for number in range(3)])
    started(house)
    asyncio.run(house.speak())
    first = house.column("attempts", "id")[0]
    with house.database.write() as tx:
        tx.connection.execute(update(schema.attempts).values(cost=70_000))
        tx.connection.execute(update(schema.attempts).where(schema.attempts.c.id == first).values(billed=50_000))
    found = counted(house)
    assert found["cost"] == {"billed": 50_000, "estimated": 140_000}
    assert next(one for one in found["delivery"] if one["campaign"])["messages"] == 3


def test_a_day_begins_and_ends_at_midnight_of_the_service(house: House) -> None:
    house.clock.now = house.clock.now.replace(hour=4, minute=59)  # 23:59 in Lima, the day before
    for number in range(5):
        asked(house, number)
    house.clock.move(minutes=2)
    for number in range(5):
        asked(house, number + 10)
    both = counted(house, until_today(date(2026, 11, 23), 2))
    assert [step["people"] for step in both["steps"]] == [5, 5]
    assert counted(house)["people"] == 5


def test_nobody_gives_an_empty_picture(house: House) -> None:
    found = counted(house, until_today(date(2026, 11, 23), 90))
    assert found["people"] == 0
    assert found["waits"] == {"sample": 0, "seconds": []}
    assert len(found["steps"]) == 13


def test_standard_periods_are_counted_again_after_a_while_and_chosen_ones_when_asked(house: House) -> None:
    overviews = Overviews(house.database, house.clock, house.app.settings.timezone, "w")
    assert [overviews.step() for _ in range(4)] == [True, True, True, False]
    for number in range(5):
        asked(house, number)
    period = weeks(date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 23))
    for _ in range(2):
        with house.database.write() as tx:
            overview.ask(tx, period, by="rosa", now=house.clock())
    assert house.rows("jobs", kind="figures", state="waiting") == 1
    assert [overviews.step() for _ in range(2)] == [True, False]
    with house.database.read() as tx:
        chosen, standard = overview.chosen(tx, period), overview.standard(tx, 7)
    assert chosen is not None
    assert (chosen.result["first"], chosen.result["last"]) == ("2026-11-16", "2026-11-22")
    assert standard is not None
    assert standard.result["people"] == 0
    house.clock.move(minutes=6)
    assert [overviews.step() for _ in range(4)] == [True, True, True, False]
    with house.database.read() as tx:
        again = overview.standard(tx, 7)
    assert again is not None
    assert again.result["people"] == 5
    assert house.rows("jobs", kind="figures") == 4


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-20", "2026-11-10"), ("2025-01-01", "2026-11-20"), ("2026-12-01", "2026-12-02")]
)
def test_a_time_that_is_turned_around_too_long_or_to_come_is_no_period(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="period"):
        weeks(date.fromisoformat(first), date.fromisoformat(last), date(2026, 11, 23))


def test_what_was_counted_is_forgotten_with_other_jobs(house: House) -> None:
    from bot.services import housekeeping

    with house.database.write() as tx:
        overview.ask(tx, TODAY, by="rosa", now=house.clock())
    house.clock.move(days=31)
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert house.rows("jobs") == 0
