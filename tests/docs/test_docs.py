"""Documentation that is checked: what the code offers is named, what is named exists, and links lead somewhere."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot import settings
from bot.cli import build

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SETTING = re.compile(r"`((?:PUENTE|TWILIO)_[A-Z_]+|DATABASE_URL|REDIS_URL)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PINNED = re.compile(r"\b([a-zA-Z][a-zA-Z0-9.-]*) (\d+\.\d[0-9.a-z]*\d)\b")


def tracked(*patterns: str) -> list[Path]:
    """Files of the project that git knows or would add, without what it ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def commands(command: Any, path: str) -> Iterator[str]:
    """Every command of `puente` that does something: `case list`, not `case`."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield path
        return
    for name, one in inner.items():
        yield from commands(one, f"{path} {name}")


COMMANDS = list(commands(get_command(build()), "puente"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_table_for_operators(command: str) -> None:
    assert f"`{command}`" in OPERATIONS


def test_no_command_is_described_that_does_not_exist() -> None:
    known = set(COMMANDS) | {command.rpartition(" ")[0] for command in COMMANDS} - {"puente"}
    named = {found for page in PAGES for found in re.findall(r"`(puente [a-z]+(?: [a-z]+)?)", page.read_text())}
    assert {name for name in named - known if name.rpartition(" ")[0] not in COMMANDS} == set()


@pytest.mark.parametrize("name", [name for name, _, _ in settings.table()])
def test_every_setting_is_in_the_table_for_operators(name: str) -> None:
    rows = [line for line in OPERATIONS.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert rows, f"{name} is missing from the settings table of docs/operations.md"


def test_no_setting_is_described_that_does_not_exist() -> None:
    assert set(SETTING.findall(OPERATIONS)) - {name for name, _, _ in settings.table()} == set()


def test_a_default_in_the_table_is_the_default_in_the_code() -> None:
    documented = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", OPERATIONS, re.MULTILINE))
    actual = {name: default.removesuffix(".0") for name, default, _ in settings.table()}
    kept_elsewhere = {name for name, shown in documented.items() if shown.endswith("keys.env")}
    assert {name: actual[name] for name in documented.keys() - kept_elsewhere} == {
        name: shown for name, shown in documented.items() if name not in kept_elsewhere
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(page.read_text()):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        if not linked.exists() or (anchor and anchor not in anchors(linked)):
            dead.append(target)
    assert dead == []


def test_every_page_that_the_code_points_to_exists() -> None:
    pointing = tracked("*.py", "*.toml", "*.yml", "*.cfg", "Makefile", "scripts", "deploy")
    named = {(page, path) for path in pointing for page in re.findall(r"docs/[\w/.-]+\.md", path.read_text())}
    assert {(page, str(path.relative_to(ROOT))) for page, path in named if not (ROOT / page).is_file()} == set()


def test_every_decision_is_in_the_index_under_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    for page in sorted(folder.glob("0*.md")):
        title = page.read_text().splitlines()[0].removeprefix("# ").partition(" ")[2]
        assert f"| [{page.name[:4]}]({page.name}) | {title} |" in index


def test_every_make_command_that_is_named_exists() -> None:
    goals = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {goal for page in PAGES for goal in re.findall(r"[`\n]make ([a-z]+)", page.read_text())}
    assert named - goals == set()


def test_every_help_line_says_it_in_english_and_spanish() -> None:
    lines = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) > 5
    assert [line for line in lines if line.count(" / ") != 1] == []


def test_the_versions_said_to_stay_old_are_the_locked_ones() -> None:
    locked = dict(
        re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / "requirements" / "engine.txt").read_text(), re.MULTILINE)
    )
    rows = [line for line in (ROOT / "docs" / "dependencies.md").read_text().splitlines() if line.startswith("| ")]
    said = {
        (name.lower().replace(".", "-"), version) for row in rows for name, version in PINNED.findall(row.split("|")[1])
    }
    assert len(said) > 20
    assert {(name, version) for name, version in said if not locked.get(name, "").startswith(version)} == set()


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("see /ro" + "ot/project", False),
        ("from https://py" + "pi.org/simple", False),
        ("-----BEGIN PRIVATE KE" + "Y-----", False),
        ("it is installed in /srv/puente", True),
    ],
)
def test_a_line_that_belongs_to_one_machine_is_refused(tmp_path: Path, line: str, allowed: bool) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "forbidden").write_bytes((ROOT / "scripts" / "forbidden").read_bytes())
    (tmp_path / "notes.txt").write_text(f"{line}\n")
    subprocess.run("git init -q . && git add .", shell=True, cwd=tmp_path, check=True)
    done = subprocess.run(["bash", "scripts/forbidden"], cwd=tmp_path, capture_output=True)
    assert (done.returncode == 0) is allowed
