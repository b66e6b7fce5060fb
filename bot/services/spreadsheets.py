"""Spreadsheets in and out: CSV and XLSX (workbooks.py) read as plain data within limits, and written so that no cell is
a formula."""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import workbooks
from bot.services.cells import LONGEST, escaped, heading, unescaped

MOST_ROWS: Final = 500_000
"""Rows of a CSV file."""
MOST_BYTES: Final = 50_000_000

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK"
_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_OTHER_CODE_PAGE: Final = re.compile(r"(?<=[A-Za-z])[¢¤‚‡Ž]")
"""What letters with accents of MS-DOS and old Macintosh files turn into when they are read as Windows'."""


def read(
    file: Path, columns: Sequence[str], required: str, *, most: int = MOST_BYTES
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file of at most `most` bytes, as `parsed` gives them. Raises BadInput where it cannot be read."""
    try:
        if file.stat().st_size > most:
            raise BadInput(_("{file}: más de {most} MB; divide el archivo").format(file=file, most=most // 10**6))
        raw = file.read_bytes()
    except FileNotFoundError:
        raise BadInput(_("{file}: no hay un archivo con ese nombre").format(file=file)) from None
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or type(error).__name__}") from None
    return parsed(file, raw, columns, required, most=most)


def parsed(
    file: Path, raw: bytes, columns: Sequence[str], required: str, *, most: int = MOST_BYTES
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the header of what a file called `file` holds, numbered as a spreadsheet shows them; empty rows
    are left out.

    Raises BadInput for a file that is too large, no spreadsheet, or has a header with an unknown column or without
    `required`. What is wrong is known before the first row is given, except for damage inside an XLSX file. A row with
    more cells than the header has something under the empty name.
    """
    if len(raw) > most:
        raise BadInput(_("{file}: más de {most} MB; divide el archivo").format(file=file, most=most // 10**6))
    kind = file.suffix.lower()
    if raw.startswith(_OLD_OFFICE):
        raise BadInput(
            _("{file}: es un archivo antiguo o con contraseña; guárdalo como .xlsx o .csv").format(file=file)
        )
    if kind == ".xlsx":
        lines = workbooks.read(file, raw)
    elif kind == ".csv":
        lines = _csv(file, raw, columns)
    else:
        raise BadInput(_("{file}: se espera un archivo .csv o .xlsx").format(file=file))
    return _below_header(file, lines, columns, required)


def _below_header(
    file: Path, lines: Iterator[tuple[int, list[str]]], columns: Sequence[str], required: str
) -> Iterator[tuple[int, dict[str, str]]]:
    first = next(lines, None)
    names = [name.strip().lower() for name in first[1]] if first else []
    while names and not names[-1]:
        names.pop()
    unknown = [f"«{name[:40]}»" for name in names if name not in columns][:20]
    problems = []
    if unknown:
        line = ngettext(
            "{file}: la columna {names} no se conoce; se conocen: {known}",
            "{file}: las columnas {names} no se conocen; se conocen: {known}",
            len(unknown),
        )
        problems.append(line.format(file=file, names=", ".join(unknown), known=", ".join(columns)))
    problems += [
        _("{file}: la columna «{name}» está dos veces").format(file=file, name=name)
        for name in dict.fromkeys(names)
        if name in columns and names.count(name) > 1
    ]
    if required not in names:
        problems.append(_("{file}: falta la columna «{name}» en la primera fila").format(file=file, name=required))
    if problems:
        raise BadInput(*problems[:20])

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for number, cells in lines:
            if any(cell.strip() for cell in cells):
                extra = {"": "x"} if any(cell.strip() for cell in cells[len(names) :]) else {}
                yield number, {**dict(zip(names, map(unescaped, cells), strict=False)), **extra}

    return rows()


def _csv(file: Path, raw: bytes, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    if raw.startswith(_ZIP):
        raise BadInput(
            _("{file}: es una hoja de cálculo; guárdala como CSV o cambia el nombre a .xlsx").format(file=file)
        )
    if max(raw.count(b"\n"), raw.count(b"\r")) > MOST_ROWS:
        raise BadInput(_("{file}: más de {most} filas; divide el archivo").format(file=file, most=MOST_ROWS))
    text = decoded(file, raw)
    head = next(iter(text.splitlines()), "")
    known = set(columns)

    def fits(mark: str) -> int:
        return sum(name.strip().strip('"').lower() in known for name in head.split(mark))

    mark = max(",;\t|", key=fits)
    csv.field_size_limit(MOST_BYTES)  # a cell that is too long is found here, where its column is known

    def lines() -> Iterator[tuple[int, list[str]]]:
        # Rows, not lines: a cell may hold several lines, and a spreadsheet counts it once.
        return enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), start=1)

    # Once to look: bad quotes at the end must not be found after half was written.
    names: list[str] = []
    for number, row in lines():
        names = names if number > 1 else row
        if max(map(len, row), default=0) > LONGEST:
            column = next(column for column, cell in enumerate(row) if len(cell) > LONGEST)
            said = _("{file}: fila {number}, columna «{name}»: más de {most} letras, o comillas sin cerrar")
            raise BadInput(said.format(file=file, number=number, name=heading(names, column), most=LONGEST))
    return lines()


def decoded(file: Path, raw: bytes) -> str:
    """The text of a CSV file: UTF-8, UTF-16 or UTF-32 by their marks, UTF-16 without one, else Windows' Latin letters.

    Raises BadInput where it is none of these, or the letters are those of yet another table.
    """
    name = next((name for mark, name in _BOMS if raw.startswith(mark)), "")
    if not name and b"\0" in raw[:4_000]:
        name = "utf-16-le" if raw[1::2][:2_000].count(0) > raw[::2][:2_000].count(0) else "utf-16-be"
    for encoding in [name] if name else ["utf-8", "cp1252"]:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if not _NOT_TEXT.search(text) and not (encoding == "cp1252" and _OTHER_CODE_PAGE.search(text)):
            return text
    raise BadInput(_("{file}: no se reconoce el alfabeto del archivo; guárdalo como «CSV UTF-8»").format(file=file))


def write(
    file: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, note: Callable[[int], None] | None = None
) -> int:
    """Write a CSV or XLSX file, for its owner's eyes only, every cell escaped. Returns how many rows.

    `note` is told the count before the file appears under its name: where that fails, there is no file. Raises BadInput
    where it cannot be written; half a file never carries the name.
    """
    kind = file.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        raise BadInput(_("{file}: se espera un archivo .csv o .xlsx").format(file=file))
    try:
        with _fresh(file) as handle:
            count = (workbooks.write if kind == ".xlsx" else _write_csv)(handle, header, rows)
            if note is not None:
                note(count)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or type(error).__name__}") from None
    return count


def made(suffix: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int] = ()) -> bytes:
    """What a file with this suffix holds, every cell escaped. `widths` of the columns of a workbook, in letters; where
    they are given, long text goes on below itself."""
    out = io.BytesIO()
    if suffix == ".xlsx":
        workbooks.write(out, header, rows, widths)
    else:
        _write_csv(out, header, rows)
    return out.getvalue()


@contextmanager
def _fresh(file: Path) -> Iterator[io.BufferedWriter]:
    part = file.with_name(file.name + ".part")
    done = False
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            yield handle
        part.replace(file)
        done = True
    finally:
        if not done:
            part.unlink(missing_ok=True)


def _write_csv(handle: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    # With a mark, or Excel reads the letters as Windows'.
    text = io.TextIOWrapper(handle, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text)
    out.writerow(header)
    for row in rows:
        out.writerow([escaped(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count
