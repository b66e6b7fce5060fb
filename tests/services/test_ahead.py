"""Counting an audience in the background: asked for once, kept with what it was of, never lost; on both databases."""

from typing import Any

import pytest

from bot.services import ahead, headcount, preflight
from bot.services.ahead import Ahead, Counting
from bot.storage import campaigns
from bot.storage.campaigns import Campaign
from tests.house import House
from tests.services.campaigns import OFFICER, document, join, person


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people are many."""
    monkeypatch.setattr(ahead, "FEW", 1)


def drafted(house: House, **fields: Any) -> int:
    join(house, [person(1), person(2)])
    return house.app.desk.create(document(**fields), OFFICER)


def campaign_of(house: House, number: int) -> Campaign:
    with house.database.read() as tx:
        found = campaigns.load(tx, number)
    assert found is not None
    return found


def looked(house: House, number: int, rings: list[int] | None = None) -> Ahead:
    rung = [] if rings is None else rings
    return ahead.known(
        house.database, campaign_of(house, number), house.app.regulations, by=OFFICER, now=house.clock(),
        ring=lambda: rung.append(1),
    )  # fmt: skip


def worker(house: House, name: str = "jobs-1", *, stopping: bool = False) -> Counting:
    return Counting(house.database, house.app.regulations, house.clock, name, lambda: stopping)


def test_whoever_looks_first_asks_a_worker_and_everybody_reads_what_it_found(house: House) -> None:
    number, rings = drafted(house), list[int]()
    assert looked(house, number, rings) == looked(house, number, rings) == Ahead(looked=0)
    assert (len(rings), len(house.column("jobs", "id"))) == (1, 1)
    assert worker(house).step()
    found = looked(house, number, rings)
    assert (found.looked, found.before, len(rings)) == (None, None, 1)
    assert found.counted is not None
    assert found.counted == headcount.count(
        house.database, campaign_of(house, number), house.app.regulations, found.counted.at
    )
    assert not worker(house).step()


def test_few_people_are_counted_while_the_page_waits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "FEW", 2)
    found = looked(house, drafted(house))
    assert found.counted is not None
    assert (found.counted.audience, found.looked, house.column("jobs", "id")) == (2, None, [])


def test_the_page_says_the_same_of_what_was_kept_as_of_what_is_counted_at_once(house: House) -> None:
    number = drafted(house)
    looked(house, number)
    worker(house).step()
    counted = looked(house, number).counted
    assert counted is not None
    with house.database.read() as tx:
        kept = preflight.facts(tx, campaign_of(house, number), house.app.preflight, counted, house.clock())
    assert kept == preflight.look(house.database, number, house.app.preflight, house.clock())


def test_a_count_of_another_plan_is_told_as_one_of_before_and_made_anew(house: House) -> None:
    number = drafted(house)
    looked(house, number)
    worker(house).step()
    house.app.desk.edit(number, document(body={"es": "Otra cosa."}), OFFICER)
    found = looked(house, number)
    assert (found.counted, found.looked) == (None, 0)
    assert found.before is not None
    assert (found.before.audience, found.before.reached) == (2, 2)
    worker(house).step()
    again = looked(house, number)
    assert again.counted is not None
    assert again.counted.fingerprint == campaign_of(house, number).hash
    assert len(house.column("jobs", "id")) == 1


def test_a_count_that_is_old_is_shown_while_another_is_made(house: House) -> None:
    number = drafted(house)
    looked(house, number)
    worker(house).step()
    house.clock.move(seconds=ahead.FRESH.total_seconds() - 1)
    assert looked(house, number).looked is None
    house.clock.move(seconds=2)
    found = looked(house, number)
    assert found.looked == 0
    assert found.counted is not None


def test_a_count_whose_worker_was_killed_is_made_by_another(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    number = drafted(house)
    looked(house, number)

    class Killed(BaseException):
        """Nothing after it is done."""

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(headcount, "count", killed)
        dies = worker(house)
        with pytest.raises(Killed):
            dies.step()
    assert not worker(house, "jobs-2").step()
    house.clock.move(seconds=ahead.LEASE.total_seconds() + 1)
    assert worker(house, "jobs-2").step()
    assert looked(house, number).counted is not None


def test_a_worker_that_has_to_stop_leaves_it_to_another_and_says_how_far_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headcount, "TOLD", 1)
    number = drafted(house)
    looked(house, number)
    worker(house, stopping=True).step()
    assert house.column("jobs", "state") == ["waiting"]
    seen = []
    campaign = campaign_of(house, number)
    headcount.count(house.database, campaign, house.app.regulations, house.clock(), seen.append)
    assert seen == [1, 2]
    worker(house, "jobs-2").step()
    assert house.column("jobs", "progress") == ["2"]
    assert looked(house, number).counted is not None


def test_a_count_that_breaks_off_is_not_tried_for_ever(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    number = drafted(house)
    looked(house, number)

    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as breaking:
        breaking.setattr(headcount, "count", broken)
        worker(house).step()
    assert looked(house, number) == looked(house, number) == Ahead(failed=True)
    ahead.again(house.database, campaign_of(house, number), by=OFFICER, now=house.clock(), ring=lambda: None)
    worker(house).step()
    assert looked(house, number).counted is not None


def test_what_is_kept_names_nobody(house: House) -> None:
    number = drafted(house)
    looked(house, number)
    worker(house).step()
    (kept,) = house.column("jobs", "result")
    assert "+51" not in kept
    assert "519100" not in kept
