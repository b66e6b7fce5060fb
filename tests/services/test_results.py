"""What came of a campaign, on both databases: counts, failures in words, time, answers, cost, rows, the report."""

import asyncio
import csv
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from bot import i18n
from bot.core.consent import ALERTS
from bot.core.errors import BadInput
from bot.services import report, results, rights, spreadsheets
from bot.services.results import Results
from bot.storage import campaigns, consents, profiles
from tests.house import House
from tests.services.campaigns import join, person, settle, started

BUTTONS = [{"label": {"es": "=Sí, quiero"}}, {"label": {"es": "No puedo"}}]


def go(house: House) -> int:
    sent = asyncio.run(house.speak())
    settle(house)
    return sent


def tell(house: House, *statuses: tuple[str, int | None]) -> None:
    """Reports about the attempts, in their order."""
    sids = {order.attempt: sid for sid, order in house.provider.created.items()}
    for attempt, (status, code) in zip(house.column("attempts", "id"), statuses, strict=False):
        asyncio.run(house.report(attempt, status, code, sids[attempt]))


def gather(house: House, campaign: int) -> Results:
    found = results.gather(house.database, campaign, house.app.explain)
    assert sum(found.counts.by_name().values()) == found.counts.audience
    assert sum(failure.people for failure in found.failures) == found.counts.failed
    assert sum(found.counts.why_refused.values()) == found.counts.refused
    for points in found.course.values():
        assert [count for _, count in points] == sorted(count for _, count in points)
        assert all(0 <= hour <= found.hours for hour, _ in points)
    return found


def last(found: Results, name: str) -> int:
    return found.course[name][-1][1] if found.course[name] else 0


def test_failures_are_grouped_by_what_they_mean_and_told_in_plain_words(house: House) -> None:
    join(house, [person(n) for n in range(6)])
    campaign = started(house)
    go(house)
    fates = ("failed", 63024), ("failed", 63024), ("failed", 63003), ("failed", 63049), ("delivered", None)
    tell(house, *fates)
    found = gather(house, campaign)
    assert [(one.people, dict(one.codes)) for one in found.failures] == [
        (3, {"63024": 2, "63003": 1}),
        (1, {"63049": 1}),
    ]
    assert found.failures[0].group == "El número no sirve, o no tiene ese canal"
    assert "Este número no tiene WhatsApp." in found.failures[0].sentences
    assert (last(found, "left"), last(found, "delivered"), last(found, "failed")) == (6, 1, 4)
    told = "\n".join(results.lines(found))
    assert "Este número no tiene WhatsApp." in told
    assert "en total" in told


def test_the_course_of_time_is_that_of_each_message_once(house: House) -> None:
    join(house, [person(n) for n in range(3)])
    campaign = started(house)
    go(house)
    house.clock.move(minutes=30)
    tell(house, ("delivered", None), ("delivered", None))
    house.clock.move(hours=2)
    tell(house, ("read", None))
    found = gather(house, campaign)
    assert [count for _, count in found.course["delivered"]] == [2]
    assert last(found, "read") == 1
    (delivered, _), (read, _) = found.course["delivered"][0], found.course["read"][0]
    assert 0.5 <= delivered <= 0.6
    assert 2.5 <= read <= 2.6
    assert ET.fromstring(results.picture(found)).tag.endswith("svg")


def test_a_campaign_that_has_not_left_has_results_too(house: House) -> None:
    join(house, [person(1)])
    campaign = started(house, body={"es": "Hola, {nombre|vecina}."})
    found = gather(house, campaign)
    assert (found.began, found.course, found.spent.total) == (None, {}, 0)
    assert "<svg" in results.picture(found)
    page = report.render(found, "", house.app.settings.timezone, house.clock())
    assert "Hola, vecina." in page  # donors read what somebody without a name reads
    with pytest.raises(BadInput, match="No existe"):
        gather(house, 99)


def test_who_writes_or_says_no_within_72_hours_is_counted_once_and_later_ones_are_not(house: House) -> None:
    one, two, three, four = join(house, [person(n) for n in range(4)])
    campaign = started(house)
    go(house)
    house.clock.move(hours=1)
    for _ in range(2):
        asyncio.run(house.post(house.phone(person(0)).text("C01")))
    with house.database.write() as tx:
        consents.write(tx, two, ALERTS, given=False, at=house.clock(), source="chat")
        consents.write(tx, three, ALERTS, given=True, at=house.clock(), source="chat", version="1")
    house.clock.move(hours=72)
    asyncio.run(house.post(house.phone(person(3)).text("C01")))
    with house.database.write() as tx:
        consents.write(tx, four, ALERTS, given=False, at=house.clock(), source="chat")
    found = gather(house, campaign)
    assert (found.wrote, found.opted_out) == (1, 1)
    assert one != two


def test_answers_are_counted_by_their_words(house: House) -> None:
    one, two = join(house, [person(1), person(2)])
    campaign = started(house, buttons=BUTTONS)
    go(house)
    with house.database.write() as tx:
        for who, choice in ((one, 0), (two, 0), (two, 1)):
            campaigns.answer(tx, campaign, who, choice, house.clock())
    assert dict(gather(house, campaign).answers) == {"=Sí, quiero": 1, "No puedo": 1}


