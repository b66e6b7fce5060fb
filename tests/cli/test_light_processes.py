"""Web and sender stay small: what they do not need is not loaded. `python -m tests.bench memory` weighs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "alembic", "holidays", "mako", "numpy", "openpyxl", "pandas", "PIL", "psycopg", "pygments", "rasa", "redis", "rich",
    "scipy", "sklearn", "tensorflow",
}  # fmt: skip
"""Too much for any process that goes on for months, on SQLite and without Redis."""
FOR_PAGES = {"argon2", "bot.web", "jinja2", "pyotp", "segno", "starlette", "uvicorn"}
"""What only pages need."""

# The process as the supervisor starts it, which says what it has loaded once it does its work.
RUN = """
import asyncio, json, os, sys
import uvloop

async def until_it_works(work):
    working = asyncio.ensure_future(work)
    while not working.done() and not await works():
        await asyncio.sleep(0.05)
    print(json.dumps(sorted(sys.modules)), flush=True)
    os._exit(int(working.done()))

async def works():
    from bot.app import App
    from bot.settings import load
    from bot.storage import workers
    if "web" in sys.argv:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[-1]))
        except OSError:
            return False
        writer.close()
        return True
    with App(load(dotenv=None)).database.read() as tx:
        return bool(workers.all_of(tx))

uvloop.run = lambda work: asyncio.run(until_it_works(work))
sys.argv[0] = "puente"
from bot.cli import main
main()
"""


def loaded(shell: Shell, *words: str) -> set[str]:
    """Packages, and parts of our own, that a process has loaded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PUENTE_", "TWILIO_"))}
    home = {**kept, **shell.environ, "LANG": "es_PE.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], cwd=ROOT, env=home, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    names = json.loads(done.stdout.splitlines()[-1])
    return {".".join(name.split(".")[: 2 if name.startswith("bot.") else 1]) for name in names}


def test_the_web_process_loads_nothing_heavy(installed: Shell) -> None:
    assert loaded(installed, "web", "--port", str(free_port())) & HEAVY == set()


@pytest.mark.parametrize("role", ["send", "schedule,jobs"])
def test_a_process_without_pages_loads_nothing_heavy_and_nothing_for_pages(installed: Shell, role: str) -> None:
    assert loaded(installed, "worker", "--roles", role) & (HEAVY | (FOR_PAGES if role == "send" else set())) == set()
