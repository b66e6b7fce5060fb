"""Every page of the console opens on PostgreSQL, which refuses queries that SQLite answers."""

from collections.abc import Callable

from bot.core.staff import Role
from tests.web.console.conftest import Staffed
from tests.web.console.crawl import addresses
from tests.web.console.furnished import SENDERS, furnish


def test_every_page_that_can_be_reached_opens(new_postgres_desk: Callable[..., Staffed]) -> None:
    desk = new_postgres_desk(*Role, **SENDERS)
    alone, browser = furnish(desk), desk.browser("administrator")
    told: dict[str, int] = {}

    def get(address: str) -> str:
        answer = browser.get(address)
        told[address] = answer.status_code
        return answer.text

    found = addresses(get, desk.pages, alone)
    assert found["/casos"]
    assert {address: status for address, status in told.items() if status >= 500} == {}
