"""Chromium as a judge of many answers at once: each in a frame of its own, with our scripts, and without the policy
that would keep a browser from running what got through."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from httpx import Response
from playwright.sync_api import BrowserContext, Request, Route
from playwright.sync_api import TimeoutError as Late

from tests.web.console.conftest import BASE, Browser
from tests.web.picture import PATIENCE, chromium

AT_ONCE: Final = 40
"""Frames on one page."""
_FRAMES: Final = "<!doctype html><title>eyes</title>" + "".join(
    f'<iframe src="/eyes/{number}"></iframe>' for number in range(AT_ONCE)
)
_SEEN: Final = """
    () => [...document.querySelectorAll('iframe')].map((frame, number) => {
        const there = frame.contentWindow, page = frame.contentDocument;
        if (!page || !page.body) return 'gone elsewhere';
        if (there.location.pathname !== `/eyes/${number}`) return `gone to ${there.location.pathname}`;
        if (there.hurt !== undefined) return 'it ran';
        if (new URL(page.baseURI).pathname !== there.location.pathname) return 'another base';
        if (page.body.childElementCount && there.getComputedStyle(page.body).display === 'none') return 'hidden';
        return '';
    })
"""


@dataclass(kw_only=True)
class Eyes:
    """What was looked at, and what of it did something: where it was typed, and what it did."""

    window: BrowserContext
    files: Browser
    seen: int = 0
    faults: list[str] = field(default_factory=list)
    _waiting: list[tuple[str, str]] = field(default_factory=list)
    _files: dict[str, Response] = field(default_factory=dict)

    def look(self, where: str, text: str) -> None:
        """Look at an answer, soon."""
        self._waiting.append((where, text))
        if len(self._waiting) == AT_ONCE:
            self.close()

    def close(self) -> None:
        """Look at what still waits."""
        if not self._waiting:
            return
        try:
            told = self._told()
        except Late:  # a machine that stood still for a minute; what an answer does, it does again
            told = self._told()
        self.faults += [f"{where}: {did}" for (where, _text), did in zip(self._waiting, told, strict=True) if did]
        self.seen += len(self._waiting)
        self._waiting.clear()

    def _told(self) -> list[str]:
        """What each answer that waits did; empty for nothing."""
        tab = self.window.new_page()
        try:
            tab.goto(f"{BASE}/eyes")
            told: list[str] = tab.evaluate(_SEEN)[: len(self._waiting)]
            if tab.evaluate("window.hurt !== undefined"):
                told[0] = told[0] or "one of these ran"
            return told
        finally:
            tab.close()

    def serve(self, route: Route, request: Request) -> None:
        """Everything the browser asks for. Nothing of ours asks for anything but the files of the console."""
        path = request.url.removeprefix(BASE)
        number = path.removeprefix("/eyes/")
        if path == "/eyes":
            route.fulfill(body=_FRAMES, content_type="text/html")
        elif number.isdecimal():
            text = self._waiting[int(number)][1] if int(number) < len(self._waiting) else "<!doctype html>"
            route.fulfill(body=text, content_type="text/html; charset=utf-8")
        elif path.startswith("/console/static/"):
            # A browser whose requests are looked at keeps nothing: every frame asks for every file again.
            if path not in self._files:
                self._files[path] = self.files.get(path)
            answer = self._files[path]
            route.fulfill(body=answer.content, content_type=answer.headers["content-type"])
        else:
            # Pages of ours ask by themselves for what is theirs, and have no address that is not written out.
            if "hurt" in path or not path.startswith(("/console", "/media/")):
                self.faults.append(f"one of {[where for where, _text in self._waiting][:3]}: asked for {path[:80]}")
            route.abort()


@contextmanager
def eyes(files: Browser) -> Iterator[Eyes]:
    """Open until the block ends. `files`: where style and scripts are got."""
    with chromium() as browser:
        window = browser.new_context(viewport={"width": 1_280, "height": 860}, reduced_motion="reduce")
        window.set_default_timeout(PATIENCE)
        opened = Eyes(window=window, files=files)
        kept = partial(Eyes.serve, opened)
        window.route("**/*", lambda route, request: kept(route, request))
        window.on("dialog", lambda dialog: opened.faults.append(f"a dialog: {dialog.message[:60]}"))
        yield opened
        opened.close()
