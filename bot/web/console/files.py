"""Style and scripts: packed for whoever can unpack them, and kept by browsers for ever.

Pages are not packed: one that holds a secret (the token of its forms) beside what somebody typed gives the secret away
by its length, letter by letter (the attack called BREACH). Files hold no secret.
"""

import gzip
import os
from functools import lru_cache
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class Files(StaticFiles):
    """The files of one folder. Their addresses carry a mark of what they hold, so that they never change."""

    def file_response(
        self, full_path: "os.PathLike[str] | str", stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, a third of its size where the browser says it can unpack it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        accepted = Headers(scope=scope).get("accept-encoding", "")
        if response.status_code == 200 and "gzip" in (one.partition(";")[0].strip() for one in accepted.split(",")):
            kept = {name: response.headers[name] for name in ("content-type", "etag", "last-modified")}
            packed: Any = _packed(os.fspath(full_path), stat_result.st_mtime_ns)
            response = Response(packed, headers={**kept, "content-encoding": "gzip"})
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        return response


@lru_cache(maxsize=32)
def _packed(path: str, _changed: int) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123  a path of Starlette's own
        return gzip.compress(file.read(), 9, mtime=0)
