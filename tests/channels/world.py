"""A fake Twilio on a real socket, a webhook that records what it is told, and the names the channel tests share."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.twilio.client import Credentials, TwilioProvider
from bot.channels.twilio.fake import FakeTwilio, Script
from bot.channels.twilio.signature import HEADER, CallbackTokens, Signatures
from bot.channels.twilio.transport import Transport
from bot.channels.twilio.webhook import parse_form, report
from bot.core.messages import Report

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "a-token-of-the-tests"
CREDENTIALS = Credentials(account_sid=ACCOUNT, auth_token=TOKEN)
TOKENS = CallbackTokens(b"a secret of the tests, long enough")
PERSON = "whatsapp:+51999888777"
NUMBER = "whatsapp:+51900000000"


def pass_by(seconds: float) -> None:
    """Let so much time pass at once for everybody who waits in this loop, however quick the machine is."""
    loop = asyncio.get_running_loop()
    time = loop.time
    loop.time = lambda: time() + seconds  # type: ignore[method-assign]


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI application on a free port of this machine; yields its base URL."""
    # With the protocol named, asyncio switches Nagle's algorithm off; without it every answer waits 40 ms for an ACK.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, http="httptools", ws="none", lifespan="off", log_level="critical")
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[listener])
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.force_exit = True
            await server.shutdown(sockets=[listener])


class World:
    """The fake, our provider in front of it, and the reports that came to our status webhook, in order."""

    def __init__(self, fake: FakeTwilio, provider: TwilioProvider, base: str, reports: list[Report]) -> None:
        self.fake, self.provider, self.base, self.reports = fake, provider, base, reports
        self.forgeries = 0

    def list_all(self) -> None:
        """Look-ups see from now on what they lagged behind with."""
        for message in self.fake._account.messages.values():
            message.listed_from = 0.0


async def begin(
    stack: AsyncExitStack,
    script: Script,
    *,
    known: Sequence[str] = (PERSON,),
    fake: Mapping[str, Any] | None = None,
    provider: Mapping[str, Any] | None = None,
    **limits: float,
) -> World:
    """Start a world. `known` people wrote just now; the mappings are further arguments; `limits` are Transport's."""
    world: World

    async def status(request: Request) -> Response:
        body = await request.body()
        pairs = parse_form(body, request.headers["content-type"])
        target = f"{request.url.path}?{request.url.query}"
        if not Signatures([TOKEN], hook).valid("POST", target, pairs, request.headers[HEADER]):
            world.forgeries += 1
            return Response(status_code=403)
        news = report(pairs, query=request.url.query, verify=TOKENS.verify, account_sids=[ACCOUNT])
        world.reports.append(news)
        return Response(status_code=204)

    routes = [Route("/twilio/status", status, methods=["POST"])]
    hook = await stack.enter_async_context(serving(Starlette(routes=routes)))
    twilio = FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN, script=script, **(fake or {}))
    base = await stack.enter_async_context(serving(twilio.app))
    ours = {"credentials": CREDENTIALS, "status_url": f"{hook}/twilio/status", **(provider or {})}
    world = World(twilio, TwilioProvider(transport=Transport(api_url=base, **limits), tokens=TOKENS, **ours), base, [])
    stack.push_async_callback(twilio.aclose)
    stack.push_async_callback(world.provider.close)
    for address in known:
        twilio.note_inbound(address)
    return world
