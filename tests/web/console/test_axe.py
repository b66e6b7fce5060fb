"""Every page of the console as the routes name them, looked over by axe in a real Chromium: narrow and light, wide and
dark. A new page that nobody can find, or that is not looked at, fails here without a browser."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route

from bot.core.staff import Role
from bot.services import signing_in, staff
from bot.web.console.pages import OPEN
from tests.conftest import Hands
from tests.web.console.campaigning import results, shown
from tests.web.console.conftest import Browser, Staffed, opened
from tests.web.console.crawl import addresses, is_file
from tests.web.console.furnished import SENDERS, furnish
from tests.web.console.live import serving, signed_in
from tests.web.picture import chromium

PIECES: Final = {
    "/casos/lista",
    "/casos/{id}/hilo",
    "/campanas/fichas",
    "/campanas/{campaign}/avance",
    "/campanas/{campaign}/avance/eventos",
    "/campanas/{campaign}/revision/lista",
    "/campanas/{campaign}/resultados/listos",
    "/lexico/{id}/prueba",
}
"""What pages ask for by themselves and show as a part of them."""
ALSO: Final = ("/console/campanas/1", "/console/nada")
"""A draft beside the campaign that runs, and what is shown where nothing is."""
ANSWERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "/console/equipo": {"name": "otra", "roles": "promoter"},
    "/console/equipo/promoter/enlace": {},
    "/console/cuenta/codigos": {},
    "/console/campanas/nueva": {"act": "save", "channel": "whatsapp", "kind": "information", "when": "hand"},
    "/console/respuestas/nueva": {"id": "a b"},
    "/console/servicios/nuevo": {"id": "a b"},
    "/console/plantillas/nueva": {"name": "a b"},
}
"""What is shown instead of a page once a form was sent: what is seen only once, and what is wrong beside its field."""
SIZES: Final = (({"width": 320, "height": 568}, "light"), ({"width": 1_280, "height": 860}, "dark"))
WORST: Final = ("serious", "critical")
_RUN: Final = """
    async () => {
        document.querySelectorAll('details').forEach((one) => { one.open = true });
        const found = await axe.run({ resultTypes: ['violations'] });
        return found.violations.map((one) => [one.id, one.impact, one.nodes[0].html.slice(0, 160)]);
    }
"""


@dataclass(kw_only=True)
class Furnished:
    """A console with something on every page. `found`: the fullest address of each page; `lost`: links of pages that
    lead nowhere; `doors`: what is seen before signing in."""

    desk: Staffed
    browser: Browser
    found: Mapping[str, str]
    doors: Mapping[str, str]
    lost: list[tuple[str, int]]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, staffed_home: tuple[Path, dict[str, str]]) -> Iterator[Any]:
    home, clock = tmp_path_factory.mktemp("axe") / "home", Hands()
    clock.move(hours=1)
    shutil.copytree(staffed_home[0], home)
    desk = Staffed(opened(home, clock, **SENDERS), clock)
    desk.secrets.update(staffed_home[1])
    alone, browser = furnish(desk), desk.browser("administrator")
    with desk.app.database.write() as tx:
        invited = staff.add(tx, "nueva", frozenset({Role.PROMOTER}), by="shell", now=clock())
        token = signing_in.invite(tx, invited, by="shell", now=clock())
    results(browser, 2)
    shown(browser, 1)
    told: dict[str, tuple[int, str]] = {}

    def get(address: str) -> str:
        answer = browser.get(address)
        told[address] = answer.status_code, answer.text
        return answer.text

    fullest: dict[str, str] = {}
    for path, some in addresses(get, desk.pages, alone).items():
        pages = [one for one in some if told[one][0] == 200 and told[one][1].startswith("<!doctype html>")]
        if pages:
            fullest[path] = max(pages, key=lambda one: len(told[one][1]))
    known = {"/console" + page.path for page in desk.pages}
    yield Furnished(
        desk=desk,
        browser=browser,
        found=fullest,
        doors={"/entrar": "/console/entrar", "/invitacion/{token}": f"/console/invitacion/{token}"},
        lost=[(one, status) for one, (status, _) in told.items() if status >= 400 and one not in known],
    )
    desk.close()


def test_every_page_is_looked_at(furnished: Furnished) -> None:
    pages = {page.path for page in furnished.desk.pages if page.method == "GET" and not is_file(page.path)}
    assert pages - furnished.found.keys() - furnished.doors.keys() == PIECES
    assert {page.path for page in furnished.desk.pages if page.who is OPEN and page.method == "GET"} == set(
        furnished.doors
    )


def test_no_page_leads_nowhere(furnished: Furnished) -> None:
    assert furnished.lost == []


def test_axe_finds_nothing_serious_on_any_page(furnished: Furnished) -> None:
    desk, browser = furnished.desk, furnished.browser
    found: list[Any] = []
    with serving(desk) as url, chromium() as chrome:
        door = signed_in(chrome, desk, url, "", SIZES[0][0]).new_page()
        inside = signed_in(chrome, desk, url, "administrator", SIZES[0][0]).new_page()
        for tab, some in ((door, furnished.doors.values()), (inside, [*furnished.found.values(), *ALSO])):
            tab.context.add_init_script(AXE_SCRIPT)
            for address in some:
                found += looked_at(tab, address)
        for address, form in ANSWERS.items():
            answer = browser.post(address, form)
            assert answer.status_code in (200, 422), address
            inside.route(f"**{address}", partial(Route.fulfill, body=answer.text, content_type="text/html"))
            found += looked_at(inside, address)
    assert found == []


def looked_at(tab: Tab, address: str) -> list[Any]:
    """What axe finds there at each size; and a page that is wider than its window."""
    found: list[Any] = []
    for size, scheme in SIZES:
        tab.set_viewport_size(size)
        tab.emulate_media(color_scheme=scheme)
        if size is SIZES[0][0]:
            tab.goto(address)
        found += [(address, scheme, *one) for one in tab.evaluate(_RUN) if one[1] in WORST]
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((address, scheme, "wider than its window"))
    return found
