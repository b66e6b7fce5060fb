"""A twentieth of the long kill run, in every test run."""

from pathlib import Path

from tests.faults import kills


def test_no_message_is_lost_or_answered_twice_when_processes_are_killed(tmp_path: Path) -> None:
    result = kills.run(tmp_path, messages=252, kills=8, seed=20261123)
    assert (result.lost, result.doubled, result.out_of_order) == (0, 0, 0), result
