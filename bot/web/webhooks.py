"""What Twilio calls. A request is verified, written, and thanked for; understanding happens elsewhere.

Requests that arrive together are written in one transaction: each still gets its answer only after its row is durable,
or while the database is away its place in the spool.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import App
from bot.channels.twilio import webhook
from bot.channels.twilio.webhook import BadWebhook
from bot.core import records
from bot.core.messages import Received, Report
from bot.runtime import Bell
from bot.services import delivery, inbound, templates
from bot.web.intake import Intake

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds a webhook waits for database and spool before it answers 503; Twilio gives up after 15."""
GATHER_MESSAGES: Final = 0.01
GATHER_REPORTS: Final = 0.2
"""Seconds from one write to the next. A transaction costs as much processor time as ten messages in it, and the
writer's place is everybody's: people wait for their messages, nobody for a report."""
_THANKS: Final = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Webhooks:
    """`POST /twilio/inbound`, `POST /twilio/status` and `POST /twilio/alert`."""

    def __init__(self, app: App, bell: Bell) -> None:
        self._app, self._bell = app, bell
        self._accounts = (app.settings.account_sid,)
        self.spools = app.spools
        self._inbound: Intake[Received] = Intake(
            self.spools["inbound"],
            self._store,
            pack=lambda message: records.message_row(inbound.placed(message, app.areas)),
            unpack=records.message,
            clock=app.clock,
            gather=GATHER_MESSAGES,
        )
        self._reports: Intake[Report] = Intake(
            self.spools["status"],
            self._note,
            pack=records.report_row,
            unpack=records.report,
            clock=app.clock,
            gather=GATHER_REPORTS,
        )
        self.counts = {"accepted": 0, "forged": 0, "malformed": 0, "reports": 0, "alerts": 0, "unavailable": 0}

    def routes(self) -> list[Route]:
        """The paths Twilio is told about."""
        return [
            Route("/twilio/inbound", self.inbound, methods=["POST"]),
            Route("/twilio/status", self.status, methods=["POST"]),
            Route("/twilio/alert", self.alert, methods=["POST"]),
        ]

    @asynccontextmanager
    async def draining(self) -> AsyncIterator[None]:
        """Meanwhile the spools are emptied whenever the database is there."""
        before = self._app.clock() - timedelta(days=self._app.settings.retention_days)
        for spool in self.spools.values():
            spool.forget(before)
        tasks = [asyncio.create_task(intake.keep_draining()) for intake in (self._inbound, self._reports)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    async def inbound(self, request: Request) -> Response:
        """Store one message. 403 for what Twilio did not sign, 400 for what is no message, 503 to be asked again."""

        async def keep(pairs: Sequence[tuple[str, str]]) -> None:
            await self._inbound.put(webhook.received(pairs, account_sids=self._accounts))
            self.counts["accepted"] += 1

        return await self._answer(request, keep)

    async def status(self, request: Request) -> Response:
        """Take in one delivery report. Unknown ids are thanked for too: asking again would not make them known."""

        async def keep(pairs: Sequence[tuple[str, str]]) -> None:
            await self._reports.put(
                webhook.report(
                    pairs,
                    query=request.url.query,
                    verify=self._app.callback_tokens.verify,
                    account_sids=self._accounts,
                    at=self._app.clock(),
                )
            )
            self.counts["reports"] += 1

        return await self._answer(request, keep)

    async def alert(self, request: Request) -> Response:
        """Take in one alert of Twilio's debugger. What is not about templates is thanked for and left alone."""

        async def keep(pairs: Sequence[tuple[str, str]]) -> None:
            code, sids = webhook.alert(pairs, account_sids=self._accounts)
            told = await asyncio.to_thread(templates.alerted, self._app.database, self._app.clock, code, sids)
            if told:
                self._bell.ring("schedule")
            self.counts["alerts"] += 1

        return await self._answer(request, keep)

    async def _answer(self, request: Request, keep: Callable[[Sequence[tuple[str, str]]], Any]) -> Response:
        body = await _body(request)
        if body is None:
            self.counts["malformed"] += 1
            return Response(status_code=413)
        kind = request.headers.get("content-type", "")
        try:
            pairs = webhook.parse_form(body, kind)
            genuine = self._app.signatures.valid(
                request.method,
                _target(request),
                pairs,
                request.headers.get("x-twilio-signature", ""),
                raw_body=body,
                content_type=kind,
            )
            if not genuine:
                self.counts["forged"] += 1
                return Response(status_code=403)
            async with asyncio.timeout(PATIENCE):
                await keep(pairs)
        except BadWebhook:
            self.counts["malformed"] += 1
            return Response(status_code=400)
        except Exception:
            # Refused by the database, or neither it nor the spool could take it: 503 makes Twilio come
            # again. What is written after all is a repeat by then.
            log.exception("webhook not stored")
            self.counts["unavailable"] += 1
            return Response(status_code=503, headers={"Retry-After": "2"})
        return Response(_THANKS, media_type="text/xml")

    def _store(self, messages: Iterable[Received], at: datetime) -> None:
        inbound.receive(self._app.database, messages, at, self._app.areas)
        self._bell.ring("converse")

    def _note(self, reports: Iterable[Report], at: datetime) -> None:
        delivery.note_all(self._app.database, reports, at)


def _target(request: Request) -> str:
    """Path and query as they came: what Twilio signed, whatever a framework would make of it."""
    raw = request.scope.get("raw_path", request.scope["path"].encode()).decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return f"{raw}?{query}" if query else raw


async def _body(request: Request) -> bytes | None:
    """The body, or None once it is larger than any webhook of Twilio's."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > webhook.BIGGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)
