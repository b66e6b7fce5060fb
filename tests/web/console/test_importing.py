"""People from a file at the console: looked at, then exactly that file, and never a number on a page."""

from typing import Any

import pytest

from bot.core.addresses import parse
from bot.core.contact_rows import COLUMNS
from bot.services import housekeeping, people_files, rights, spreadsheets
from bot.storage import audit, contacts, jobs
from tests.web.console.conftest import Browser, Staffed

PATH = "/console/audiencias/importar"
ROWS = (
    ("whatsapp:+51911111111", "Comas", "yes", "2026-10-01", "ficha", "v2"),
    ("whatsapp:+51922222222", "Comas", "yes", "", "", ""),
    ("whatsapp:+51933333333", "Comas", "no", "", "", ""),
    ("987", "Comas", "", "", "", ""),
)
HEADER = ("address", "district", "consent", "consent_at", "consent_source", "consent_text")


def sent(browser: Browser, raw: bytes, name: str = "a.csv") -> Any:
    browser.get(PATH)
    return browser.post(PATH, files={"file": (name, raw)})


def met(desk: Staffed) -> set[str]:
    with desk.app.database.read() as tx:
        return {row[0] for row in ROWS[:3] if contacts.find(tx, parse(row[0])) is not None}


def number(address: str) -> int:
    return int(address.rpartition("/")[2])


def test_a_file_is_looked_at_before_anybody_is_kept_and_the_yes_is_written_down(desk: Staffed) -> None:
    browser = desk.browser("officer")
    assert PATH in browser.get("/console/audiencias").text
    answer = sent(browser, spreadsheets.made(".xlsx", HEADER, ROWS), "gente.xlsx")
    address = answer.headers["location"]
    page = browser.get(address).text
    assert "4 filas leídas" in page
    for words in ("personas nuevas", "dijo que sí, con prueba", "sin prueba completa", "dijo que no"):
        assert words in page
    assert met(desk) == set()
    faults = browser.get(f"{address}/errores.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in faults] == [["fila", "columna"], ["5", "address"]]
    assert browser.post(address).headers["location"] == address
    done = browser.get(address).text
    assert "Contactos importados" in done
    assert met(desk) == {row[0] for row in ROWS[:3]}
    assert not any(row[0][-9:] in page + done for row in ROWS[:3])
    with desk.app.database.read() as tx:
        (act,) = [one for one in audit.page(tx, actor="officer", subject="", offset=0, limit=50) if "import" in one.act]
        job = jobs.find(tx, number(address), jobs.PEOPLE)
    assert '"new": 3' in act.detail
    assert job is not None
    assert job.request == {}
    again = browser.get(sent(browser, spreadsheets.made(".csv", HEADER, ROWS)).headers["location"]).text
    assert "ya conocidas" in again
    assert "con algún cambio" not in again
    assert browser.post(address).headers["location"] == address


def test_a_district_nobody_knows_is_told_before_and_after_it_is_taken_in(desk: Staffed) -> None:
    browser = desk.browser("officer")
    rows = [("+51911111111", "Atlantis"), ("+51922222222", "Comaz")]
    address = sent(browser, spreadsheets.made(".csv", ("address", "district"), rows)).headers["location"]
    for _ in range(2):
        page = browser.get(address).text
        assert "1 fila con un distrito que no conocemos (fila 3); ¿es Comas?" in page
        assert "Atlantis" not in page
        browser.post(address)


@pytest.mark.parametrize("how", ["an hour passes", "somebody is erased"])
def test_a_file_nobody_took_in_is_not_kept(desk: Staffed, how: str) -> None:
    browser = desk.browser("officer")
    browser.post(sent(browser, spreadsheets.made(".csv", HEADER, ROWS[:1])).headers["location"])
    address = sent(browser, spreadsheets.made(".csv", HEADER, ROWS[1:])).headers["location"]
    with desk.app.database.write() as tx:
        job = jobs.find(tx, number(address), jobs.PEOPLE)
        assert job is not None
        assert "922222222" not in str(job.request)
        if how == "somebody is erased":
            known = contacts.find(tx, parse(ROWS[0][0]))
            assert known is not None
            rights.erase(tx, known, desk.clock())
    if how == "an hour passes":
        desk.clock.move(seconds=3_601)
        browser = desk.browser("officer")
        housekeeping.tidy(desk.app.database, now=desk.clock(), lookup_grace=60.0)
    with desk.app.database.read() as tx:
        assert jobs.find(tx, number(address), jobs.PEOPLE) is None
    assert browser.post(address).status_code == 404
    assert "ya no espera" in browser.get(address).text
    assert met(desk) == ({ROWS[0][0]} if how == "an hour passes" else set())


def test_a_file_that_cannot_be_taken_says_why_in_one_line(desk: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk.browser("officer")
    browser.get(PATH)
    assert browser.post(PATH).status_code == 422
    wrong = (
        (b"nada", "a.pdf", "se espera un archivo .csv o .xlsx"),
        (b"address,color\n", "a.csv", "no se conoce"),
        (b"address\n", "a.csv", "no tiene filas"),
        (b"address\n" + b"x" * people_files.BIGGEST, "a.csv", "más de 5 MB"),
    )
    for raw, name, words in wrong:
        answer = sent(browser, raw, name)
        assert answer.status_code == 422
        assert words in answer.text
    monkeypatch.setattr(people_files, "MOST", 2)
    assert "más de 2 filas" in sent(browser, spreadsheets.made(".csv", HEADER, ROWS)).text
    assert met(desk) == set()


def test_the_sample_has_every_column_and_takes_nobody_in(desk: Staffed) -> None:
    browser = desk.browser("officer")
    for kind in ("csv", "xlsx"):
        file = browser.get(f"/console/audiencias/ejemplo.{kind}").content
        page = browser.get(sent(browser, file, f"a.{kind}").headers["location"]).text
        assert "Todas las filas tienen errores" in page
        assert "<code>address</code>" in page
        assert page.count("<code>") == 1
    page = browser.get(PATH).text
    assert all(f"<code>{name}</code>" in page for name in COLUMNS)


def test_only_campaign_officers_bring_people(desk: Staffed) -> None:
    assert desk.browser("promoter").get(PATH).status_code == 403
    assert desk.browser("administrator").get(PATH).status_code == 200
