"""The dashboard: read by everybody of staff, counted by the jobs worker, exported without a formula in it."""

import csv
import io
from typing import Any
from unittest.mock import Mock

import openpyxl

from bot.core.addresses import parse
from bot.core.content import Topic
from bot.core.conversation import Outcome
from bot.core.messages import Form, Received
from bot.services.overview import Overviews
from bot.storage import inbound, profiles
from tests.web.console.conftest import Staffed

PATH = "/console/tablero"
PLACE = '=HYPERLINK("http://evil.example";"<b>Ate</b>")'


def wrote(desk: Staffed, people: int, *, topic: Topic = Topic.SCHOOL, place: str = PLACE) -> None:
    """So many people ask, and get an answer."""
    messages = [
        Received(
            provider_id=f"SM{topic.value}{number:020d}", sender=parse(f"whatsapp:+519{number:08d}"),
            recipient=parse("whatsapp:+51900000001"), form=Form.TEXT, text="texto",
        )
        for number in range(people)
    ]  # fmt: skip
    with desk.app.database.write() as tx:
        inbound.store(tx, messages, desk.clock())
        claimed = inbound.claim(tx, worker="w", now=desk.clock(), until=desk.clock(), limit=people)
        settled = [
            inbound.Settled(
                id=one.id, outcome=Outcome.ANSWER, topic=topic, entry="C01", confidence=0.9, keep_text=False
            )
            for one in claimed
        ]
        inbound.settle(tx, settled, worker="w", now=desk.clock())
        profiles.learn(tx, "district", [(one.contact_id, place) for one in claimed])


def counted(desk: Staffed) -> None:
    overviews = Overviews(desk.app.database, desk.clock, desk.app.settings.timezone, "w")
    while overviews.step():
        pass


def test_everybody_of_staff_sees_numbers_once_they_are_counted(desk: Staffed) -> None:
    wrote(desk, 12)
    browser = desk.browser("case_worker")
    assert "Contando" in browser.get(PATH).text
    piece = browser.get(PATH, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    counted(desk)
    assert browser.get(PATH, headers={"HX-Request": "true"}).headers["hx-refresh"] == "true"
    for days in ("7", "30", "90", "x"):
        page = browser.get(f"{PATH}?dias={days}").text
        assert "Colegio" in page
        assert "&lt;b&gt;Ate&lt;/b&gt;" in page
        assert ">10<" in page
        assert "Contando" not in page
    assert 'id="tema"' in browser.get(f"{PATH}?tema=school").text


def test_a_page_never_counts_by_itself(desk: Staffed, monkeypatch: Any) -> None:
    counted(desk)
    monkeypatch.setattr("bot.services.overview.count", Mock(side_effect=AssertionError))
    assert desk.browser("promoter").get(PATH).status_code == 200


def test_other_weeks_are_counted_when_somebody_asks(desk: Staffed) -> None:
    browser = desk.browser("officer")
    browser.get(PATH)
    answer = browser.post(PATH, {"first": "2026-11-11", "last": "2026-11-12"})
    assert answer.headers["location"] == f"{PATH}?desde=2026-11-09&hasta=2026-11-15"
    assert "Contando" in browser.get(answer.headers["location"]).text
    counted(desk)
    page = browser.get(answer.headers["location"]).text
    assert "9 nov. 2026" in page
    assert "15 nov. 2026" in page
    for first, last in (("", ""), ("2026-11-12", "2026-11-11"), ("2027-01-01", "2027-01-02"), ("<b>", "2026-11-12")):
        answer = browser.post(PATH, {"first": first, "last": last})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    unasked = browser.get(f"{PATH}?desde=2026-10-05&hasta=2026-10-11").text
    assert "todavía no se contaron" in unasked
    assert 'name="first" value="2026-10-05"' in unasked
    for bad in ("desde=x&hasta=y", "desde=2026-11-09", "desde=%00&hasta=%00"):
        assert browser.get(f"{PATH}?{bad}").status_code == 404


def test_numbers_leave_as_a_spreadsheet_without_formulas(desk: Staffed) -> None:
    wrote(desk, 7)
    browser = desk.browser("officer")
    browser.get(PATH)
    assert browser.get(f"{PATH}.csv").status_code == 404
    counted(desk)
    answer = browser.get(f"{PATH}.csv?dias=7")
    assert "tablero-2026-11-17-2026-11-23.csv" in answer.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["personas por tema", "Colegio", "", "2026-11-17", "5"] in lines
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(f"{PATH}.xlsx?dias=7").content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert f"'{PLACE}" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
