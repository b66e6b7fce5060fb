"""A twentieth of the long run over histories of a campaign, in every test run, on both databases."""

from pathlib import Path

from tests.faults import campaign_machine


def test_the_counts_add_up_and_nobody_gets_it_twice_whatever_happens(tmp_path: Path, database_url: str) -> None:
    result = campaign_machine.run(tmp_path, database_url, histories=125, seed=20261123)
    assert (result.histories >= 125, result.violations) == (True, 0), result
