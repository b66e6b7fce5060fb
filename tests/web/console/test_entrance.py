"""Coming in and going out: what works, what is refused, and what ends a session."""

import re

import pyotp
import pytest

from bot.core.staff import Role
from bot.services import signing_in
from bot.storage import audit
from tests.web.console.conftest import PASSWORD, Browser, Staffed

NEW = "cinco llamas cruzan el puerto"


def attempt(desk: Staffed, browser: Browser, **fields: str) -> int:
    browser.get("/console/entrar")
    form = {"name": "promoter", "password": PASSWORD, "code": desk.code("promoter"), **fields}
    return browser.post("/console/entrar", form).status_code


def inside(browser: Browser) -> bool:
    return browser.get("/console/cuenta").status_code == 200


def acts(desk: Staffed) -> list[str]:
    with desk.app.database.read() as tx:
        return [act.act for act in audit.newest(tx, limit=100)]


def test_password_and_code_let_somebody_in_and_it_is_written_down(desk: Staffed) -> None:
    browser = desk.browser()
    assert attempt(desk, browser) == 303
    assert inside(browser)
    assert acts(desk)[-1] == "session.start"


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "otra cosa larga"},
        {"password": PASSWORD.upper()},
        {"code": "000000"},
        {"code": "abc"},
        {"code": "１２３４５６"},
        {"name": "nadie"},
        {"name": "'; drop table users --"},
        {"name": "reviewer"},
    ],
)
def test_anything_wrong_is_refused_with_the_same_words(desk: Staffed, fields: dict[str, str]) -> None:
    browser = desk.browser()
    assert attempt(desk, browser, **fields) == 422
    assert "no coinciden" in browser.post("/console/entrar", {"name": "x", "password": "y", "code": "z"}).text
    assert not inside(browser)


def test_what_was_typed_stays_in_the_form_but_for_the_password(desk: Staffed) -> None:
    browser = desk.browser()
    browser.get("/console/entrar")
    page = browser.post("/console/entrar", {"name": "rosa", "password": "algo muy secreto", "code": ""})
    assert 'value="rosa"' in page.text
    assert "algo muy secreto" not in page.text
    assert 'aria-describedby="code-wrong code-hint"' in page.text


def test_a_code_lets_in_once(desk: Staffed) -> None:
    assert attempt(desk, desk.browser()) == 303
    assert attempt(desk, desk.browser()) == 422
    desk.clock.move(seconds=30)
    assert attempt(desk, desk.browser()) == 303


def test_after_ten_wrong_attempts_even_the_right_password_waits_a_quarter_of_an_hour(desk: Staffed) -> None:
    browser = desk.browser()
    assert [attempt(desk, browser, password="no es esta") for _ in range(10)] == [422] * 10
    assert attempt(desk, browser) == 429
    browser.get("/console/entrar")
    assert browser.post("/console/entrar", {"name": "promoter", "password": "x", "code": "1"}).headers["retry-after"]
    assert attempt(desk, browser, name="reviewer", code=desk.code("reviewer")) == 303
    desk.clock.move(minutes=16)
    assert attempt(desk, desk.browser()) == 303


def test_guessing_at_one_account_from_many_addresses_is_slowed_too(desk: Staffed) -> None:
    browser = desk.browser()
    browser.client.headers["X-Forwarded-For"] = "x"
    for number in range(signing_in.WIDE_TRIES):
        with desk.app.database.write() as tx:
            from bot.storage import sign_ins

            sign_ins.note(tx, [f"pair:promoter:10.0.0.{number}", "account:promoter"], desk.clock())
    assert attempt(desk, browser) == 429


