"""The page of the phone, as a file: small, from nowhere else, and readable by everybody."""

import re
from pathlib import Path

import httpx
import pytest

from bot.web.server import STATIC

CSS = (STATIC / "simulator.css").read_text("utf-8")
TEXT, PART = 4.5, 3.0
"""WCAG 2.2 AA: contrast of text (1.4.3) and of what else must be seen (1.4.11)."""
PAIRS = [
    ("ink", "page", TEXT), ("ink", "theirs", TEXT), ("ink", "glass", TEXT), ("ink", "line", TEXT),
    ("quiet", "page", TEXT), ("quiet", "theirs", TEXT), ("quiet", "glass", TEXT),
    ("mine-ink", "mine", TEXT), ("mine-quiet", "mine", TEXT), ("face-ink", "face", TEXT),
    ("chip-ink", "chip", TEXT), ("chip-ink", "theirs", TEXT), ("alarm", "theirs", TEXT),
    ("focus", "page", PART), ("focus", "theirs", PART), ("focus", "glass", PART), ("focus", "line", PART),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """The custom properties of a scheme; dark changes some of light's."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    return {name: value for part in (light, dark if scheme == "dark" else "") for name, value in _pairs(part)}


def _pairs(block: str) -> list[tuple[str, str]]:
    return re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, "relative luminance")."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_can_be_told_apart(scheme: str, front: str, back: str, least: float) -> None:
    known = colours(scheme)
    light, dark = sorted((luminance(known[front]), luminance(known[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


@pytest.fixture(scope="module")
def page(site: str) -> str:
    return httpx.get(f"{site}/simulator", trust_env=False).text


def test_everything_together_is_less_than_sixty_kilobytes(page: str) -> None:
    assert len(page.encode()) + sum(path.stat().st_size for path in STATIC.iterdir()) < 60_000


def test_nothing_comes_from_elsewhere(page: str) -> None:
    sources = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert sources
    assert all(source.startswith(("/static/", "/simulator", "#")) for source in sources)
    assert not re.search(r"url\(|@import|https?:", CSS)


def test_no_style_and_no_script_is_inline(page: str) -> None:
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/simulator.js" defer>']


def test_the_script_never_writes_markup() -> None:
    script = Path(STATIC / "simulator.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)
