"""Answers as a spreadsheet, out and in: one row an entry, lists with a line for each item.

A column that a file does not have leaves what is there.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.core import content as rules
from bot.core import place_texts
from bot.core.content import Entry, Problem
from bot.i18n import gettext as _
from bot.services import spreadsheets
from bot.storage import content

COLUMNS: Final = tuple(Entry.__dataclass_fields__)
LISTS: Final = frozenset({"questions", "related", "must_say"})
DATES: Final = frozenset({"source_date", "verified_on", "review_by"})
SUFFIXES: Final = (".xlsx", ".csv")
BIGGEST: Final = 4 * 1024 * 1024
"""Bytes of a file; all entries with their questions are about one and a half million."""
ROWS: Final = 3_000
_WIDTHS: Final = tuple(50 if name in {"whatsapp", "sms", "by_place"} else 22 for name in COLUMNS)
_MIDNIGHT: Final = "T00:00:00"
"""What a workbook adds to a day."""
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
"""How a spreadsheet program in Peru writes the days of a CSV file it saves, whatever stood in it."""
_YES: Final = frozenset({"1", "si", "sí", "yes", "x", "true", "verdadero"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a file says: the entries that could be read, each with its row, and every problem with its row."""

    entries: tuple[tuple[int, Entry], ...]
    problems: tuple[Problem, ...]


def as_csv(entries: Sequence[Entry]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs know it by."""
    return spreadsheets.made(".csv", COLUMNS, map(_cells, entries))


def as_xlsx(entries: Sequence[Entry]) -> bytes:
    """A workbook with one sheet."""
    return spreadsheets.made(".xlsx", COLUMNS, map(_cells, entries), widths=_WIDTHS)


def read(name: str, raw: bytes, known: Mapping[str, Entry], places: Collection[str]) -> Read:
    """Read a file. `known`: the newest wording of each entry, which columns that are missing leave alone; `places`:
    those a text may be for (`gazetteer.Places.names`).

    Raises BadInput where it is no spreadsheet of ours at all.
    """
    return _parsed(spreadsheets.parsed(Path(name), raw, COLUMNS, "id", most=BIGGEST), known, places)


def _parsed(rows: Iterable[tuple[int, Mapping[str, str]]], known: Mapping[str, Entry], places: Collection[str]) -> Read:
    entries: list[tuple[int, Entry]] = []
    problems: list[Problem] = []
    for number, cells in rows:
        place = _("fila {number}").format(number=number)
        if number > ROWS:
            problems.append(Problem(file=place, entry="", reason=_("hay más filas de las que caben")))
            break
        values = {name: text.replace("\r\n", "\n").strip() for name, text in cells.items()}
        if values.pop("", ""):
            problems.append(Problem(file=place, entry="", reason=_("hay más celdas que columnas")))
            continue
        old = known.get(values.get("id", ""))
        document = {**(content.to_document(old) if old else {}), **{n: _value(n, text) for n, text in values.items()}}
        found, wrong = rules.parse(place, {"entries": [{name: value for name, value in document.items() if value}]})
        entries += [(number, entry) for entry in found]
        problems += [*wrong, *rules.nowhere(((place, entry) for entry in found), places)]
    problems += _among(entries, known)
    return Read(entries=tuple(entries), problems=tuple(problems))


def _among(entries: Sequence[tuple[int, Entry]], known: Mapping[str, Entry]) -> list[Problem]:
    """What only shows beside the other rows, and beside what is there."""
    named = {entry.id for _, entry in entries}
    rows = [(_("fila {number}").format(number=number), entry) for number, entry in entries]
    rest = [("", entry) for name, entry in known.items() if name not in named]
    return [problem for problem in rules.cross_faults([*rest, *rows]) if problem.file]


def _cells(entry: Entry) -> list[str]:
    return [_cell(getattr(entry, name)) for name in COLUMNS]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "sí" if value else ""
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _value(name: str, text: str) -> Any:
    if name in LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if name == "by_place":
        return place_texts.from_lines(text)
    if name in DATES and (found := _DAY_FIRST.fullmatch(text)):
        day, month, year = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return text.casefold() in _YES if name == "sensitive" else text.removesuffix(_MIDNIGHT)
