"""The long runs: `python -m tests.faults [RUN …] [--database sqlite|postgresql]`, all of both without arguments.

Each run prints one JSON line with its figures and its seed. Exit code 1: a promise did not hold.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg

from tests import postgres
from tests.conftest import migrated, named
from tests.faults import (
    campaign_kills,
    campaign_machine,
    canary,
    duplicates,
    forms,
    injection,
    kills,
    outage,
    provider,
    reports,
    shared_rate,
    valkey_lost,
)

SEED: Final = 20261123
Run = Callable[[Path, str, int], Any]
RUNS: Final[Mapping[str, Run]] = {
    "duplicates": lambda home, url, seed: duplicates.run(home, url, deliveries=10_000, seed=seed),
    "forms": lambda home, url, seed: forms.run(home, url, forms=20_000, seed=seed),
    "injection": lambda home, url, seed: injection.run(home, url),
    "reports": lambda home, url, seed: reports.run(home, url, exhaustive=3, histories=10_000, seed=seed),
    "provider": lambda home, url, seed: provider.run(home, url, messages=1_000, seed=seed),
    "kills": lambda home, url, seed: kills.run(
        home, messages=5_000, kills=60, seed=seed, settings={"DATABASE_URL": url}
    ),
    "kills_of_two": lambda home, url, seed: kills.run_two_of_each(
        home, messages=1_800, kills=24, seed=seed, settings={"DATABASE_URL": url}
    ),
    "outage": lambda home, url, seed: outage.run(home, url, rate=10, seconds=60, seed=seed),
    "campaign_machine": lambda home, url, seed: campaign_machine.run(home, url, histories=5_000, steps=50, seed=seed),
    "campaign_kills": lambda home, url, seed: campaign_kills.run(
        home, recipients=10_000, kills=100, seed=seed, settings={"DATABASE_URL": url}
    ),
    "campaign_kills_blind": lambda home, url, seed: campaign_kills.run(
        home, recipients=10_000, kills=100, seed=seed, lookup=False, settings={"DATABASE_URL": url}
    ),
    "valkey": lambda home, url, seed: valkey_lost.run(home, url, recipients=6_000, seed=seed),
    "shared_rate": lambda _home, _url, _seed: shared_rate.run(),
    "canary": lambda home, url, seed: canary.run(home, seed=seed, settings={"DATABASE_URL": url}),
}

FAULTS: Final = """
    not_thanked lost second_turns second_replies broken unanswered unsendable wrong backward doubled misread
    out_of_order over_the_rate too_slow hits violations doubled_too_often counted_wrong
""".split()
"""Figures that must be 0 in every result that has them."""


@contextmanager
def databases(kinds: list[str]) -> Iterator[Callable[[str, Path], str]]:
    """Gives the URL of a new, empty, migrated database of a kind; `home` holds those of SQLite."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running()) if "postgresql" in kinds else ""

        def new(kind: str, home: Path) -> str:
            url = f"sqlite:///{home / 'puente.db'}"
            if kind == "postgresql":
                name = f"run_{uuid4().hex[:12]}"
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {name}")
                url = named(server, name)
            migrated(url)
            return url

        yield new


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("runs", nargs="*", metavar="RUN", help=", ".join(RUNS))
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    if unknown := sorted(set(asked.runs) - set(RUNS)):
        parser.error(f"unknown: {', '.join(unknown)}; known are {', '.join(RUNS)}")
    kinds = asked.database or ["sqlite", "postgresql"]
    logging.disable(logging.CRITICAL)  # what breaks here breaks on purpose
    kept = True
    with databases(kinds) as new:
        for name in asked.runs or RUNS:
            for kind in kinds:
                with tempfile.TemporaryDirectory(prefix=f"puente-{name}-") as folder:
                    home = Path(folder)
                    result = RUNS[name](home, new(kind, home), asked.seed)
                held = not any(vars(result).get(fault) for fault in FAULTS)
                kept &= held
                line = {"run": name, "database": kind, "kept": held, **vars(result)}
                print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
