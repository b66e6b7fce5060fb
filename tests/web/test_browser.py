"""The phone in a real Chromium: seen, touched, and used by keyboard alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import NOW
from tests.web.picture import PATIENCE, QUESTION, ask, chromium, take

SMALL, LARGE = {"width": 320, "height": 568}, {"width": 1_280, "height": 860}
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["320px", "desktop"])
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Open]:
    """Opens the simulator in a fresh context. The test fails at its end when the browser had anything to complain of:
    errors and warnings on the console, a broken policy, a failed request, a page wider than its window."""
    complaints: list[str] = []
    contexts = []

    def start(size: dict[str, int] = SMALL, path: str = "/simulator", *, quiet: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport=size, locale="es-PE", base_url=site, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append((context, size["width"]))
        page = context.new_page()
        if not quiet:
            page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
        page.goto(path)
        if (first := page.locator("[autofocus]")).count():
            expect(first).to_be_focused()  # given a moment after `load`: a key pressed before it would go nowhere
        return page

    yield start
    for context, width in contexts:
        wide = [page.evaluate("document.documentElement.scrollWidth") for page in context.pages]
        complaints += [f"{reached} px wide in {width} px" for reached in wide if reached > width]
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # a page may be asking while the test ends
        context.close()
    assert complaints == []


def bubbles(page: Page) -> list[str]:
    return page.locator(".bubble .text").all_inner_texts()


def chips(page: Page) -> list[str]:
    return page.locator("#chips button").all_inner_texts()


def follow(page: Page, name: str) -> None:
    """Follow a link and wait until the script of the next page listens."""
    with page.expect_event("load"):
        page.get_by_role("link", name=name).click()


def focused(page: Page) -> str:
    """The name of what has the focus; it must be seen to have it."""
    name, style, width = page.evaluate(
        """() => {
            const one = document.activeElement, look = getComputedStyle(one);
            const label = one.labels && one.labels.length ? one.labels[0].textContent : one.textContent;
            return [one.getAttribute("aria-label") || label.trim(), look.outlineStyle, parseFloat(look.outlineWidth)];
        }"""
    )
    assert style == "solid", name
    assert width >= 2, name
    return str(name)


@SIZES
def test_a_person_says_hello_by_keyboard_alone_and_reads_the_reply(opened: Open, size: dict[str, int]) -> None:
    page = opened(size)
    assert ask(page, "hola").endswith("Hola. Escríbeme tu pregunta.")
    assert focused(page) == "Mensaje"
    assert page.input_value("#text") == ""
    expect(page.locator(".mine .state .away")).to_have_text("entregado")
    assert ask(page, "otra vez") == "Hola. Escríbeme tu pregunta."
    expect(page.locator(".bubble")).to_have_count(4)


@SIZES
def test_every_control_is_inside_the_window(opened: Open, size: dict[str, int]) -> None:
    page = opened(size)
    ask(page, "menu")
    page.locator("#attach summary").click()
    for control in page.locator("a:visible, button:visible, summary:visible, textarea:visible, .bubble").all():
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]


@SIZES
def test_the_tab_key_reaches_everything_in_reading_order(opened: Open, size: dict[str, int]) -> None:
    page = opened(size)
    page.keyboard.press("Tab")
    assert focused(page) == "Enviar"
    order = []
    for _ in range(9):
        page.keyboard.press("Shift+Tab")
        order.append(focused(page))
    assert order[:2] == ["Mensaje", "Adjuntar"]
    assert order[2:5][::-1] == page.locator("#start button").all_inner_texts()
    assert order[5:] == ["Pantalla", "Persona nueva", "SMS", "WhatsApp"]


def test_a_voice_note_is_sent_by_keyboard(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert focused(page) == "Nota de voz"
    page.keyboard.press("Enter")
    expect(page.locator(".bubble:not(.mine)")).to_contain_text("No puedo escuchar audios")
    expect(page.locator(".mine .standin")).to_have_text("Nota de voz")
    assert focused(page) == "Mensaje"


def test_escape_closes_the_menu_and_gives_the_focus_back(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert focused(page) == "Adjuntar"
    expect(page.locator(".menu")).to_be_hidden()


def test_shift_and_enter_begin_a_new_line(opened: Open) -> None:
    page = opened()
    page.keyboard.type("hola")
    page.keyboard.press("Shift+Enter")
    ask(page, "soy yo")
    assert bubbles(page)[0] == "hola\nsoy yo"


def test_nothing_is_sent_where_nothing_is_written(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Enter")
    page.keyboard.type("  ")
    page.keyboard.press("Enter")
    page.locator("#send").click()
    page.locator("#text").fill("")
    ask(page, "hola")
    assert len(bubbles(page)) == 2


def test_an_answer_can_be_rated_and_followed_by_tapping(opened: Open) -> None:
    page = opened()
    answer = ask(page, QUESTION)
    assert "1. Te pueden pedir un documento." in answer
    assert chips(page) == ["1. Pedir refugio", "👍", "👎"]
    assert page.locator(".bubble strong").all_inner_texts() == ["Sí, tu hijo puede estudiar aunque no tenga papeles."]
    page.locator("#chips button").first.click()
    expect(page.locator(".bubble:not(.mine)").nth(1)).to_contain_text("Pedir refugio es gratis.")
    assert bubbles(page)[2] == "1"
    page.get_by_role("button", name="👍").click()
    expect(page.locator(".bubble:not(.mine)").nth(2)).to_contain_text("¡Gracias!")
    expect(page.locator("#chips button")).to_have_count(0)


def test_an_example_is_asked_by_tapping_it(opened: Open) -> None:
    page = opened()
    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".bubble:not(.mine)")).to_contain_text("Sí, tu hijo puede estudiar")
    expect(page.locator("#start")).to_be_hidden()


def test_a_long_answer_is_shown_from_the_question_on(opened: Open) -> None:
    page = opened()
    ask(page, QUESTION)
    expect(page.locator(".mine")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Ir al final").click()
    expect(page.locator("#chips")).to_be_in_viewport(ratio=1)
    expect(page.locator("#down")).to_be_hidden()


def test_markup_in_a_message_is_shown_as_it_was_written(opened: Open) -> None:
    page = opened()
    text = "<img src=x onerror=alert(1)><b>a</b> *b*"
    assert ask(page, text).endswith("<img src=x onerror=alert(1)><b>a</b> b")
    assert page.locator(".bubble img, .bubble b").count() == 0


def test_sms_is_plain_and_says_what_a_reply_costs(opened: Open) -> None:
    page = opened()
    follow(page, "SMS")
    expect(page.locator(".switch [aria-current]")).to_have_text("SMS")
    assert "Si, tu hijo puede estudiar" in ask(page, "colegio")
    assert page.locator(".cost").all_inner_texts() == ["", "2 partes"]
    expect(page.locator("#attach")).to_have_count(0)


def test_a_conversation_survives_a_reload_and_a_new_person_begins_another(opened: Open) -> None:
    page = opened()
    ask(page, "hola")
    before = bubbles(page)
    page.reload()
    assert bubbles(page) == before
    follow(page, "Persona nueva")
    expect(page.locator("#start")).to_be_visible()
    assert bubbles(page) == []


def test_a_screen_reader_is_told_what_arrives_and_who_wrote_it(opened: Open) -> None:
    page = opened()
    ask(page, "hola")
    log = page.get_by_role("log", name="Conversación")
    assert log.locator(".who").all_inner_texts() == ["Tú:", "Puente:"]
    assert page.get_by_role("textbox", name="Mensaje").count() == 1
    assert page.get_by_role("button", name="Enviar").count() == 1
    assert page.get_by_role("heading", level=1).inner_text() == "Teléfono de prueba"
    assert page.evaluate("document.documentElement.lang") == "es"


def test_who_wants_no_motion_sees_none(opened: Open) -> None:
    page = opened(reduced_motion="reduce")
    ask(page, "hola")
    assert page.evaluate("document.getAnimations().length") == 0


def test_darkness_is_respected(opened: Open) -> None:
    grounds = [
        opened(color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(228, 235, 241)", "rgb(13, 19, 25)"]


def test_a_lost_connection_is_told_and_mends_itself(opened: Open) -> None:
    page = opened(quiet=True)
    page.route("**/simulator/messages*", lambda route: route.abort())
    expect(page.get_by_role("status")).to_contain_text("Sin conexión")
    page.keyboard.type("hola")
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("hola")
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator(".bubble:not(.mine)")).to_contain_text("Escríbeme tu pregunta.")
    expect(page.get_by_role("status")).to_be_empty()


def test_a_reply_that_takes_long_is_explained(opened: Open) -> None:
    def without_reply(route: Route) -> None:
        answer = route.fetch()
        news = answer.json()
        mine = [line for line in news["lines"] if line["mine"]]
        route.fulfill(response=answer, json={**news, "lines": mine, "chips": [], "waiting": True})

    page = opened()
    page.route("**/simulator/messages?*", without_reply)
    page.clock.install(time=NOW)
    page.reload()  # the question for news that is under way already would bring the reply
    page.clock.pause_at(NOW + timedelta(minutes=1))
    page.locator("#text").focus()
    page.keyboard.type("hola")
    page.keyboard.press("Enter")
    expect(page.locator("#dots")).to_be_visible()
    expect(page.locator(".mine .state .away")).to_have_text("entregado")
    page.clock.run_for(3_900)
    expect(page.locator("#dots")).to_be_visible()
    page.clock.run_for(200)
    expect(page.get_by_role("status")).to_contain_text("Tu mensaje llegó.")
    expect(page.locator("#dots")).to_be_hidden()
    page.unroute_all(behavior="ignoreErrors")


def test_a_person_without_script_sends_and_reads(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.fill("#text", "colegio")
    page.click("#send")
    look_again(page, 2)
    expect(page.locator(".bubble strong")).to_have_text("Sí, tu hijo puede estudiar aunque no tenga papeles.")
    page.locator("#chips button").first.click()
    look_again(page, 4)
    page.locator("#attach summary").click()
    page.get_by_role("button", name="Foto").click()
    look_again(page, 6)
    expect(page.locator(".bubble").nth(5)).to_contain_text("No puedo ver fotos")
    page.get_by_role("link", name="Actualizar").click()
    expect(page.locator(".bubble")).to_have_count(6)


def look_again(page: Page, bubbles: int) -> None:
    """The page waits for a reply a moment only; whoever has no script asks for it again until it is there."""
    for _ in range(200):
        if page.locator(".bubble").count() == bubbles:
            return
        page.get_by_role("link", name="Actualizar").click()
    raise AssertionError("no reply")


def test_the_picture_of_the_readme_can_be_taken(opened: Open, tmp_path: Any) -> None:
    take(opened(LARGE), tmp_path / "simulator.png")
    assert (tmp_path / "simulator.png").read_bytes().startswith(b"\x89PNG")
