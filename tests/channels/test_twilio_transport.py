"""Requests go to Twilio alone, end in time, and leave no doubt whether they left."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from twilio.rest import Client
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from bot.channels.twilio.fake.content import API as CONTENT_API
from bot.channels.twilio.transport import API, Answer, Lost, SdkTransport, Transport, Unreachable, basic
from tests.channels.world import ACCOUNT, TOKEN, pass_by, serving

pytestmark = pytest.mark.anyio
URL = f"{API}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
Handler = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def talking_to(handler: Handler, **options: Any) -> AsyncIterator[Transport]:
    """A transport whose Twilio is `handler`, for every path and method."""
    app = Starlette(routes=[Route("/{path:path}", handler, methods=["GET", "POST", "PUT", "DELETE"])])
    async with serving(app) as base:
        transport = Transport(api_url=base, **options)
        try:
            yield transport
        finally:
            await transport.aclose()


@asynccontextmanager
async def raw_server(answer: bytes, *, close: bool = True) -> AsyncIterator[str]:
    """A server that sends these bytes after the first line of a request, then closes or stays silent."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        await writer.drain()
        if close:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_form_post_arrives_as_written_and_its_answer_comes_back() -> None:
    seen: dict[str, Any] = {}

    async def twilio(request: Request) -> Response:
        seen.update(body=await request.body(), headers=dict(request.headers), path=request.url.path)
        return JSONResponse({"sid": "SM1"}, 201, {"Twilio-Request-Id": "RQ1"})

    async with talking_to(twilio) as transport:
        answer = await transport.post_form(URL, [("To", "+51 9"), ("Body", "ñ & 👍\ud800")], "Basic abc", {"X-A": "b"})
    assert seen["body"] == b"To=%2B51+9&Body=%C3%B1+%26+%F0%9F%91%8D%3F"
    assert seen["path"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert (seen["headers"]["authorization"], seen["headers"]["x-a"]) == ("Basic abc", "b")
    assert seen["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert (answer.status, answer.body, answer.headers["twilio-request-id"]) == (201, {"sid": "SM1"}, "RQ1")


async def test_a_redirect_is_not_followed() -> None:
    calls = []

    async def twilio(request: Request) -> Response:
        calls.append(request.url.path)
        return RedirectResponse("/elsewhere", 307)

    async with talking_to(twilio) as transport:
        assert (await transport.post_form(URL, [], "Basic abc")).status == 307
    assert len(calls) == 1


async def test_connections_are_kept_and_never_more_than_allowed() -> None:
    busy, most, clients, full = 0, 0, set(), asyncio.Event()

    async def twilio(request: Request) -> Response:
        nonlocal busy, most
        assert request.client
        clients.add(request.client.port)
        busy, most = busy + 1, max(most, busy + 1)
        if busy == 3:
            full.set()
        await full.wait()
        await asyncio.sleep(0.005)
        busy -= 1
        return Response("{}")

    async with talking_to(twilio, connections=3) as transport:
        answers = await asyncio.gather(*(transport.post_form(URL, [], "Basic abc") for _ in range(30)))
    assert [answer.status for answer in answers] == [200] * 30
    assert most == 3
    assert len(clients) == 3


async def test_waiting_for_a_free_connection_is_no_lost_answer() -> None:
    """Whoever waits for longer than an answer may take has all of that time once a connection is free."""
    come, go = asyncio.Event(), asyncio.Event()

    async def twilio(_: Request) -> Response:
        come.set()
        await go.wait()
        return Response("{}")

    async with talking_to(twilio, connections=1) as transport:
        first = asyncio.create_task(transport.request("POST", URL, headers={}, limit=1_000))
        await come.wait()
        others = [asyncio.create_task(transport.request("POST", URL, headers={}, limit=60)) for _ in range(2)]
        await asyncio.sleep(0)
        pass_by(100)
        await asyncio.sleep(0.01)
        go.set()
        answers = await asyncio.gather(first, *others)
    assert [answer.status for answer in answers] == [200] * 3


async def test_a_port_where_nobody_listens_means_the_request_never_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable):
        await Transport(api_url=f"http://127.0.0.1:{port}").post_form(URL, [], "Basic abc")


async def test_a_host_that_does_not_speak_tls_means_the_request_never_left() -> None:
    async with raw_server(b"HTTP/1.1 200 OK\r\n\r\n") as base:
        with pytest.raises(Unreachable):
            await Transport(api_url=base.replace("http:", "https:")).post_form(URL, [], "Basic abc")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 201 Cre",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\n{}",
    ],
    ids=["closed at once", "cut body", "cut head", "no HTTP", "not compressed"],
)
async def test_a_broken_answer_leaves_the_outcome_open(answer: bytes) -> None:
    async with raw_server(answer) as base:
        with pytest.raises(Lost):
            await Transport(api_url=base).post_form(URL, [], "Basic abc")


