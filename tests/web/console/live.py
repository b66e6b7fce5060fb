"""The console over HTTP, for a real browser: the staffed installation of the other tests, on a free port."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext

from tests.web.console.conftest import Staffed
from tests.web.picture import PATIENCE


@contextmanager
def serving(desk: Staffed) -> Iterator[str]:
    """Serves until the block ends; gives the base URL."""
    config = uvicorn.Config(desk.web, host="127.0.0.1", port=0, log_config=None, lifespan="on", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=60)


def signed_in(
    browser: Browser, desk: Staffed, url: str, name: str, size: dict[str, int], **options: Any
) -> BrowserContext:
    """A window in which `name` is signed in; nobody where it is empty."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        locale="es-PE",
        base_url=url,
        reduced_motion="reduce",
        color_scheme="light",
        **options,
    )
    context.set_default_timeout(PATIENCE)
    if name:
        value = desk.browser(name).client.cookies["puente"]
        context.add_cookies([{"name": "puente", "value": value, "url": url, "httpOnly": True, "sameSite": "Lax"}])
    return context
