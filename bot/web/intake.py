"""Takes in what must not be lost: into the database, or while that is away into the spool, and from there in order."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from bot.clock import Clock
from bot.storage.database import is_away
from bot.storage.spool import Kept, Spool
from bot.web.batch import Batch

log = logging.getLogger(__name__)

PATIENCE: Final = 3.0
"""Seconds an item waits for the database before it goes to the spool: Twilio should have its answer within five."""
AGAIN: Final = 1.0
"""Seconds between two looks whether the database is back."""
_Item = TypeVar("_Item")


class Intake(Generic[_Item]):
    """One kind of item. `write` keeps items that came at an instant, and keeps none of them twice; it reads
    them once, as late as it can.

    `pack` makes a JSON row of an item, `unpack` the item again; `gather` is the one of `Batch`. While the spool
    holds anything, what comes goes behind it, so that nobody's second message is answered before their first.
    """

    def __init__(
        self,
        spool: Spool,
        write: Callable[[Iterable[_Item], datetime], Any],
        *,
        pack: Callable[[_Item], Mapping[str, Any]],
        unpack: Callable[[Mapping[str, Any]], _Item],
        clock: Clock,
        gather: float,
    ) -> None:
        self._spool, self._write, self._pack, self._unpack, self._clock = spool, write, pack, unpack, clock
        self._direct: Batch[_Item] = Batch(lambda items: write(items, clock()), gather=gather)
        self._aside: Batch[_Item] = Batch(lambda items: spool.put([pack(item) for item in items], clock()))
        self._wanted = asyncio.Event()

    async def put(self, item: _Item) -> None:
        """Return once `item` is durable. Raises what the database raised where it was there and refused it, and OSError
        where the spool cannot take it either."""
        if self._spool.is_empty:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._direct.put(item)
            except Exception as error:
                if not isinstance(error, TimeoutError) and not is_away(error):
                    raise
                log.warning("the database is away: messages go to the spool", extra={"reason": type(error).__name__})
            else:
                return
        await self._aside.put(item)
        self._wanted.set()

    async def keep_draining(self) -> None:
        """Empty the spool whenever the database is there, until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.drain)
            except Exception:
                log.exception("the spool cannot be emptied")
            self._wanted.clear()
            if self._spool.is_empty:
                with suppress(TimeoutError):
                    async with asyncio.timeout(60 * AGAIN):  # and see what another process left
                        await self._wanted.wait()
            await asyncio.sleep(AGAIN)

    def drain(self) -> int:
        """Write what waits, oldest first, until nothing is left or the database is away. Returns how many."""
        self._spool.look()
        moved = 0
        while (kept := self._spool.oldest()) is not None:
            refused = self._moved(kept)
            if refused is None:
                return moved
            moved += len(kept.rows) - len(refused)
            if refused:
                self._spool.set_aside(kept, refused)
            else:
                self._spool.drop(kept)
        return moved

    def _moved(self, kept: Kept) -> Sequence[Mapping[str, Any]] | None:
        """Write one batch, and where it is refused as a whole each alone. Returns the rows that are refused; None where
        the database is away."""
        try:
            self._write([self._unpack(row) for row in kept.rows], kept.at)
        except Exception as error:
            if is_away(error):
                return None
            if len(kept.rows) == 1:
                log.exception("a message of the spool is refused")
                return kept.rows
        else:
            return ()
        refused: list[Mapping[str, Any]] = []
        for row in kept.rows:
            one = Kept(path=kept.path, rows=[row], at=kept.at)
            again = self._moved(one)
            if again is None:
                return None
            refused += again
        return refused
