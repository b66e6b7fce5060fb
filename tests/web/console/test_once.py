"""A form that makes something makes one, however often it is sent at once."""

import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, text
from starlette.responses import PlainTextResponse

from bot.services import housekeeping
from bot.storage.database import Database
from bot.storage.schema import sent_forms
from bot.web.console import areas
from bot.web.console.once import Once
from tests.conftest import Hands
from tests.services.conftest import ENTRIES
from tests.services.test_safety import SERVICE
from tests.web.console.attended import Attended
from tests.web.console.campaigning import made, people, typed
from tests.web.console.conftest import PASSWORD, Staffed
from tests.web.console.test_answers import fields

CAMPAIGN = typed()
NEW = {name: "\n".join(value) if isinstance(value, list) else value for name, value in SERVICE.items()}
MAKES: dict[str, tuple[str, dict[str, Any]]] = {
    "/respuestas/nueva": ("revisions", fields(ENTRIES[0], id="C99", base="0", act="save", related="")),
    "/servicios/nuevo": ("item_versions", {**NEW, "id": "otra", "base": "0", "needs": SERVICE["needs"]}),
    "/lexico/nueva": (
        "item_versions",
        {"id": "robo", "base": "0", "place": 9, "entry": ENTRIES[4].id, "phrases": "me robaron"},
    ),
    "/campanas/nueva": ("campaigns", CAMPAIGN),
    "/campanas/{campaign}/copiar": ("campaigns", {}),
    "/campanas/{campaign}/prueba": ("outbound", {"to": "+51911111111"}),
    "/audiencias/nueva": ("audiences", {"name": "sur", "a_languages": ["es"]}),
    "/plantillas/nueva": ("templates", {}),
    "/frases": ("canned", {"title": "Saludo", "text": "Hola."}),
    "/casos/{id}/nota": ("case_events", {"note": "Llamar."}),
    "/equipo": ("users", {"name": "rosa", "roles": ["promoter"]}),
    "/probar": ("jobs", {"text": "hola"}),
    "/probar/borrador/{trial}": ("jobs", {"text": "hola"}),
    "/invitacion/{token}": ("sessions", {}),
}
"""What each makes, by its path: the table it grows, and a form that is taken."""
ELSEWHERE = {"/plantillas/nueva", "/campanas/{campaign}/prueba", "/probar/borrador/{trial}", "/invitacion/{token}"}
"""These ask for more than a form: they go through the same door as the others, and have tests of their own."""


def rows(desk: Staffed, table: str) -> int:
    with desk.app.database.read() as tx:
        return int(tx.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_each_page_that_makes_something_is_known_here() -> None:
    assert {page.path for page in areas.PAGES if page.once} == set(MAKES)


@pytest.mark.parametrize("path", sorted(set(MAKES) - ELSEWHERE))
def test_two_clicks_make_one_and_say_the_same_and_later_the_same_is_meant(desk: Staffed, path: str) -> None:
    table, form = MAKES[path]
    if "campan" in path:
        people(desk, 3)
    if "{campaign}" in path:
        made(desk)
    if "{id}" in path:
        Attended(desk).write("quiero hablar con una persona")
    browser = desk.browser("administrator")
    address = "/console" + re.sub(r"\{\w+\}", "1", path)
    browser.get("/console/cuenta")
    before = rows(desk, table)
    first, second = browser.post(address, form), browser.post(address, form)
    assert first.status_code in (200, 303), first.text
    assert (second.status_code, second.headers.get("location"), second.text) == (
        first.status_code,
        first.headers.get("location"),
        first.text,
    )
    assert rows(desk, table) == before + 1
    desk.clock.move(seconds=11)
    again = browser.post(address, form)
    assert again.status_code in (303, 409, 422)
    assert rows(desk, table) == before + (2 if again.status_code == 303 else 1)


def test_two_clicks_on_an_invitation_show_the_recovery_codes(desk: Staffed) -> None:
    page = desk.browser("administrator").post("/console/equipo", {"name": "rosa", "roles": ["promoter"]}).text
    link = re.findall(r"/console/invitacion/[\w-]+", page)[0]
    browser = desk.browser()
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", browser.get(link).text)[0].replace(" ", "")
    form = {"password": PASSWORD, "again": PASSWORD, "code": pyotp.TOTP(secret).at(int(desk.clock().timestamp()))}
    proof, cookies = browser.proof, dict(browser.client.cookies)
    pages = []
    for _click in range(2):  # the second leaves before the first is answered
        browser.proof = proof
        browser.client.cookies.clear()
        browser.client.cookies.update(cookies)
        pages.append(browser.post(link, form))
    assert [one.status_code for one in pages] == [200, 200]
    assert pages[0].text == pages[1].text
    other = desk.browser()
    other.get("/console/entrar")
    assert other.post(link, form).status_code == 400


def test_clicks_at_once_do_it_once_and_all_get_the_answer_in_whatever_process(database: Database) -> None:
    doors, start, done = [Once(lambda: database, Hands()) for _ in range(2)], Barrier(8), []

    def act() -> PlainTextResponse:
        done.append(1)
        sleep(0.1)  # the others come meanwhile
        answer = PlainTextResponse("made", headers={"x-said": "one"})
        answer.set_cookie("one", "1")
        answer.set_cookie("two", "2")
        return answer

    def click(number: int) -> Any:
        start.wait(30)
        return doors[number % 2].answer("k", act)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(click, range(8)))
    assert len(done) == 1
    assert len({(one.status_code, one.body, tuple(one.raw_headers)) for one in answers}) == 1
    assert len(answers[0].headers.getlist("set-cookie")) == 2


def test_an_answer_lies_sealed_and_is_gone_within_a_minute(database: Database) -> None:
    clock = Hands()
    Once(lambda: database, clock).answer("k", lambda: PlainTextResponse("código-canario"))
    with database.read() as tx:
        (kept,) = tx.connection.execute(select(sent_forms.c.answer)).scalars()
    assert kept
    assert b64encode("código-canario".encode())[:-4] not in kept
    housekeeping.tidy(database, now=clock.move(seconds=61), lookup_grace=60)
    with database.read() as tx:
        assert tx.connection.execute(select(sent_forms)).all() == []


def test_what_a_process_left_undone_is_done_by_the_next_who_asks(database: Database) -> None:
    clock = Hands()

    class Dead(BaseException):
        """The process is gone."""

    def dies() -> PlainTextResponse:
        raise Dead

    with pytest.raises(Dead):
        Once(lambda: database, clock).answer("k", dies)
    clock.move(seconds=10)
    assert Once(lambda: database, clock).answer("k", lambda: PlainTextResponse("made")).body == b"made"


def test_what_broke_is_tried_again_at_once(database: Database) -> None:
    kept = Once(lambda: database, Hands())
    with pytest.raises(ZeroDivisionError):
        kept.answer("k", lambda: PlainTextResponse(str(1 / 0)))
    assert kept.answer("k", lambda: PlainTextResponse("made")).body == b"made"


def test_what_was_refused_is_tried_again_and_another_form_is_another(database: Database) -> None:
    kept, codes = Once(lambda: database, Hands()), iter((422, 303, 303))

    def act() -> PlainTextResponse:
        return PlainTextResponse("", next(codes))

    assert [kept.answer("k", act).status_code for _ in range(3)] == [422, 303, 303]
    assert kept.answer("other", act).status_code == 303
    assert next(codes, None) is None
