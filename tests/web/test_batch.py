"""Webhooks that arrive together share a transaction, and nobody's fault is another's."""

import asyncio
import threading
from collections.abc import Iterable

import pytest

from bot.web.batch import Batch


def test_what_arrives_while_the_writer_waits_for_its_place_is_written_with_it() -> None:
    async def told() -> None:
        ready, begun = threading.Event(), threading.Event()
        written: list[list[int]] = []

        def write(items: Iterable[int]) -> None:
            begun.set()
            ready.wait(60)  # another process has the writer's place
            written.append(list(items))

        batch = Batch(write)
        first = asyncio.create_task(batch.put(1))
        await asyncio.to_thread(begun.wait, 60)
        second = asyncio.create_task(batch.put(2))
        await asyncio.sleep(0)
        ready.set()
        await asyncio.gather(first, second)
        assert written == [[1, 2]]

    asyncio.run(told())


def test_one_that_cannot_be_kept_costs_the_others_nothing() -> None:
    async def told() -> None:
        kept: list[int] = []

        def write(items: Iterable[int]) -> None:
            found = list(items)
            if 13 in found:
                raise ValueError("13")
            kept.extend(found)

        batch = Batch(write)
        heard = await asyncio.gather(*(batch.put(number) for number in (1, 13, 2)), return_exceptions=True)
        assert [type(one) for one in heard] == [type(None), ValueError, type(None)]
        assert sorted(kept) == [1, 2]

    asyncio.run(told())


def test_where_the_writer_fails_before_it_reads_everybody_is_told() -> None:
    async def told() -> None:
        def write(_items: Iterable[int]) -> None:
            raise ConnectionError

        batch = Batch(write)
        heard = await asyncio.gather(*(batch.put(number) for number in range(3)), return_exceptions=True)
        assert [type(one) for one in heard] == [ConnectionError] * 3

    asyncio.run(told())


def test_what_nobody_waits_for_any_more_is_not_written() -> None:
    async def told() -> None:
        ready, begun = threading.Event(), threading.Event()
        written: list[int] = []

        def write(items: Iterable[int]) -> None:
            begun.set()
            ready.wait(60)
            written.extend(items)

        batch = Batch(write)
        first = asyncio.create_task(batch.put(1))
        await asyncio.to_thread(begun.wait, 60)
        gone = asyncio.create_task(batch.put(2))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        ready.set()
        await first
        await batch.put(3)
        assert written == [1, 3]

    asyncio.run(told())
