"""A twentieth of the long kill runs of a campaign, in every test run."""

from pathlib import Path

from tests.faults import campaign_kills


def test_everybody_gets_it_and_nobody_twice_when_processes_are_killed(tmp_path: Path, database_url: str) -> None:
    result = campaign_kills.run(
        tmp_path, recipients=500, kills=5, seed=20261123, settings={"DATABASE_URL": database_url}
    )
    assert (result.lost, result.doubles, result.counted_wrong) == (0, 0, 0), result


def test_where_the_provider_cannot_be_asked_at_most_one_is_doubled_by_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'puente.db'}"
    result = campaign_kills.run(
        tmp_path, recipients=200, kills=3, seed=20261124, lookup=False, settings={"DATABASE_URL": url}, rate=20
    )
    assert (result.lost, result.doubled_too_often, result.counted_wrong) == (0, 0, 0), result
