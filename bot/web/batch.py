"""What arrives together is written together."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from bot.storage.database import is_away

_Item = TypeVar("_Item")


class Batch(Generic[_Item]):
    """Hands what arrives while a write is under way to the next write, all at once.

    `write` reads its items when it is ready for them, in a transaction for instance: what arrives while it waits for
    the writer's place is written with the others and does not wait twice. Where it fails for any reason but a database
    that is away, each is written alone: one item that cannot be kept costs nobody else theirs. What nobody waits for
    any more is not written.

    `gather`: seconds from one write to the next, in which what arrives comes together. The first after a quiet moment
    is written at once.
    """

    def __init__(self, write: Callable[[Iterable[_Item]], Any], *, gather: float = 0.0) -> None:
        self._write, self._gather = write, gather
        self._waiting: deque[tuple[_Item, asyncio.Future[None]]] = deque()
        """Filled by the loop and emptied by the thread that writes; both ends of a deque may be used at once."""
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
            while self._wanted():
                taken: list[tuple[_Item, asyncio.Future[None]]] = []
                error = await self._try(self._taking(taken))
                if error is not None:
                    list(self._taking(taken))  # where it failed before it read them
                if error is None or len(taken) == 1 or is_away(error):
                    _tell(taken, error)
                else:
                    for item, done in taken:
                        _tell([(item, done)], await self._try([item]))
                await asyncio.sleep(self._gather)
        finally:
            self._writing = None

    def _wanted(self) -> bool:
        """True where anything waits; what nobody waits for is dropped."""
        while self._waiting and self._waiting[0][1].done():
            self._waiting.popleft()
        return bool(self._waiting)

    def _taking(self, taken: list[tuple[_Item, asyncio.Future[None]]]) -> Iterator[_Item]:
        """All that waits by the time it is asked for, each noted in `taken`."""
        while self._waiting:
            item, done = self._waiting.popleft()
            if not done.done():
                taken.append((item, done))
                yield item

    async def _try(self, items: Iterable[_Item]) -> Exception | None:
        try:
            await asyncio.to_thread(self._write, items)
        except Exception as error:
            return error
        return None


def _tell(batch: Iterable[tuple[Any, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue  # nobody waits any more
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
