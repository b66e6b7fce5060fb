"""The pictures of the dashboard, the system page and the first page: `python -m tests.web.console.number_pictures` from
the top of the checkout. Made-up numbers of nobody."""

import tempfile
from pathlib import Path
from typing import Final

from bot.core.staff import Role
from bot.services.overview import Overviews
from bot.storage import audit, workers
from bot.storage.state import BACKUP
from tests.bench import stored
from tests.conftest import Hands
from tests.web.console.conftest import Staffed, opened
from tests.web.console.furnished import judged
from tests.web.console.live import serving, signed_in
from tests.web.console.pictures import NARROW, OUT, WIDE
from tests.web.picture import chromium

TALL: Final = {"width": WIDE["width"], "height": 1_150}


def used(home: Path) -> Staffed:
    """A desk after three months, its processes running."""
    clock = Hands()
    app = opened(home, clock, whatsapp_from="+51900000001")
    app.prepare()
    desk = Staffed(app, clock)
    for name, role in (("rosa", Role.PROMOTER), ("reviewer", Role.REVIEWER), ("ana", Role.ADMINISTRATOR)):
        desk.join(name, role)
    judged(desk)
    size = stored.Size(people=3_000, messages=40_000)
    stored.people(app.database, app.places, size, clock())
    stored.talk(app.database, size, clock(), 1)
    app.settings.models.mkdir(parents=True, exist_ok=True)
    (app.settings.models / "current.json").write_text('{"key": "4f1c9a7be20d", "file": "x", "sha256": ""}')
    (app.settings.models / "b81e22c4d907.tar.gz").touch()
    with app.database.write() as tx:
        audit.note(tx, actor="shell", act=BACKUP, subject="1", now=clock())
    overviews = Overviews(app.database, clock, app.settings.timezone, "w")
    while overviews.step():
        pass
    return desk


def beat(desk: Staffed) -> None:
    """Every process is alive, two seconds ago."""
    with desk.app.database.write() as tx:
        for roles in ("converse", "send", "schedule", "jobs"):
            detail = "4f1c9a7be20d" if roles == "converse" else ""
            workers.beat(tx, name=roles, roles=roles, detail=detail, now=desk.clock())
    desk.clock.move(seconds=2)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        desk = used(Path(home))
        with serving(desk) as url, chromium() as browser:
            for name, who, path, size in (
                ("tablero", "rosa", "/tablero", TALL),
                ("tablero-celular", "rosa", "/tablero?dias=7", NARROW),
                ("sistema", "ana", "/sistema", {**WIDE, "height": 1_000}),
                ("aprendizaje", "reviewer", "/aprendizaje", WIDE),
                ("pendientes", "reviewer", "", WIDE),
            ):
                page = signed_in(browser, desk, url, who, size).new_page()
                beat(desk)
                page.goto(f"/console{path}")
                page.wait_for_timeout(500)
                page.screenshot(path=OUT / f"console-{name}.png")
                page.context.close()
        desk.close()


if __name__ == "__main__":
    main()
