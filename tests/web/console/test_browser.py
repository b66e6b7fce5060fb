"""The console in a real Chromium: the main paths by keyboard alone, narrow and wide."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.app import App
from bot.core.conversation import Outcome, Response, State, Turn
from bot.services.conversation import Respond
from tests.services.conftest import ENTRIES
from tests.web.console.attended import Attended
from tests.web.console.conftest import PASSWORD, Staffed
from tests.web.console.live import serving, signed_in
from tests.web.picture import chromium

SMALL, LARGE = {"width": 320, "height": 568}, {"width": 1_280, "height": 860}
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["320px", "desktop"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Window:
    """A window of somebody signed in. Counts what they do; fails at its end where the browser complained."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0
        self.complaints: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(f"/console{path}")

    def tab_to(self, name: str) -> None:
        """Tab until something of this name has the focus, and is seen to have it."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            label, style = self.page.evaluate(
                """() => {
                    const one = document.activeElement;
                    const label = one.labels && one.labels.length ? one.labels[0].textContent : one.textContent;
                    return [label.trim(), getComputedStyle(one).outlineStyle];
                }"""
            )
            if label.startswith(name):
                assert style == "solid", f"{name}: no outline"
                return
        raise AssertionError(f"the keyboard does not reach «{name}»")

    def press(self, name: str) -> None:
        """One action: reach it by keyboard and press Enter."""
        self.tab_to(name)
        self.actions += 1
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str, *, after: str = "End") -> None:
        """One action: reach a field by keyboard and type."""
        self.tab_to(name)
        self.actions += 1
        self.page.keyboard.press(after)
        self.page.keyboard.type(text)


@pytest.fixture
def windows(browser: Browser, desk: Staffed) -> Iterator[Any]:
    opened: list[tuple[Window, int]] = []
    with serving(desk) as url:

        def start(name: str, size: dict[str, int] = LARGE) -> Window:
            window = Window(signed_in(browser, desk, url, name, size).new_page())
            opened.append((window, size["width"]))
            return window

        yield start
        for window, width in opened:
            if not window.page.is_closed():
                reached = window.page.evaluate("document.documentElement.scrollWidth")
                assert reached <= width, f"{reached} px wide in {width} px"
            window.page.context.close()
            assert window.complaints == []


@SIZES
def test_somebody_signs_in_by_keyboard(windows: Any, desk: Staffed, size: dict[str, int]) -> None:
    window = windows("", size)
    window.go("/respuestas")
    expect(window.page.locator("#name")).to_be_focused()
    window.page.keyboard.type("promoter")
    window.page.keyboard.press("Tab")
    window.page.keyboard.type(PASSWORD)
    window.page.keyboard.press("Tab")
    window.page.keyboard.type(desk.code("promoter"))
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Respuestas")


def test_what_was_typed_outlives_a_session_that_ended(windows: Any, desk: Staffed) -> None:
    promoter = windows("promoter")
    promoter.go("/respuestas/C01/editar")
    promoter.page.fill("#whatsapp", "*Lo que escribí antes de almorzar.* Y más.")
    expect(promoter.page.locator("#live")).to_contain_text("antes de almorzar")
    promoter.page.context.clear_cookies(name="puente")
    promoter.press("Guardar borrador")
    expect(promoter.page.locator("#name")).to_be_focused()
    promoter.page.fill("#name", "promoter")
    promoter.page.fill("#password", PASSWORD)
    promoter.page.fill("#code", desk.code("promoter"))
    promoter.press("Entrar")
    expect(promoter.page.get_by_text("Esto es lo que habías escrito")).to_be_visible()
    expect(promoter.page.locator("#whatsapp")).to_have_value("*Lo que escribí antes de almorzar.* Y más.")
    promoter.press("Guardar borrador")
    expect(promoter.page.get_by_role("status").first).to_contain_text("Borrador guardado")
    promoter.go("/respuestas/C01/editar")
    expect(promoter.page.get_by_text("Esto es lo que habías escrito")).to_have_count(0)


@SIZES
def test_a_promoter_corrects_and_a_reviewer_publishes_by_keyboard_alone(
    windows: Any, desk: Staffed, size: dict[str, int]
) -> None:
    """At most eight and three actions, from the first page to people reading it: with the very next message, from a
    process that nobody told of it."""
    people = Attended(desk, respond=what_c01_says)
    people.write("c01")
    promoter = windows("promoter", size)
    promoter.go("")
    promoter.press("Respuestas")
    promoter.type("Buscar", "repsuesta c01")
    promoter.page.wait_for_url("**q=repsuesta%20c01*")
    expect(promoter.page.locator("#list tbody tr").first).to_contain_text("Título C01")
    promoter.press("Título C01")
    promoter.press("Editar")
    promoter.type("Texto de WhatsApp", " También los libros.", after="Control+End")
    expect(promoter.page.locator("#live")).to_contain_text("También los libros.")
    expect(promoter.page.locator("#whatsapp-measure")).to_contain_text("de 1500 letras")
    promoter.press("Enviar a revisión")
    expect(promoter.page.get_by_role("status").first).to_contain_text("Enviada a revisión")
    assert promoter.actions <= 8

    reviewer = windows("reviewer", size)
    reviewer.go("")
    reviewer.press("Título C01")
    expect(reviewer.page.locator("ins")).to_contain_text("También los libros")
    reviewer.press("Publicar")
    expect(reviewer.page.get_by_role("status").first).to_contain_text("el siguiente mensaje ya la dice")
    assert reviewer.actions <= 3
    people.write("c01")
    before, now = people.owed()
    assert "También los libros." not in before
    assert f"{ENTRIES[0].whatsapp} También los libros." in now
    people.app.database.close()


LATE = """const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (...all) { setTimeout(() => send.apply(this, all), 1500); };"""


def test_a_list_that_is_replaced_leaves_the_keyboard_where_it_was(windows: Any, desk: Staffed) -> None:
    """The answer to a search comes over a slow link while somebody already stands in the list."""
    promoter = windows("promoter")
    promoter.page.add_init_script(LATE)
    promoter.go("/respuestas")
    promoter.type("Buscar", "c01")
    promoter.tab_to("Título C01")
    promoter.page.wait_for_url("**/respuestas?q=c01*")
    expect(promoter.page.get_by_role("link", name="Título C01")).to_be_focused()
    with promoter.page.expect_event("load"):
        promoter.page.keyboard.press("Enter")
    expect(promoter.page.get_by_role("heading", level=1)).to_contain_text("Título C01")


def test_a_list_that_would_be_replaced_under_a_finger_waits_for_it(windows: Any, desk: Staffed) -> None:
    """The answer to a search comes between press and release: the line that was pressed opens."""
    promoter = windows("promoter")
    page = promoter.page
    page.add_init_script(LATE)
    promoter.go("/respuestas")
    with page.expect_response("**/respuestas?q=c01*") as answered:
        promoter.type("Buscar", "c01")
        page.get_by_role("link", name="Título C01").hover()
        page.mouse.down()
    answered.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Título C01")


def test_a_list_that_waited_for_a_finger_is_replaced_after_it(windows: Any, desk: Staffed) -> None:
    promoter = windows("promoter")
    page = promoter.page
    page.add_init_script(LATE)
    promoter.go("/respuestas")
    lines = page.locator("#list tbody tr")
    with page.expect_response("**/respuestas?q=c01*") as answered:
        promoter.type("Buscar", "c01")
        lines.last.locator("td").last.hover()
        page.mouse.down()
    answered.value.finished()
    page.mouse.up()
    page.wait_for_url("**/respuestas?q=c01*")
    expect(lines.first).to_contain_text("Título C01")


def what_c01_says(app: App) -> Respond:
    """An engine that answers everything with C01, as the library of its own process has it."""

    async def respond(state: State, _turn: Turn) -> tuple[State, Response]:
        entry = app.library.entry("C01")
        assert entry is not None
        return state, Response(text=entry.whatsapp, outcome=Outcome.ANSWER, topic=entry.topic, entry=entry.id)

    return respond


def test_without_script_everything_on_the_way_works(browser: Browser, desk: Staffed) -> None:
    with serving(desk) as url:
        context = signed_in(browser, desk, url, "promoter", SMALL, java_script_enabled=False)
        page = context.new_page()
        page.goto("/console/respuestas?q=c01")
        page.get_by_role("link", name="Título C01").click()
        page.get_by_role("link", name="Editar").click()
        page.get_by_label("Texto de WhatsApp").fill("Otro texto.")
        page.get_by_role("button", name="Enviar a revisión").click()
        expect(page.get_by_role("status").first).to_contain_text("Enviada a revisión")
        context.close()


PAYLOADS = (
    "<script>window.hurt=1</script>", "<img src=x onerror=window.hurt=1>", "\"><svg onload=window.hurt=1>",
    "'-window.hurt=1-'", "{{ 7*7 }}", "{% raw %}", "</textarea><script>window.hurt=1</script>",
    "javascript:window.hurt=1", "<a href=javascript:window.hurt=1>x</a>", "&lt;script&gt;", "\u202e\u2066txt",
    "<iframe srcdoc='<script>parent.hurt=1</script>'>", "<style>body{display:none}</style>",
    "<form action=https://evil.example>", "' onmouseover='window.hurt=1", "<details open ontoggle=window.hurt=1>",
    "<div hx-get=/console/salir hx-trigger=load>", "=1+1|cmd", "]]><script>window.hurt=1</script>", "%3Cscript%3E",
)  # fmt: skip


def test_what_is_typed_stays_text_wherever_it_is_shown(windows: Any, desk: Staffed) -> None:
    window = windows("promoter")
    for start in range(0, len(PAYLOADS), 5):
        some = PAYLOADS[start : start + 5]
        window.go("/respuestas/C01/editar")
        fields = ("whatsapp", "sms", "questions", "source", "must_say", "comment", "at_0_whatsapp", "at_0_sms")
        window.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        window.page.fill("[name=at_0]", "Tumbes")
        for name in fields:
            window.page.fill(f"[name={name}]", "\n".join(some) if name != "source" else some[0][:190])
        expect(window.page.locator("#live")).to_contain_text(some[0].splitlines()[0][:12])
        window.page.get_by_role("button", name="Guardar borrador").click()
        for path in ("/respuestas/C01", "/respuestas/C01/editar", "/respuestas?q=" + some[0].replace("#", "")):
            window.go(path)
            assert window.page.evaluate("window.hurt") is None
        window.go("/respuestas/C01/editar")
        assert window.page.input_value("[name=whatsapp]") == "\n".join(some)
        assert window.page.locator("body").is_visible()
