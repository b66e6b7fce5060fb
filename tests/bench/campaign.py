"""A campaign against a provider that takes 200 ms: use of the rate by one sender and by three, the package's own loop,
pause, replies. Each is a figure of its own (`python -m tests.bench rate senders loop pause replies`)."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from bot.app import App
from bot.settings import load
from tests import rigged, valkey
from tests.bench.processes import Everybody
from tests.faults.__main__ import databases
from tests.rig import ACCOUNT, ROOT, TOKEN, Rig

RECIPIENTS: Final = 10_000
RATE: Final = 80.0
FAST: Final = 400.0
SENDERS: Final = 3
UP: Final = 12.0
"""Seconds after which every process is there and has told the others so: a sender says nothing before it knows them."""
LATENCY: Final = 0.2
LOOP: Final = 60
"""Calls of the loop that is compared with: at 200 ms each."""
UNLIMITED: Final = 4_000


@contextmanager
def _rig(
    home: Path, seed: int, rate: float, *, callbacks: Sequence[str] = ("sent", "delivered"), **settings: str
) -> Iterator[Rig]:
    script = {"seed": seed, "latency": [LATENCY, LATENCY], "callbacks": list(callbacks)}
    usual = {"PUENTE_RATE_WHATSAPP": str(rate), "PUENTE_PERSON_GAP": "6"}
    rig = Rig(home, settings={**usual, **settings}, script=script)
    try:
        rig.start_fake()
        yield rig
    finally:
        rig.stop()


def at_rate(home: Path, seed: int, recipients: int = RECIPIENTS) -> dict[str, Any]:
    """One sender, the scheduler and web, on SQLite. `use`: share of the allowed rate from first arrival to last;
    `worst_second`: the fullest second's share above it; `cpu_ms`: of each process, by message."""
    with _rig(home, seed, RATE) as rig:
        return _through(rig, {role: role for role in ("web", "schedule,jobs", "send")}, recipients, RATE)


def three_senders(home: Path, seed: int, recipients: int = RECIPIENTS) -> dict[str, Any]:
    """Three senders at 400 a second on PostgreSQL and Valkey, without delivery reports and with two a message. What
    limits it where it is below: `limit_per_second`, the processors of this machine over `cpu_ms_sum`."""
    found = {}
    with databases(["postgresql"]) as new, valkey.running() as server:
        for name, callbacks in (("without_reports", ()), ("with_reports", ("sent", "delivered"))):
            folder, settings = home / name, {"REDIS_URL": server.url}
            folder.mkdir()
            settings["DATABASE_URL"] = new("postgresql", folder)
            roles = {"web": "web", "schedule": "schedule,jobs", **{f"send-{n}": "send" for n in range(SENDERS)}}
            with _rig(folder, seed, FAST, callbacks=callbacks, **settings) as rig:
                figures = _through(rig, roles, recipients, FAST, valkey=server.pid)
            limit = figures["processors"] / figures["cpu_ms_sum"] * 1000
            found[name] = {**figures, "limit_per_second": round(limit)}
    return found


def _through(rig: Rig, roles: Mapping[str, str], recipients: int, rate: float, **servers: int) -> dict[str, Any]:
    """Processes that are up and know each other, then the start, until the last arrival."""
    app = App(load(rig.environment, dotenv=None))
    app.prepare()
    campaign = rigged.prepare(app, recipients)
    parts = {name: rigged.part(rig, role, name) for name, role in roles.items()}
    time.sleep(UP)
    watch = Everybody(rig, {name: process.pid for name, process in parts.items()}, **servers)
    app.desk.start(campaign, "olga")
    rig.wait_for(recipients, seconds=recipients / rate * 4 + 60)
    sender = psutil.Process(next(process.pid for name, process in parts.items() if name.startswith("send")))
    figures = watch.read(recipients)
    arrived = sorted(row["monotonic"] for row in rig.ledger())
    app.database.close()
    return {
        **rate_of(arrived, rate),
        "per_second": round((len(arrived) - 1) / (arrived[-1] - arrived[0]), 1),
        "seconds": round(arrived[-1] - arrived[0], 1),
        **figures,
        "sender_cpu_ms": round(sum(took for name, took in figures["cpu_ms"].items() if name.startswith("send")), 2),
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


def pauses(home: Path, seed: int) -> list[float]:
    """Three times."""
    return [pause(home / str(number), seed + number) for number in range(3)]


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
