"""Fixtures of the channel tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot.channels.twilio.fake import Script
from tests.channels.world import World, begin

Start = Callable[..., Awaitable[World]]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """On a loop whose time can be pushed on (`world.pass_by`), also where another test has chosen uvloop."""
    return "asyncio", {"loop_factory": asyncio.SelectorEventLoop}


@pytest.fixture
async def start(anyio_backend: Any) -> AsyncIterator[Start]:
    """Start a world and stop it with the test: `await start(Script(…), known=[…])`, see world.begin."""
    async with AsyncExitStack() as stack:

        async def starting(script: Script | None = None, **options: Any) -> World:
            return await begin(stack, script or Script(), **options)

        yield starting
