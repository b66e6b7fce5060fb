"""A client that costs next to nothing: requests are prepared whole beforehand, answers are read and dropped.

The driver shares a processor with the fake Twilio; with an ordinary client it would be what is measured.
"""

import asyncio
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from bot.channels.twilio.fake import Delivery


def post(url: str, headers: dict[str, str], body: bytes) -> bytes:
    """One request as it goes over the wire."""
    parts = urlsplit(url)
    lines = [
        f"POST {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def webhook(delivery: Delivery) -> bytes:
    """A signed webhook as it goes over the wire."""
    return post(delivery.url, delivery.headers, delivery.body)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """One request: when it was due (monotonic seconds), how long after that its answer was read, and the answer."""

    started: float
    seconds: float
    status: int
    body: bytes


class Line:
    """One connection that is kept, for one request at a time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._writer.close()

    async def ask(self, request: bytes, due: float | None = None) -> Answered:
        """Send one prepared request and read its answer. `due`: when it should have left, if not now."""
        started = time.monotonic() if due is None else due
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        body = await self._reader.readexactly(length)
        return Answered(started=started, seconds=time.monotonic() - started, status=int(head[9:12]), body=body)


async def crowd(url: str, queues: Sequence[Sequence[bytes]], lines: int) -> list[Answered]:
    """`lines` connections post all requests; those of one queue in order, the next after the answer to the last."""
    waiting = iter(queues)
    answered: list[Answered] = []

    async def one() -> None:
        async with Line(url) as line:
            for queue in waiting:
                for request in queue:
                    answered.append(await line.ask(request))  # noqa: PERF401  one after another, on purpose

    await asyncio.gather(*(one() for _ in range(lines)))
    return answered


async def arrivals(url: str, requests: Sequence[tuple[float, bytes]], lines: int) -> list[Answered]:
    """Post each request at its second after the start, whatever became of the ones before. Answers in request order."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    begin = 0.0

    async def one(at: float, request: bytes) -> Answered:
        await asyncio.sleep(begin + at - time.monotonic())
        line = await free.get()
        try:
            # A wait for a free connection counts: whoever wrote did not choose a better moment.
            return await line.ask(request, begin + at)
        finally:
            free.put_nowait(line)

    async with asyncio.TaskGroup() as opened:
        kept = [opened.create_task(Line(url).__aenter__()) for _ in range(lines)]
    for task in kept:
        free.put_nowait(task.result())
    # The driver's own collector stopped it for half a second with all that a bench has loaded: that is no answer of
    # ours that came late.
    gc.collect()
    gc.disable()
    begin = time.monotonic()
    try:
        return list(await asyncio.gather(*(one(at, request) for at, request in requests)))
    finally:
        gc.enable()
        for task in kept:
            await task.result().__aexit__(None, None, None)
