"""What a log line may hold, whoever writes it: names and numbers of ours, never of people."""

import io
import json
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from bot import log

TOKEN = "0123456789abcdef" * 2
PRIVATE = [
    "whatsapp:+51999888777",
    "whatsapp:PE.a1B2c3D4",
    "whatsapp%3A%2B51999888777",
    "WhatsApp:+51999888777",
    "+51999888777",
    "51999888777",
    "999888777",
    "999 888 777",
    "999-888-777",
    "+51 999 888 777",
    "(01) 999-8888",
    "%2B51999888777",
    f"AC{TOKEN}",
    f"SK{TOKEN}",
    TOKEN,
    TOKEN.upper(),
    "?To=%2B51999888777&Body=hola",
]
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Logging as a process of ours sets it up, at debug level; gives what was written so far."""
    root, stream = logging.getLogger(), io.StringIO()
    loggers = [root, *(logging.getLogger(name) for name in ("uvicorn.access", "uvicorn", "httpx", *log.OURS))]
    before = [(one, one.handlers[:], one.level, one.disabled, one.propagate) for one in loggers]
    monkeypatch.setattr(log, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    log.configure("debug")
    yield lambda: [json.loads(line) for line in stream.getvalue().rstrip("\n").split("\n")]
    for one, handlers, level, disabled, propagate in before:
        one.handlers[:], one.disabled, one.propagate = handlers, disabled, propagate
        one.setLevel(level)


@pytest.mark.parametrize("private", PRIVATE)
def test_what_looks_like_a_number_a_token_or_a_query_never_passes(lines: Lines, private: str) -> None:
    ours = logging.getLogger("bot.somewhere")
    ours.info("sent to %s.", private)
    ours.info(f"sent to {private}, again")
    ours.info("sent", extra={"to": private})
    logging.getLogger("library").warning(f"sent to {private}")
    logging.getLogger("library").warning("sent to %s", private)
    written = lines()
    assert len(written) == 5
    bare = private.removeprefix("whatsapp:").removeprefix("?")
    assert not any(bare.casefold() in json.dumps(line, ensure_ascii=False).casefold() for line in written)


def test_what_we_count_passes(lines: Lines) -> None:
    logging.getLogger("bot.x").warning("turn failed", extra={"inbound": 1234567, "tries": 2, "ok": True, "code": None})
    (line,) = lines()
    assert line == line | {
        "level": "warning", "from": "bot.x", "message": "turn failed", "inbound": 1234567, "tries": 2, "ok": True,
        "code": None,
    }  # fmt: skip


def test_the_time_is_utc_wherever_the_machine_stands(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    record = logging.makeLogRecord({"name": "bot", "msg": "x", "created": 1_795_446_000.0})
    assert json.loads(log.Redactor().format(record))["at"] == "2026-11-23T15:00:00Z"


def test_an_exception_keeps_its_name_and_place_and_loses_its_words(lines: Lines) -> None:
    try:
        raise ValueError("texto-canario of whatsapp:+51999888777")
    except ValueError:
        logging.getLogger("bot.x").exception("it broke")
        logging.getLogger("library").exception("it broke")
    for line in lines():
        assert "canario" not in json.dumps(line)
        assert line["error"] == "ValueError"
        assert line["where"][-1].startswith("test_log.py:")


def test_one_exception_in_a_group_is_named_itself(lines: Lines) -> None:
    try:
        raise ExceptionGroup("several", [ExceptionGroup("one", [KeyError("texto-canario")])])
    except ExceptionGroup:
        logging.getLogger("bot.x").exception("it broke")
    (line,) = lines()
    assert line["error"] == "KeyError"


def test_of_other_libraries_only_the_fixed_wording_of_warnings_is_kept(lines: Lines) -> None:
    library = logging.getLogger("library.part")
    library.debug("Received user message 'texto-canario'")
    library.info("Received user message 'texto-canario'")
    library.warning("refused %s", "texto-canario")
    library.error("Task exception was never retrieved\nfuture: <Task exception=ValueError('texto-canario')>")
    assert [line["message"] for line in lines()] == ["refused %s", "Task exception was never retrieved"]


def test_our_own_lines_are_heard_from_the_level_that_was_asked_for(lines: Lines) -> None:
    logging.getLogger("bot.x").debug("heard")
    log.configure("warning")
    logging.getLogger("bot.x").info("not heard")
    assert [line["message"] for line in lines()] == ["heard"]


def test_every_record_is_one_line_and_written_once_however_often_logging_is_set_up(lines: Lines) -> None:
    log.configure("debug")
    log.configure("debug")
    logging.getLogger("bot.x").info("two\nlines\u2028of\rtext")
    assert [line["message"] for line in lines()] == ["two\nlines\u2028of\rtext"]


@pytest.mark.parametrize("how", ["raise error", "import asyncio\nasync def f(): raise error\nasyncio.run(f())"])
def test_a_process_that_crashes_says_where_and_none_of_the_words(how: str) -> None:
    program = f"from bot import log\nlog.configure('debug')\nerror = ValueError('texto-canario')\n{how}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ})
    assert done.returncode == 1
    assert "canario" not in done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["error"] == "ValueError"
