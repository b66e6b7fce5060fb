"""Web, sender and housekeeper run where only requirements/app.txt is installed: no Rasa, no TensorFlow, no numpy."""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from importlib.metadata import packages_distributions
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==", re.MULTILINE)
# What is absent is absent: importing it fails as it would on such a server.
RUN = """
import json, sys
sys.modules.update(dict.fromkeys(json.loads(sys.argv.pop(1))))
sys.argv[0] = "puente"
from bot.cli import main
main()
"""


@pytest.fixture(scope="module")
def absent() -> str:
    """Import names of everything that is installed here and not on such a server, as JSON."""
    present = set(PIN.findall((ROOT / "requirements" / "app.txt").read_text())) | {"puente"}
    owners = {
        name: {owner.lower().replace("_", "-") for owner in found} for name, found in packages_distributions().items()
    }
    names = sorted(name for name, found in owners.items() if not found & present)
    assert {"rasa", "rasa_sdk", "tensorflow", "sklearn", "scipy", "numpy"} <= set(names)
    return json.dumps(names)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a new installation in development."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PUENTE_HOME": str(tmp_path / "var"), "LANG": "en_US.UTF-8"}


def puente(absent: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, absent, *arguments], cwd=ROOT, env=environment)


def test_web_sender_and_housekeeper_come_up_and_say_that_only_the_conversation_is_missing(
    absent: str, home: dict[str, str]
) -> None:
    assert puente(absent, home, "migrate").wait(timeout=240) == 0
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    home["PUENTE_OWN_URL"] = url
    with ExitStack() as stack:
        parts = [
            puente(absent, home, "web", "--port", port),
            puente(absent, home, "worker", "--roles", "send,schedule,jobs"),
        ]
        for part in parts:
            stack.callback(part.wait, timeout=240)
            stack.callback(part.terminate)
        assert reasons(url, parts) == ["no converse worker"]


def reasons(url: str, parts: list[subprocess.Popen[bytes]]) -> list[str]:
    """Why it is not ready, once the workers have been heard of; at most a minute."""
    found: list[str] = []
    end = time.monotonic() + 240
    while len(found) != 1 and time.monotonic() < end:
        assert [part.poll() for part in parts] == [None, None]
        with suppress(httpx.TransportError):
            found = httpx.get(f"{url}/health/ready", timeout=30).json()["reasons"]
        time.sleep(0.1)
    return found


def test_the_conversation_says_in_one_line_what_it_lacks(absent: str, home: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, absent, "train"], cwd=ROOT, env=home, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 2
    assert "requirements/dev.txt" in done.stderr.splitlines()[-1]
