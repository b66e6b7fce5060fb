"""A campaign against a provider that takes 200 ms: use of the rate, the package's own loop, pause, replies, fan-out."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from bot.app import App
from bot.settings import load
from tests import rigged
from tests.bench import fanout
from tests.rig import ACCOUNT, ROOT, TOKEN, Rig

RECIPIENTS: Final = 10_000
RATE: Final = 80.0
LATENCY: Final = 0.2
LOOP: Final = 60
"""Calls of the loop that is compared with: at 200 ms each."""
UNLIMITED: Final = 4_000


def run(home: Path, seed: int) -> dict[str, Any]:
    """All figures. `use`: share of the allowed rate; `worst_second`: the fullest second's share above it."""
    return {
        "at_80_a_second": at_rate(home / "rate", seed, RECIPIENTS, RATE),
        "unlimited": unlimited(home / "free", seed),
        "pause_seconds": [pause(home / f"pause-{n}", seed + n) for n in range(3)],
        "replies": replies(home / "replies", seed),
        "fan_out": fanout.run(home, seed),
    }


@contextmanager
def _rig(home: Path, seed: int, rate: float, *, callbacks: Sequence[str] = ("sent", "delivered")) -> Iterator[Rig]:
    script = {"seed": seed, "latency": [LATENCY, LATENCY], "callbacks": list(callbacks)}
    rig = Rig(home, settings={"PUENTE_RATE_WHATSAPP": str(rate), "PUENTE_PERSON_GAP": "6"}, script=script)
    try:
        rig.start_fake()
        yield rig
    finally:
        rig.stop()


def at_rate(home: Path, seed: int, recipients: int, rate: float) -> dict[str, Any]:
    """One sender, the scheduler and web, on SQLite, from the first arrival to the last."""
    with _rig(home, seed, rate) as rig:
        app = App(load(rig.environment, dotenv=None))
        app.prepare()
        rigged.launch(app, recipients)
        parts = {role: rigged.part(rig, role, role) for role in ("web", "schedule,jobs", "send")}
        sender = psutil.Process(parts["send"].pid)
        rig.wait_for(recipients, seconds=recipients / rate * 2 + 60)
        spent = sender.cpu_times()
        arrived = sorted(row["monotonic"] for row in rig.ledger())
        app.database.close()
        return {
            **rate_of(arrived, rate),
            "seconds": round(arrived[-1] - arrived[0], 1),
            "sender_cpu_ms": round((spent.user + spent.system) / recipients * 1000, 2),
            "sender_rss_mb": round(sender.memory_info().rss / 2**20),
        }


def rate_of(arrived: Sequence[float], rate: float) -> dict[str, float]:
    """How much of the allowed rate was used, and the most arrivals in any second beyond it, as a share of it."""
    worst, first = 0, 0
    for last, at in enumerate(arrived):
        while arrived[first] <= at - 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return {
        "use": round((len(arrived) - 1) / (arrived[-1] - arrived[0]) / rate, 4),
        "worst_second": round(worst / rate - 1, 4),
    }


def unlimited(home: Path, seed: int) -> dict[str, Any]:
    """Without a limit, beside a loop of `client.messages.create` of the `twilio` package at the same fake."""
    with _rig(home, seed, 100_000.0, callbacks=()) as rig:
        app = App(load(rig.environment, dotenv=None))
        app.prepare()
        rigged.launch(app, UNLIMITED)
        rigged.part(rig, "schedule,jobs", "schedule")
        rigged.part(rig, "send", "send")
        rig.wait_for(UNLIMITED)
        arrived = sorted(row["monotonic"] for row in rig.ledger())
        app.database.close()
        ours = (len(arrived) - 1) / (arrived[-1] - arrived[0])
        printed = subprocess.run(
            [sys.executable, "-m", "tests.bench.campaign", f"http://127.0.0.1:{rig.fake_port}"],
            cwd=ROOT, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    theirs = float(json.loads(printed.stdout)["per_second"])
    return {"per_second": round(ours, 1), "loop_per_second": round(theirs, 2), "ratio": round(ours / theirs, 1)}


def loop(base: str) -> dict[str, float]:
    """What a script does that knows only the package."""
    from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
    from twilio.rest import Client  # type: ignore[import-untyped]

    class There(TwilioHttpClient):  # type: ignore[misc]  # the package has no setting for the host
        def request(self, method: str, url: str, *rest: Any, **named: Any) -> Any:
            return super().request(method, url.replace("https://api.twilio.com", base), *rest, **named)

    client = Client(ACCOUNT, TOKEN, http_client=There())
    started = time.monotonic()
    for number in range(LOOP):
        client.messages.create(to=rigged.person(number), from_="whatsapp:+51900000001", body="Simulacro de campaña.")
    return {"per_second": LOOP / (time.monotonic() - started)}


def pause(home: Path, seed: int) -> float:
    """Seconds from pressing pause to the last arrival, in the middle of a campaign at the full rate."""
    with _rig(home, seed, RATE) as rig:
        app = App(load(rig.environment, dotenv=None))
        app.prepare()
        campaign = rigged.launch(app, 2_000)
        for role in ("web", "schedule,jobs", "send"):
            rigged.part(rig, role, role)
        rig.wait_for(400)
        app.desk.pause(campaign, "olga")
        pressed = time.monotonic()
        time.sleep(4)
        last = max(row["monotonic"] for row in rig.ledger())
        app.database.close()
        return round(max(last - pressed, 0.0), 3)


def replies(home: Path, seed: int, seconds: int = 100) -> dict[str, Any]:
    """From a webhook to its reply at the fake, one conversation a second, while a campaign leaves at the full rate."""
    with _rig(home, seed, RATE) as rig:
        app = App(load(rig.environment, dotenv=None))
        app.prepare()
        rig.start()
        rigged.launch(app, int(RATE * (seconds + 15)))
        rig.wait_for(100)
        posted: dict[str, float] = {}
        with httpx.Client(timeout=10) as client:
            for number in range(seconds):
                phone = rig.phone(8_000_000 + number)
                posted[phone.address.full] = time.monotonic()
                delivery = phone.text("menú")
                client.post(delivery.url, content=delivery.body, headers=delivery.headers).raise_for_status()
                time.sleep(max(0.0, 1.0 - (time.monotonic() - posted[phone.address.full])))
        time.sleep(10)
        ledger = rig.ledger()
        waits = sorted(row["monotonic"] - posted[row["to"]] - LATENCY for row in ledger if row["to"] in posted)
        app.database.close()
    return {
        "conversations": seconds,
        "answered": len(waits),
        "p50": round(statistics.median(waits), 3),
        "p95": round(waits[int(len(waits) * 0.95)], 3),
        "worst": round(waits[-1], 3),
    }


if __name__ == "__main__":
    print(json.dumps(loop(sys.argv[1])))
