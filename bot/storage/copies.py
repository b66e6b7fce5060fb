"""Backups: one file that any database of ours can be filled from again. Sealed values stay sealed; no key is in it.

The file is gzip of JSON lines: a header, then a line for each row, then a footer with the counts and the SHA-256 of all
lines before it. Reading checks all of it before the first row is written.
"""

import gzip
import json
import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, LargeBinary, Table, func, select, text, type_coerce

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.storage import missed
from bot.storage.database import Database, Transaction, check_keys
from bot.storage.migrate import HEAD, migrate
from bot.storage.schema import EPOCH, Instant, metadata

_FORMAT: Final = 1
_CHUNK: Final = 1_000


def backup(database: Database, file: Path) -> dict[str, int]:
    """Write a consistent copy while everything runs. Returns rows by table. Raises BadInput where it cannot write."""
    if not file.name:
        raise BadInput(_("{file}: no es un archivo").format(file=file))
    fresh = file.with_name(file.name + ".part")
    counts: dict[str, int] = {}
    digest = sha256()
    try:
        # Without a name and a time in its head, every byte of the file is covered by a checksum.
        # For the owner's eyes only, like the database.
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "wb") as raw_file,
            gzip.GzipFile("", "wb", 6, raw_file, mtime=0) as out,
            database.read() as tx,
        ):
            if not tx.is_sqlite:
                tx.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))

            def line(document: Any) -> None:
                raw = json.dumps(document, separators=(",", ":")).encode() + b"\n"
                digest.update(raw)
                out.write(raw)

            line({"puente": _FORMAT, "schema": HEAD})
            for table in metadata.sorted_tables:
                counts[table.name] = 0
                for row in _rows(tx, table):
                    line([table.name, row])
                    counts[table.name] += 1
            out.write(json.dumps({"counts": counts, "sha256": digest.hexdigest()}).encode() + b"\n")
        os.replace(fresh, file)  # noqa: PTH105  atomic: half a backup never carries the name of a whole one
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise BadInput(_("{file}: no se pudo escribir ({reason})").format(file=file, reason=error.strerror)) from None
    return counts


def _rows(tx: Transaction, table: Table) -> Iterator[list[Any]]:
    raw = [_plain(column) for column in table.columns]
    result = tx.connection.execution_options(yield_per=_CHUNK).execute(
        select(*raw).order_by(*table.primary_key.columns)
    )
    for row in result:
        yield [b64encode(value).decode() if isinstance(value, bytes) else value for value in row]


def _plain(column: Any) -> Any:
    """Instants travel as their stored whole microseconds."""
    return type_coerce(column, BigInteger) if isinstance(column.type, Instant) else column


def restore(database: Database, file: Path) -> dict[str, int]:
    """Fill an empty database. Raises BadInput for a damaged file or a database that holds something, WrongKey for other
    keys; nothing is written then."""
    counts = _verify(file)
    migrate(database)
    with database.write() as tx:
        held = [
            table.name
            for table in metadata.sorted_tables
            if tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
        ]
        if held:
            problem = _("la base de datos no está vacía ({tables}): restaura en una vacía")
            raise BadInput(problem.format(tables=", ".join(held)))
        for table, rows in _chunks(file):
            tx.connection.execute(table.insert(), rows)
        missed.forget_compared(tx)
        if not tx.is_sqlite:
            _advance(tx)
        check_keys(tx)
    return counts


def _verify(file: Path) -> dict[str, int]:
    digest, last, first = sha256(), b"", b""
    try:
        with gzip.open(file, "rb") as lines:
            for line in lines:
                digest.update(last)
                first = first or line
                last = line
        footer, header = json.loads(last), json.loads(first)
        whole = footer["sha256"] == digest.hexdigest()
        counts = {str(name): int(count) for name, count in footer["counts"].items()}
    except FileNotFoundError:
        raise BadInput(_("{file}: no existe").format(file=file)) from None
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
        problem = _("{file}: la copia está dañada o no es una copia de Puente; no se cambió nada")
        raise BadInput(problem.format(file=file)) from None
    if not whole or header.get("puente") != _FORMAT:
        raise BadInput(_("{file}: la copia está dañada; no se cambió nada").format(file=file))
    if header["schema"] != HEAD:
        problem = _("{file}: la copia es de otra versión ({version}); usa el programa que la hizo")
        raise BadInput(problem.format(file=file, version=header["schema"]))
    return counts


def _chunks(file: Path) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    name = ""
    rows: list[dict[str, Any]] = []
    with gzip.open(file, "rb") as lines:
        next(lines)
        for line in lines:
            document = json.loads(line)
            if isinstance(document, dict):
                break
            if rows and (document[0] != name or len(rows) >= _CHUNK):
                yield metadata.tables[name], rows
                rows = []
            name = document[0]
            rows.append(_row(metadata.tables[name], document[1]))
    if rows:
        yield metadata.tables[name], rows


def _row(table: Table, values: list[Any]) -> dict[str, Any]:
    row = {}
    for column, value in zip(table.columns, values, strict=True):
        if value is not None and isinstance(column.type, LargeBinary):
            value = b64decode(value)
        elif value is not None and isinstance(column.type, Instant):
            value = EPOCH + timedelta(microseconds=value)
        row[column.name] = value
    return row


def _advance(tx: Transaction) -> None:
    """PostgreSQL: the next generated ids follow the restored ones."""
    for table in metadata.sorted_tables:
        key = table.primary_key.columns.get("id")
        if key is not None and isinstance(key.type, Integer) and key.autoincrement is True:
            tx.connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608  our own table names
                    f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table.name}), false)"
                )
            )
