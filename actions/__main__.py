"""`python -m actions`: the actions behind Rasa's action server protocol, on port 5055, for `rasa shell`.

For developers only: it listens on this machine, answers from flows/ and not from the store, and the service never uses
it.
"""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
import yaml
from rasa_sdk.executor import ActionExecutor
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import actions
from bot import clock
from bot.core import content
from bot.core.content import Entry

_FLOWS = Path(__file__).resolve().parent.parent / "flows"


class Files:
    """The entries of flows/*/entries.yml as they lie on disk."""

    def __init__(self) -> None:
        """Reads them once."""
        self._entries: dict[str, Entry] = {}
        for path in sorted(_FLOWS.glob("*/entries.yml")):
            entries, _ = content.parse(path.parent.name, yaml.safe_load(path.read_text(encoding="utf-8")))
            self._entries |= {entry.id: entry for entry in entries}

    def entry(self, entry_id: str, /) -> Entry | None:
        """One entry."""
        return self._entries.get(entry_id)

    def today(self) -> date:
        """In Lima."""
        return clock.system().astimezone(ZoneInfo("America/Lima")).date()


def server() -> Starlette:
    """The web application: one path, the one Rasa posts to."""
    executor = ActionExecutor()
    for action in actions.build(Files()):
        executor.register_action(action)

    async def webhook(request: Request) -> JSONResponse:
        return JSONResponse(await executor.run(await request.json()))

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(server(), host="127.0.0.1", port=5055, ws="none", log_level="warning")
