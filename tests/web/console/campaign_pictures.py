"""The pictures of the guide to campaigns: `python -m tests.web.console.campaign_pictures` from the top of the checkout.
Invented staff and people; what left and what became of it is made up too."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from bot.core.addresses import Channel
from bot.core.messages import Status
from bot.core.staff import Role
from bot.services import publishing
from bot.services.flows import Release
from bot.services.outbound import Rules, Sender
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import attempts
from tests.conftest import Hands
from tests.house import Paper, Unlimited
from tests.web.console.campaigning import approved, fingerprint, made, people, results, settle, shown
from tests.web.console.conftest import Browser, Staffed, opened
from tests.web.console.live import serving, signed_in
from tests.web.console.pictures import NARROW, OUT, WIDE
from tests.web.picture import chromium

PEOPLE: Final = 600
TEXT: Final = (
    "Hola, {nombre}: este sábado hay vacunas gratis para niñas y niños en los centros de salud, de 9 a 1. "
    "Lleva el carné de vacunas si lo tienes."
)
SMS: Final = "Vacunas gratis para niños este sábado, de 9 a 1."


def staffed(home: Path) -> Staffed:
    """A desk with people in two districts, who said yes."""
    clock = Hands()
    app = opened(home, clock, whatsapp_from="+51900000001", sms_from="+51900000002")
    database = Database(app.settings.database, app.vault)
    migrate(database)
    publishing.seed(database, Release(app.root), clock())
    database.close()
    desk = Staffed(app, clock)
    desk.join("olga", Role.OFFICER)
    desk.join("ana", Role.APPROVER)
    people(desk, PEOPLE, district="Villa El Salvador")
    return desk


def leave(desk: Staffed, count: int) -> None:
    """So many messages leave, a second apart; most arrive, many are read, some fail."""
    sender = Sender(
        database=desk.app.database,
        provider=Paper(desk.clock),
        buckets={channel: Unlimited() for channel in Channel},
        rules=Rules(person_gap=6.0, lookup_grace=60.0),
        regulations=desk.app.regulations,
        clock=desk.clock,
        worker="pictures",
        in_flight=10,
    )

    async def some() -> None:
        gone = 0
        while gone < count and (started := await sender.step()):
            gone += started
            await sender.drain(5)
            desk.clock.move(seconds=12)

    asyncio.run(some())
    with desk.app.database.write() as tx:
        rows = tx.connection.execute(select(attempts.c.id, attempts.c.started_at)).all()
        for number, (attempt, at) in enumerate(rows):
            arrived, read = at + timedelta(seconds=number % 200), at + timedelta(minutes=2 + number % 23)
            values: dict[str, object] = {
                "status": Status.DELIVERED.value,
                "delivered_at": arrived,
                "updated_at": arrived,
            }
            if number % 3:
                values = {"status": Status.READ.value, "delivered_at": arrived, "read_at": read, "updated_at": read}
            if number % 29 == 7:
                values = {"status": Status.FAILED.value, "code": 63024, "updated_at": arrived}
            tx.connection.execute(update(attempts).where(attempts.c.id == attempt).values(**values))


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        desk = staffed(Path(home))
        officer: Browser = desk.browser("olga")
        ended = approved(desk, name="Lavado de manos", officer="olga", approver="ana")
        officer.post(f"/console/campanas/{ended}/empezar")
        settle(desk)
        leave(desk, PEOPLE)
        settle(desk)
        going = approved(
            desk, name="Matrícula 2027", body_es="Hola, {nombre}: ya puedes matricular a tus hijos para 2027.",
            officer="olga", approver="ana",
        )  # fmt: skip
        officer.post(f"/console/campanas/{going}/empezar")
        settle(desk)
        leave(desk, PEOPLE * 2 // 3)
        draft = made(
            desk, name="Vacunas del sábado", channel="whatsapp_then_sms", body_es=TEXT, sms_es=SMS,
            button1_es="Sí, quiero ir", button2_es="No puedo", a_districts=["Villa El Salvador"],
            when="once", send_at="2026-12-03T09:00", officer="olga",
        )  # fmt: skip
        made(desk, name="Recordatorio de agua segura", when="repeat", send_at="2026-12-01T10:00", every="week",
             until="2027-01-31", officer="olga")  # fmt: skip
        results(officer, ended)
        shown(officer, draft)
        with serving(desk) as url, chromium() as browser:

            def take(
                name: str, who: str, path: str, size: dict[str, int] = WIDE, ready: Callable[[Page], None] | None = None
            ) -> None:
                page: Page = signed_in(browser, desk, url, who, size).new_page()
                page.goto(f"/console{path}")
                if ready:
                    ready(page)
                page.wait_for_timeout(700)
                page.screenshot(path=OUT / f"campana-{name}.png")
                page.context.close()

            def near(what: str) -> Callable[[Page], None]:
                return lambda page: page.evaluate(f"document.querySelector('{what}').scrollIntoView()")

            def there(what: str) -> Callable[[Page], None]:
                return lambda page: expect(page.locator(what)).to_be_visible()

            take("lista", "olga", "/campanas")
            take("escribir", "olga", f"/campanas/{draft}/editar", ready=near(".group"))
            take("escribir-celular", "olga", f"/campanas/{draft}/editar", NARROW, ready=near(".group"))
            take("a-quien", "olga", f"/campanas/{draft}/editar", ready=near("[for=saved], .group:nth-of-type(2)"))
            take("revision", "olga", f"/campanas/{draft}/revision", ready=there("#cost"))
            form = {"hash": fingerprint(shown(officer, draft)), "comment": "Para el sábado. Mira la hora."}
            officer.post(f"/console/campanas/{draft}/enviar", form)
            shown(desk.browser("ana"), draft)
            take("aprobar", "ana", f"/campanas/{draft}/revision", ready=near("#decide"))
            take(
                "en-marcha",
                "olga",
                f"/campanas/{going}",
                ready=there("#progress"),
            )
            take("resultados", "olga", f"/campanas/{ended}/resultados", ready=near("section:has(.chart)"))
            take("calendario", "olga", "/campanas/calendario?mes=2026-12")
        desk.close()


if __name__ == "__main__":
    main()
