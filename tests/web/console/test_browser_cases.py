"""Case workers in a real Chromium: take, reply, hear what is new, close; narrow and wide; and one press sends once."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.web.console.canned import STARTERS
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed
from tests.web.console.live import serving, signed_in
from tests.web.picture import chromium

SMALL, LARGE = {"width": 320, "height": 568}, {"width": 1_280, "height": 860}
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["320px", "desktop"])
HURTS = "<img src=x onerror=window.hurt=1>{{ 7*7 }}</textarea><script>window.hurt=1</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def opened(browser: Browser, desk: Staffed, url: str, size: dict[str, int], **options: Any) -> Page:
    return signed_in(browser, desk, url, "case_worker", size, **options).new_page()


@SIZES
def test_a_case_worker_takes_replies_hears_and_closes(browser: Browser, desk: Staffed, size: dict[str, int]) -> None:
    people = Attended(desk)
    people.write("quiero hablar con una persona")
    with serving(desk) as url:
        page = opened(browser, desk, url, size)
        page.goto("/console")
        page.get_by_role("link", name="Casos").first.click()
        page.get_by_role("link", name="Piden una persona").click()
        page.get_by_role("link", name="Pidió una persona").click()
        page.get_by_role("button", name="Tomar el caso").click()
        page.get_by_label("Tu respuesta").fill("Hola, te leo.")
        page.get_by_role("button", name="Enviar").click()
        expect(page.get_by_role("log")).to_contain_text("Hola, te leo.")
        # Half a reply stays where it is while something new arrives by itself.
        page.get_by_label("Tu respuesta").fill("Estoy viendo")
        people.clock.move(seconds=1)
        people.write(HURTS)
        expect(page.get_by_role("log")).to_contain_text(HURTS)
        expect(page).to_have_title(re.compile("^● Caso 1"))  # seen from another tab, and no word of it
        assert page.evaluate("window.hurt") is None
        expect(page.get_by_label("Tu respuesta")).to_have_value("Estoy viendo")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.get_by_label("Cómo terminó").select_option("referred")
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Cerrar el caso").click()
        expect(page.get_by_role("status").first).to_contain_text("Caso cerrado")
        page.context.close()
    assert [text for text in people.owed() if text == "Hola, te leo."] == ["Hola, te leo."]
    assert people.owed()[-1].startswith("La persona que te atendía terminó.")


def test_two_quick_presses_send_one_reply_and_a_phrase_goes_where_the_cursor_is(
    browser: Browser, desk: Staffed
) -> None:
    people = Attended(desk)
    people.write("quiero hablar con una persona")
    with serving(desk) as url:
        page = opened(browser, desk, url, LARGE)
        page.goto("/console/frases")
        page.get_by_role("button", name="Empezar con las sugeridas").click()
        page.goto("/console/casos/1")
        page.get_by_role("button", name="Tomar el caso").click()
        page.get_by_label("Tu respuesta").fill("Buenas. ")
        page.get_by_text("Frases listas").click()
        page.get_by_role("link", name="Saludo").click()
        expect(page.get_by_label("Tu respuesta")).to_have_value(f"Buenas. {STARTERS[0][1]}")
        page.get_by_role("button", name="Enviar").dblclick()
        expect(page.get_by_role("log")).to_contain_text(STARTERS[0][1])
        page.context.close()
    assert people.owed().count(f"Buenas. {STARTERS[0][1]}") == 1


def test_without_script_a_case_is_attended_to_all_the_same(browser: Browser, desk: Staffed) -> None:
    people = Attended(desk)
    people.write("quiero hablar con una persona")
    with serving(desk) as url:
        page = opened(browser, desk, url, SMALL, java_script_enabled=False)
        page.goto("/console/casos?cola=person")
        page.get_by_role("link", name="Pidió una persona").click()
        page.get_by_role("button", name="Tomar el caso").click()
        page.get_by_label("Tu respuesta").fill("Hola")
        page.get_by_role("button", name="Enviar").click()
        people.write("gracias")
        page.reload()
        expect(page.get_by_role("log")).to_contain_text("gracias")
        page.context.close()
