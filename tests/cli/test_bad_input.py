"""Bad input ends with 2, one line for each problem, and nothing changed."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Done, Shell

ENTRY = """
entries:
  - id: Z01
    topic: school
    kind: answer
    title: Una prueba
    menu: Una prueba
    whatsapp: "Sí, puedes."
    sms: "Si, puedes."
    questions: ["puedo uno", "puedo dos", "puedo tres", "puedo cuatro", "puedo cinco"]
    owner: equipo de prueba
    source: Ley 1
    source_date: 2026-02-07
    review_by: 2999-01-01
"""
BROKEN: dict[str, bytes] = {
    "broken.yml": b"entries:\n  - id: [C01\n    topic: school\n",
    "latin.yml": "entries:\n  - id: C01\n    title: años\n".encode("latin-1"),
    "utf16.yml": "entries: []".encode("utf-16"),
    "nul.yml": b"entries:\n  - id: \x00C01\n",
    "list.yml": b"- 1\n- 2\n",
    "text.yml": b"hola",
    "number.yml": b"7",
    "rows.yml": b"entries: {a: 1}",
    "row.yml": b"entries: [1, null, []]",
    "empty_entry.yml": b"entries: [{}]",
    "wrong_types.yml": b"entries: [{id: 7, topic: [], kind: {}, questions: hola, source_date: ayer}]",
    "python.yml": b"entries: !!python/object/apply:os.system ['touch pwned']",
}


@pytest.fixture
def folder(installed: Shell) -> Path:
    for name, content in BROKEN.items():
        (installed.folder / name).write_bytes(content)
    return installed.folder


def refused(shell: Shell, *arguments: str | Path) -> Done:
    """The command is refused with 2, says so on standard error alone, and the database is as it was."""
    before = shell.everything()
    done = shell.run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.problems
    assert "Traceback" not in done.err
    assert shell.everything() == before
    return done


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize("name", [*BROKEN, "missing.yml", "."])
def test_a_content_file_that_cannot_be_used_is_refused(installed: Shell, folder: Path, command: str, name: str) -> None:
    done = refused(installed, "faq", command, name)
    assert all(line.strip() for line in done.problems)
    assert not (folder / "pwned").exists()


def test_every_problem_of_every_file_is_named_with_its_file(installed: Shell, folder: Path) -> None:
    done = refused(installed, "faq", "import", "broken.yml", "latin.yml", "missing.yml")
    assert len(done.problems) == 3
    for line, name in zip(done.problems, ("broken.yml", "latin.yml", "missing.yml"), strict=True):
        assert name in line


def test_one_bad_file_keeps_a_good_one_out(installed: Shell, folder: Path) -> None:
    (folder / "good.yml").write_text(ENTRY)
    assert installed.run("faq", "check", "good.yml").code == 0
    refused(installed, "faq", "import", "good.yml", "broken.yml")


@pytest.mark.parametrize(
    "arguments",
    [
        ["faq", "rollback", "NOPE"],
        ["faq", "rollback", "C01"],
        ["faq", "export", "missing/folder/file.yml"],
        ["case", "show", "999"],
        ["case", "close", "999"],
        ["case", "show", "99999999999999999999"],
        ["case", "close", "-1"],
        ["case", "show", "uno"],
        ["contacts", "show", "nonsense"],
        ["contacts", "show", "whatsapp:+51900000099"],
        ["contacts", "erase", "whatsapp:+51900000099"],
        ["contacts", "erase", ""],
        ["ask"],
        ["ask", "hola", "--channel", "pigeon"],
        ["chat", "--channel", "pigeon"],
        ["evaluate", "missing.jsonl"],
        ["worker", "--roles", "cook"],
        ["worker", "--roles", ""],
        ["worker", "--roles", "send,cook"],
        ["web", "--port", "0"],
        ["web", "--port", "70000"],
        ["backup", "missing/folder/copy"],
        ["backup", "."],
        ["restore", "missing"],
        ["restore", "."],
        ["restore", "latin.yml"],
    ],
    ids=" ".join,
)
def test_an_argument_that_means_nothing_is_refused(installed: Shell, folder: Path, arguments: list[str]) -> None:
    refused(installed, *arguments)


def test_a_question_before_the_first_training_says_what_to_do(installed: Shell) -> None:
    done = refused(installed, "ask", "como pido refugio")
    assert len(done.problems) == 1
    assert "puente train" in done.err


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"id": 1}', '{"text": 7}', '{"text": null}', "\x00"], ids=repr)
def test_a_line_that_is_no_question_is_named_by_its_number(
    installed: Shell, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("sys.stdin", ['{"text": "hola"}\n', "\n", f"{line}\n"])
    done = refused(installed, "ask", "--jsonl")
    assert len(done.problems) == 1
    assert "3" in done.problems[0]


def test_a_labelled_file_without_labels_is_refused(installed: Shell) -> None:
    (installed.folder / "rows.jsonl").write_text('{"text": "hola", "label": "school"}\n{"text": "hola"}\n')
    done = refused(installed, "evaluate", "rows.jsonl")
    assert done.problems == ["sin «label»: líneas 2"]


# Starting


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])


@pytest.mark.parametrize("command", ["run", "web"])
def test_a_port_that_is_taken_is_one_line(installed: Shell, taken: str, command: str) -> None:
    done = refused(installed, command, "--port", taken)
    assert len(done.problems) == 1
    assert taken in done.err


@pytest.mark.parametrize("command", ["run", "web"])
@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_that_is_not_ours_is_one_line_that_does_not_speak_of_the_port_being_taken(
    installed: Shell, command: str, host: str
) -> None:
    done = refused(installed, command, "--host", host)
    assert len(done.problems) == 1
    assert host in done.err
    assert "ocupado" not in done.err


COMMANDS = [["web"], ["worker", "--roles", "jobs"], ["migrate"], ["case", "list"]]
STARTING = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
AWAY = "postgresql://nobody:geheim@127.0.0.1:1/puente"
URLS = ["mysql://root@127.0.0.1/puente", "nonsense", AWAY, "sqlite:////proc/nowhere/puente.db"]


@pytest.mark.parametrize(
    "command", [["web"], ["worker", "--roles", "jobs"], ["case", "list"], ["faq", "publish"], ["backup", "x"]]
)
def test_nothing_starts_on_a_database_of_another_version(shell: Shell, command: list[str]) -> None:
    done = shell.run(*command)
    assert done.code == 2
    assert len(done.problems) == 1
    assert "puente migrate" in done.err


@pytest.mark.parametrize(
    "other",
    [
        {"PUENTE_SECRET_KEY": "another-secret-key-0123456789012345"},
        {"PUENTE_DATA_KEYS": "k1:another-data-key-0123456789012345"},
        {"PUENTE_DATA_KEYS": "k9:another-data-key-0123456789012345"},
        {"PUENTE_DATA_KEYS": "nonsense"},
    ],
    ids=str,
)
@STARTING
def test_nothing_starts_with_other_keys(installed: Shell, command: list[str], other: dict[str, str]) -> None:
    before = installed.everything()
    done = installed.run(*command, **other)
    assert done.code == 2
    assert len(done.problems) == 1
    assert installed.everything() == before


# The web process starts on a server that is away, and keeps what comes in its spool: tests/web/test_spool.py.
@pytest.mark.parametrize(
    ("command", "url"), [(command, url) for command in COMMANDS for url in URLS if (command, url) != (["web"], AWAY)]
)
def test_a_database_that_does_not_answer_is_one_line_without_its_password(
    shell: Shell, command: list[str], url: str
) -> None:
    done = shell.run(*command, DATABASE_URL=url)
    assert done.code == 2
    assert len(done.problems) == 1
    assert "DATABASE_URL" in done.err
    assert "geheim" not in done.out + done.err


def test_a_file_that_is_no_database_is_one_line(shell: Shell) -> None:
    (shell.folder / "var").mkdir()
    (shell.folder / "var" / "puente.db").write_bytes(b"this is no database" * 100)
    for command in (["migrate"], ["web"], ["case", "list"]):
        done = shell.run(*command)
        assert done.code == 2
        assert len(done.problems) == 1


def test_settings_that_are_wrong_are_named_and_nothing_is_made(shell: Shell) -> None:
    done = shell.run("migrate", PUENTE_RATE_SMS="0", PUENTE_LOG_LEVEL="loud")
    assert done.code == 2
    assert len(done.problems) == 2
    assert list(shell.folder.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    ["nonsense", "run --port 99999", "run --port x", "case show", "case show x", "ask --nonsense x", "doctor extra"],
)
def test_arguments_that_do_not_fit_are_one_line_that_names_the_help(installed: Shell, arguments: str) -> None:
    done = installed.run(*arguments.split())
    assert (done.code, done.out) == (2, "")
    (line,) = done.problems
    assert line.endswith("--help».")


def test_a_channel_and_a_language_that_do_not_exist_are_named(installed: Shell) -> None:
    done = installed.run("ask", "hola", "--channel", "fax", "--locale", "xx")
    assert (done.code, done.out) == (2, "")
    assert [line.partition(":")[0] for line in done.problems] == ["--channel", "--locale"]


def test_no_room_to_write_is_one_line(installed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/models/new")

    monkeypatch.setattr("bot.storage.copies.backup", full)
    done = installed.run("backup", "copy.puente")
    assert (done.code, done.err) == (2, "Falta espacio en disco: /srv/models/new\n")
