"""How the suite is shared out among processes (`make test`, `pytest -n 2`): what shares something dear stays together.

Every process has a PostgreSQL, a Valkey and a home of its own, so that none sees another's. A file is one piece of
work, because its tests share what they set up; so is a folder whose tests share a trained model.
"""

from pathlib import PurePath
from typing import Final

from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = ("tests/engine", "tests/conversations")
"""Folders that train a model for all of their tests."""
FIRST: Final = (
    "tests/conversations",
    "tests/faults",
    "tests/engine",
    "tests/web/console/test_browser.py",
    "tests/web/console/test_axe.py",
    "tests/web/console/test_injection.py",
    "tests/web/console/test_slow_link.py",
    "tests/web/console/test_campaign_browser.py",
    "tests/services/test_consent_histories.py",
    "tests/web/test_promises_inbound.py",
    "tests/services/test_campaign_life.py",
    "tests/web/test_browser.py",
    "tests/setup",
)
"""What takes longest begins first: else one process would end with it alone. Of the rest the order matters little."""


def piece(node_id: str) -> str:
    """Which piece of work a test belongs to."""
    file = node_id.partition("::")[0]
    return next((folder for folder in TOGETHER if PurePath(folder) in PurePath(file).parents), file)


def turn(node_id: str) -> int:
    """When its piece begins: 0 is first."""
    file = PurePath(node_id.partition("::")[0])
    begins = (place for place, path in enumerate(FIRST) if PurePath(path) in (file, *file.parents))
    return next(begins, len(FIRST))


class Sharing(LoadScopeScheduling):
    """Gives out pieces in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)
