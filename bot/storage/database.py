"""One door to the database: write transactions that never trip over each other, and reads.

SQLite has one writer. Instead of letting writers find each other busy and sleep, they queue at a file lock that the
kernel hands on at once and drops when a process is killed. On PostgreSQL rows are locked instead.
"""

import errno
import fcntl
import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Table, bindparam, create_engine, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError

from bot.core.errors import BadSettings, SchemaMismatch, WrongKey
from bot.i18n import gettext as _
from bot.storage.crypto import Vault
from bot.storage.schema import meta

log = logging.getLogger(__name__)

_CHECK: Final = "puente key check"
_DISK_FULL: Final = "53100"
"""What PostgreSQL calls it."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """A connection inside a transaction, and the vault its sealed columns need."""

    connection: Connection
    vault: Vault

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite, where being in a write transaction already means being alone."""
        return self.connection.dialect.name == "sqlite"

    def alone(self, lock: int) -> None:
        """Until this transaction ends, whoever asks for the same `lock` (a number of 64 bits) waits."""
        if not self.is_sqlite:
            self.connection.execute(_ALONE, {"lock": lock})

    def seal(self, value: Any, place: str) -> bytes:
        """Seal a JSON value for `table.column`."""
        return self.vault.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), place)

    def open(self, blob: bytes | None, place: str) -> Any:
        """The JSON value again; None stays None."""
        return None if blob is None else json.loads(self.vault.open(blob, place))

    def open_fields(self, blob: bytes | None, place: str) -> dict[str, Any]:
        """A sealed JSON object, empty where it is None or damaged: one person's row must not hold up everybody's."""
        try:
            return dict(self.open(blob, place) or {})
        except (WrongKey, ValueError, TypeError):
            log.exception("a sealed value does not open", extra={"place": place})
            return {}

    def insert(self, table: Any) -> Any:
        """An INSERT of this dialect, which knows ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def insert_new(self, table: Table) -> Any:
        """An INSERT that leaves alone what is already there."""
        return _insert_new(self.connection.dialect.name, table)

    def put(self, table: Table) -> Any:
        """An INSERT of whole rows that replaces those with the same primary key."""
        return _put(self.connection.dialect.name, table)


_ALONE: Final = select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger)))


# Built once for each table: building a statement costs several times what running it does.
@cache
def _insert_new(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table).on_conflict_do_nothing()


@cache
def _put(dialect: str, table: Table) -> Any:
    write = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    return write.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={column.name: write.excluded[column.name] for column in table.columns if not column.primary_key},
    )


class Database:
    """`url` is `sqlite:///path` or `postgresql://…`. Threads may share it; processes make their own."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.vault = vault
        self.url = url
        self._thread_lock = threading.Lock()
        self._lock_path: Path | None = None
        self._lock_handle: int | None = None
        if url.startswith("sqlite:///"):
            path = Path(url.removeprefix("sqlite:///")).resolve()
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise BadSettings(f"DATABASE_URL: {path.parent}: {error.strerror}") from None
            # For the owner's eyes only; SQLite gives the files it makes beside it the same mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._lock_path = path.with_name(path.name + "-writer")
            self.engine = create_engine(
                f"sqlite:///{path}",
                connect_args={"timeout": 30, "check_same_thread": False},
                hide_parameters=True,
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        elif url.startswith(("postgresql://", "postgres://")):
            rest = url.partition("://")[2]
            self.engine = create_engine(f"postgresql+psycopg://{rest}", pool_pre_ping=True, hide_parameters=True)
        else:
            raise BadSettings(_("DATABASE_URL: se espera sqlite:///… o postgresql://…"))

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A write transaction: committed when the block ends, rolled back when it raises."""
        with (
            self._writer(),
            self.engine.connect().execution_options(puente_write=True) as connection,
            connection.begin(),
        ):
            yield Transaction(connection, self.vault)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view for reading."""
        with self.engine.connect() as connection, connection.begin():
            yield Transaction(connection, self.vault)

    @contextmanager
    def _writer(self) -> Iterator[None]:
        """Queue for the writer's place on SQLite: among threads first, then among processes."""
        if self._lock_path is None:
            yield
            return
        with self._thread_lock:
            if self._lock_handle is None:
                self._lock_handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock_handle, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._lock_handle, fcntl.LOCK_UN)

    def check_keys(self) -> None:
        """Raise WrongKey unless this database was written with the configured keys; a new one is marked with them."""
        with self.write() as tx:
            if check_keys(tx):
                return
            rows = {
                "key.check": self.vault.seal(_CHECK, "meta.value").hex(),
                "key.lookup": self.vault.digest(_CHECK).hex(),
            }
            tx.connection.execute(meta.insert(), [{"key": key, "value": value} for key, value in rows.items()])

    def check_schema(self, expected: str) -> None:
        """Raise SchemaMismatch unless the schema is exactly the `expected` revision."""
        with self.read() as tx:
            made = inspect(tx.connection).has_table("alembic_version")
            found = tx.connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if made else None
        if found != expected:
            raise SchemaMismatch(
                _(
                    "La base de datos no tiene la versión de este programa. Ejecuta «puente migrate» con la versión "
                    "nueva."
                )
            )

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        with self._thread_lock:
            if self._lock_handle is not None:
                os.close(self._lock_handle)
                self._lock_handle = None


def check_keys(tx: Transaction) -> bool:
    """True where what is stored was written with the configured keys, False where nothing says with which. Raises
    WrongKey for others."""
    known = dict(tx.connection.execute(select(meta.c.key, meta.c.value).where(meta.c.key.like("key%"))).all())
    if "key.check" not in known:
        return False
    try:
        tx.vault.open(bytes.fromhex(known["key.check"]), "meta.value")
    except WrongKey:
        line = _("PUENTE_DATA_KEYS: estos datos se escribieron con otra clave, que falta. No se cambió nada.")
        raise WrongKey(line) from None
    if known["key.lookup"] != tx.vault.digest(_CHECK).hex():
        raise WrongKey(_("PUENTE_SECRET_KEY: estos datos se escribieron con otra clave. No se cambió nada."))
    return True


def is_full(error: BaseException) -> bool:
    """True where there was no room to write: on our disk, on that of SQLite, or on that of PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    cause = getattr(error, "orig", error)
    return getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", "") == _DISK_FULL


def is_away(error: Exception) -> bool:
    """True where the database could not be reached or used at all, and did not merely refuse what was asked of it.

    One that takes no writes, as a stand-by does (an InternalError, SQLSTATE 25006), is away too.
    """
    away = OperationalError | InterfaceError | InternalError | sqlite3.Error
    return isinstance(error, away) or type(error) is DatabaseError


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy, not the driver, says when a transaction begins.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("puente_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
