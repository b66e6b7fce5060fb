"""The weekly list: once a week, by one worker, with nothing in it but titles, dates and roles."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.gazetteer import Places
from bot.services import directory, weekly
from bot.services.weekly import Weekly
from bot.storage import content
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES, LIMA
from tests.services.test_safety import SERVICE

MONDAY = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
"""8:00 in Lima."""


class Post:
    """Whoever mails. `broken`: does not take anything."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.broken = False

    def __call__(self, subject: str, text: str, key: str) -> None:
        if self.broken:
            raise ConnectionRefusedError
        self.sent.append((subject, text, key))


@pytest.fixture
def post() -> Post:
    return Post()


def desk(database: Database, clock: Hands, post: Post, worker: str = "w") -> Weekly:
    return Weekly(database, post, clock, timezone=LIMA, console="https://puente.example/console", worker=worker)


@pytest.fixture
def due(database: Database, clock: Hands) -> None:
    """Answers: one overdue, one due in time, one later; a service due."""
    days = {"C01": date(2026, 11, 1), "C03": date(2026, 12, 20), "A04": date(2027, 2, 1)}
    with database.write() as tx:
        entries = [replace(one, review_by=days[one.id]) for one in ENTRIES if one.id in days]
        content.publish(tx, {one.id: content.draft(tx, one, author="t", now=clock()) for one in entries}, clock())
    directory.desk(database, Places()).seed({"casa": {**SERVICE, "review_by": "2026-12-01"}}, clock())


@pytest.mark.usefixtures("due")
def test_the_list_goes_once_a_week_whoever_works(database: Database, clock: Hands, post: Post) -> None:
    first, second = desk(database, clock, post), desk(database, clock, post, "v")
    clock.now = MONDAY.replace(hour=12)
    assert not first.step()
    clock.now = MONDAY
    assert [first.step(), second.step(), first.step(), desk(database, clock, post, "u").step()] == [
        True,
        False,
        False,
        False,
    ]
    ((subject, text, key),) = post.sent
    assert key == "weekly-2026-W49"
    assert "revisar" in subject
    assert "- 2026-11-01 Título C01 (C01) [vencida]" in text
    assert "- 2026-12-20 Título C03 (C03)\n" in text
    assert "- 2026-12-01 Casa abierta" in text
    assert "A04" not in text
    assert text.endswith("https://puente.example/console/calendario\n")
    clock.move(days=7)
    assert [second.step(), first.step()] == [True, False]


@pytest.mark.usefixtures("due")
def test_a_mail_server_that_is_away_is_tried_again_until_the_week_is_over(
    database: Database, clock: Hands, post: Post
) -> None:
    clock.now, post.broken = MONDAY, True
    one, other = desk(database, clock, post), desk(database, clock, post, "v")
    assert [one.step(), other.step()] == [False, False]
    post.broken = False
    assert not other.step()
    clock.move(hours=1, seconds=1)
    assert other.step()
    post.broken = True
    clock.move(days=7)
    assert not one.step()
    post.broken = False
    clock.move(days=7)
    one.step()
    assert one.step()
    assert [key for _s, _t, key in post.sent] == ["weekly-2026-W49", "weekly-2026-W51"]


def test_a_week_with_nothing_to_do_sends_nothing(database: Database, clock: Hands, post: Post) -> None:
    clock.now = MONDAY
    assert not desk(database, clock, post).step()
    assert post.sent == []
    with database.read() as tx:
        assert weekly.listed(tx, MONDAY.date(), "") == ""
