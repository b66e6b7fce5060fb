"""Answers as a spreadsheet, out and in: one row an entry, lists with a line for each item.

A column that a file does not have leaves what is there. Cells that a spreadsheet program would take for a formula are
written with an apostrophe in front (CSV) or as text (XLSX), and read without it. openpyxl is imported where it is
used, as in services.spreadsheets.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.core import content as rules
from bot.core.content import Entry, Problem
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.storage import content

COLUMNS: Final = tuple(Entry.__dataclass_fields__)
LISTS: Final = frozenset({"questions", "related", "must_say"})
SUFFIXES: Final = (".xlsx", ".csv")
BIGGEST: Final = 4 * 1024 * 1024
"""Bytes of a file; all entries with their questions are about one and a half million."""
_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes an XLSX may hold once unpacked: a small file can be made to fill the memory."""
ROWS: Final = 3_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_YES: Final = frozenset({"1", "si", "sí", "yes", "x", "true", "verdadero"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a file says: the entries that could be read, each with its row, and every problem with its row."""

    entries: tuple[tuple[int, Entry], ...]
    problems: tuple[Problem, ...]


def as_csv(entries: Sequence[Entry]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs know it by."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for entry in entries:
        write.writerow([f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell for cell in _cells(entry)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(entries: Sequence[Entry]) -> bytes:
    """A workbook with one sheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "respuestas"
    for row, cells in enumerate([list(COLUMNS), *map(_cells, entries)], start=1):
        for column, text in enumerate(cells, start=1):
            marked = f"'{text}" if _marked(text) else text
            cell = sheet.cell(row, column, _UNWRITABLE.sub("", marked))
            cell.data_type = "s"  # never a formula, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 50 if name in {"whatsapp", "sms"} else 22
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(name: str, raw: bytes, known: Mapping[str, Entry]) -> Read:
    """Read a file. `known`: the newest wording of each entry, which columns that are missing leave alone.

    Raises BadInput where it is no spreadsheet of ours at all.
    """
    if len(raw) > BIGGEST:
        raise BadInput(_("{name}: el archivo es demasiado grande.").format(name=name))
    if name.lower().endswith(".xlsx"):
        rows = _from_xlsx(name, raw)
    elif name.lower().endswith(".csv"):
        rows = _from_csv(name, raw)
    else:
        raise BadInput(_("{name}: usa un archivo .xlsx o .csv.").format(name=name))
    head = [str(cell or "").strip() for cell in next(rows, [])]
    unknown = [cell for cell in head if cell and cell not in COLUMNS]
    if "id" not in head or unknown or len(set(head) - {""}) < len([cell for cell in head if cell]):
        reason = _("la primera fila debe tener los nombres de las columnas: {columns}").format(
            columns=", ".join(COLUMNS)
        )
        raise BadInput(f"{name}: {reason}", *(_("columna desconocida: {name}").format(name=cell) for cell in unknown))
    return _parsed(head, rows, known)


def _parsed(head: Sequence[str], rows: Iterator[Sequence[Any]], known: Mapping[str, Entry]) -> Read:
    entries: list[tuple[int, Entry]] = []
    problems: list[Problem] = []
    for number, cells in enumerate(rows, start=2):
        values = {name: _text(cell) for name, cell in zip(head, cells, strict=False) if name}
        if not any(values.values()):
            continue
        place = _("fila {number}").format(number=number)
        if number > ROWS:
            problems.append(Problem(file=place, entry="", reason=_("hay más filas de las que caben")))
            break
        old = known.get(values.get("id", ""))
        document = {**(content.to_document(old) if old else {}), **{n: _value(n, text) for n, text in values.items()}}
        found, wrong = rules.parse(place, {"entries": [{name: value for name, value in document.items() if value}]})
        entries += [(number, entry) for entry in found]
        problems += wrong
    problems += _among(entries, known)
    return Read(entries=tuple(entries), problems=tuple(problems))


def _among(entries: Sequence[tuple[int, Entry]], known: Mapping[str, Entry]) -> list[Problem]:
    """What only shows beside the other rows, and beside what is there."""
    named = {entry.id for _, entry in entries}
    rows = [(_("fila {number}").format(number=number), entry) for number, entry in entries]
    rest = [("", entry) for name, entry in known.items() if name not in named]
    return [problem for problem in rules.cross_faults([*rest, *rows]) if problem.file]


def _from_csv(name: str, raw: bytes) -> Iterator[Sequence[Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(_("{name}: no está en UTF-8. Guárdalo como «CSV UTF-8».").format(name=name)) from None
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        yield from rows
    except csv.Error:
        raise BadInput(_("{name}: el archivo está dañado.").format(name=name)) from None


def _from_xlsx(name: str, raw: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = BadInput(_("{name}: el archivo está dañado.").format(name=name))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise broken
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(max_row=ROWS + 1, max_col=len(COLUMNS) + 5, values_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise broken from None


def _cells(entry: Entry) -> list[str]:
    return [_cell(getattr(entry, name)) for name in COLUMNS]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "sí" if value else ""
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "sí" if cell else ""
    text = "" if cell is None else str(cell).replace("\r\n", "\n").strip()
    return text[1:] if _marked(text) else text


def _marked(text: str) -> bool:
    """Whether the apostrophe it begins with is one that was put there, or would be taken for one."""
    return text.startswith("'") and text.lstrip("'").startswith(_FORMULA)


def _value(name: str, text: str) -> Any:
    if name in LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text.casefold() in _YES if name == "sensitive" else text
