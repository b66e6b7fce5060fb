"""Whoever watches a campaign sees counts that add up, a rate, and how long it still takes."""

import asyncio

from bot.services.watching import Watching
from tests.house import House
from tests.services.campaigns import OFFICER, approved, join, person, settle


def test_the_rate_and_what_is_left_follow_what_leaves(house: House) -> None:
    join(house, [person(n) for n in range(40)])
    campaign = approved(house)
    house.app.desk.start(campaign, OFFICER)
    settle(house)
    watching = Watching()
    first = watching.look(house.database, campaign, house.clock())
    assert first is not None
    assert (first.people, first.done, first.rate, first.left) == (40, 0, 0.0, None)

    async def ten() -> None:
        await house.sender.step()
        await house.sender.drain(5)

    asyncio.run(ten())
    house.clock.move(seconds=10)
    second = watching.look(house.database, campaign, house.clock())
    assert second is not None
    assert second.people == sum(second.counts.by_name().values()) == 40
    assert second.rate == second.done / 10 > 0
    assert second.left == (40 - second.done) / second.rate
    house.app.desk.pause(campaign, OFFICER)
    paused = watching.look(house.database, campaign, house.clock())
    assert paused is not None
    assert (paused.campaign.state, paused.rate, paused.left) == ("paused", 0.0, None)


def test_many_who_watch_cost_one_count_a_second(house: House) -> None:
    join(house, [person(n) for n in range(3)])
    campaign = approved(house)
    watching = Watching()
    first = watching.look(house.database, campaign, house.clock())
    join(house, [person(n) for n in range(5, 9)])
    assert watching.look(house.database, campaign, house.clock()) is first
    house.clock.move(hours=1)
    assert watching.look(house.database, campaign, house.clock()) is not first


def test_there_is_no_look_at_what_does_not_exist(house: House) -> None:
    assert Watching().look(house.database, 99, house.clock()) is None
