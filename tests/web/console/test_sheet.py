"""The spreadsheet pages: out, in after a look, all or nothing."""

from dataclasses import replace
from typing import Any

from bot.services import sheets
from bot.storage import content
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Browser, Staffed

PATH = "/console/respuestas/hoja"


def sent(browser: Browser, raw: bytes, name: str = "a.csv") -> Any:
    browser.get(PATH)
    return browser.post(PATH, files={"file": (name, raw)})


def drafts(desk: Staffed) -> set[str]:
    with desk.app.database.read() as tx:
        return {name for name, one in content.standings(tx).items() if one.state == "draft"}


def test_a_sheet_is_looked_at_before_anything_is_kept_and_then_kept_whole(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    changed = [replace(ENTRIES[0], title="Uno nuevo"), replace(ENTRIES[1], title="Dos nuevo"), ENTRIES[2]]
    answer = sent(browser, sheets.as_csv(changed))
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"])
    assert "Uno nuevo" in page.text
    assert ENTRIES[2].title not in page.text
    assert drafts(desk) == set()
    done = browser.post(answer.headers["location"])
    assert "2 borradores" in browser.get(done.headers["location"]).text
    assert drafts(desk) == {"C01", "C03"}
    assert browser.post("/console/respuestas/hoja/999").status_code == 404


def test_a_sheet_overwrites_nobody(desk: Staffed) -> None:
    browser, other = desk.browser("promoter"), desk.browser("reviewer")
    first = sent(browser, sheets.as_csv([replace(ENTRIES[0], title="De la hoja"), replace(ENTRIES[1], title="X")]))
    second = sent(other, sheets.as_csv([replace(ENTRIES[0], title="De otra hoja")]), "b.csv")
    assert other.post(second.headers["location"]).status_code == 303
    refused = browser.post(first.headers["location"])
    assert "reviewer cambió C01 mientras mirabas" in browser.get(refused.headers["location"]).text
    assert drafts(desk) == {"C01"}


def test_a_row_nobody_touched_undoes_no_draft_and_a_touched_one_says_whose_it_is(desk: Staffed) -> None:
    """The file holds what people read: between there and here somebody may have written drafts."""
    browser, other = desk.browser("promoter"), desk.browser("reviewer")
    file = browser.get(f"{PATH}.csv").content
    mine = [replace(ENTRIES[0], title="Borrador mío"), replace(ENTRIES[1], title="Otro mío")]
    kept = sent(other, sheets.as_csv(mine))
    assert other.post(kept.headers["location"]).status_code == 303
    assert sent(browser, file).headers["location"] == PATH
    page = browser.get(sent(browser, file.replace("Título C03".encode(), b"De la hoja")).headers["location"]).text
    assert "Encima del borrador de reviewer" in page
    assert "Borrador mío" not in page


def test_problems_are_shown_by_row_and_nothing_is_kept(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    page = sent(browser, b"id,topic\nC01,<b>cocina</b>\n")
    assert page.status_code == 422
    assert "fila 2" in page.text
    assert "&lt;b&gt;cocina&lt;/b&gt;" in page.text
    other = sent(browser, b"nada", "a.pdf")
    assert other.status_code == 422
    assert other.text.count('id="mistakes"') == 1
    assert other.text.count("se espera un archivo .csv o .xlsx") == 2
    assert "revisa lo marcado" not in other.text
    many = sent(browser, b"id,topic\n" + b"C01,cocina\n" * 250)
    assert "… y " in many.text
    assert many.text.count('id="mistakes"') == 1
    assert browser.post(PATH).status_code == 422
    assert drafts(desk) == set()


def test_what_people_read_goes_out_in_both_forms(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    known = {one.id: one for one in ENTRIES}
    for form in ("csv", "xlsx"):
        answer = browser.get(f"{PATH}.{form}")
        assert f"respuestas.{form}" in answer.headers["content-disposition"]
        assert {one for _, one in sheets.read(f"a.{form}", answer.content, known, ()).entries} == set(ENTRIES)
