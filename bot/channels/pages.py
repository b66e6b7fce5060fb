"""Looks at public pages that answers send people to: whether they are there, politely, and nothing else.

What staff type must not lead into the network of the installation: only https on its own port, only hosts all of whose
addresses are public, and the connection goes to the address that was looked at, so that a name cannot mean another
machine a moment later. Redirects are followed by hand, each under the same rules. No body is read.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

_REDIRECTS: Final = 5
_SECONDS: Final = 15.0
"""For all of one page, redirects included."""
_AGENT: Final = "Puente-link-check"
_NOT_BY_HEAD: Final = frozenset({400, 401, 403, 404, 405, 406, 429, 500, 501, 503})
"""Answers to HEAD that say nothing about GET: many servers know only the latter."""
_GONE: Final = frozenset({404, 410})
_CLOSED: Final = frozenset({401, 403, 405, 406, 418, 429, 451})

Resolve = Callable[[str], Awaitable[list[str]]]
"""The addresses of a host. Raises OSError where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What became of a look at a page. `state`: ok · gone · closed (does not show itself to programs) · failing ·
    unsafe (not public, or not https). `code`: of HTTP, 0 without an answer. `moved_to`: where redirects led."""

    state: str
    code: int = 0
    moved_to: str = ""


class Unsafe(Exception):
    """Not a page on the public network."""


async def resolve(host: str) -> list[str]:
    """By the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class Pages:
    """One look after the other. `transport` carries the requests."""

    def __init__(self, *, resolve: Resolve = resolve, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._resolve = resolve
        # Without the environment's proxy: it would resolve the name again.
        self._client = httpx.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, timeout=httpx.Timeout(10.0)
        )

    async def look(self, url: str) -> Seen:
        """Whether the page at `url` is there. Raises nothing for what pages do."""
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._follow(url)
        except Unsafe:
            return Seen(state="unsafe")
        except (TimeoutError, OSError, httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError):
            return Seen(state="failing")

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _follow(self, url: str) -> Seen:
        now = url
        for _ in range(_REDIRECTS + 1):
            answer = await self._ask("HEAD", now)
            if answer.status_code in _NOT_BY_HEAD:
                answer = await self._ask("GET", now)
            to = answer.headers.get("location", "")
            if not (300 <= answer.status_code < 400 and to):
                return Seen(
                    state=_state(answer.status_code), code=answer.status_code, moved_to=now if now != url else ""
                )
            now = urljoin(now, to)
        return Seen(state="failing", code=answer.status_code)

    async def _ask(self, method: str, url: str) -> httpx.Response:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" or not host or parts.port not in (None, 443) or parts.username:
            raise Unsafe
        addresses = await self._resolve(host)
        if not addresses or not all(map(_public, addresses)):
            raise Unsafe
        pinned = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        request = self._client.build_request(
            method,
            httpx.URL(url).copy_with(host=pinned),
            headers={"Host": host, "User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            extensions={"sni_hostname": host},
        )
        answer = await self._client.send(request, stream=True)
        await answer.aclose()
        return answer


def _state(code: int) -> str:
    if 200 <= code < 300:
        return "ok"
    return "gone" if code in _GONE else "closed" if code in _CLOSED else "failing"


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_global and not mapped.is_multicast and not mapped.is_reserved)
