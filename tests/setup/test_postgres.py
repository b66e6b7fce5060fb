"""The PostgreSQL of the tests: there when asked, whoever asks, and gone without a trace."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres import LIMIT, running

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import time
from tests.postgres import running
with running() as url:
    print(url, flush=True)
    time.sleep(60)
"""


def test_a_server_answers_and_is_gone_afterwards() -> None:
    with running() as url:
        home = Path(url.partition("host=")[2])
        with psycopg.connect(url) as connection:
            answer = connection.execute("SELECT current_setting('timezone'), '¿ñandú?'").fetchone()
        assert answer == ("UTC", "¿ñandú?")
    assert not home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_killed_test_run_leaves_no_server_and_no_files() -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        home = Path(owner.stdout.readline().strip().partition("host=")[2])
        assert home.is_dir()
        os.kill(owner.pid, signal.SIGKILL)
    end = time.monotonic() + LIMIT
    while home.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not home.exists()
