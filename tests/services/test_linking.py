"""Pages of answers are looked at in the background; what is found is told with its date and forbids nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.pages import Seen
from bot.services import linking
from bot.services.linking import Linking
from bot.storage import content, links
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES


class Net:
    """The Internet: what each page does. Counts the looks."""

    def __init__(self) -> None:
        self.pages: dict[str, Seen] = {}
        self.looks: list[str] = []

    async def look(self, url: str) -> Seen:
        self.looks.append(url)
        return self.pages.get(url, Seen(state="ok", code=200))


class Desk:
    def __init__(self, database: Database, clock: Hands) -> None:
        self.database, self.clock, self.net = database, clock, Net()
        self.linking = Linking(database, self.net, clock, pause=0)

    def write(self, code: str, text: str) -> None:
        with self.database.write() as tx:
            entry = replace(next(one for one in ENTRIES if one.id == code), whatsapp=text)
            content.publish(tx, {code: content.draft(tx, entry, author="t", now=self.clock())}, self.clock())

    def look(self) -> list[str]:
        self.net.looks.clear()
        while asyncio.run(self.linking.step()):
            pass
        return sorted(self.net.looks)

    def broken(self) -> set[str]:
        with self.database.read() as tx:
            return linking.broken(tx, {name: entry for name, (_n, entry, _l) in content.newest(tx).items()})


@pytest.fixture
def desk(database: Database, clock: Hands) -> Desk:
    made = Desk(database, clock)
    made.write("C01", "Mira gob.pe/sis y help.unhcr.org/peru.")
    made.write("C03", "Mira gob.pe/sis.")
    return made


def test_each_page_is_looked_at_once_a_week_however_many_answers_name_it(desk: Desk) -> None:
    assert desk.look() == ["https://gob.pe/sis", "https://help.unhcr.org/peru"]
    assert desk.look() == []
    desk.clock.move(days=7)
    assert len(desk.look()) == 2
    desk.write("C01", "Mira who.int.")
    desk.write("C03", "Nada.")
    assert desk.look() == ["https://who.int"]
    with desk.database.read() as tx:
        assert links.of(tx, ["https://gob.pe/sis"]) == {}
        known = linking.of_entry(tx, content.newest(tx)["C01"][1])
    assert [(url, link.state if link else "") for url, link in known] == [("https://who.int", "ok")]


def test_a_page_counts_as_broken_after_two_days_and_no_longer_once_it_is_back(desk: Desk) -> None:
    desk.net.pages["https://help.unhcr.org/peru"] = Seen(state="gone", code=404)
    desk.look()
    assert desk.broken() == set()
    desk.clock.move(days=1)
    assert desk.look() == ["https://help.unhcr.org/peru"]
    assert desk.broken() == {"C01"}
    desk.net.pages.clear()
    desk.clock.move(days=1)
    desk.look()
    assert desk.broken() == set()


def test_a_page_that_does_not_show_itself_to_programs_is_not_broken(desk: Desk) -> None:
    desk.net.pages["https://gob.pe/sis"] = Seen(state="closed", code=403)
    for _ in range(3):
        desk.look()
        desk.clock.move(days=7)
    assert desk.broken() == set()


def test_where_nothing_answers_it_is_our_own_network_and_nothing_is_noted(desk: Desk) -> None:
    desk.write("C03", "Mira who.int y siseve.pe.")
    for url in ("gob.pe/sis", "help.unhcr.org/peru", "who.int", "siseve.pe"):
        desk.net.pages[f"https://{url}"] = Seen(state="failing")
    assert asyncio.run(desk.linking.step()) == 0
    assert asyncio.run(desk.linking.step()) == 0
    with desk.database.read() as tx:
        assert {one.checked_at for one in links.of(tx, ["https://who.int", "https://siseve.pe"]).values()} == {None}
    desk.net.pages.clear()
    desk.clock.move(minutes=11)
    assert len(desk.look()) == 4


def test_two_workers_do_not_look_at_the_same_page(desk: Desk) -> None:
    with desk.database.write() as tx:
        links.keep(tx, ["https://a.pe", "https://b.pe"], desk.clock())
        first = links.take(tx, desk.clock(), desk.clock() + timedelta(minutes=10), 1)
        second = links.take(tx, desk.clock(), desk.clock() + timedelta(minutes=10), 5)
    assert [one.url for one in first] == ["https://a.pe"]
    assert [one.url for one in second] == ["https://b.pe"]
