"""What all tests share: a clock that moves when told, keys, and every database we promise to run on."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from bot.storage.crypto import Vault
from bot.storage.database import Database
from bot.storage.migrate import HEAD, migrate
from bot.storage.schema import metadata
from tests import postgres, sharing

if TYPE_CHECKING:
    from tests.house import House

# Nothing of the developer's own settings may reach a test.
for name in [name for name in os.environ if name.startswith(("PUENTE_", "TWILIO_")) and name != "PUENTE_CHROMIUM"]:
    del os.environ[name]
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
# The same examples on every machine and every day: a run that was seen to pass passes again.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@event.listens_for(Pool, "checkout")
def _hurry(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """SQLite in the tests' own processes does not wait for the disk, which only a power cut would tell from waiting;
    installations in processes of their own (tests/rig.py) do."""
    if isinstance(connection, sqlite3.Connection) and "hurries" not in record.info:
        connection.execute("PRAGMA synchronous = OFF")
        record.info["hurries"] = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: sharing.turn(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Sharing:
    """How tests are shared out among processes."""
    config.option.loadscopereorder = False
    return sharing.Sharing(config, log)


NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 10:00 in Lima."""


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> datetime:
        """Forward by e.g. `hours=1`; returns the new time."""
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def vault() -> Vault:
    return Vault({"k1": "first-data-key-of-the-tests-0123456789"}, "lookup-secret-of-the-tests-0123456789")


def migrated(url: str) -> None:
    """Bring a new database to the schema. It holds nothing that belongs to any keys."""
    keys = Vault({"k1": "first-data-key-of-the-tests-0123456789"}, "lookup-secret-of-the-tests-0123456789")
    database = Database(url, keys)
    migrate(database)
    database.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL for the whole run, with a migrated database to copy from."""
    with postgres.running() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_puente")
            # A vacuum at some moment of its own would change the order in which rows lie from run to run.
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
        migrated(named(url, "template_puente"))
        yield url


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy from: running every migration takes a hundred times as long as copying."""
    path = tmp_path_factory.mktemp("sqlite") / "puente.db"
    migrated(f"sqlite:///{path}")
    return path


def named(url: str, name: str) -> str:
    """The same server's database `name`."""
    before, _, query = url.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"


@pytest.fixture(scope="session")
def spare_postgres() -> list[str]:
    """Names of databases that were emptied after a test, which costs less than making new ones."""
    return []


@pytest.fixture
def new_postgres(postgres_server: str, spare_postgres: list[str]) -> Iterator[Callable[..., str]]:
    """Makes fresh, migrated PostgreSQL databases; gives their URLs."""
    made: list[tuple[str, str]] = []

    def make(template: str = "template_puente") -> str:
        if template == "template_puente" and spare_postgres:
            name = spare_postgres.pop()
        else:
            name = f"test_{uuid4().hex[:12]}"
            with psycopg.connect(postgres_server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((name, template))
        return named(postgres_server, name)

    yield make
    for name, template in made:
        if template == "template_puente" and _emptied(named(postgres_server, name)):
            spare_postgres.append(name)
        else:
            with psycopg.connect(postgres_server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


_MUCH: Final = 4 * 1024 * 1024
"""Bytes in tables from which on making them anew is cheaper than taking row after row out."""


def _emptied(url: str) -> bool:
    """Empty every table; False where a test has changed the schema, or the revision it says it has.

    Only what was ever written to is touched: emptying all fifty tables costs more than most tests.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s",
            [connection.info.backend_pid],
        )
        found = connection.execute(
            "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r'"
        ).fetchall()
        sizes: dict[str, int] = dict(found)
        if sizes.keys() != {"alembic_version", *metadata.tables}:
            return False
        if sum(sizes.values()) > _MUCH:
            connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE")
        else:
            # One transaction. What refers to these rows goes as well, so nothing need be looked up.
            connection.execute(
                "SET session_replication_role = replica;"
                + "".join(f"DELETE FROM {name};" for name in metadata.tables if sizes[name])
                + "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"
                " WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
            )
        return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated database: every test that asks for it runs on both kinds."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("new_postgres")())
    copy = shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path)
    return f"sqlite:///{copy}"


@pytest.fixture
def database(database_url: str, vault: Vault) -> Iterator[Database]:
    database = Database(database_url, vault)
    yield database
    database.close()


@pytest.fixture
def new_house(
    tmp_path: Path, database_url: str, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> "Iterator[Callable[..., House]]":
    """Opens an installation on the test's database, again for a restart; each is closed at the end.

    Its webhooks are written at once: where tests post one after the other, nothing comes together that could be
    gathered, and each would wait for the time of the one before to be over.
    """
    from bot.web import webhooks
    from tests.house import House

    monkeypatch.setattr(webhooks, "GATHER_MESSAGES", 0.0)
    monkeypatch.setattr(webhooks, "GATHER_REPORTS", 0.0)
    opened: list[House] = []

    def make(**changes: Any) -> House:
        opened.append(House(tmp_path, database_url, clock, **changes))
        return opened[-1]

    yield make
    for house in opened:
        house.close()


@pytest.fixture
def house(new_house: "Callable[..., House]") -> "House":
    return new_house()
