"""Writing down a million recipients: how long, and in how much memory. Its own process, so that its memory is its own.

python -m tests.bench.fanout URL PEOPLE        prints one JSON document; the database is filled first
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from bot.clock import system
from bot.core.plan_file import read
from bot.core.quiet_hours import parse
from bot.services import scheduling
from bot.services.regulations import Regulations
from bot.services.scheduling import Guards, Scheduler
from bot.settings import Settings
from bot.storage import campaigns, tallies
from bot.storage.crypto import Vault
from bot.storage.database import Database
from tests.rig import ROOT

PEOPLE: Final = 1_000_000
KEYS: Final = Vault({"k": "any-key-of-the-benchmark"}, "any-secret-of-the-benchmark")


def run(home: Path, seed: int, people: int = PEOPLE) -> dict[str, Any]:
    """On PostgreSQL: seconds, people a second, and the most memory the process held."""
    from tests.faults.__main__ import databases

    with databases(["postgresql"]) as new:
        printed = subprocess.run(
            [sys.executable, "-m", "tests.bench.fanout", new("postgresql", home), str(people)],
            cwd=ROOT, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    return dict(json.loads(printed.stdout))


def fill(database: Database, people: int) -> None:
    """People with an address each, made by the database itself."""
    series = "SELECT n FROM generate_series(1, :people) AS n"
    if database.url.startswith("sqlite"):
        series = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :people) SELECT n FROM s"
    zero = "'\\x00'::bytea" if not database.url.startswith("sqlite") else "x'00'"
    digest = "decode(lpad(to_hex(n), 64, '0'), 'hex')" if not database.url.startswith("sqlite") else "CAST(n AS BLOB)"
    with database.write() as tx:
        columns = "contact_id, channel, digest, sealed, sender, last_inbound_at"
        values = f"n, 'whatsapp', {digest}, {zero}, '', 0"
        for statement in (
            f"INSERT INTO contacts (id, created_at, district) SELECT n, 0, 'Comas' FROM ({series}) AS s",
            f"INSERT INTO addresses ({columns}) SELECT {values} FROM ({series}) AS s",
        ):
            tx.connection.execute(text(statement), {"people": people})
    if not database.url.startswith("sqlite"):
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def begin(database: Database, regulations: Regulations) -> int:
    """A running campaign to all of them."""
    document = {"name": "million", "body": {"es": "hola"}, "audience": {"districts": ["Comas"]}}
    now = system()
    with database.write() as tx:
        plan = read(document).plan
        campaign_id = campaigns.add(tx, name="million", plan=plan, author="bench", expected=0, now=now)
        campaign = campaigns.load(tx, campaign_id)
        assert campaign is not None
        campaigns.approve(tx, campaign, by="other", audience=PEOPLE, now=now)
        campaigns.set_values(tx, campaign_id, state="approved")
        assert scheduling.begin(tx, campaign, regulations.zone, now=now)
    return campaign_id


def _most_memory() -> int:
    """The most this program held, in MB. `getrusage` would also tell of the one that started it."""
    status = Path("/proc/self/status").read_text("utf-8")
    return round(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def main() -> None:
    """Fill, fan out, count, print."""
    database, people = Database(sys.argv[1], KEYS), int(sys.argv[2])
    settings = Settings()
    regulations = Regulations(hours=parse(settings.quiet_hours), weekly_cap=2, zone=settings.timezone, senders={})
    fill(database, people)
    scheduler = Scheduler(database, regulations, Guards(failures_in_a_row=20), system)
    started, processor = time.monotonic(), time.process_time()
    campaign_id = begin(database, regulations)
    while scheduler.step():
        pass
    seconds, spent = time.monotonic() - started, time.process_time() - processor
    with database.read() as tx:
        began = time.monotonic()
        written = tallies.counts(tx, campaign_id).audience
        counted = time.monotonic() - began
    document = {
        "people": people,
        "written": written,
        "seconds": round(seconds, 1),
        "per_second": round(people / seconds),
        "cpu_seconds": round(spent, 1),
        "rss_mb": _most_memory(),
        "counting_seconds": round(counted, 2),
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
