"""What arrives together is written together."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from bot.storage.database import is_away

_Item = TypeVar("_Item")


class Batch(Generic[_Item]):
    """Hands what arrives while a write is under way to the next write, all at once.

    Where that fails for any reason but a database that is away, each is written alone: one item that cannot be kept
    costs nobody else theirs. What nobody waits for any more is not written.

    `gather`: seconds from one write to the next, in which what arrives comes together. The first after a quiet moment
    is written at once.
    """

    def __init__(self, write: Callable[[Sequence[_Item]], Any], *, gather: float = 0.0) -> None:
        self._write, self._gather = write, gather
        self._waiting: list[tuple[_Item, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, item: _Item) -> None:
        """Return once `item` is durable. Raises what the write raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        try:
            while batch := [(item, done) for item, done in self._waiting if not done.done()]:
                self._waiting = []
                error = await self._try(batch)
                if error is None or len(batch) == 1 or is_away(error):
                    _tell(batch, error)
                else:
                    for one in batch:
                        _tell([one], await self._try([one]))
                await asyncio.sleep(self._gather)
        finally:
            self._writing = None

    async def _try(self, batch: Sequence[tuple[_Item, asyncio.Future[None]]]) -> Exception | None:
        try:
            await asyncio.to_thread(self._write, [item for item, _ in batch])
        except Exception as error:
            return error
        return None


def _tell(batch: Sequence[tuple[Any, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue  # nobody waits any more
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
