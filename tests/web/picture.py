"""The picture in the README: `python tests/web/picture.py http://127.0.0.1:8080`, while `make run` runs there."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "simulator.png"
QUESTION = "buenas como ago pa meter a mi ijo al colegio si no tengo papeles"
PATIENCE = 60_000.0
"""Milliseconds."""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one PUENTE_CHROMIUM names; `scripts/browser` finds or brings one. What is expected
    of a page is waited for as long as a busy machine may need."""
    path = os.environ.get("PUENTE_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise RuntimeError("no Chromium: PUENTE_CHROMIUM=$(scripts/browser)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def ask(page: Page, text: str) -> str:
    """Type `text`, press Enter, and wait for the reply: its text. The keyboard must be in the message box."""
    replies = page.locator(".bubble:not(.mine)")
    before = replies.count()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    replies.nth(before).wait_for(timeout=PATIENCE)
    return replies.nth(before).locator(".text").inner_text()


def take(page: Page, to: Path) -> None:
    """Ask the question of the README and write the screen to `to` once everything stands still. A greeting first: the
    notice comes with the first reply and would push the answer off the screen."""
    ask(page, "hola")
    ask(page, QUESTION)
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    page.screenshot(path=to)


def main(url: str) -> None:
    with chromium() as browser:
        page = browser.new_page(
            viewport={"width": 1_280, "height": 900}, color_scheme="light", reduced_motion="reduce", locale="es-PE"
        )
        page.goto(f"{url}/simulator")
        take(page, PICTURE)


if __name__ == "__main__":
    main(sys.argv[1])
