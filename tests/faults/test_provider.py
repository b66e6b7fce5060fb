"""The provider's worst day in short. In full: `python -m tests.faults provider`."""

from pathlib import Path

from tests.faults import provider


def test_every_reply_arrives_once_whatever_the_provider_does(tmp_path: Path, database_url: str) -> None:
    result = provider.run(tmp_path, database_url, messages=60, seed=20261123)
    assert result.kept, result
    assert result.calls > result.messages
