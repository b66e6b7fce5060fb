"""Carries requests to Twilio over httpx, and the `twilio` package's REST resources over the same connections.

One httpx pool searches all its connections for every request, which costs more the more are in flight. `Shards` keeps
single connections of httpx's engine on a stack instead; figures are printed by tests/bench/sender_cost.py.
"""

import asyncio
import base64
import json
import logging
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpcore
import httpx
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from bot.core.errors import PuenteError

API: Final = "https://api.twilio.com"
KEEPALIVE: Final = 20.0
"""Seconds an idle connection is kept: well under the 60 s after which Twilio's load balancers close theirs."""
LONGEST_RETRY_AFTER: Final = 3600.0

Form = Sequence[tuple[str, str]]
_LOST: Final = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


class Unreachable(PuenteError):
    """No connection: the request never left, so it may be made again freely."""


class Lost(PuenteError):
    """The request left and no whole answer came: nobody knows what became of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An HTTP answer read to its end. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The JSON document, or None where the text is none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @property
    def retry_after(self) -> float | None:
        """Seconds Twilio asks us to wait, between one and an hour's; None without a usable header."""
        try:
            seconds = float(self.headers.get("retry-after", ""))
        except ValueError:
            return None
        return min(max(seconds, 1.0), LONGEST_RETRY_AFTER) if seconds >= 0 else None