def test_a_recovery_code_lets_in_once_where_the_phone_is_lost(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", browser.post("/console/cuenta/codigos").text)
    assert len(set(codes)) == 10
    without_phone = desk.browser()
    assert attempt(desk, without_phone, code=codes[0].upper()) == 303
    assert "Te quedan 9. Si perdiste tu teléfono" in without_phone.get("/console").text
    assert attempt(desk, desk.browser(), code=codes[0]) == 422
    assert attempt(desk, desk.browser(), code=codes[1].replace("-", " ")) == 303
    again = re.findall(r"<code>(\w{5}-\w{5})</code>", browser.post("/console/cuenta/codigos").text)
    assert not set(again) & set(codes)
    assert attempt(desk, desk.browser(), code=codes[2]) == 422


def test_signing_out_ends_the_session_on_the_server(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    cookie = browser.client.cookies["puente"]
    assert browser.post("/console/salir").status_code == 303
    stolen = desk.browser()
    stolen.client.cookies.set("puente", cookie)
    assert not inside(stolen)


def test_an_idle_session_ends_and_a_used_one_lasts_twelve_hours(desk: Staffed) -> None:
    browser, idle = desk.browser("promoter"), desk.browser("reviewer")
    for _ in range(35):
        desk.clock.move(minutes=20)
        assert inside(browser)
    assert not inside(idle)
    desk.clock.move(minutes=25)
    assert not inside(browser)


def test_other_roles_end_a_session_however_they_came_about(desk: Staffed) -> None:
    browser, admin = desk.browser("promoter"), desk.browser("administrator")
    answer = admin.post("/console/equipo/promoter", {"roles": ["promoter", "reviewer"], "active": "1"})
    assert answer.status_code == 303
    assert not inside(browser)
    assert inside(desk.browser("promoter"))


def test_whoever_no_longer_works_here_is_out_at_once(desk: Staffed) -> None:
    browser, admin = desk.browser("promoter"), desk.browser("administrator")
    admin.post("/console/equipo/promoter", {"roles": "promoter"})
    assert not inside(browser)
    assert attempt(desk, desk.browser()) == 422


def test_what_ended_when_somebody_left_does_not_come_back_with_them(desk: Staffed) -> None:
    browser, admin = desk.browser("promoter"), desk.browser("administrator")
    link = admin.post("/console/equipo/promoter/enlace").text.partition("/console/invitacion/")[2].partition('"')[0]
    left = admin.post("/console/equipo/promoter", {"roles": "promoter"})
    assert "promoter ya no puede entrar" in admin.get(left.headers["location"]).text
    assert "Hacer un enlace" not in admin.get("/console/equipo/promoter").text
    admin.post("/console/equipo/promoter", {"roles": "promoter", "active": "1"})
    assert "Hacer un enlace" in admin.get("/console/equipo/promoter").text
    assert not inside(browser)
    assert browser.get(f"/console/invitacion/{link}").status_code == 400
    assert inside(desk.browser("promoter"))


def test_another_password_ends_every_session_but_the_one_that_changed_it(desk: Staffed) -> None:
    here, elsewhere = desk.browser("promoter"), desk.browser("promoter")
    old = here.client.cookies["puente"]
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert here.post("/console/cuenta/clave", form).status_code == 303
    assert inside(here)
    assert here.client.cookies["puente"] != old
    assert not inside(elsewhere)
    assert attempt(desk, desk.browser()) == 422
    assert attempt(desk, desk.browser(), password=NEW) == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"old": "no es", "new": NEW, "again": NEW}, "No es tu contraseña de ahora"),
        ({"old": PASSWORD, "new": NEW, "again": "otra"}, "No es igual"),
        ({"old": "no es", "new": NEW, "again": "otra"}, "No es tu contraseña de ahora"),
        ({"old": PASSWORD, "new": "corta", "again": "corta"}, "12 letras"),
        ({"old": PASSWORD, "new": "Contraseña2026!", "again": "Contraseña2026!"}, "prueban primero"),
    ],
)
def test_a_bad_change_of_password_changes_nothing(desk: Staffed, form: dict[str, str], said: str) -> None:
    browser = desk.browser("promoter")
    page = browser.post("/console/cuenta/clave", form)
    assert page.status_code == 422
    assert said in page.text
    assert attempt(desk, desk.browser()) == 303


