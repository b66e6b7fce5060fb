"""The supervisor goes on where the machine refuses it a process."""

import asyncio
import errno
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import supervisor
from bot.app import App
from bot.settings import Secret, Settings
from bot.supervisor import Part, Supervisor


def test_a_process_that_cannot_be_started_is_started_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def start(part: Part) -> Any:
        tried.append(part.title)
        if len(tried) == 1:
            raise OSError(errno.ENOMEM, "no memory")
        part.retired = True

        async def wait() -> int:
            return 0

        return SimpleNamespace(wait=wait)

    monkeypatch.setattr(supervisor, "_start", start)
    monkeypatch.setattr(Supervisor, "_bury", lambda *_: None)
    settings = Settings(home=tmp_path, secret_key=Secret("s" * 32), data_keys=Secret("k1:" + "d" * 32))

    async def run() -> None:
        part = Supervisor(App(settings), host="127.0.0.1", port=1, environment={})._keep("web", ["web"])
        assert part.task is not None
        await asyncio.wait_for(part.task, 120)

    asyncio.run(run())
    assert tried == ["web", "web"]
