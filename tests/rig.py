"""A real installation on this machine: the fake Twilio in its own process, Puente under its supervisor, real HTTP."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from bot.channels.twilio.fake import Delivery, Phone
from bot.core.addresses import Address, Channel
from tests.ports import free_port

ROOT: Final = Path(__file__).resolve().parent.parent
ACCOUNT: Final = "AC" + "5" * 32
TOKEN: Final = "token-of-the-rig"
OURS: Final = Address(Channel.WHATSAPP, "+51900000001")


@dataclass
class Rig:
    """One installation. `home` holds everything it writes; `settings` are added to its environment."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    script: dict[str, Any] = field(default_factory=dict)
    cpus: Sequence[int] = ()
    """Processors Puente may use; empty for all. The fake and the caller are not bound by it."""

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.port, self.fake_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ledger_path = self.home / "ledger.jsonl"
        models = self.home / "var" / "models"
        models.parent.mkdir(exist_ok=True)
        if not models.exists():
            models.symlink_to(ROOT / "var" / "models")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PUENTE_", "TWILIO_"))},
            "PUENTE_HOME": str(self.home / "var"),
            "PUENTE_PUBLIC_URL": self.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": OURS.identifier,
            "TWILIO_API_URL": f"http://127.0.0.1:{self.fake_port}",
            "TWILIO_CONTENT_API_URL": f"http://127.0.0.1:{self.fake_port}",
            "PUENTE_PERSON_GAP": "0",
            "PUENTE_RATE_WHATSAPP": "2000",
            "PUENTE_LOOKUP_GRACE": "2",
            **self.settings,
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        self.log = (self.home / "log").open("ab")

    def phone(self, number: int) -> Phone:
        """The phone of made-up person `number`."""
        return Phone(
            url=f"{self.url}/twilio/inbound",
            auth_token=TOKEN,
            account_sid=ACCOUNT,
            address=Address(Channel.WHATSAPP, f"+5191{number:07d}"),
            number=OURS,
        )

    def start_fake(self) -> None:
        script = self.home / "script.json"
        script.write_text(json.dumps({"window": False, **self.script}))
        self._start(
            "-m", "bot.channels.twilio.fake", "--port", str(self.fake_port), "--account", ACCOUNT, "--token", TOKEN,
            "--script", str(script), "--ledger", str(self.ledger_path),
        )  # fmt: skip
        self.fake = self._processes[-1]
        self._until(lambda: httpx.get(f"http://127.0.0.1:{self.fake_port}/ledger").status_code == 200, 20)

    def start(self, seconds: float = 300) -> psutil.Process:
        """Start Puente and wait until it is ready. Returns its supervisor."""
        process = self._start("-m", "bot", "run", "--port", str(self.port), cpus=self.cpus)
        self._until(lambda: httpx.get(f"{self.url}/health/ready").status_code == 200, seconds, process)
        self.supervisor = psutil.Process(process.pid)
        return self.supervisor

    def until_ready(self, url: str, seconds: float = 300) -> None:
        """Until the web process there says that everything is."""
        self._until(lambda: httpx.get(f"{url}/health/ready").status_code == 200, seconds)

    def _start(self, *arguments: str, cpus: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        bound = [*(["taskset", "-c", ",".join(map(str, cpus))] if cpus else []), sys.executable, *arguments]
        process = subprocess.Popen(bound, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)
        self._processes.append(process)
        return process

    def _until(self, true: Any, seconds: float, process: subprocess.Popen[bytes] | None = None) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"ended with {process.returncode}: {self._words()}")
            try:
                if true():
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"not ready after {seconds} s: {self._words()}")

    def _words(self) -> str:
        return (self.home / "log").read_text(errors="replace")[-2_000:]

    def ledger(self) -> list[dict[str, Any]]:
        """Every message the fake accepted so far."""
        if not self.ledger_path.exists():
            return []
        return [json.loads(line) for line in self.ledger_path.read_text("utf-8").splitlines() if line]

    def wait_for(self, count: int, seconds: float = 300) -> None:
        """Until the fake has accepted `count` messages in all. Lines are counted, not read: this must cost little."""
        self._until(lambda: self.ledger_path.exists() and self.ledger_path.read_bytes().count(b"\n") >= count, seconds)

    def stop(self) -> None:
        """Stop everything; whatever does not listen is killed."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()


@contextmanager
def running(home: Path, **options: Any) -> Iterator[Rig]:
    """A rig with fake and Puente up and ready; everything is stopped on the way out."""
    rig = Rig(home, **options)
    try:
        rig.start_fake()
        rig.start()
        yield rig
    finally:
        rig.stop()


async def deliver(client: httpx.AsyncClient, delivery: Delivery, *, patience: float = 120.0) -> float:
    """Post one webhook as often as it takes to get a 2xx, as Twilio would. Returns seconds of the last try."""
    end = time.monotonic() + patience
    while True:
        started = time.monotonic()
        try:
            answer = await client.post(delivery.url, content=delivery.body, headers=delivery.headers)
            if answer.is_success:
                return time.monotonic() - started
            if answer.status_code < 500:
                raise RuntimeError(f"refused with {answer.status_code}")
        except httpx.TransportError:
            pass
        if time.monotonic() > end:
            raise RuntimeError("no 2xx in time")
        await asyncio.sleep(0.05)