def exported(house: House, campaign: int, file: Path) -> list[dict[str, str]]:
    made = results.campaign_of(house.database, campaign)
    rows = results.rows(house.database, made, house.app.explain, house.app.settings.timezone, lambda _: None)
    spreadsheets.write(file, results.COLUMNS, rows)
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.DictReader(handle))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    header, *body = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    return [dict(zip(header, row, strict=True)) for row in body]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_recipient_is_a_row_without_an_address_and_no_cell_is_a_formula(
    house: House, tmp_path: Path, kind: str
) -> None:
    one, two, three = join(house, [person(1), person(2), person(3)])
    with house.database.write() as tx:
        profiles.learn(tx, "name", [(one, "=HYPERLINK(1)")])
    campaign = started(house, buttons=BUTTONS)
    with house.database.write() as tx:
        consents.write(tx, three, ALERTS, given=False, at=house.clock(), source="chat")
    go(house)
    tell(house, ("read", None), ("failed", 63003))
    with house.database.write() as tx:
        campaigns.answer(tx, campaign, one, 0, house.clock())
    rows = exported(house, campaign, tmp_path / f"out.{kind}")
    assert [(row["contact"], row["status"]) for row in rows] == [
        (str(one), "read"),
        (str(two), "failed"),
        (str(three), "refused"),
    ]
    assert rows[0]["answer"] == "'=Sí, quiero"
    assert rows[0]["read_at"].startswith("2026-11-23T10:00")
    assert rows[1]["explanation"] == "Este número no tiene WhatsApp."
    assert (rows[0]["cost_usd"], rows[1]["cost_usd"], rows[2]["cost_usd"]) == ("0.025000", "0.000000", "0.000000")
    assert rows[2]["explanation"] == "dijeron que no"
    text = str(rows)
    assert "5191" not in text
    assert "HYPERLINK" not in text


def test_the_rows_and_the_counts_say_the_same(house: House, tmp_path: Path) -> None:
    join(house, [person(n) for n in range(8)])
    join(house, [person(9)], alerts=None)
    campaign = started(house)
    go(house)
    tell(house, ("sent", None), ("delivered", None), ("read", None), ("failed", 63024), ("undelivered", 63003))
    rows = exported(house, campaign, tmp_path / "out.csv")
    by_status: dict[str, int] = {}
    for row in rows:
        by_status[row["status"]] = by_status.get(row["status"], 0) + 1
    found = gather(house, campaign)
    assert by_status == {name: people for name, people in found.counts.by_name().items() if people}
    assert sum(float(row["cost_usd"]) for row in rows) * 1_000_000 == pytest.approx(found.spent.total)


def reported(house: House, campaign: int, language: str = "es") -> str:
    with i18n.speaking(language):
        found = results.gather(house.database, campaign, house.app.explain)
        return report.render(found, "Ayuda & Cía", house.app.settings.timezone, house.clock())


def test_the_report_shows_no_group_of_fewer_than_five_and_nothing_that_gives_one_away(house: House) -> None:
    people = join(house, [person(n) for n in range(20)])
    with house.database.write() as tx:
        profiles.learn(tx, "district", [(who, "Comas") for who in people[:11]])
        profiles.learn(tx, "district", [(who, "Ate") for who in people[11:17]])
        profiles.learn(tx, "district", [(who, "Lince") for who in people[17:]])
    campaign = started(house, body={"es": "Ven <b>el lunes</b> & trae agua."})
    go(house)
    tell(house, *[("delivered", None)] * 20)
    page = reported(house, campaign)
    cells = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="n">([^<]+)</td>', page))
    assert cells["Comas"] == "11"
    assert (cells["Lince"], cells["Ate"]) == ("no se muestra", "no se muestra")
    assert cells["en total"] != "14"
    assert "Ven &lt;b&gt;el lunes&lt;/b&gt; &amp; trae agua." in page
    assert "Ayuda &amp; Cía" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_where_it_missed_a_few_the_audience_is_not_told(house: House) -> None:
    join(house, [person(n) for n in range(20)])
    join(house, [person(n) for n in range(20, 22)], alerts=None)
    campaign = started(house)
    go(house)
    tell(house, *[("delivered", None)] * 20)
    page = reported(house, campaign)
    figures = re.findall(r"<dd>([^<]+)</dd>", page)
    assert figures[:2] == ["no se muestra", "20"]


def test_the_report_speaks_english_where_it_is_asked_for(house: House) -> None:
    join(house, [person(n) for n in range(6)])
    campaign = started(house)
    go(house)
    tell(house, *[("delivered", None)] * 6)
    page = reported(house, campaign, "en")
    assert '<html lang="en">' in page
    assert "Whom it reached" in page
    assert "no se muestra" not in page


def test_somebody_who_is_erased_stays_in_the_counts_and_in_the_cost(house: House) -> None:
    (who, _) = join(house, [person(1), person(2)])
    campaign = started(house)
    go(house)
    tell(house, ("delivered", None), ("delivered", None))
    before: Any = gather(house, campaign)
    with house.database.write() as tx:
        rights.erase(tx, who, house.clock() + timedelta(0))
    after = gather(house, campaign)
    assert (after.counts.delivered, after.spent.total) == (before.counts.delivered, before.spent.total)
