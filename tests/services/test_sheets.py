"""Answers go out as spreadsheets and come in again, unchanged or with every problem named by its row."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.core.errors import BadInput
from bot.core.place_texts import PlaceText
from bot.services import sheets, workbooks
from tests.services.conftest import ENTRIES, entry

KNOWN = {one.id: one for one in ENTRIES}
PLACES = ("Tumbes", "Callao", "Comas")
FORMS = pytest.mark.parametrize("form", ["csv", "xlsx"])


def written(form: str, *entries: object) -> bytes:
    return (sheets.as_csv if form == "csv" else sheets.as_xlsx)(entries)  # type: ignore[arg-type]


def from_rows(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@FORMS
def test_what_goes_out_comes_in_the_same(form: str) -> None:
    found = sheets.read(f"a.{form}", written(form, *ENTRIES), KNOWN, PLACES)
    assert found.problems == ()
    assert [one for _, one in found.entries] == list(ENTRIES)


@FORMS
def test_texts_by_place_go_out_and_in_and_a_place_nobody_knows_is_named(form: str) -> None:
    tumbes = PlaceText(places=("Tumbes", "Callao"), whatsapp="*Aquí* no.\n\nAllá sí.", sms="Alla si.")
    comas = PlaceText(places=("Comas",), sms="En Comas.")
    changed = replace(ENTRIES[0], by_place=(tumbes, comas))
    found = sheets.read(f"a.{form}", written(form, changed), KNOWN, PLACES)
    assert (found.problems, [one for _, one in found.entries]) == ((), [changed])
    found = sheets.read(f"a.{form}", written(form, changed), KNOWN, ("Comas",))
    assert [(one.file, one.reason.partition(":")[0]) for one in found.problems] == [
        ("fila 2", "en Tumbes"), ("fila 2", "en Callao"),
    ]  # fmt: skip


@FORMS
@pytest.mark.parametrize("text", ["=1+1", "+51", "-uno", "@x", '=HYPERLINK("http://evil.example")', "'=1", "'"])
def test_no_cell_is_a_formula_and_nothing_is_lost_by_it(form: str, text: str) -> None:
    raw = written(form, replace(ENTRIES[0], title=text, source=text))
    if form == "csv":
        cells = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[1]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    else:
        assert all(cell.data_type != "f" for row in load_workbook(io.BytesIO(raw)).worksheets[0] for cell in row)
    ((_, back),) = sheets.read(f"a.{form}", raw, KNOWN, PLACES).entries
    assert back.source == text


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"]), min_size=1, max_size=60))
def test_any_text_survives_the_way_through_csv(text: str) -> None:
    raw = sheets.as_csv([replace(ENTRIES[0], source=text)])
    found = sheets.read("a.csv", raw, KNOWN, PLACES)
    assert all("source" in problem.reason for problem in found.problems) or not found.problems
    if found.entries and text.strip():
        assert found.entries[0][1].source == text.strip()


def test_columns_that_are_missing_leave_what_is_there() -> None:
    raw = from_rows(["id", "title"], ["C01", "Otro título"])
    found = sheets.read("a.csv", raw, KNOWN, PLACES)
    assert found.entries == ((2, replace(ENTRIES[0], title="Otro título")),)


def test_every_problem_is_named_with_its_row() -> None:
    raw = from_rows(
        ["id", "topic", "review_by", "related", "title", "questions"],
        ["C01", "cocina", "", "", "A", ""],
        ["C03", "school", "mañana", "", "B", ""],
        [],
        ["A04", "asylum", "2027-01-01", "nada", "C", "pregunta 1 de C01\nb\nc\nd\ne"],
        ["C99", "school", "2027-01-01", "", "", ""],
    )
    found = sheets.read("a.csv", raw, KNOWN, PLACES)
    assert {(problem.file, problem.reason.split(" ")[0]) for problem in found.problems} >= {
        ("fila 2", "tema"),
        ("fila 3", "«review_by»"),
        ("fila 5", "enlaza"),
        ("fila 5", "la"),
        ("fila 6", "falta:"),
    }


def test_spreadsheets_of_other_countries_separate_by_semicolon() -> None:
    found = sheets.read("a.csv", "id;title\nC01;Otro, título\n".encode(), KNOWN, PLACES)
    assert found.entries[0][1].title == "Otro, título"


@pytest.mark.parametrize(
    ("typed", "meant"), [("5/1/2027", date(2027, 1, 5)), ("31-12-2026", date(2026, 12, 31)), ("31/02/2027", None)]
)
def test_days_come_back_as_a_program_in_peru_writes_them(typed: str, meant: date | None) -> None:
    found = sheets.read("a.csv", from_rows(["id", "review_by"], ["C01", typed]), KNOWN, PLACES)
    assert [one.review_by for _, one in found.entries] == ([meant] if meant else [])
    assert bool(found.problems) is (meant is None)


def test_dates_as_a_spreadsheet_program_keeps_them() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["id", "review_by"])
    book.active.append(["C01", date(2027, 3, 1)])
    out = io.BytesIO()
    book.save(out)
    assert str(sheets.read("a.xlsx", out.getvalue(), KNOWN, PLACES).entries[0][1].review_by) == "2027-03-01"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (workbooks.MOST_UNPACKED + 1))
    return out.getvalue()


def with_macro() -> bytes:
    out = io.BytesIO(sheets.as_xlsx(ENTRIES))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"a macro")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", b"id"),
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", bomb()),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b""),
        ("a.csv", b"title\nx"),
        ("a.csv", b"id,cocina\nC01,x"),
        ("a.csv", b"id,title,title\nC01,x,y"),
        ("a.xlsx", with_macro()),
        ("a.csv", b"x" * (sheets.BIGGEST + 1)),
    ],
    ids=["suffix", "no workbook", "bomb", "encoding", "empty", "no id", "unknown column", "twice", "macro", "large"],
)
def test_what_is_no_spreadsheet_of_ours_is_refused_in_words(name: str, raw: bytes) -> None:
    with pytest.raises(BadInput):
        sheets.read(name, raw, KNOWN, PLACES)


def test_a_new_entry_needs_all_that_an_entry_needs() -> None:
    raw = written("csv", entry("N01", questions=("una", "dos")))
    found = sheets.read("a.csv", raw, KNOWN, PLACES)
    assert [problem.file for problem in found.problems] == ["fila 2"]
    assert "pocas preguntas" in found.problems[0].reason


def test_a_row_is_counted_as_a_spreadsheet_counts_it_however_many_lines_its_cells_have() -> None:
    raw = from_rows(["id", "questions", "topic"], ["C01", "a\nb\nc\nd\ne", "school"], ["C03", "", "cocina"])
    assert {problem.file for problem in sheets.read("a.csv", raw, KNOWN, PLACES).problems} == {"fila 3"}


def test_a_cell_beside_the_columns_is_a_problem_of_its_row() -> None:
    found = sheets.read("a.csv", from_rows(["id", "title"], ["C01", "Otro", "de más"]), KNOWN, PLACES)
    assert [problem.file for problem in found.problems] == ["fila 2"]
    assert found.entries == ()


def test_windows_letters_are_read_as_what_they_are() -> None:
    found = sheets.read("a.csv", "id;title\nC01;Niñez y educación\n".encode("cp1252"), KNOWN, PLACES)
    assert found.entries[0][1].title == "Niñez y educación"
