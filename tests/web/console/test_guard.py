"""Nobody sees or does what is not theirs, and no other site can act in somebody's name."""

import re
from typing import Any

import pytest
from starlette.routing import Mount, Route

from bot.core.staff import Role
from bot.web.console import areas
from bot.web.console.pages import OPEN, STAFF, Access, Page, checked, only
from tests.web.console.conftest import Browser, Staffed


def filled(path: str) -> str:
    """The path with something in its gaps that does not exist."""
    return "/console" + re.sub(r"\{\w+\}", "999999", path)


def routes(desk: Staffed) -> set[tuple[str, str]]:
    """Every method and path the application answers below /console, but for its files."""
    (mount,) = (one for one in desk.web.routes if isinstance(one, Mount) and one.path == "/console")
    below = [(one, one.path) for one in mount.routes if isinstance(one, Route)]
    first = [(one, "") for one in desk.web.routes if isinstance(one, Route) and one.path == "/console"]
    return {(method, path) for one, path in below + first for method in (one.methods or ()) if method != "HEAD"}


def test_every_route_of_the_application_is_a_page_that_says_who_may_open_it(desk: Staffed) -> None:
    assert routes(desk) == {(page.method, page.path) for page in areas.PAGES}
    assert all(isinstance(page.who, Access) for page in areas.PAGES)


def test_what_is_open_to_everybody_is_only_the_way_in() -> None:
    assert {page.path for page in areas.PAGES if page.who is OPEN} == {"/entrar", "/invitacion/{token}", "/idioma"}


@pytest.mark.parametrize(
    "pages",
    [
        [Page(path="/x", view=lambda _: None, who=None)],  # type: ignore[arg-type, return-value]
        [Page(path="/x", view=lambda _: None, who=STAFF)] * 1  # type: ignore[arg-type, return-value]
        + [Page(path="/x", view=lambda _: None, who=STAFF)],  # type: ignore[arg-type, return-value]
    ],
    ids=["no access", "twice"],
)
def test_the_console_does_not_start_with_a_page_that_is_not_guarded(pages: list[Page]) -> None:
    with pytest.raises(ValueError, match="/x"):
        checked(pages)


def test_a_page_without_access_cannot_be_declared() -> None:
    with pytest.raises(TypeError):
        Page(path="/x", view=lambda _: None)  # type: ignore[call-arg, arg-type, return-value]
    with pytest.raises(ValueError, match="role"):
        only()


def test_each_role_gets_exactly_the_pages_that_name_it(desk: Staffed) -> None:
    """Route × role × method: 403 where the page does not name the role, never where it does."""
    wrong: list[Any] = []
    for role in Role:
        browser = desk.browser(role.value)
        for page in areas.PAGES:
            if page.path == "/salir":
                continue
            answer = (browser.post if page.method == "POST" else browser.get)(filled(page.path))
            allowed = not page.who.roles or role in page.who.roles or role is Role.ADMINISTRATOR
            if (answer.status_code != 403) is not allowed or answer.status_code >= 500:
                wrong.append((role, page.method, page.path, answer.status_code))
    assert wrong == []


def test_whoever_is_not_signed_in_is_sent_to_the_door(desk: Staffed) -> None:
    browser = desk.browser()
    browser.get("/console/entrar")
    for page in areas.PAGES:
        if page.who is not OPEN:
            answer = (browser.post if page.method == "POST" else browser.get)(filled(page.path))
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/console/entrar")


def test_every_other_method_is_refused(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    taken = routes(desk)
    for path in sorted({path for _, path in taken}):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            if (method, path) not in taken:
                assert browser.client.request(method, filled(path)).status_code == 405, (method, path)


FORGERIES = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "typed": {"Sec-Fetch-Site": "none"},
    "another origin": {"Origin": "http://evil.example"},
    "no origin": {"Origin": "null"},
    "our name as a part": {"Origin": "http://desk.example.evil.example"},
}


