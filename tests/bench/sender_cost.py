"""Processor time of one send with 80 in flight and 200 ms of latency: ours beside the other ways to do it.

python tests/bench/sender_cost.py        prints one JSON document; milliseconds of the client process per message
"""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import uvloop
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from bot.channels.twilio.client import Credentials, TwilioProvider
from bot.channels.twilio.signature import CallbackTokens
from bot.channels.twilio.transport import API, SdkTransport, Transport, basic
from bot.core.addresses import parse
from bot.core.messages import Order, Status

ACCOUNT, TOKEN = "AC" + "0" * 32, "bench-token"
IN_FLIGHT, MESSAGES, LATENCY = 80, 2000, 0.2
TEXT = "Sí, tu hijo puede estudiar aunque no tenga papeles. " * 6
ORDER = Order(
    attempt=12345,
    sender=parse("whatsapp:+51900000000"),
    recipient=parse("whatsapp:+51999888777"),
    text=TEXT,
)


class _Redirected(AsyncTwilioHttpClient):  # the package has no setting for the host
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    async def request(self, method: str, url: str, *rest: Any, **named: Any) -> Any:
        return await super().request(method, url.replace(API, self.base), *rest, **named)


async def measure(send: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """Milliseconds of processor time per message and messages per second, after a warm-up of one round."""
    left = iter(range(MESSAGES))

    async def line() -> None:
        for _ in left:
            await send()

    await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))
    processor, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(line() for _ in range(IN_FLIGHT)))
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return {"cpu_ms": round(processor / MESSAGES * 1000, 3), "per_second": round(MESSAGES / wall)}


async def compare(base: str) -> dict[str, dict[str, float]]:
    """Drive the fake at `base` by each way in turn."""
    transport = Transport(api_url=base, connections=IN_FLIGHT)
    tokens = CallbackTokens(b"0123456789abcdef")
    credentials = Credentials(account_sid=ACCOUNT, auth_token=TOKEN)
    provider = TwilioProvider(credentials, transport, tokens, status_url="https://example.org/twilio/status")
    fields = {"to": ORDER.recipient.full, "from_": ORDER.sender.full, "body": TEXT}
    fields["status_callback"] = dict(provider.form(ORDER))["StatusCallback"]

    async def ours() -> None:
        assert (await provider.send(ORDER)).status is Status.ACCEPTED

    over_ours = Client(ACCOUNT, TOKEN, http_client=SdkTransport(transport))

    async def package_over_ours() -> None:
        await over_ours.messages.create_async(**fields)

    aiohttp_client = _Redirected(base)
    stock = Client(ACCOUNT, TOKEN, http_client=aiohttp_client)

    async def package_alone() -> None:
        await stock.messages.create_async(**fields)

    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    one_client = httpx.AsyncClient(limits=limits, headers={"Authorization": basic(ACCOUNT, TOKEN)})
    url = f"{base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    async def one_httpx_client() -> None:
        (await one_client.post(url, data=dict(provider.form(ORDER)))).raise_for_status()

    ways = (ours, package_over_ours, package_alone, one_httpx_client)
    try:
        return {way.__name__: await measure(way) for way in ways}
    finally:
        await provider.close()
        await aiohttp_client.close()
        await one_client.aclose()


def main() -> None:
    """Start the fake as a process of its own, compare, print."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "script.json")
        script.write_text(json.dumps({"latency": [LATENCY, LATENCY], "callbacks": [], "window": False}))
        command = [sys.executable, "-m", "bot.channels.twilio.fake", "--port", str(port), "--account", ACCOUNT]
        fake = subprocess.Popen([*command, "--token", TOKEN, "--script", str(script)])
        try:
            _wait_for(port)
            print(json.dumps(uvloop.run(compare(f"http://127.0.0.1:{port}")), indent=2))
        finally:
            fake.terminate()
            fake.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the fake did not start")


if __name__ == "__main__":
    main()
