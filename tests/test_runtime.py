"""Wake-ups between processes: heard at once, and nothing lost without them."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import Bell, Ears

LONG = 240.0
"""Seconds a waiter would sleep if nobody rang; no test takes near as long."""


@pytest.fixture(params=["shallow", "deep"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A home folder whose sockets fit into the 107 bytes Linux allows, and one whose do not."""
    return tmp_path if request.param == "shallow" else tmp_path / ("d" * 60) / ("e" * 60)


def took(work: Callable[[], Coroutine[Any, Any, None]]) -> float:
    started = time.monotonic()
    asyncio.run(work())
    return time.monotonic() - started


def test_a_ring_wakes_everyone_who_waits_for_that_role_and_nobody_else(home: Path) -> None:
    async def work() -> None:
        bell, heard = Bell(home), list[str]()
        ears = {name: Ears(home, role) for name, role in (("a", "send"), ("b", "send"), ("c", "converse"))}

        async def wait(name: str, seconds: float) -> None:
            started = time.monotonic()
            await ears[name].wait(seconds)
            if time.monotonic() - started < 0.9 * seconds:  # a loop's timer may end a moment early
                heard.append(name)

        waiting = asyncio.gather(wait("a", LONG), wait("b", LONG), wait("c", 0.5))
        await asyncio.sleep(0.05)
        bell.ring("send")
        await waiting
        assert sorted(heard) == ["a", "b"]
        for one in ears.values():
            one.close()

    assert took(work) < LONG / 2


def test_a_ring_from_another_process_is_heard(home: Path) -> None:
    """However deep the home folder is: both processes must arrive at the same place by themselves."""
    ring = "import sys; from pathlib import Path; from bot.runtime import Bell; Bell(Path(sys.argv[1])).ring('send')"

    async def work() -> None:
        ears = Ears(home, "send")
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", ring, str(home))
        await ears.wait(LONG)
        ears.close()
        assert await process.wait() == 0

    assert took(work) < LONG / 2


def test_a_ring_that_came_too_early_is_not_lost(home: Path) -> None:
    async def work() -> None:
        ears = Ears(home, "send")
        Bell(home).ring("send")
        await asyncio.sleep(0.05)
        await ears.wait(LONG)
        ears.close()

    assert took(work) < LONG / 2


def test_without_a_ring_a_waiter_looks_again_by_itself(home: Path) -> None:
    async def work() -> None:
        ears = Ears(home, "send")
        await ears.wait(0.2)
        ears.close()

    assert 0.15 < took(work) < LONG / 2


def test_a_waiter_can_be_woken_from_inside_its_process(home: Path) -> None:
    async def work() -> None:
        ears = Ears(home, "send")
        asyncio.get_running_loop().call_later(0.05, ears.hear)
        await ears.wait(LONG)
        ears.close()

    assert took(work) < LONG / 2


def test_a_thousand_rings_that_nobody_reads_block_nobody(home: Path) -> None:
    async def work() -> None:
        ears, bell = Ears(home, "send"), Bell(home)
        for _ in range(1_000):
            bell.ring("send")
        await ears.wait(LONG)
        ears.close()

    assert took(work) < LONG / 2


def test_ringing_where_nobody_ever_listened_is_harmless(home: Path) -> None:
    Bell(home).ring("send")


def test_the_socket_of_a_process_that_was_killed_is_removed_by_the_next_ring(home: Path) -> None:
    listen = """
import asyncio, sys
from pathlib import Path
from bot.runtime import Ears
async def main():
    ears = Ears(Path(sys.argv[1]), "send")
    print(ears._path, flush=True)
    await ears.wait(60)
asyncio.run(main())
"""
    process = subprocess.Popen([sys.executable, "-c", listen, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    process.kill()
    process.communicate()
    assert left.exists()
    Bell(home).ring("send")
    assert not left.exists()


def test_who_stops_listening_leaves_nothing_behind(home: Path) -> None:
    async def work() -> None:
        ears = Ears(home, "send")
        assert ears._path.exists()
        assert ears._path.parent.stat().st_mode & 0o777 == 0o700
        ears.close()
        assert not ears._path.exists()

    asyncio.run(work())
