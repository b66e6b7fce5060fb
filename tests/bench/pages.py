"""How long every page of the console takes with months of use behind it: 100,000 people and 1,000,000 messages on
SQLite, a third of them of campaigns."""

import asyncio
import time
from pathlib import Path
from typing import Any, Final

from bot.core.campaigns import Act
from bot.core.staff import Role
from bot.services.overview import Overviews
from bot.storage import campaigns
from tests.bench import stored
from tests.bench.numbers import spread
from tests.conftest import Hands
from tests.house import call
from tests.web.console.conftest import BASE, Staffed, opened
from tests.web.console.crawl import addresses, is_file
from tests.web.console.furnished import judged

PEOPLE: Final = 100_000
MESSAGES: Final = 1_000_000
CAMPAIGNS: Final = 3
ROUNDS: Final = 30
SLOW: Final = 150.0
"""Milliseconds that 95 of 100 answers of any page may take."""


def run(
    home: Path, seed: int, *, people: int = PEOPLE, messages: int = MESSAGES, rounds: int = ROUNDS
) -> dict[str, Any]:
    """Milliseconds on the server of each page as the administrator sees it, the slowest first."""
    clock = Hands()
    app = opened(home, clock, whatsapp_from="+51900000001")
    app.prepare()
    desk = Staffed(app, clock)
    try:
        for name, role in (("ana", Role.ADMINISTRATOR), ("olga", Role.OFFICER), ("reviewer", Role.REVIEWER)):
            desk.join(name, role)
        judged(desk)
        size = stored.Size(people=people, messages=messages)
        stored.people(app.database, app.places, size, clock())
        stored.talk(app.database, size, clock(), seed, [_campaign(desk, number) for number in range(CAMPAIGNS)])
        return {"people": people, "messages": messages, **measured(desk, rounds)}
    finally:
        desk.close()


def _campaign(desk: Staffed, number: int) -> int:
    """One that runs. Its recipients are written down by `stored.fill`."""
    plan = {"name": f"Aviso {number + 1}", "body": {"es": "Lávate las manos."}, "audience": {"languages": ["es"]}}
    campaign_id = desk.app.desk.create(plan, "olga")
    with desk.app.database.write() as tx:
        campaigns.move(tx, campaign_id, Act.APPROVE, desk.clock())
        campaigns.move(tx, campaign_id, Act.START, desk.clock(), runs=1, started_at=desk.clock())
    return campaign_id


def measured(desk: Staffed, rounds: int) -> dict[str, Any]:
    """The pages of this desk. `processor_ms` says the same of a machine that others use meanwhile."""
    begun = time.monotonic()
    overviews = Overviews(desk.app.database, desk.clock, desk.app.settings.timezone, "bench")
    while overviews.step():
        pass
    counting = time.monotonic() - begun
    browser = desk.browser("ana")
    found = addresses(lambda address: browser.get(address).text, desk.pages)
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
    return {
        "rounds": rounds,
        "slowest_p95_ms": next(iter(slowest.values()))["p95"],
        "too_slow": [address for address, one in slowest.items() if one["p95"] > SLOW],
        "never_linked": sorted(
            page.path
            for page in desk.pages
            if page.method == "GET" and page.path not in found and not is_file(page.path)
        ),
        "counting_s": round(counting, 1),
        "pages_ms": slowest,
        "processor_ms": {address: spread(busy[address]) for address in slowest},
    }
