"""Spreadsheets in and out: CSV and XLSX read as plain data within limits, and written so that no cell is a formula.

Nothing in a file is ever evaluated or fetched: formulas count for the value saved beside them, links are cells of text,
files with macros are refused.

openpyxl is imported where a workbook is read or written: it costs 25 MB and a sixth of a second (numpy and pictures
come with it where they are installed), and most processes never see one.
"""

import csv
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from bot.core.errors import BadInput
from bot.i18n import gettext as _

MOST_ROWS: Final = 500_000
"""Rows of a CSV file."""
MOST_SHEET_ROWS: Final = 100_000
"""Rows of an XLSX file, which takes about twenty times as long to read."""
MOST_BYTES: Final = 50_000_000
MOST_UNPACKED: Final = 100_000_000
"""Bytes of an XLSX file once unpacked, by its own table of contents, which the reader holds it to."""
LONGEST_CELL: Final = 32_767
"""Characters of a cell: what Excel holds. All ways to ask of one entry are one cell, of 6,500 so far."""

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
_FORMULA: Final = tuple("=+-@\t\r\n\0")
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def read(
    file: Path, columns: Sequence[str], required: str, *, most: int = MOST_BYTES
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file of at most `most` bytes, as `parsed` gives them. Raises BadInput where it cannot be read."""
    try:
        if file.stat().st_size > most:
            raise BadInput(_("{file}: más de {most} MB; divide el archivo").format(file=file, most=most // 10**6))
        raw = file.read_bytes()
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
        lines = _sheet(file, raw)
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
    problems = [
        _("{file}: la columna «{name}» no se conoce; se conocen: {known}").format(
            file=file, name=name[:40], known=", ".join(columns)
        )
        for name in names
        if name not in columns
    ]
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
    csv.field_size_limit(LONGEST_CELL)

    def lines() -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            # Rows, not lines: a cell may hold several lines, and a spreadsheet counts it once.
            yield from enumerate(reader, start=1)
        except csv.Error:
            line = _("{file}: línea {number}: una celda de más de {most} letras, o comillas sin cerrar")
            raise BadInput(line.format(file=file, number=reader.line_num, most=LONGEST_CELL)) from None

    for _line in lines():  # once for nothing: bad quotes at the end must not be found after half was written
        pass
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


def _sheet(file: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    damaged = _("{file}: el archivo está dañado o no es una hoja .xlsx").format(file=file)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            _check_parts(file, parts)
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size a file claims is not believed
    except BadInput:
        raise
    except Exception:
        raise BadInput(damaged) from None

    def lines() -> Iterator[tuple[int, list[str]]]:
        number = 0
        try:
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=64), start=1):
                yield number, [_plain(value) for value in row]
        except BadInput:
            raise
        except (
            ParseError,
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
            EOFError,
            OSError,
        ):
            raise BadInput(damaged + _(" (desde la fila {number})").format(number=number + 1)) from None

    return lines()


def _check_parts(file: Path, parts: zipfile.ZipFile) -> None:
    """Refuse bombs, macros and files that are no workbook, by their table of contents and one quick read."""
    infos = parts.infolist()
    if len(infos) > 2_000 or sum(info.file_size for info in infos) > MOST_UNPACKED:
        most = MOST_UNPACKED // 10**6
        raise BadInput(_("{file}: desempaquetado pasa de {most} MB; divide el archivo").format(file=file, most=most))
    names = {info.filename for info in infos}
    if any("vbaproject" in name.lower() or "/macrosheets/" in name.lower() for name in names):
        raise BadInput(_("{file}: lleva macros; guárdalo como .xlsx sin macros o como .csv").format(file=file))
    if "xl/workbook.xml" not in names:
        raise zipfile.BadZipFile
    for info in infos:
        rows, tail = 0, b""
        with parts.open(info) as part:
            while piece := part.read(1 << 20):
                if info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in tail + piece:
                    raise zipfile.BadZipFile
                if info.filename.startswith("xl/worksheets/"):
                    rows += (tail[-3:] + piece).count(b"<row")
                    if rows > MOST_SHEET_ROWS + 1:
                        line = _("{file}: más de {most} filas; divide el archivo o guárdalo como .csv")
                        raise BadInput(line.format(file=file, most=MOST_SHEET_ROWS))
                tail = piece[-8:]


def _plain(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)[:LONGEST_CELL]


def escaped(text: str) -> str:
    """A cell no program takes for a formula: an apostrophe stands in front of what could begin one. What cannot be
    shown is left out."""
    shown = _HIDDEN.sub("", text)
    return f"'{shown}" if text.startswith(_FORMULA) or shown.startswith((*_FORMULA, "'")) else shown


def unescaped(text: str) -> str:
    """The cell as it was before `escaped`."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_FORMULA, "'")) else text


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
            count = (_write_sheet if kind == ".xlsx" else _write_csv)(handle, header, rows)
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
        _write_sheet(out, header, rows, widths)
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


def _write_sheet(
    handle: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()
) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    head, below = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(value: str) -> Any:
        made = WriteOnlyCell(sheet, value=escaped(value)[:LONGEST_CELL])
        made.data_type = "s"  # text, whatever it begins with
        if widths:
            made.alignment = below
        return made

    names = [WriteOnlyCell(sheet, value=name) for name in header]
    for name in names:
        name.font = head
    sheet.append(names)
    count = 0
    for row in rows:
        sheet.append([cell(value) for value in row])
        count += 1
    book.save(handle)
    return count