def test_somebody_new_is_invited_and_comes_in(desk: Staffed) -> None:
    admin = desk.browser("administrator")
    page = admin.post("/console/equipo", {"name": "Rosa", "roles": ["promoter", "reviewer"]})
    link = re.search(r'value="http://desk\.example(/console/invitacion/[\w-]+)"', page.text)
    assert link is not None
    browser = desk.browser()
    welcome = browser.get(link[1])
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", welcome.text)
    assert secret is not None
    assert "<svg" in welcome.text
    assert 'href="otpauth://totp/' in welcome.text  # who reads this on the phone cannot scan it
    code = pyotp.TOTP(secret[1].replace(" ", "")).at(int(desk.clock().timestamp()))
    wrong = browser.post(link[1], {"password": "corta", "again": "otra", "code": "000000"})
    assert wrong.status_code == 422
    assert secret[1] in wrong.text
    for name in ("password", "again", "code"):
        assert f'id="{name}-wrong"' in wrong.text
    done = browser.post(link[1], {"password": NEW, "again": NEW, "code": code})
    assert done.status_code == 200
    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", done.text)) == 10
    assert inside(browser)
    assert desk.browser().get(link[1]).status_code == 400
    assert {"user.add", "user.invite", "user.accept"} <= set(acts(desk))


def test_an_invitation_expires_and_a_newer_one_replaces_it(desk: Staffed) -> None:
    admin = desk.browser("administrator")
    links = [
        re.search(r"/console/invitacion/[\w-]+", admin.post("/console/equipo/promoter/enlace").text) for _ in range(2)
    ]
    assert links[0] is not None
    assert links[1] is not None
    assert desk.browser().get(links[0][0]).status_code == 400
    assert desk.browser().get(links[1][0]).status_code == 200
    desk.clock.move(hours=49)
    assert desk.browser().get(links[1][0]).status_code == 400


def test_nobody_takes_administration_from_themselves(desk: Staffed) -> None:
    admin = desk.browser("administrator")
    assert admin.post("/console/equipo/administrator", {"roles": "promoter", "active": "1"}).status_code == 422
    assert admin.post("/console/equipo/administrator", {"roles": "administrator"}).status_code == 422
    assert inside(admin)


@pytest.mark.parametrize(
    "form",
    [{"name": "a b", "roles": "promoter"}, {"name": "a b"}, {"name": "rosa"}, {"name": "promoter", "roles": "x"}],
)
def test_a_bad_invitation_invites_nobody_and_keeps_what_was_typed(desk: Staffed, form: dict[str, str]) -> None:
    admin = desk.browser("administrator")
    page = admin.post("/console/equipo", form)
    assert page.status_code == 422
    assert f'value="{form["name"]}"' in page.text
    assert ("name-wrong" in page.text) is (form["name"] != "rosa")
    assert {role.value for role in Role} == set(desk.secrets)
    assert "rosa</a>" not in admin.get("/console/equipo").text


def test_the_record_shows_who_did_what_and_that_it_is_whole(desk: Staffed) -> None:
    browser = desk.browser("data_officer")
    assert "session.start" in browser.get("/console/registro?quien=data_officer").text
    assert "user.add" not in browser.get("/console/registro?quien=data_officer").text
    assert "está entero" in browser.get("/console/registro/comprobar").text


def test_a_session_that_ended_asks_the_browser_to_sign_in_where_a_page_asks_by_itself(desk: Staffed) -> None:
    answer = desk.browser().get("/console/equipo", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/console/entrar?volver=")


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page_and_does_nothing(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    browser.get("/console/respuestas/C01/editar")
    desk.clock.move(minutes=31)
    answer = browser.post("/console/respuestas/C01/editar", {"base": "1", "act": "save"})
    assert answer.headers["location"] == "/console/entrar?volver=/console/respuestas/C01/editar"
    assert "tu sesión terminó" in browser.get(answer.headers["location"]).text
    assert browser.post("/console/casos/1/tomar").headers["location"] == "/console/entrar"
    piece = browser.post(
        "/console/respuestas/vista",
        headers={"HX-Request": "true", "HX-Current-URL": "http://desk.example/console/respuestas/C01/editar"},
    )
    assert piece.headers["hx-redirect"] == "/console/entrar?volver=/console/respuestas/C01/editar"
    forged = browser.post("/console/respuestas/C01/editar", headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
