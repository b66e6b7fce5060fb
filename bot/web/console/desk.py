"""Guards every request to the console: who asks, whether they may, whether it was their own page that asked; and turns
whatever goes wrong into a page with words.

Against forged requests two things must agree: the browser's word on where the request comes from (Sec-Fetch-Site, else
Origin; what sends neither is no browser) and a token in the form made from the session's cookie.
"""

import asyncio
import hmac
import json
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any, Final
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Message, Scope

from bot.app import App
from bot.clock import Clock
from bot.core.errors import BadInput
from bot.i18n import SOURCE, complete, speaking
from bot.services import signing_in
from bot.services.counts import Counts
from bot.services.results import Results
from bot.services.shelf import Shelf
from bot.services.signing_in import TooManyTries
from bot.services.unanswered import Groups
from bot.services.watching import Watching
from bot.services.worked_out import WorkedOut
from bot.storage.audiences import Counts as AudienceCounts
from bot.storage.database import is_away
from bot.web.console import once, rendering, visit
from bot.web.console.files import Files
from bot.web.console.pages import OPEN, Page, View, checked, menu
from bot.web.console.visit import Visit

log = logging.getLogger(__name__)

STATIC: Final = Path(__file__).parent / "static"
HOME: Final = "/console"
SIGN_IN: Final = "/console/entrar"
_LANGUAGE: Final = "puente-language"
_FIELDS: Final = 2_000
"""Fields a form may have."""


