"""The campaign desk in a real Chromium: written, approved by keyboard alone, watched and paused, narrow and wide."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.tested import show
from tests.web.console.campaigning import approved, made, people, settle
from tests.web.console.conftest import Staffed
from tests.web.console.live import serving, signed_in
from tests.web.console.test_browser import LARGE, PAYLOADS, SIZES, SMALL, Window
from tests.web.picture import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk(new_desk: Callable[..., Staffed]) -> Staffed:
    """With senders on both channels, and thirty people who said yes."""
    desk = new_desk(whatsapp_from="+51900000001", sms_from="+51900000002")
    people(desk, 30, district="Villa El Salvador")
    return desk


@pytest.fixture
def windows(browser: Browser, desk: Staffed) -> Iterator[Any]:
    opened: list[tuple[Window, int]] = []
    with serving(desk) as url:

        def start(name: str, size: dict[str, int] = LARGE, **options: Any) -> Window:
            window = Window(signed_in(browser, desk, url, name, size, **options).new_page())
            opened.append((window, size["width"]))
            return window

        yield start
        for window, width in opened:
            reached = window.page.evaluate("document.documentElement.scrollWidth")
            assert reached <= width, f"{reached} px wide in {width} px"
            window.page.context.close()
            assert window.complaints == []


@SIZES
def test_an_officer_writes_an_approver_says_yes_by_keyboard_and_both_watch(
    windows: Any, desk: Staffed, size: dict[str, int]
) -> None:
    officer = windows("officer", size)
    officer.go("/campanas/nueva")
    page = officer.page
    page.get_by_label("Nombre de la campaña").fill("Vacunación del sábado")
    page.get_by_label("Texto en español").fill("Hola, {nombre}: el sábado hay vacunas.")
    expect(page.locator("#live")).to_contain_text("Hola, amiga, amigo: el sábado hay vacunas.")
    page.get_by_role("checkbox", name="Español").check()
    expect(page.locator("#count")).to_contain_text("30 personas")
    page.get_by_role("button", name="Guardar borrador y revisar").click()
    expect(page.locator("#people")).to_be_visible()
    expect(page.locator("#decide ~ .notice")).to_contain_text("Falta una prueba")
    page.get_by_label("Número con +51").fill("+51910000001")
    page.get_by_role("button", name="Enviar prueba").click()
    expect(page.locator("#decide ~ .notice")).to_contain_text("va en camino")
    show(desk.app.database, 1)
    page.reload()
    page.get_by_label("Comentario para quien aprueba").fill("Para el sábado.")
    page.get_by_role("button", name="Enviar a aprobación").click()
    expect(page.get_by_role("status").first).to_contain_text("espera el sí de otra persona")

    approver = windows("approver", size)
    approver.go("/campanas")
    approver.press("Vacunación del sábado")
    approver.press("Revisar y aprobar")
    expect(approver.page.locator("#cost")).to_be_visible()
    approver.press("Aprobar para 30 personas")
    expect(approver.page.get_by_role("status").first).to_contain_text("Aprobada para 30 personas")

    page.reload()
    page.get_by_role("button", name="Empezar ahora", exact=True).click()
    expect(page.locator("#progress")).to_contain_text("0 de 30")
    settle(desk)
    page.get_by_role("button", name="Pausar").click()
    expect(page.get_by_role("button", name="Seguir")).to_be_visible()
    approver.go("/campanas/1")
    expect(approver.page.get_by_text("En pausa").first).to_be_visible()
    page.get_by_role("button", name="Seguir").click()
    expect(page.get_by_role("button", name="Pausar")).to_be_visible()
    # Whoever only looks is told that it goes on.
    expect(approver.page.get_by_role("button", name="Pausar")).to_be_visible()


def test_where_no_events_come_through_the_page_asks(windows: Any, desk: Staffed) -> None:
    campaign = approved(desk)
    desk.app.desk.start(campaign, "officer")
    settle(desk)
    officer = windows("officer")
    officer.page.route("**/avance/eventos", lambda route: route.abort())
    officer.go(f"/campanas/{campaign}")
    expect(officer.page.get_by_role("button", name="Pausar")).to_be_visible()
    desk.app.desk.pause(campaign, "approver")
    expect(officer.page.get_by_role("button", name="Seguir")).to_be_visible()
    officer.page.goto("about:blank")
    officer.complaints = [one for one in officer.complaints if "ERR_FAILED" not in one]


HEARD = """const Source = window.EventSource;
window.EventSource = class extends Source {
    constructor(...all) {
        super(...all);
        const heard = ({ type, data }) => {
            document.documentElement.dataset.heard = type + data.match(/\\d+:\\d+|$/);
        };
        for (const name of ["message", "over"]) this.addEventListener(name, heard);
    }
};"""  # the last event that came, with the time of day it tells, for `told`


def told(window: Window, event: str) -> None:
    """Wait until this event has come, and has been seen to."""
    expect(window.page.locator("html")).to_have_attribute("data-heard", event)


@pytest.fixture
def running(desk: Staffed) -> int:
    """A campaign that is under way."""
    campaign = approved(desk)
    desk.app.desk.start(campaign, "officer")
    settle(desk)
    return campaign


def test_progress_that_would_be_replaced_under_a_finger_waits_for_it(windows: Any, desk: Staffed, running: int) -> None:
    """News comes twice between press and release: nothing moves under the finger, then the last of it is shown."""
    officer = windows("officer")
    officer.page.add_init_script(HEARD)
    officer.go(f"/campanas/{running}")
    counted = officer.page.locator("#progress .hint")
    times = [f"{(desk.clock() + timedelta(minutes=n)).astimezone(ZoneInfo('America/Lima')):%H:%M}" for n in range(3)]
    told(officer, f"message{times[0]}")
    officer.page.locator("#progress .tiles li").first.hover()
    officer.page.mouse.down()
    for time in times[1:]:
        desk.clock.move(minutes=1)
        told(officer, f"message{time}")
        assert f"a las {times[0]}" in counted.inner_text()
    officer.page.mouse.up()
    expect(counted).to_contain_text(f"a las {times[2]}")


def test_a_campaign_that_changes_under_a_finger_does_not_take_the_press(
    windows: Any, desk: Staffed, running: int
) -> None:
    """Somebody pauses it between press and release: the page is to be shown anew, and waits with it."""
    officer = windows("officer")
    page = officer.page
    page.add_init_script(HEARD)
    officer.go(f"/campanas/{running}")
    page.get_by_role("link", name="Resultados").hover()
    page.mouse.down()
    with page.expect_response("**/avance?estado=running") as answered:
        desk.app.desk.pause(running, "approver")
    told(officer, "over")
    answered.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")
    page.mouse.up()
    page.wait_for_url("**/resultados")


def test_the_form_shows_only_what_the_channel_has_even_without_script(windows: Any) -> None:
    officer = windows("officer", SMALL, java_script_enabled=False)
    officer.go("/campanas/nueva")
    page = officer.page
    day, template = page.get_by_text("últimas 24 horas"), page.get_by_text("Plantilla de WhatsApp")
    sms = page.get_by_text("Otras palabras para el SMS")
    for channel, by_whatsapp, by_sms in (
        ("whatsapp", True, False),
        ("sms", False, True),
        ("whatsapp_then_sms", True, True),
    ):
        page.get_by_label("Canal").select_option(channel)
        expect(day).to_be_visible(visible=by_whatsapp)
        expect(template).to_be_visible(visible=by_whatsapp)
        expect(sms).to_be_visible(visible=by_sms)
        expect(page.get_by_text("Puedes decir {nombre}")).to_be_visible()


def test_what_is_typed_stays_where_something_is_wrong(windows: Any) -> None:
    officer = windows("officer", SMALL)
    officer.go("/campanas/nueva")
    page = officer.page
    page.get_by_label("Nombre de la campaña").fill("Prueba")
    page.get_by_label("Texto en español").fill("Hola {apellido}")
    page.get_by_role("checkbox", name="Español").check()
    page.get_by_role("button", name="Guardar borrador y revisar").click()
    expect(page.locator("#body_es-wrong")).to_contain_text("no se puede rellenar")
    assert page.evaluate("document.activeElement.id") == "mistakes"
    assert page.get_by_label("Texto en español").input_value() == "Hola {apellido}"
    expect(page.locator("#live")).to_contain_text("Hola {apellido}")
    officer.complaints = [one for one in officer.complaints if "422" not in one]  # the browser's word for this page


def test_without_script_a_campaign_is_written_and_sent(browser: Browser, desk: Staffed) -> None:
    with serving(desk) as url:
        context = signed_in(browser, desk, url, "officer", SMALL, java_script_enabled=False)
        page = context.new_page()
        page.goto("/console/campanas/nueva")
        page.get_by_label("Nombre de la campaña").fill("Sin script")
        page.get_by_label("Texto en español").fill("Lávate las manos.")
        page.get_by_role("checkbox", name="Español").check()
        page.get_by_role("button", name="Guardar borrador y revisar").click()
        expect(page.locator("#cost")).to_be_visible()
        show(desk.app.database, 1)
        page.reload()
        page.get_by_role("button", name="Enviar a aprobación").click()
        expect(page.get_by_role("status").first).to_contain_text("espera el sí de otra persona")
        context.close()


def test_what_is_typed_stays_text_on_every_page_of_campaigns(windows: Any, desk: Staffed) -> None:
    """Every payload through every field of text: kept ones on the pages of campaigns, refused ones in the form."""
    officer = desk.browser("officer")
    plain = [one for one in PAYLOADS if "{" not in one]
    for start in range(0, len(plain), 3):
        some = plain[start : start + 3]
        campaign = made(
            desk, name=some[0][:120], body_es="\n".join(some), body_en=some[-1], kind="emergency",
            emergency_reason=some[-1], button1_es=some[0][:20], button1_en=some[-1][:20], a_languages=["es", "en"],
        )  # fmt: skip
        officer.post("/console/audiencias/nueva", {"name": some[0][:60].replace(";", ""), "a_languages": ["es"]})
        page = officer.get(f"/console/campanas/{campaign}/revision").text
        form = {"hash": page.partition('name="hash" value="')[2].partition('"')[0], "comment": "\n".join(some)}
        officer.post(f"/console/campanas/{campaign}/enviar", form)
    window = windows("administrator")
    for path in ("/campanas", "/audiencias", "/campanas/calendario", "", *(f"/campanas/{n}" for n in range(1, 6))):
        window.go(path)
        assert window.page.evaluate("window.hurt") is None
        assert window.page.locator("body").is_visible()
    moving = {
        "/campanas/1/revision": "#people",
        "/campanas/2/editar": "#live, #count",
        "/campanas/3/resultados": ".tiles",
    }
    for path, pieces in moving.items():
        window.go(path)
        for piece in pieces.split(", "):
            expect(window.page.locator(piece).first).not_to_be_empty()
        assert window.page.evaluate("window.hurt") is None
    window.go("/campanas/nueva")
    for name in ("name", "body_es", "a_labels", "button1_opens"):
        window.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        window.page.fill(f"[name={name}]", "{{ 7*7 }}" + PAYLOADS[0] + PAYLOADS[2])
    window.page.get_by_role("button", name="Guardar borrador y revisar").click()
    expect(window.page.locator("#mistakes")).to_be_visible()
    assert window.page.evaluate("window.hurt") is None
    assert window.page.input_value("[name=body_es]") == "{{ 7*7 }}" + PAYLOADS[0] + PAYLOADS[2]
    window.complaints = [one for one in window.complaints if "422" not in one]
