"""Workbooks (XLSX): read within limits, as plain data, and written.

Nothing in a workbook is ever evaluated or fetched: formulas count for the value saved beside them, links are cells of
text, files with macros are refused.

openpyxl is imported where a workbook is read or written: it costs 25 MB and a sixth of a second (numpy and pictures
come with it where they are installed), and most processes never see one.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from traceback import walk_tb
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import cells

MOST_ROWS: Final = 100_000
"""A workbook takes about twenty times as long to read as a CSV file."""
MOST_UNPACKED: Final = 100_000_000
"""Bytes of a workbook once unpacked, by its own table of contents, which the reader holds it to."""


def read(file: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet of a workbook called `file`, numbered from 1. Raises BadInput; for damage further
    down, where it is reached."""
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
        number, names = 0, [""]
        try:
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=64), start=1):
                line = [_plain(value) for value in row]
                names = names if number > 1 else line
                yield number, line
        except BadInput:
            raise
        except (ParseError, zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError):
            raise BadInput(damaged + _(" (desde la fila {number})").format(number=number + 1)) from None
        except (ArithmeticError, ValueError, IndexError, TypeError) as error:
            # The file is whole and one cell says what no cell of its kind can say: "12e" for a number.
            column = _stopped_at(error)
            where = "" if column is None else _(", columna «{name}»").format(name=cells.heading(names, column))
            said = _("{file}: fila {number}{where}: la celda no se puede leer; bórrala y escríbela otra vez")
            raise BadInput(said.format(file=file, number=number + 1, where=where)) from None

    return lines()


def _stopped_at(error: Exception) -> int | None:
    """The column, from 0, of the cell that openpyxl could not read; None where it was not at one.

    The library does not tell it: it stands in what its parser was looking at.
    """
    from openpyxl.utils import coordinate_to_tuple

    for frame, _line in walk_tb(error.__traceback__):
        if frame.f_code.co_name == "parse_cell":
            with suppress(ValueError, TypeError, AttributeError):
                return int(coordinate_to_tuple(frame.f_locals["element"].get("r"))[1]) - 1
    return None


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
                    if rows > MOST_ROWS + 1:
                        line = _("{file}: más de {most} filas; divide el archivo o guárdalo como .csv")
                        raise BadInput(line.format(file=file, most=MOST_ROWS))
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
    return str(value)[: cells.LONGEST]


def write(handle: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> int:
    """Write a workbook of one sheet, every cell escaped; returns how many rows. `widths` of its columns in letters:
    where they are given, long text goes on below itself."""
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
        made = WriteOnlyCell(sheet, value=cells.escaped(value)[: cells.LONGEST])
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