class Desk:
    """The console of one installation: its pages, and what every page needs. Whoever stops the server sets `closing`:
    answers that go on for as long as a page is open end then."""

    def __init__(self, app: App, pages: Iterable[Page]) -> None:
        self.app = app
        self.pages = checked(pages)
        self.clock: Clock = app.clock
        settings = app.settings
        self.secure = settings.production or settings.public_url.startswith("https://")
        self.session_cookie, self.form_cookie = (
            ("__Host-puente", "__Host-puente-form") if self.secure else ("puente", "puente-form")
        )
        self.shelf = Shelf()
        self.counts = Counts()
        self.groups = Groups()
        self.watching = Watching()
        self.results: WorkedOut[Results] = WorkedOut(fresh=timedelta(seconds=30), old=True)
        self.people: WorkedOut[AudienceCounts] = WorkedOut(fresh=timedelta(minutes=1))
        self.closing = Event()
        self._once = once.Once(lambda: app.database, app.clock)
        self._key = settings.secret_key.reveal().encode()
        self._environment = rendering.environment(STATIC, settings.timezone)

    def routes(self) -> list[BaseRoute]:
        """Everything under `/console`. The first page stands beside the rest: a mount answers `/console/` only."""
        made = {
            page: Route(page.path or HOME, partial(self._answer, page), methods=[page.method]) for page in self.pages
        }
        inner: list[BaseRoute] = [route for page, route in made.items() if page.path]
        inner.append(Mount("/static", Files(directory=STATIC)))
        handlers: Mapping[Any, Any] = {HTTPException: self._refused, Exception: self._broken}
        first: list[BaseRoute] = [route for page, route in made.items() if not page.path]
        return [*first, Mount(HOME, Starlette(routes=inner, exception_handlers=handlers))]

    def render(self, there: Visit, template: str, values: Mapping[str, Any]) -> str:
        """A template with what every page shows: menu, name, language, and what there is to say."""
        said = there.notices
        if said and not there.partial and there.token:
            signing_in.tell(self.app.database, there.token, "")
        return self._environment.get_template(template).render(
            visit=there,
            menu=menu(self.pages, there.user),
            notices=[] if there.partial else said,
            languages=complete(),
            organisation=self.app.organisation.name or "Puente",
            **values,
        )

    def tell(self, token: str, said: Sequence[Mapping[str, str]]) -> None:
        """Say something on the next page this session sees."""
        signing_in.tell(self.app.database, token, json.dumps(list(said), ensure_ascii=False))

    def signed_in(self, response: Response, token: str) -> Response:
        """Give the browser a session; an empty token takes it away."""
        if token:
            longest = int(signing_in.LONGEST.total_seconds())
            self._cookie(response, self.session_cookie, token, longest)
        else:
            response.delete_cookie(self.session_cookie, path="/", secure=self.secure, httponly=True, samesite="lax")
        return response

    def speaking(self, response: Response, language: str) -> Response:
        """Let the browser keep the language that was chosen."""
        self._cookie(response, _LANGUAGE, language, 400 * 86_400)
        return response

    def _cookie(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")

    async def _answer(self, page: Page, request: Request) -> Response:
        try:
            fields = await _fields(request, page.biggest) if page.method == "POST" else FormData()
        except HTTPException as error:
            if error.status_code != 413 or page.too_big is None:
                raise
            return await asyncio.to_thread(self._too_big, page, page.too_big, request)
        try:
            return await asyncio.to_thread(self._guarded, page, request, fields)
        finally:
            await fields.close()

    def _guarded(self, page: Page, request: Request, fields: FormData) -> Response:
        there, seed = self._visit(page, request, fields)
        with speaking(there.language):
            response = self._turned_away(there, request) or self._done(there)
        response.headers["Referrer-Policy"] = "same-origin"
        if seed:
            self._cookie(response, self.form_cookie, seed, None)
        return response

    def _visit(self, page: Page, request: Request, fields: FormData) -> tuple[Visit, str]:
        """The visit, and the seed of form tokens where one was just made."""
        now = self.clock()
        token = request.cookies.get(self.session_cookie, "")
        session = signing_in.session(self.app.database, token, now, use=not page.live)
        token = token if session else ""
        kept = request.cookies.get(self.form_cookie, "")
        seed = "" if token or kept else secrets.token_urlsafe(24)
        language = request.cookies.get(_LANGUAGE, SOURCE)
        url = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        there = Visit(
            app=self.app,
            desk=self,
            page=page,
            user=session.user if session else None,
            token=token,
            proof=self._proof(token or kept or seed),
            language=language if language in complete() else SOURCE,
            url=url,
            address=_address(request),
            origin=self.app.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}",
            partial=request.headers.get("hx-request") == "true",
            now=now,
            path=request.path_params,
            query=request.query_params,
            fields=fields,
            notices=visit.notices(session.notice) if session else [],
        )
        return there, seed

    def _turned_away(self, there: Visit, request: Request) -> Response | None:
        page = there.page
        # Without a session there is no token to compare and nothing is done: whoever's session ended goes to the door.
        ended = there.user is None and page.who is not OPEN
        if page.method == "POST" and not (_own(request) and (ended or self._proved(there))):
            return self._failed(there, 403, "forged")
        if page.who.allows(there.user):
            return None
        if there.user is not None:
            return self._failed(there, 403)
        shown = any(one.method == "GET" and one.path == page.path for one in self.pages)
        back = there.url if shown and there.url != HOME and not page.live else ""
        asking = urlsplit(request.headers.get("hx-current-url", ""))
        if there.partial and asking.path:  # the page that asked for the piece
            back = asking.path + (f"?{asking.query}" if asking.query else "")
        to = f"{SIGN_IN}?volver={quote(back)}" if back else SIGN_IN
        return Response(status_code=401, headers={"HX-Redirect": to}) if there.partial else RedirectResponse(to, 303)

    def _too_big(self, page: Page, view: View, request: Request) -> Response:
        """What a page says of a form that it did not read: its token too, so nothing may be done."""
        there, _seed = self._visit(page, request, FormData())
        with speaking(there.language):
            if not page.who.allows(there.user):
                return self._failed(there, 413)
            return self._viewed(there, view)

    def _done(self, there: Visit) -> Response:
        if not there.page.once:
            return self._viewed(there)
        sent = once.key(there.token, there.url, there.fields)
        return self._viewed(there, lambda _visit: self._once.answer(sent, partial(self._viewed, there)))

    def _viewed(self, there: Visit, view: View | None = None) -> Response:
        try:
            return (view or there.page.view)(there)
        except HTTPException as error:
            return self._failed(there, error.status_code)
        except BadInput as error:
            return self._failed(there, 400, lines=error.lines)
        except TooManyTries:
            response = self._failed(there, 429)
            response.headers["Retry-After"] = str(int(signing_in.WINDOW.total_seconds()))
            return response
        except Exception as error:
            log.exception("a page failed", extra={"page": there.page.path})
            return self._failed(there, 503 if is_away(error) else 500)

    def _failed(self, there: Visit, status: int, why: str = "", *, lines: Sequence[str] = ()) -> Response:
        return there.show("error.html", status, code=status, why=why, lines=lines)

    def _proof(self, seed: str) -> str:
        return hmac.new(self._key, b"puente/console-form\0" + seed.encode(), sha256).hexdigest()

    def _proved(self, there: Visit) -> bool:
        given = there.fields.get("proof", "")
        return isinstance(given, str) and hmac.compare_digest(given.encode(), there.proof.encode())

    async def _refused(self, request: Request, error: Exception) -> Response:
        """What never reached a page: no such address, a method it does not have, a form too large."""
        status = error.status_code if isinstance(error, HTTPException) else 400
        headers = error.headers if isinstance(error, HTTPException) else None
        page = Page(path=request.url.path, view=_nowhere, who=OPEN, live=True)
        response = await asyncio.to_thread(self._lost, page, request, status)
        response.headers.update(headers or {})
        return response

    def _lost(self, page: Page, request: Request, status: int) -> Response:
        there, _seed = self._visit(page, request, FormData())
        with speaking(there.language):
            return self._failed(there, status)

    async def _broken(self, _request: Request, _error: Exception) -> Response:
        """The page could not even say that it failed."""
        return PlainTextResponse("Internal Server Error", 500)


def _nowhere(there: Visit) -> Response:
    raise HTTPException(404, there.url)


async def _fields(request: Request, biggest: int) -> FormData:
    """What was posted. Raises HTTPException 413 for too much, 400 for what is no form."""
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > biggest:
            raise HTTPException(413)
        return message

    limited = Request(_plain(request.scope), receive)
    try:
        return await limited.form(max_files=1, max_fields=_FIELDS, max_part_size=biggest)
    except (MultiPartException, UnicodeDecodeError):
        raise HTTPException(400) from None


def _plain(scope: Scope) -> Scope:
    """Without what the outer request has kept in it."""
    return {name: value for name, value in scope.items() if name != "app"}


def _own(request: Request) -> bool:
    """True where the browser says that a page of ours made this request, or where no browser made it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _address(request: Request) -> str:
    """Where a request comes from. Behind a proxy on this machine, which adds the last of these, what the proxy saw."""
    peer = request.client.host if request.client else ""
    if peer in {"127.0.0.1", "::1"}:
        return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
    return peer
