"""The web process: what Twilio calls, what monitors ask, and where no account exists the fake Twilio and its phone."""

import errno
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.app import FAKE_PATH, App
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.runtime import Bell, keep_what_is_loaded
from bot.web.console import areas
from bot.web.console.desk import Desk
from bot.web.files import Files
from bot.web.health import Health
from bot.web.webhooks import Webhooks

STATIC: Final = Path(__file__).parent / "static"
SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""On every answer: a page of ours loads nothing from elsewhere, runs nothing inline, is framed and kept by nobody. What
an answer says for itself holds: files whose address names their content may be kept, and the console's pages tell its
own pages where a request comes from (without that browsers send `Origin: null`, and nobody could be told apart)."""
GRACE: Final = 8
"""Seconds that requests under way get after a stop; the longest is a webhook waiting for the database."""
KEEPALIVE: Final = 75
"""Seconds an unused connection stays open. Longer than our own clients keep one (20 s), so that it is never closed on
them in the moment they use it: a request lost that way is one whose fate nobody knows."""


def build(app: App, *, own_url: str, simulator: bool) -> Starlette:
    """The application. `own_url`: where this process reaches itself.

    `simulator`: serve the fake Twilio and the phone; `app.settings` must then come from `bot.app.simulated`. Raises
    BadSettings where that is not so, and in production.
    """
    webhooks = Webhooks(app, Bell(app.settings.home, app.settings.redis_url))
    desk = Desk(app, areas.PAGES)
    routes: list[BaseRoute] = [
        *webhooks.routes(),
        *Health(app, webhooks).routes(),
        *Files(app).routes(),
        *desk.routes(),
    ]
    closing = AsyncExitStack()
    if simulator:
        from bot.web.simulator import Simulator  # templates and the fake Twilio cost memory that nobody else needs

        fake = app.fake_twilio()
        phone = Simulator(app, fake, own_url=own_url)
        closing.push_async_callback(fake.aclose)
        closing.push_async_callback(phone.aclose)
        routes += [
            Route("/", _to_simulator),
            *phone.routes(),
            Mount(FAKE_PATH, fake.app),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with closing, webhooks.draining():
            keep_what_is_loaded()
            yield

    web = Starlette(
        routes=routes,
        middleware=[Middleware(_Secured)],
        exception_handlers={Exception: _broken},
        lifespan=lifespan,
    )
    web.state.closing = desk.closing
    web.state.webhooks = webhooks
    return web


async def serve(app: App, *, host: str, port: int, own_url: str, simulator: bool) -> None:
    """Serve until SIGTERM or SIGINT, then let requests under way end. Run with `uvloop.run`; the rest as for `build`.

    Raises BadInput, one line, where nobody can listen on `host` and `port`.
    """
    with _listening(host, port) as listener:
        web = build(app, own_url=own_url, simulator=simulator)
        config = uvicorn.Config(
            web,
            http="httptools",
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEPALIVE,
            timeout_graceful_shutdown=GRACE,
        )
        await _Server(config, web.state.closing).serve(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, closing: Event) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Stop; at a second Ctrl-C at once. Uvicorn raises the signal again once it has stopped, and a stop that went
        well would look like a death to whoever started this process."""
        self._closing.set()  # answers without an end would hold the stop up
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


class _Secured:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, secured if scope["type"] == "http" else send)


async def _to_simulator(_request: Request) -> Response:
    return RedirectResponse("/simulator")


async def _broken(_request: Request, _error: Exception) -> Response:
    """Says nothing of what broke, which is in the log. Starlette answers this outside the middleware."""
    return PlainTextResponse("Internal Server Error", 500, headers=SECURITY)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadInput(_("El puerto {port} está ocupado. Elige otro con --port.").format(port=port)) from None
        reason = error.strerror or type(error).__name__
        raise BadInput(
            _("No se puede escuchar en {host}, puerto {port}: {reason}").format(host=host, port=port, reason=reason)
        ) from None
