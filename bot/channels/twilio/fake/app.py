"""The fake's HTTP face: the paths, words and codes of Twilio's REST API, as a Starlette application."""

import asyncio
import base64
import json
import operator
import re
import secrets
import time
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.twilio.fake.account import Account, Message, Refusal
from bot.channels.twilio.fake.callbacks import Callbacks
from bot.channels.twilio.fake.content import API, Content
from bot.channels.twilio.fake.ledger import Ledger
from bot.channels.twilio.fake.script import Fault, Player, Script
from bot.channels.twilio.webhook import Malformed, parse_form
from bot.clock import Clock, system

_ACCOUNT = "/2010-04-01/Accounts/{account}"
_CATEGORIES: Final = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})
_DATES: Final = {"DateSent": operator.eq, "DateSent<": operator.le, "DateSent>": operator.ge}


class FakeTwilio:
    """`app` is the ASGI application; the other members are for whoever holds the fake in process.

    `logins`: API keys and their secrets beside the account's own token. `senders`: numbers the account owns, empty for
    any. `ledger_path`: a file of JSON lines. Times follow `clock`, delays the machine's.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        script: Script | None = None,
        clock: Clock = system,
        logins: Mapping[str, str] | None = None,
        senders: Collection[str] = (),
        ledger_path: Path | None = None,
    ) -> None:
        self.script = script or Script()
        self.ledger = Ledger(ledger_path)
        self._sid, self._clock = account_sid, clock
        self._account = Account(senders=senders, window=self.script.window, lookup_lag=self.script.lookup_lag)
        self._player = Player(self.script)
        self.balance, self.currency = self.script.balance, "USD"
        """What the account was filled with; what was sent is taken off when it is asked for."""
        self.callbacks = Callbacks(account_sid, auth_token, self._player, clock)
        logins = {account_sid: auth_token, **(logins or {})}
        self._auth = {base64.b64encode(f"{user}:{word}".encode()).decode() for user, word in logins.items()}
        self.app = Starlette(
            routes=[
                Route(f"{_ACCOUNT}/Messages.json", self._create, methods=["POST"]),
                Route(f"{_ACCOUNT}/Messages.json", self._list, methods=["GET"]),
                Route(f"{_ACCOUNT}/Messages/{{sid}}.json", self._fetch, methods=["GET"]),
                Route(f"{_ACCOUNT}/Balance.json", self._balance, methods=["GET"]),
                Route("/v1/Content", self._create_content, methods=["POST"]),
                Route("/v1/Content", self._list_content, methods=["GET"]),
                Route("/v1/ContentAndApprovals", self._list_approvals, methods=["GET"]),
                Route("/v1/Content/{sid}", self._fetch_content, methods=["GET"]),
                Route("/v1/Content/{sid}/ApprovalRequests/whatsapp", self._request_approval, methods=["POST"]),
                Route("/v1/Content/{sid}/ApprovalRequests", self._fetch_approval, methods=["GET"]),
                Route("/ledger", self._ledger, methods=["GET"]),
                Route("/inbound", self._inbound, methods=["POST"]),
            ],
            exception_handlers={Refusal: _refused, Malformed: _malformed},
        )

    def note_inbound(self, address: str) -> None:
        """The person at `address` (`whatsapp:…`) wrote now: their 24 hours begin, and an opt-out ends."""
        self._account.last_inbound[address] = self._clock()
        self._account.opted_out.discard(address)

    def receive(self, sender: str, to: str, body: str, *, sid: str = "") -> str:
        """The person at `sender` wrote to our number `to`, and no webhook told. Returns the id of the message."""
        sid = sid or "SM" + secrets.token_hex(16)
        self._account.receive(sid=sid, sender=sender, to=to, body=body, at=self._clock())
        return sid

    def opt_out(self, address: str) -> None:
        """The person told Twilio to stop: sends fail with 21610."""
        self._account.opted_out.add(address)

    def review(self, sid: str, approval: str, reason: str = "") -> None:
        """Meta's reviewers decide about a content: approved, rejected, paused, disabled."""
        content = self._account.contents[sid]
        content.approval, content.reason = approval, reason

    def remove(self, sid: str) -> None:
        """Somebody deletes a content in Twilio's console."""
        del self._account.contents[sid]

    async def aclose(self) -> None:
        """Stop calling back and close the ledger file."""
        await self.callbacks.aclose()
        self.ledger.close()

    async def _create(self, request: Request) -> Response:
        arrived = time.monotonic()
        self._admit(request)
        step, latency = self._player.next(), self._player.latency()
        pairs = parse_form(await request.body(), request.headers.get("content-type", ""))
        if latency:
            await asyncio.sleep(latency)
        if step.fault is Fault.TOO_MANY:
            return _error(429, 20429, {"Retry-After": f"{step.seconds:g}"} if step.seconds else {})
        if step.fault is Fault.ERROR_BEFORE:
            return _error(503, 20503)
        if step.fault is Fault.REFUSE:
            return _error(400, step.code)
        fields: dict[str, list[str]] = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        message, failure = self._accepted(fields, arrived, step.code if step.fault is Fault.FAIL else 0)
        answer = JSONResponse(message.resource(self._sid), 201)
        if self._player.early(step):
            await self.callbacks.report(message, step, failure)
        else:
            self.callbacks.report_later(message, step, failure)
        if step.fault is Fault.ERROR_AFTER:
            return _error(500, 20500)
        if step.fault is Fault.CUT_AFTER:
            return _Cut(answer.body)
        if step.fault is Fault.SLOW:
            await asyncio.sleep(step.seconds)
        return answer

    def _accepted(self, fields: Mapping[str, list[str]], arrived: float, failure: int) -> tuple[Message, int]:
        now = self._clock()
        message, rendered, refused_later = self._account.accept(fields, now)
        failure = failure or refused_later
        self.ledger.add(
            at=now,
            arrived=arrived,
            sid=message.sid,
            sender=message.sender,
            to=message.to,
            body=rendered.body,
            options=rendered.options,
            media_url=next(iter(rendered.media), ""),
            content_sid=fields.get("ContentSid", [""])[0],
            content_variables=json.loads(fields.get("ContentVariables", ["{}"])[0]),
            callback=message.callback,
            failure=failure,
        )
        return message, failure

    async def _list(self, request: Request) -> Response:
        self._admit(request)
        query = request.query_params
        found = self._account.listed(query.get("To", ""), query.get("From", ""))
        for name, holds in _DATES.items():
            if day := query.get(name, "")[:10]:
                # A message still queued has no date_sent and falls through every such filter.
                found = [m for m in found if m.sent and holds(m.sent.date().isoformat(), day)]
        page, size = int(query.get("Page", 0)), min(int(query.get("PageSize", 50)), 1000)
        shown = found[page * size : (page + 1) * size]
        more = urlencode({**query, "Page": page + 1}) if len(found) > (page + 1) * size else ""
        return JSONResponse(
            {
                "messages": [message.resource(self._sid) for message in shown],
                "page": page,
                "page_size": size,
                "next_page_uri": f"{request.url.path}?{more}" if more else None,
                "uri": request.url.path,
            }
        )

    async def _fetch(self, request: Request) -> Response:
        self._admit(request)
        message = self._account.shown(request.path_params["sid"])
        return JSONResponse(message.resource(self._sid)) if message else _error(404, 20404)

    async def _balance(self, request: Request) -> Response:
        self._admit(request)
        left = str(Decimal(self.balance) - self._account.spent())
        return JSONResponse({"account_sid": self._sid, "balance": left, "currency": self.currency})

    async def _create_content(self, request: Request) -> Response:
        document = await self._json(request)
        if not document.get("language") or not isinstance(document.get("types"), dict) or not document["types"]:
            raise Refusal(20001)
        content = Content(
            sid="HX" + secrets.token_hex(16),
            friendly_name=document.get("friendly_name", ""),
            language=document["language"],
            types=document["types"],
            variables=document.get("variables") or {},
            created=self._clock(),
        )
        self._account.contents[content.sid] = content
        return JSONResponse(content.resource(self._sid), 201)

    async def _list_content(self, request: Request) -> Response:
        self._admit(request)
        return self._page(request, [content.resource(self._sid) for content in self._account.contents.values()])

    async def _list_approvals(self, request: Request) -> Response:
        self._admit(request)
        contents = list(self._account.contents.values())
        answer = self._page(request, [content.reviewed(self._sid) for content in contents])
        for content in contents:
            _review(content)
        return answer

    def _page(self, request: Request, contents: list[dict[str, Any]]) -> Response:
        query = request.query_params
        page, size = int(query.get("Page", 0)), min(int(query.get("PageSize", 50)), 1000)
        more = urlencode({**query, "Page": page + 1, "PageSize": size}) if len(contents) > (page + 1) * size else ""
        url = f"{API}{request.url.path}"
        meta = {
            "key": "contents",
            "page": page,
            "page_size": size,
            "url": f"{url}?{urlencode(query)}",
            "next_page_url": f"{url}?{more}" if more else None,
        }
        return JSONResponse({"meta": meta, "contents": contents[page * size : (page + 1) * size]})

    async def _fetch_content(self, request: Request) -> Response:
        return JSONResponse(self._content(request).resource(self._sid))

    async def _request_approval(self, request: Request) -> Response:
        content, document = self._content(request), await self._json(request)
        if content.approval != "unsubmitted":
            raise Refusal(92009)
        content.name, content.category = document.get("name", ""), document.get("category", "")
        if not re.fullmatch(r"[a-z0-9_]+", content.name) or content.category not in _CATEGORIES:
            raise Refusal(20001)
        content.approval = "received"
        return JSONResponse(content.request(), 201)

    async def _fetch_approval(self, request: Request) -> Response:
        content = self._content(request)
        shown = content.request()
        _review(content)
        return JSONResponse({"sid": content.sid, "account_sid": self._sid, "whatsapp": shown, "url": ""})

    async def _ledger(self, request: Request) -> Response:
        entries = self.ledger.after(int(request.query_params.get("after", 0)))
        messages = self._account.messages
        shown = [
            {**e.as_json(), "status": messages[e.sid].status, "error_code": messages[e.sid].error_code} for e in entries
        ]
        return JSONResponse({"entries": shown, "last": len(self.ledger.entries)})

    async def _inbound(self, request: Request) -> Response:
        document = await request.json()
        for address in document.get("addresses", ()):
            self.note_inbound(address)
        for one in document.get("messages", ()):
            self.receive(one["from"], one["to"], one["body"], sid=one.get("sid", ""))
        return Response(status_code=204)

    def _admit(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme != "Basic" or given not in self._auth:
            raise Refusal(20003, 401)
        if request.path_params.get("account", self._sid) != self._sid:
            raise Refusal(20404, 404)

    def _content(self, request: Request) -> Content:
        self._admit(request)
        content = self._account.contents.get(request.path_params["sid"])
        if content is None:
            raise Refusal(20404, 404)
        return content

    async def _json(self, request: Request) -> dict[str, Any]:
        self._admit(request)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Refusal(20001)
        try:
            document = await request.json()
        except ValueError:
            raise Refusal(20001) from None
        if not isinstance(document, dict):
            raise Refusal(20001)
        return document


class _Cut(Response):
    """Announces the whole body and sends half: the server then closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        await send({"type": "http.response.start", "status": 201, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True})


def _review(content: Content) -> None:
    """The reviewers of this world are quick: the next look finds it approved."""
    if content.approval == "received":
        content.approval = "approved"


def _error(status: int, code: int, headers: Mapping[str, str] | None = None) -> Response:
    body = {
        "code": code,
        "message": f"Refused with {code}",
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return JSONResponse(body, status, dict(headers or {}))


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _error(error.status, error.code)


def _malformed(_: Request, __: Exception) -> Response:
    return _error(400, 20001)
