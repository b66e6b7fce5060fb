"""Every command explains itself, in the language of the shell."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from bot import i18n
from bot.cli import build
from tests.cli.conftest import ENGLISH, SPANISH, Shell


def commands(group: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands, by the words that lead to it."""
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, *path, name)


ALL = list(commands(typer.main.get_command(build())))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help_in_spanish_and_in_english(shell: Shell, path: tuple[str, ...]) -> None:
    said = {}
    for language in (SPANISH, ENGLISH):
        done = shell.run(*path, "--help", LANG=language)
        assert (done.code, done.err) == (0, "")
        said[language] = about(done.out)
    assert said[SPANISH]
    assert said[ENGLISH] == [i18n.catalogue("en").get(line) for line in said[SPANISH]]


def about(text: str) -> list[str]:
    """What the command itself is for: the indented paragraph between usage and options."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if not line.strip() and lines[number - 1].strip())
    words = []
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            break
        words.append(line.strip())
    return [" ".join(words)]


def test_there_are_the_commands_that_were_promised() -> None:
    names = {" ".join(path) for path in ALL}
    promised = (
        "run, web, worker, train, ask, chat, evaluate, faq import, faq export, faq check, faq publish, faq rollback, "
        "contacts show, contacts erase, case list, case show, case close, doctor, backup, restore, migrate"
    )
    assert names >= set(promised.split(", "))


def test_help_needs_no_installation_and_leaves_none(shell: Shell) -> None:
    shell.run("--help")
    assert list(shell.folder.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["faq", "nonsense"], ["ask", "--nonsense"], ["web", "--port", "x"]]
)
def test_a_command_that_does_not_exist_is_bad_input(shell: Shell, arguments: list[str]) -> None:
    done = shell.run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert list(shell.folder.iterdir()) == []
