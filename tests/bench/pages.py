"""How long every page of the console takes with months of use behind it: 100,000 people and 1,000,000 messages on
SQLite, a third of them of campaigns, and something on every page."""

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bot.core.campaigns import Act
from bot.core.staff import Role
from bot.services import flows, publishing, signing_in, staff
from bot.services.ahead import Counting
from bot.services.overview import Overviews
from bot.storage import campaigns
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.bench import stored
from tests.bench.numbers import spread
from tests.conftest import Hands
from tests.house import call
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import BASE, Staffed, opened
from tests.web.console.crawl import addresses, is_file
from tests.web.console.furnished import SENDERS, furnish

PEOPLE: Final = 100_000
MESSAGES: Final = 1_000_000
CAMPAIGNS: Final = 3
ROUNDS: Final = 30
SLOW: Final = 150.0
"""Milliseconds that 95 of 100 answers of any page may take."""


FURNISHED: Final = 10_000
"""Numbers that rows made through the console stay below."""
PIECES: Final = ("/console/lexico/category:violence/prueba", "/console/traducciones/C01:en/version/1")
"""What pages ask for only at times, and records that are not among the first of their list; besides those of the
campaigns."""
STREAM: Final = "/campanas/{campaign}/avance/eventos"
"""Tells the same as `avance` once a second until it is closed: no page to be measured."""


def run(
    home: Path, seed: int, *, people: int = PEOPLE, messages: int = MESSAGES, rounds: int = ROUNDS
) -> dict[str, Any]:
    """Milliseconds on the server of each page as the administrator sees it, the slowest first."""
    clock = Hands()
    app = opened(home, clock, **SENDERS)
    database = Database(app.settings.database, app.vault)
    migrate(database)
    database.close()
    publishing.propose(app.database, ENTRIES, author="release", now=clock())
    publishing.publish(app.database, clock())
    desk = Staffed(app, clock)
    try:
        for role in Role:
            desk.join(role.value, role)
        alone = furnish(desk)
        publishing.propose(app.database, flows.read_entries(app.root)[0], author="release", now=clock())
        publishing.publish(app.database, clock())
        size = stored.Size(people=people, messages=messages, after=FURNISHED)
        stored.people(app.database, app.places, size, clock())
        large = [_campaign(desk, number) for number in range(CAMPAIGNS)]
        stored.talk(app.database, size, clock(), seed, large)
        parts = ("avance", "resultados/listos")
        moving = [f"/console/campanas/{campaign}/{part}" for campaign in large for part in parts]
        return {"people": people, "messages": messages, **measured(desk, rounds, [*moving, *alone])}
    finally:
        desk.close()


def _campaign(desk: Staffed, number: int) -> int:
    """One that runs. Its recipients are written down by `stored.talk`."""
    plan = {"name": f"Aviso {number + 1}", "body": {"es": "Lávate las manos."}, "audience": {"languages": ["es"]}}
    campaign_id = desk.app.desk.create(plan, "officer")
    with desk.app.database.write() as tx:
        campaigns.move(tx, campaign_id, Act.APPROVE, desk.clock())
        campaigns.move(tx, campaign_id, Act.START, desk.clock(), runs=1, started_at=desk.clock())
    return campaign_id


def measured(desk: Staffed, rounds: int, alone: list[str]) -> dict[str, Any]:
    """The pages of this desk. `alone`: addresses that no page leads to. `processor_ms` says the same of a machine that
    others use meanwhile."""
    overviews = Overviews(desk.app.database, desk.clock, desk.app.settings.timezone, "bench")
    counting = _until_nothing_is_left(overviews.step)
    browser = desk.browser(Role.ADMINISTRATOR.value)
    draft = alone[-2]
    browser.get(f"{draft}/revision")
    audience = Counting(desk.app.database, desk.app.regulations, desk.clock, "bench", lambda: False)
    ahead = _until_nothing_is_left(audience.step)
    translated = PIECES[-1].removesuffix("/version/1")
    start = [*alone, *PIECES, translated, f"{draft}/revision/lista"]
    found = {
        path: some
        for path, some in addresses(lambda one: browser.get(one).text, desk.pages, start).items()
        if path != STREAM
    }
    found |= {"/entrar": ["/console/entrar"], "/invitacion/{token}": [f"/console/invitacion/{_invited(desk)}"]}
    headers = {"Host": BASE.removeprefix("http://"), "Cookie": f"puente={browser.client.cookies['puente']}"}
    times: dict[str, list[float]] = {address: [] for each in found.values() for address in each}
    busy: dict[str, list[float]] = {address: [] for address in times}

    async def ask() -> None:
        for _ in range(rounds):
            for address, taken in times.items():
                begun, worked = time.perf_counter(), time.process_time()
                answer = await call(desk.web, address, method="GET", headers=headers)
                taken.append(time.perf_counter() - begun)
                busy[address].append(time.process_time() - worked)
                if answer.status >= 500:
                    raise RuntimeError(f"{address}: {answer.status}")

    asyncio.run(ask())
    figures = {address: spread(taken) for address, taken in times.items()}
    slowest = dict(sorted(figures.items(), key=lambda item: -item[1]["p95"]))
    worked = {address: spread(busy[address]) for address in slowest}
    return {
        "rounds": rounds,
        "slowest_p95_ms": next(iter(slowest.values()))["p95"],
        "too_slow": [address for address, one in slowest.items() if one["p95"] > SLOW],
        "never_looked_at": sorted(
            page.path
            for page in desk.pages
            if page.method == "GET" and page.path not in (*found, STREAM) and not is_file(page.path)
        ),
        "counting_s": round(counting, 1),
        "audience_s": round(ahead, 1),
        "routes": _slowest(found, figures, worked),
        "pages_ms": slowest,
        "processor_ms": worked,
    }


def _slowest(
    found: Mapping[str, list[str]],
    figures: Mapping[str, Mapping[str, float]],
    worked: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, Any]]:
    """Of each route the slowest of its pages, by the processor time of the median answer."""
    each = {path: max(some, key=lambda one: worked[one]["p50"]) for path, some in found.items() if some}
    return {
        path: {"page": one, "p95_ms": figures[one]["p95"], "processor_p50_ms": worked[one]["p50"]}
        for path, one in sorted(each.items(), key=lambda item: -worked[item[1]]["p50"])
    }


def _until_nothing_is_left(step: Callable[[], bool]) -> float:
    """Seconds that a worker's steps take."""
    begun = time.monotonic()
    while step():
        pass
    return time.monotonic() - begun


def _invited(desk: Staffed) -> str:
    """The link of somebody who has not signed in yet."""
    with desk.app.database.write() as tx:
        user = staff.add(tx, "nueva", frozenset({Role.PROMOTER}), by="shell", now=desk.clock())
        return signing_in.invite(tx, user, by="shell", now=desk.clock())
