"""Starting and stopping the web process."""

import asyncio
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from bot.app import App
from bot.core.errors import BadInput
from bot.web.server import serve
from tests.web.conftest import URL, Site


def refusal(app: App, host: str, port: int) -> BadInput:
    with pytest.raises(BadInput) as refused:
        asyncio.run(serve(app, host=host, port=port, own_url=URL, simulator=False))
    return refused.value


def test_a_port_that_is_taken_is_one_clear_line(app: App) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(app, "127.0.0.1", port).lines == (f"El puerto {port} está ocupado. Elige otro con --port.",)


def test_an_address_that_is_not_ours_is_one_clear_line(app: App) -> None:
    lines = refusal(app, "192.0.2.1", 8080).lines
    assert len(lines) == 1
    assert lines[0].startswith("No se puede escuchar en 192.0.2.1, puerto 8080: ")


def test_a_stop_lets_requests_under_way_end_and_exits_with_success(tmp_path: Path) -> None:
    site, answers = Site(tmp_path), []
    site.wait()
    question = {"person": "someone-new"}
    after = httpx.get(f"{site.url}/simulator/messages", params=question, trust_env=False).json()["after"]

    def wait_for_news() -> None:
        held = httpx.get(f"{site.url}/simulator/messages", params={**question, "after": after}, trust_env=False)
        answers.append(held.status_code)

    held = threading.Thread(target=wait_for_news)
    held.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert site.stop() == 0
    assert time.monotonic() - began < 5
    held.join(timeout=5)
    assert answers == [200]