class Shards(httpx.AsyncBaseTransport):
    """An httpx transport of up to `connections` HTTP/1.1 connections, each with one request at a time.

    A connection on which anything went wrong is closed, never used again. Beyond the limit, requests wait for a free
    one; that wait is outside their time limits, so a full house never makes a message's fate unknown.
    """

    def __init__(self, connections: int = 80) -> None:
        self._room = asyncio.Semaphore(connections)
        self._idle: dict[str, list[httpcore.AsyncHTTPConnection]] = {}
        self._tls: ssl.SSLContext | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Make one request and read the whole answer.

        Time limits in seconds come in `request.extensions["timeout"]`: httpx's own, and "total". Raises Unreachable or
        Lost.
        """
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        assert isinstance(request.stream, httpx.AsyncByteStream)
        order = httpcore.Request(
            request.method,
            target,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        async with self._room:
            try:
                async with asyncio.timeout(request.extensions.get("timeout", {}).get("total")):
                    answer, content = await self._exchange(order)
                return httpx.Response(answer.status, headers=answer.headers, content=content, request=request)
            except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.LocalProtocolError) as error:
                raise Unreachable(type(error).__name__) from None
            except (*_LOST, httpx.DecodingError, OSError) as error:
                raise Lost(type(error).__name__) from None

    async def aclose(self) -> None:
        """Close what is idle; what is under way closes with its request."""
        idle, self._idle = self._idle, {}
        for connections in idle.values():
            for connection in connections:
                await connection.aclose()

    async def _exchange(self, order: httpcore.Request) -> tuple[httpcore.Response, bytes]:
        origin = order.url.origin
        connection = await self._take(origin)
        try:
            answer = await connection.handle_async_request(order)
            content = await answer.aread()
            await answer.aclose()
        except BaseException:
            await connection.aclose()
            raise
        if connection.is_idle():  # not where the other side asked to close
            self._idle.setdefault(str(origin), []).append(connection)
        return answer, content

    async def _take(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        """The connection used last, or a new one. Those that lie unused at the bottom grow old and are closed."""
        idle = self._idle.get(str(origin), [])
        while idle and idle[0].has_expired():
            await idle.pop(0).aclose()
        while idle:
            connection = idle.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        if origin.scheme == b"https" and self._tls is None:
            self._tls = httpx.create_ssl_context()
        return httpcore.AsyncHTTPConnection(origin, ssl_context=self._tls, keepalive_expiry=KEEPALIVE)


class Transport:
    """Makes requests to Twilio, and to nobody else: no redirects, time limits, test doubles in place of Twilio's hosts.

    `api_url`, `content_url`: the settings TWILIO_API_URL and TWILIO_CONTENT_API_URL; empty means Twilio's own. Once
    `api_url` names a double, every other host of Twilio's goes there too, so that a test cannot reach the real one.
    `connect_timeout`, `total_timeout`: seconds; the latter from the first byte out to the last byte in.
    """

    def __init__(
        self,
        *,
        api_url: str = "",
        content_url: str = "",
        connections: int = 80,
        connect_timeout: float = 5.0,
        total_timeout: float = 15.0,
    ) -> None:
        self._api, self._content = api_url.rstrip("/"), content_url.rstrip("/")
        self._shards = Shards(connections)
        self._connect, self._total = connect_timeout, total_timeout

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"", limit: float | None = None
    ) -> Answer:
        """Make one request to a URL of Twilio's; `limit` in seconds replaces the total one.

        Raises Unreachable or Lost; ValueError, before anything is sent, for a host that is not Twilio's.
        """
        limits = {"connect": self._connect, "total": limit or self._total}
        request = httpx.Request(
            method, _url(self.address(url)), headers=dict(headers), content=content, extensions={"timeout": limits}
        )
        answer = await self._shards.handle_async_request(request)
        return Answer(status=answer.status_code, headers=answer.headers, text=answer.text)

    async def post_form(self, url: str, data: Form, auth: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Post form fields in the order given. `auth`: the whole Authorization header. Raises as `request` does."""
        form = {"Authorization": auth, "Content-Type": "application/x-www-form-urlencoded"}
        return await self.request(
            "POST", url, headers={**form, **(headers or {})}, content=urlencode(data, errors="replace").encode()
        )

    def address(self, url: str) -> str:
        """Where a URL of Twilio's really goes: credentials never travel to a host that a message or page named."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" or not (host == "twilio.com" or host.endswith(".twilio.com")):
            raise ValueError("not a URL of Twilio's")
        double = self._content if host == "content.twilio.com" and self._content else self._api
        if not double or double == f"https://{host}":
            return url
        return f"{double}{parts.path}?{parts.query}" if parts.query else f"{double}{parts.path}"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._shards.aclose()


class SdkTransport(AsyncHttpClient):  # type: ignore[misc]
    """The `twilio` package's REST resources over our transport: `twilio.rest.Client(…, http_client=SdkTransport(t))`.

    The package's own async client sends JSON bodies form-encoded, ignores its timeout and logs every query with the
    numbers in it (read in twilio 9.13.0, http/async_http_client.py); this one does none of that.
    """

    def __init__(self, transport: Transport) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._transport = transport

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - part of the package's interface
        allow_redirects: bool = False,  # noqa: ARG002 - the same; we never follow any
    ) -> Response:
        """Make the request a resource asks for. Raises Unreachable or Lost."""
        sent = dict(headers or {})
        if auth:
            sent["Authorization"] = basic(*auth)
        if params:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(_given(params), doseq=True)}"
        content = b""
        if data and sent.get("Content-Type", "").startswith("application/json"):
            content = json.dumps(_said(data), ensure_ascii=False).encode()
        elif data:
            content = urlencode(_given(data), doseq=True).encode()
        answer = await self._transport.request(method.upper(), url, headers=sent, content=content, limit=timeout)
        return Response(answer.status, answer.text, answer.headers)


def basic(user: str, password: str) -> str:
    """The Authorization header of HTTP Basic (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@lru_cache(maxsize=16)
def _url(text: str) -> httpx.URL:
    """Parsing costs a fifteenth of a request, and nearly all go to one address."""
    return httpx.URL(text)


def _given(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _said(value: Any) -> Any:
    """A JSON document without what is null: the package names every type of content there is, all but one of them null,
    and a null is no type."""
    if isinstance(value, Mapping):
        return {name: _said(item) for name, item in value.items() if item is not None}
    return [_said(item) for item in value] if isinstance(value, list) else value