@pytest.mark.parametrize("headers", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_post_from_elsewhere_does_nothing_even_with_a_right_token(desk: Staffed, headers: dict[str, str]) -> None:
    browser = desk.browser("administrator")
    form = {"proof": browser.proof, "name": "intruso", "roles": "administrator"}
    answer = browser.client.post("/console/equipo", data=form, headers=headers)
    assert answer.status_code == 403
    assert "intruso" not in browser.get("/console/equipo").text


@pytest.mark.parametrize("proof", ["", "0" * 64, "ñ"])
def test_a_post_without_the_right_token_does_nothing(desk: Staffed, proof: str) -> None:
    browser = desk.browser("administrator")
    answer = browser.post("/console/equipo", {"proof": proof, "name": "intruso", "roles": "promoter"})
    assert answer.status_code == 403
    assert "no se guardó nada" in answer.text.lower()
    assert "intruso" not in browser.get("/console/equipo").text


def test_the_token_of_one_person_is_worth_nothing_to_another(desk: Staffed) -> None:
    one, other = desk.browser("administrator"), desk.browser("administrator")
    assert one.proof != other.proof
    assert one.post("/console/equipo", {"proof": other.proof, "name": "x1", "roles": "promoter"}).status_code == 403


def test_a_program_that_sends_neither_origin_nor_site_still_needs_the_token(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    form = {"proof": browser.proof, "name": "nueva", "roles": "promoter"}
    assert browser.client.post("/console/equipo", data=form).status_code == 200
    assert browser.client.post("/console/equipo", data={**form, "proof": ""}).status_code == 403


def test_cookies_cannot_be_read_by_scripts_or_sent_by_other_sites(desk: Staffed) -> None:
    browser = desk.browser()
    browser.get("/console/entrar")
    form = {"name": "promoter", "password": "un caballo lee despacio", "code": desk.code("promoter")}
    cookie = browser.post("/console/entrar", form).headers["set-cookie"]
    assert cookie.startswith("puente=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_over_https_cookies_are_bound_to_this_host_and_to_https(new_desk: Any) -> None:
    desk = new_desk(env="production")
    answer = desk.browser().get("/console/entrar")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-puente-form=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_form_that_is_too_large_is_not_read(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    assert browser.post("/console/equipo", {"name": "a" * 300_000}).status_code == 413


@pytest.mark.parametrize("path", ["/console/nada", "/console/equipo/nadie", "/console/static/nada.css"])
def test_what_does_not_exist_is_said_in_a_page(desk: Staffed, path: str) -> None:
    answer = desk.browser("administrator").get(path)
    assert answer.status_code == 404


def test_pages_carry_the_security_headers_and_only_files_may_be_kept(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    page = browser.get("/console")
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "same-origin"
    file = re.search(r'href="(/console/static/console\.css\?v=\w+)"', page.text)
    assert file is not None
    assert "immutable" in browser.get(file[1]).headers["cache-control"]


def test_files_are_packed_for_whoever_can_unpack_them_and_pages_are_not(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    page = browser.get("/console/estilo")
    assert "content-encoding" not in page.headers
    assets = set(re.findall(r'(?:href|src)="(/console/static/[^"#]+)', page.text))
    assert len(assets) == 5
    sizes = []
    for one in assets:
        plain = browser.get(one, headers={"Accept-Encoding": "identity"})
        packed = browser.get(one, headers={"Accept-Encoding": "gzip;q=0.9, br"})
        assert packed.content == plain.content
        assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert packed.headers["content-type"] == plain.headers["content-type"]
        assert "content-encoding" not in plain.headers
        sizes.append((int(packed.headers["content-length"]), len(plain.content)))
        again = browser.get(one, headers={"If-None-Match": packed.headers["etag"]})
        assert again.status_code == 304
    assert sum(packed for packed, _ in sizes) < sum(plain for _, plain in sizes) / 2


def test_what_breaks_says_nothing_of_it(desk: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("inner secret")

    browser = desk.browser("administrator")
    monkeypatch.setattr("bot.storage.users.listed", broken)
    answer = browser.get("/console/equipo")
    assert answer.status_code == 500
    assert "inner secret" not in answer.text
    assert "Algo falló de nuestro lado" in answer.text


def test_pages_speak_the_language_that_was_chosen(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    assert "Equipo" in browser.get("/console").text
    assert browser.post("/console/idioma", {"language": "en", "back": "/console"}).headers["location"] == "/console"
    assert '<html lang="en">' in browser.get("/console").text
    assert "Team" in browser.get("/console").text


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/console/../x//", "/consolex", "/console\\evil", "/console/\n"]
)
def test_nobody_is_sent_to_another_site(desk: Staffed, back: str) -> None:
    browser: Browser = desk.browser("promoter")
    assert browser.post("/console/idioma", {"language": "en", "back": back}).headers["location"] == "/console"
