"""Starting and stopping the web process."""

import asyncio
import socket
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
    site = Site(tmp_path)
    try:
        site.wait()
        question = {"person": "someone-new"}
        after = httpx.get(f"{site.url}/simulator/messages", params=question, trust_env=False, timeout=60).json()[
            "after"
        ]
        with socket.create_connection(site.address) as held:
            path = f"/simulator/messages?person=someone-new&after={after}"
            held.sendall(f"GET {path} HTTP/1.1\r\nHost: puente\r\n\r\n".encode())
            # Whoever came later was answered, so this one has been heard, and waits for at most HOLD.
            httpx.get(f"{site.url}/health/live", trust_env=False, timeout=60)
            site.signal()
            answer = b"".join(iter(lambda: held.recv(65_536), b""))
    finally:
        code = site.stop()
    assert code == 0
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b'"waiting":false}')
