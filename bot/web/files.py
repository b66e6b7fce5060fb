"""Pictures and voice files of answers, for the provider to fetch and for phones to show.

Nothing is listed and nothing needs a session: who has the name may have the file. A name is 128 bits by chance.
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.core import files as rules
from bot.storage import files

PATH: Final = "/media"


class Files:
    """Serves them. HEAD too: the provider asks by it first."""

    def __init__(self, app: App) -> None:
        self._app = app

    def routes(self) -> list[BaseRoute]:
        """`/media/<name>`."""
        return [Route(PATH + "/{name}", self._file, methods=["GET"])]

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        data = await asyncio.to_thread(self._data, name) if rules.is_name(name) else None
        if data is None:
            return Response(status_code=404)
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            # At most 20 characters without spaces, as WhatsApp wants a file's name.
            "Content-Disposition": f'inline; filename="puente.{name.rpartition(".")[2]}"',
        }
        return Response(data, media_type=rules.media_type(name), headers=headers)

    def _data(self, name: str) -> bytes | None:
        with self._app.database.read() as tx:
            return files.data(tx, name)
