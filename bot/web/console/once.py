"""A form that makes something is sent twice, by a click too many or a browser that tries again: it makes one, and both
get the same answer.

The page's script holds the second click back; this is for browsers without it. Answers are remembered by this process
for a few seconds only, by who sent what where: the same again after that is meant.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from bot.clock import Clock

WITHIN: Final = timedelta(seconds=10)


@dataclass(kw_only=True, slots=True)
class _Sent:
    at: datetime
    done: Lock = field(default_factory=Lock)
    answer: Response | None = None


class Once:
    """Threads share it. `clock`: the server's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._sent: dict[bytes, _Sent] = {}

    def answer(self, key: bytes, do: Callable[[], Response]) -> Response:
        """What `do` answers; where the same was sent just now and done, what was answered then. Waits for one that is
        under way. What was refused is tried again."""
        now = self._clock()
        with self._lock:
            self._sent = {name: one for name, one in self._sent.items() if now - one.at < WITHIN}
            sent = self._sent.setdefault(key, _Sent(at=now))
        with sent.done:
            if sent.answer is None:
                answer = do()
                if answer.status_code >= 400:
                    return answer
                sent.answer = answer
            return sent.answer


def key(who: str, url: str, fields: FormData) -> bytes:
    """Names what was sent: by whom (the session's token), where to, and every field that holds a text."""
    typed = [(name, value) for name, value in fields.multi_items() if isinstance(value, str)]
    return sha256(repr((who, url, typed)).encode()).digest()
