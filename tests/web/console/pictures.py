"""The pictures of the guides: `python -m tests.web.console.pictures` from the top of the checkout. Invented staff, the
project's own answers, nobody's messages."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from bot.core.staff import Role
from bot.services import editing, publishing, safety
from bot.services.flows import Release
from bot.storage import content, items, users
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.conftest import Hands
from tests.web.console.conftest import Staffed, opened
from tests.web.console.live import serving, signed_in
from tests.web.console.test_unanswered import asked
from tests.web.picture import chromium

OUT: Final = Path(__file__).resolve().parents[3] / "docs" / "pictures"
WIDE, NARROW = {"width": 1_120, "height": 720}, {"width": 360, "height": 700}


def staffed(home: Path) -> Staffed:
    """A desk with the project's answers, one in review, and some questions without an answer."""
    clock = Hands()
    app = opened(home, clock)
    database = Database(app.settings.database, app.vault)
    migrate(database)
    publishing.seed(database, Release(app.root), clock())
    database.close()
    desk = Staffed(app, clock)
    for name, role in (("rosa", Role.PROMOTER), ("luis", Role.REVIEWER), ("ana", Role.ADMINISTRATOR)):
        desk.join(name, role)
    with app.database.read() as tx:
        rosa, entry = users.find(tx, "rosa"), content.revision(tx, "C01", 1)
    assert rosa is not None
    assert entry is not None
    text = entry.entry.whatsapp.replace("En el colegio público es gratis.", "En el colegio público no se paga nada.")
    editing.save_and_send(
        app.database, replace(entry.entry, whatsapp=text), base=1, comment="Más claro: preguntan si hay cuota.",
        by=rosa, now=clock(),
    )  # fmt: skip
    with app.database.read() as tx:
        violence = items.newest(tx, items.LEXICON)["category:violence"]
    violence = {
        **violence,
        "phrases": [*violence["phrases"], "me jala del pelo"],
        "examples": [*violence["examples"], "mi cuñado me jala del pelo delante de todos"],
    }
    safety.desk(app.database).save("category:violence", violence, base=1, by=rosa, now=clock())
    safety.try_next(app.database, lambda: (), worker="pictures", now=clock())
    safety.desk(app.database).send("category:violence", 2, comment="Así lo cuentan.", by=rosa, now=clock())
    for number, said in enumerate(
        ["donde bacunan a los perros", "donde vacunan a mi perro??", "vacunan perros donde", "venden celulares usados"]
    ):
        asked(desk, said, number + 1)
    return desk


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        desk = staffed(Path(home))
        with serving(desk) as url, chromium() as browser:

            def take(name: str, who: str, path: str, size: dict[str, int] = WIDE, search: str = "") -> None:
                page: Page = signed_in(browser, desk, url, who, size).new_page()
                page.goto(f"/console{path}")
                if search:
                    page.fill("#q", search)
                    page.wait_for_timeout(4_000)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=OUT / f"console-{name}.png")
                page.context.close()

            take("entrar", "", "/entrar")
            take("inicio", "luis", "")
            take("respuestas", "rosa", "/respuestas", search="como ago pa escrivir a mi ijo en la escuela")
            take("editar", "rosa", "/respuestas/C03/editar", {"width": 1_280, "height": 860})
            take("editar-celular", "rosa", "/respuestas/C03/editar", NARROW)
            take("revisar", "luis", "/respuestas/C01")
            take("sin-respuesta", "rosa", "/sin-respuesta")
            take("calendario", "rosa", "/calendario")
            take("lexico", "luis", "/lexico/category%3Aviolence")
            take("servicios", "rosa", "/servicios")
            take("ayuda", "rosa", "/ayuda")
            take("hoja", "rosa", "/respuestas/hoja")
            take("equipo", "ana", "/equipo")
            take("registro", "ana", "/registro")
            take("traducir", "rosa", "/traducciones/C01%3Aen/editar")
        desk.close()


if __name__ == "__main__":
    main()
