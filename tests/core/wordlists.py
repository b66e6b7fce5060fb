"""Messages that tests of words measure with, one a line in tests/core/data; lines that begin with # are no messages."""

from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    """The messages of `name`.txt, spaces around them kept."""
    found = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in found if line.strip() and not line.startswith("#")]