async def test_silence_ends_after_the_time_limit_even_when_it_drips() -> None:
    async with raw_server(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{", close=False) as base:
        started = time.monotonic()
        with pytest.raises(Lost):
            await Transport(api_url=base, total_timeout=0.2).post_form(URL, [], "Basic abc")
        assert 0.15 < time.monotonic() - started < 60


async def test_after_a_failure_the_next_request_gets_a_sound_connection() -> None:
    slow, come, lost = True, asyncio.Event(), asyncio.Event()

    async def twilio(_: Request) -> Response:
        come.set()
        if slow:
            await lost.wait()
        return JSONResponse({"slow": slow})

    async with talking_to(twilio, connections=1, total_timeout=60) as transport:
        request = asyncio.create_task(transport.request("POST", URL, headers={}))
        await come.wait()
        pass_by(61)
        with pytest.raises(Lost):
            await request
        slow = False
        lost.set()
        assert (await transport.post_form(URL, [], "Basic abc")).body == {"slow": False}


async def test_a_connection_that_went_away_while_idle_is_replaced_unnoticed() -> None:
    connections, gone = 0, asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        gone.set()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        transport = Transport(api_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        for _ in range(3):
            assert (await transport.post_form(URL, [], "Basic abc")).status == 200
            await gone.wait()
            gone.clear()
        await transport.aclose()
    assert connections == 3


async def test_idle_connections_grow_old_and_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.twilio.transport.KEEPALIVE", 0.1)
    seen: list[int] = []

    async def twilio(request: Request) -> Response:
        assert request.client
        seen.append(request.client.port)
        await asyncio.sleep(0.01)
        return Response("{}")

    async with talking_to(twilio) as transport:
        await asyncio.gather(*(transport.post_form(URL, [], "Basic abc") for _ in range(3)))
        await asyncio.sleep(0.15)
        await transport.post_form(URL, [], "Basic abc")
    assert len(set(seen)) == 4


async def test_a_connection_the_server_announces_to_close_is_not_used_again() -> None:
    async def twilio(_: Request) -> Response:
        return Response("{}", headers={"Connection": "close"})

    async with talking_to(twilio, connections=1) as transport:
        for _ in range(3):
            assert (await transport.post_form(URL, [], "Basic abc")).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/2010-04-01",
        "https://twilio.com.example.org/",
        "https://nottwilio.com/",
        "http://api.twilio.com/",
        "https://api.twilio.com@example.org/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
    ],
)
async def test_credentials_are_never_sent_to_anybody_but_twilio(url: str) -> None:
    with pytest.raises(ValueError, match="Twilio"):
        await Transport().request("GET", url, headers={"Authorization": basic(ACCOUNT, TOKEN)})


async def test_doubles_stand_in_for_the_hosts_of_twilio_and_for_all_once_one_is_named() -> None:
    assert Transport().address(URL) == URL
    both = Transport(api_url="http://fake:1", content_url="http://content:2/")
    assert both.address(f"{URL}?To=x") == f"http://fake:1/2010-04-01/Accounts/{ACCOUNT}/Messages.json?To=x"
    assert both.address(f"{CONTENT_API}/v1/Content") == "http://content:2/v1/Content"
    one = Transport(api_url="http://fake:1")
    assert one.address(f"{CONTENT_API}/v1/Content") == "http://fake:1/v1/Content"
    assert one.address("https://messaging.twilio.com/v1/Services") == "http://fake:1/v1/Services"
    assert Transport(api_url=API, content_url=CONTENT_API).address(f"{CONTENT_API}/v1") == f"{CONTENT_API}/v1"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 1.0), ("0", 1.0), ("90000", 3600.0), ("-1", None), ("soon", None), ("nan", None), ("", None)],
)
async def test_retry_after_is_read_between_one_second_and_an_hour(header: str, seconds: float | None) -> None:
    assert Answer(status=429, headers={"retry-after": header}, text="").retry_after == seconds


async def test_an_answer_that_is_no_json_has_no_body() -> None:
    assert Answer(status=502, headers={}, text="<html>").body is None


async def test_the_package_sends_json_as_json_and_forms_as_forms_over_our_connections() -> None:
    seen: list[tuple[str, str, str, bytes]] = []

    async def twilio(request: Request) -> Response:
        kind = request.headers.get("content-type", "")
        seen.append((request.method, request.url.path, kind, await request.body()))
        return JSONResponse({"sid": "HX1"}, 201)

    async with talking_to(twilio) as transport:
        client = Client(ACCOUNT, TOKEN, http_client=SdkTransport(transport))
        approval = ApprovalCreateList.ContentApprovalRequest({"name": "cita", "category": "UTILITY"})
        await client.content.v1.contents("HX1").approval_create.create_async(approval)
        await client.messages.create_async(
            to="+51999888777", from_="+14155238886", media_url=["https://a/1", "https://a/2"]
        )
    path = "/v1/Content/HX1/ApprovalRequests/whatsapp"
    assert seen[0] == ("POST", path, "application/json", b'{"name": "cita", "category": "UTILITY"}')
    assert seen[1][3].endswith(b"MediaUrl=https%3A%2F%2Fa%2F1&MediaUrl=https%3A%2F%2Fa%2F2")


async def test_the_package_obeys_our_time_limits_and_logs_no_number(caplog: pytest.LogCaptureFixture) -> None:
    async def twilio(request: Request) -> Response:
        await asyncio.sleep(1)
        return JSONResponse({})

    with caplog.at_level(logging.DEBUG):
        async with talking_to(twilio, total_timeout=0.1) as transport:
            client = Client(ACCOUNT, TOKEN, http_client=SdkTransport(transport))
            with pytest.raises(Lost):
                await client.messages.list_async(to="whatsapp:+51999888777")
    assert "999888777" not in caplog.text
    assert TOKEN not in caplog.text
