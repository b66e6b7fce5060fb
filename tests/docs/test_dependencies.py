"""docs/dependencies.md says of each library the version that is locked."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def test_the_versions_in_the_page_are_those_of_the_lock() -> None:
    locked = dict(LOCKED.findall((ROOT / "requirements" / "dev.txt").read_text("utf-8")))
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    named = [pair for row in rows for pair in re.findall(r"([a-z][\w.-]*[a-z0-9]) (\d[\d.]*)", row)]
    assert len(named) > 30
    wrong = {name: version for name, version in named if not _locked(locked, name).startswith(version)}
    assert wrong == {}


def _locked(locked: dict[str, str], name: str) -> str:
    return locked.get(name.lower().replace(".", "-").replace("_", "-"), "")
