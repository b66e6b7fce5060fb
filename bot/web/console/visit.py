"""What a page is given: who asks, what for, and the ways to answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.app import App
from bot.core.staff import Role, User
from bot.web.console.forms import Form
from bot.web.console.pages import Page

if TYPE_CHECKING:
    from bot.web.console.desk import Desk

Tone = Literal["done", "careful", "failed"]


@dataclass(kw_only=True)
class Visit:
    """One request. `address`: where it comes from, to count attempts; `token`: the session's; `proof`: what
    its forms carry; `origin`: where staff reach us; `partial`: htmx asks for a piece of a page."""

    app: App
    desk: "Desk"
    page: Page
    user: User | None
    token: str
    proof: str
    language: str
    url: str
    address: str
    origin: str
    partial: bool
    now: datetime
    path: Mapping[str, str]
    query: QueryParams
    fields: FormData
    notices: list[dict[str, str]] = field(default_factory=list)

    @property
    def actor(self) -> str:
        """The name acts are written down under."""
        return self.staff.name

    @property
    def today(self) -> date:
        """The calendar day where the service is."""
        return self.now.astimezone(self.app.settings.timezone).date()

    @property
    def staff(self) -> User:
        """Who is signed in. Only for pages that are not open to everybody."""
        if self.user is None:
            raise HTTPException(403)
        return self.user

    def may(self, *roles: Role) -> bool:
        """Whether they have one of these roles."""
        return self.user is not None and self.user.may(*roles)

    def form(self) -> Form:
        """What was posted."""
        return Form(self.fields)

    def upload(self, name: str) -> tuple[str, bytes] | None:
        """A file that was sent: its name and what it holds. None where none was chosen."""
        found = self.fields.get(name)
        if not isinstance(found, UploadFile) or not found.filename:
            return None
        found.file.seek(0)
        return found.filename, found.file.read()

    def number(self, name: str) -> int:
        """A number in the path. 404 where it is none that a row could have."""
        text = self.path[name]
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise HTTPException(404)
        return int(text)

    @property
    def sheet(self) -> int:
        """Which page of a long list is asked for (`?hoja=2`), from 1."""
        text = self.query.get("hoja", "1")
        return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 8 else 1

    def here(self, path: str) -> bool:
        """Whether this page is `path` or lies below it; the first page has none below it."""
        now = self.url.partition("?")[0]
        return now == path or (path != "/console" and now.startswith(f"{path}/"))

    def link(self, **changes: object) -> str:
        """This address with some of its query changed; an empty value drops its name."""
        query = {name: value for name, value in {**dict(self.query), **changes}.items() if value not in ("", None)}
        path = self.url.partition("?")[0]
        return f"{path}?{urlencode(query)}" if query else path

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page or, for a question of htmx, a piece of one."""
        return HTMLResponse(self.desk.render(self, template, values), status)

    def go(self, to: str, said: str = "", tone: Tone = "done") -> Response:
        """Send the browser to another page of the console, which says `said` once."""
        if said and self.token:
            self.desk.tell(self.token, [*self.notices, {"text": said, "tone": tone}])
        return RedirectResponse(to, 303)

    def file(self, name: str, content: bytes, media_type: str) -> Response:
        """A file to keep. `name`: letters, digits, dot and hyphen."""
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type, headers=headers)


def notices(kept: str) -> list[dict[str, str]]:
    """What a session has to say."""
    return list(json.loads(kept)) if kept else []
