"""Pages are looked at from outside only, politely, and never inside our own network."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from bot.channels.pages import Pages, Seen

PUBLIC = "93.184.216.34"


async def anywhere(host: str) -> list[str]:
    return {
        "inner.example": ["10.0.0.5"],
        "mixed.example": [PUBLIC, "127.0.0.1"],
        "six.example": ["2606:2800:220:1:248:1893:25c8:1946"],
        "mapped.example": ["::ffff:127.0.0.1"],
        "link.example": ["169.254.169.254"],
        "many.example": ["224.0.0.1"],
        "none.example": [],
    }.get(host, [PUBLIC])


def look(url: str, answer: Callable[[httpx.Request], httpx.Response]) -> tuple[Seen, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def heard(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    async def run() -> Seen:
        pages = Pages(resolve=anywhere, transport=httpx.MockTransport(heard))
        try:
            return await pages.look(url)
        finally:
            await pages.close()

    return asyncio.run(run()), asked


def test_a_page_that_is_there_is_asked_once_at_the_address_that_was_looked_at() -> None:
    seen, asked = look("https://gob.pe/sis?a=1", lambda _: httpx.Response(200))
    assert seen == Seen(state="ok", code=200)
    (request,) = asked
    assert (request.method, request.url.host, request.url.raw_path) == ("HEAD", PUBLIC, b"/sis?a=1")
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("gob.pe", "gob.pe")


@pytest.mark.parametrize(
    ("code", "state"),
    [(404, "gone"), (410, "gone"), (403, "closed"), (429, "closed"), (500, "failing"), (200, "ok"), (302, "failing")],
)
def test_what_a_server_says_is_told_in_one_word(code: int, state: str) -> None:
    assert look("https://gob.pe", lambda _: httpx.Response(code))[0].state == state


def test_a_server_that_does_not_know_head_is_asked_by_get() -> None:
    seen, asked = look("https://gob.pe", lambda one: httpx.Response(405 if one.method == "HEAD" else 200))
    assert [one.method for one in asked] == ["HEAD", "GET"]
    assert seen.state == "ok"


def test_redirects_are_followed_and_their_end_is_told() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        moved = request.url.path == "/old"
        return httpx.Response(301, headers={"location": "/new"}) if moved else httpx.Response(200)

    seen, asked = look("https://gob.pe/old", answer)
    assert seen == Seen(state="ok", code=200, moved_to="https://gob.pe/new")
    assert len(asked) == 2
    around, asked = look("https://gob.pe/x", lambda _: httpx.Response(302, headers={"location": "/x"}))
    assert around.state == "failing"
    assert len(asked) == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://gob.pe", "https://gob.pe:8443/", "https://user@gob.pe/", "https://inner.example", "https://mixed.example",
        "https://mapped.example", "https://link.example/latest", "https://many.example", "https://none.example", "https:///",
    ],
)  # fmt: skip
def test_nothing_but_public_https_is_ever_asked(url: str) -> None:
    seen, asked = look(url, lambda _: httpx.Response(200))
    assert (seen.state, asked) == ("unsafe", [])


@pytest.mark.parametrize(
    "to", ["http://gob.pe", "https://inner.example/admin", "https://localhost:1/", "//link.example"]
)
def test_a_redirect_leads_nowhere_a_page_may_not(to: str) -> None:
    seen, asked = look("https://gob.pe", lambda _: httpx.Response(302, headers={"location": to}))
    assert seen.state in {"unsafe", "failing"}
    assert {one.url.host for one in asked} == {PUBLIC}


def test_whatever_goes_wrong_on_the_way_is_an_answer_too() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    assert look("https://gob.pe", broken)[0] == Seen(state="failing")
    seen, asked = look("https://six.example", lambda _: httpx.Response(200))
    assert seen.state == "ok"
    assert ":" in asked[0].url.host
