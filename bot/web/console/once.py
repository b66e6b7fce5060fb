"""A form that makes something is sent twice, by a click too many or a browser that tries again: it makes one, and both
get the same answer.

The page's script holds the second click back; this is for browsers without it. Whoever is first writes that down in
the database, so that it does not matter which web process the second goes to. Answers are kept, sealed, for a few
seconds only, by who sent what where: the same again after that is meant.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from time import sleep
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.responses import Response

from bot.clock import Clock
from bot.storage import sent_forms
from bot.storage.database import Database

WITHIN: Final = timedelta(seconds=10)
_PAUSE: Final = 0.05
"""Seconds between two looks for the answer of whoever was first."""


class Once:
    """Threads share it, and processes its database, which may be away when this is made. `clock`: the server's."""

    def __init__(self, database: Callable[[], Database], clock: Clock) -> None:
        self._database, self._clock = database, clock

    def answer(self, key: str, do: Callable[[], Response]) -> Response:
        """What `do` answers; where the same was sent just now, what was answered then, once that is done. What was
        refused is tried again, and so is what is under way for longer than `WITHIN`: its process is gone."""
        while not self._first(key):
            with self._database().read() as tx:
                given = sent_forms.answer(tx, key)
            if given is not None:
                return _given(given)
            sleep(_PAUSE)
        try:
            answer = do()
        except Exception:
            self._release(key)
            raise
        if answer.status_code < 400:
            with self._database().write() as tx:
                sent_forms.settle(tx, key, _kept(answer))
        else:
            self._release(key)
        return answer

    def _release(self, key: str) -> None:
        with self._database().write() as tx:
            sent_forms.release(tx, key)

    def _first(self, key: str) -> bool:
        now = self._clock()
        with self._database().write() as tx:
            sent_forms.forget(tx, now - WITHIN)
            return sent_forms.claim(tx, key, now)


def _kept(answer: Response) -> dict[str, Any]:
    return {
        "status": answer.status_code,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in answer.raw_headers],
        "body": b64encode(answer.body).decode(),
    }


def _given(kept: dict[str, Any]) -> Response:
    answer = Response(b64decode(kept["body"]), kept["status"])
    answer.raw_headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept["headers"]]
    return answer


def key(who: str, url: str, fields: FormData) -> str:
    """Names what was sent: by whom (the session's token), where to, and every field that holds a text."""
    typed = [(name, value) for name, value in fields.multi_items() if isinstance(value, str)]
    return sha256(repr((who, url, typed)).encode()).hexdigest()
