"""The pictures of the guide for case workers: `python -m tests.web.console.case_pictures` from the top of the checkout.
Invented staff and an invented conversation."""

import tempfile
from pathlib import Path

from bot.core.attention import Need
from bot.core.content import Topic
from bot.core.staff import Role
from bot.services import attending, publishing, replying
from bot.storage import canned, cases, consents, profiles, users
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.profiles import Profile
from bot.web.console.canned import STARTERS
from tests.conftest import Hands
from tests.services.conftest import ENTRIES
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed, opened
from tests.web.console.live import serving, signed_in
from tests.web.console.pictures import NARROW, OUT, WIDE
from tests.web.picture import chromium

PEOPLE = [f"whatsapp:+5191111{number:04d}" for number in range(9)]


def staffed(home: Path) -> Staffed:
    """A desk with people who wait, one who is answered, and one in danger."""
    clock = Hands()
    app = opened(home, clock)
    database = Database(app.settings.database, app.vault)
    migrate(database)
    publishing.propose(database, ENTRIES, author="release", now=clock())
    publishing.publish(database, clock())
    database.close()
    desk = Staffed(app, clock)
    desk.join("rosa", Role.CASE_WORKER)
    desk.join("luis", Role.CASE_WORKER, Role.DATA_OFFICER)
    with app.database.read() as tx:
        rosa, luis = users.find(tx, "rosa"), users.find(tx, "luis")
    assert rosa is not None
    assert luis is not None
    people = Attended(desk)
    people.write("quiero hablar con una persona", PEOPLE[0])
    with app.database.write() as tx:
        canned.add(tx, STARTERS, author="rosa", now=clock())
        profiles.write(
            tx, 1, Profile(district="San Juan de Lurigancho", age_band="30-44", labels=("taller de agosto",))
        )
        for scope, given in (("alerts", True), ("topic:educacion", True), ("topic:salud", False)):
            consents.write(tx, 1, scope, given=given, at=clock(), source="chat", version="2026-11" if given else "")
    clock.move(minutes=4)
    attending.take(app.database, 1, rosa, clock())
    replying.reply(app.database, 1, STARTERS[0][1], "1" * 32, rosa, clock())
    clock.move(minutes=2)
    people.write("mi hijo no tiene cupo. Fui al colegio y me dicen que no hay vacante", PEOPLE[0])
    attending.note(app.database, 1, "Buscar vacantes cercanas en la UGEL 05 antes de responder.", luis, clock())
    for person in PEOPLE[1:4]:
        clock.move(minutes=11)
        people.write("quiero hablar con una persona", person)
    people.write("mi esposo me pega", PEOPLE[4])
    people.write("hola", PEOPLE[5])
    with app.database.write() as tx:
        story = "call: afternoon; about: papers"
        cases.open_case(
            tx, contact_id=6, kind="callback", topic=Topic.HUMAN_AGENT, restricted=False, story=story, inbound_id=1,
            now=clock(),
        )  # fmt: skip
    clock.move(minutes=7)
    return desk


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        desk = staffed(Path(home))
        with serving(desk) as url, chromium() as browser:

            def take(name: str, who: str, path: str, size: dict[str, int] = WIDE, reveal: bool = False) -> None:
                page = signed_in(browser, desk, url, who, size).new_page()
                page.goto(f"/console{path}")
                if reveal:
                    page.get_by_text("Ver el número").click()
                    page.get_by_label("Para qué").select_option(Need.CALL.value)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=OUT / f"console-{name}.png")
                page.context.close()

            take("casos", "rosa", "/casos?cola=person")
            take("caso", "rosa", "/casos/1", {"width": 1_280, "height": 900})
            take("caso-celular", "rosa", "/casos/1", NARROW)
            take("persona", "rosa", "/personas/1", reveal=True)
        desk.close()


if __name__ == "__main__":
    main()
