"""Is it alive, is it ready, and how much is waiting: for operators and their machines."""

import asyncio
from contextlib import suppress
from typing import Final

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import App
from bot.services import state
from bot.storage import inbound, outbound, workers
from bot.web.webhooks import Webhooks

_SLOW: Final = 5.0
"""Seconds the database may take to count what waits."""


class Health:
    """`/health/live`, `/health/ready` and `/metrics`."""

    def __init__(self, app: App, webhooks: Webhooks) -> None:
        self._app, self._webhooks = app, webhooks

    def routes(self) -> list[Route]:
        """The paths monitors ask."""
        return [
            Route("/health/live", self.live),
            Route("/health/ready", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def live(self, _: Request) -> Response:
        """This process runs."""
        return PlainTextResponse("ok\n")

    async def ready(self, _: Request) -> Response:
        """200 when messages are taken in, understood and sent; else 503 with each reason."""
        reasons = await asyncio.to_thread(self._reasons)
        return JSONResponse({"ready": not reasons, "reasons": reasons}, status_code=503 if reasons else 200)

    def _reasons(self) -> list[str]:
        try:
            with self._app.database.read() as tx:
                running = workers.all_of(tx)
        except Exception as error:
            return [f"database: {type(error).__name__}"]
        since = self._app.clock() - state.SILENT
        heard = {role for worker in running if worker.seen_at >= since for role in worker.roles.split(",")}
        return [f"no {role} worker" for role in state.ROLES if role not in heard]

    async def metrics(self, _: Request) -> Response:
        """Counts in Prometheus' text format. No label holds anything a person wrote or is."""
        lines = [
            "# TYPE puente_webhooks_total counter",
            *(f'puente_webhooks_total{{result="{name}"}} {count}' for name, count in self._webhooks.counts.items()),
            "# TYPE puente_spool_waiting gauge",
            *(f'puente_spool_waiting{{kind="{kind}"}} {spool.look()}' for kind, spool in self._webhooks.spools.items()),
        ]
        with suppress(DBAPIError, TimeoutError):  # what the spool holds is worth most while the database is away
            async with asyncio.timeout(_SLOW):
                waiting_in, waiting_out = await asyncio.to_thread(self._waiting)
            lines += [
                "# TYPE puente_inbound_waiting gauge",
                f"puente_inbound_waiting {waiting_in}",
                "# TYPE puente_outbound_waiting gauge",
                f"puente_outbound_waiting {waiting_out}",
            ]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    def _waiting(self) -> tuple[int, int]:
        with self._app.database.read() as tx:
            return inbound.waiting_count(tx), outbound.waiting_count(tx)
