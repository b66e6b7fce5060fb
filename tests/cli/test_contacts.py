"""People in and out of files, from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import ENGLISH, Shell

HEADER = "address,name,district,labels,consent,consent_at,consent_source,consent_text\n"
GOOD = "whatsapp:+51911111111,nombre-canario,Comas,norte,yes,2026-10-01,ficha,v2\n"


def put(shell: Shell, text: str, name: str = "gente.csv") -> Path:
    file = shell.folder / name
    file.write_text(text)
    return file


def acts(shell: Shell) -> list[dict[str, Any]]:
    return list(json.loads(shell.run("audit", "list", "--json").out))


def test_people_are_read_and_shown_and_written_out_again(installed: Shell) -> None:
    file = put(installed, HEADER + GOOD)
    done = installed.run("contacts", "import", file, "--as", "rosa")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()] == ["1", "1"]
    shown = json.loads(installed.run("contacts", "show", "whatsapp:+51911111111").out)
    assert (shown["name"], shown["district"], shown["labels"]) == ("nombre-canario", "Comas", ["norte"])
    assert shown["consents"] == {"alerts": True}
    assert shown["addresses"] == [{"channel": "whatsapp", "stopped": "", "rests_until": None, "campaigns": "yes"}]
    assert (shown["facts"][0]["source"], shown["facts"][0]["text_version"]) == ("import:ficha", "v2")
    for kind in ("csv", "xlsx"):
        assert installed.run("contacts", "export", f"fuera.{kind}", "--as", "rosa").code == 0
        assert (installed.folder / f"fuera.{kind}").stat().st_mode & 0o777 == 0o600
    assert [cell.value for cell in load_workbook(installed.folder / "fuera.xlsx").active[2]][:3] == [
        "whatsapp:+51911111111", "whatsapp", "nombre-canario",
    ]  # fmt: skip
    done = installed.run("contacts", "import", "fuera.csv", "--json")
    assert {name: json.loads(done.out)[name] for name in ("new", "known", "agreed")} == {
        "new": 0,
        "known": 1,
        "agreed": 0,
    }
    written = [(row["actor"], row["act"], row["subject"]) for row in acts(installed)]
    assert written == [
        ("rosa", "contacts.import", "1"),
        ("shell", "contact.show", "1"),
        ("rosa", "contacts.export", ""),
        ("rosa", "contacts.export", ""),
        ("shell", "contacts.import", "1"),
    ]
    assert "canario" not in json.dumps(acts(installed))
    assert installed.run("audit", "verify").code == 0


def test_wrong_rows_are_named_on_the_screen_and_in_a_file_beside(installed: Shell) -> None:
    bad = "".join(f"98765432{n},nombre-canario,,,,,,\n" for n in range(12))
    file = put(installed, HEADER + bad + GOOD)
    done = installed.run("contacts", "import", file)
    assert done.code == 0
    assert done.problems[0] == "fila 2: address: falta el código del país: +51…"
    assert len(done.problems) == 11
    assert "12 filas con errores" in done.problems[-1]
    errors = installed.folder / "gente.csv.errores.csv"
    lines = errors.read_text("utf-8-sig").splitlines()
    assert lines[:2] == ["fila,columna,motivo", "2,address,falta el código del país: +51…"]
    assert len(lines) == 13
    assert "canario" not in done.out + done.err + "".join(lines)
    put(installed, HEADER + GOOD)
    assert installed.run("contacts", "import", file).code == 0
    assert not errors.exists()


def test_a_file_of_which_no_row_can_be_taken_is_bad_input(installed: Shell) -> None:
    assert installed.run("contacts", "import", put(installed, "address\n987654321\n")).code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "none.csv"], "none.csv"),
        (["import", "gente.txt"], ".csv o .xlsx"),
        (["import", "wrong.csv"], "«nombre» no se conoce"),
        (["export", "fuera.pdf"], ".csv o .xlsx"),
        (["export", "none/fuera.csv"], "none"),
        (["export", "fuera.csv", "--audience", "nadie"], "No hay una audiencia"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(installed: Shell, arguments: list[str], said: str) -> None:
    put(installed, "x", "gente.txt")
    put(installed, "nombre,address\n", "wrong.csv")
    before = installed.everything()
    done = installed.run("contacts", *arguments)
    assert (done.code, len(done.problems)) == (2, 1)
    assert said in done.err
    assert installed.everything() == before
    assert not list(installed.folder.glob("fuera*"))


def test_the_summary_speaks_english(installed: Shell) -> None:
    done = installed.run("contacts", "import", put(installed, HEADER + GOOD), LANG=ENGLISH)
    assert "new person" in done.out
