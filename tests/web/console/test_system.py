"""The system page: what is wrong comes first, with what to do."""

import re

import pytest
from sqlalchemy import event

from bot.services import accounting
from bot.storage import audit, campaigns, workers
from bot.storage.state import BACKUP
from tests.web.console.conftest import Staffed

PATH = "/console/sistema"


def test_an_administrator_reads_what_is_wrong_and_what_to_do(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    page = browser.get(PATH).text
    assert "Nadie conversa" in page
    assert "ejecuta «puente train»" in page
    assert "no hay ninguna copia: ejecuta «puente backup" in page
    assert "Todo anda bien" not in page
    with desk.app.database.write() as tx:
        campaigns.notify(tx, accounting.LOW, None, "4.20", desk.clock())
    assert "Quedan US$ 4.20 en Twilio" in browser.get(PATH).text
    assert desk.browser("data_officer").get(PATH).status_code == 403


def test_where_all_is_well_it_says_so(desk: Staffed) -> None:
    browser = desk.browser("administrator")
    models = desk.app.settings.models
    models.mkdir(parents=True, exist_ok=True)
    (models / "current.json").write_text('{"key": "abc", "file": "abc.tar.gz", "sha256": ""}')
    with desk.app.database.write() as tx:
        workers.beat(tx, name="w", roles="converse,send,schedule,jobs", detail="abc", now=desk.clock())
        audit.note(tx, actor="shell", act=BACKUP, subject="12", now=desk.clock())
    page = browser.get(PATH).text
    assert "Todo anda bien" in page
    assert "<code>abc</code>" in page
    piece = browser.get(PATH, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "Procesos" in piece
    desk.clock.move(hours=49)
    assert "Hace más de dos días que no hay copia" in desk.browser("administrator").get(PATH).text


@pytest.mark.parametrize("path", ["", "/sistema", "/tablero"])
def test_no_whole_table_of_messages_is_read_for_it(desk: Staffed, path: str) -> None:
    """What these pages ask is asked every few seconds, of tables with millions of rows."""
    asked: list[tuple[str, object]] = []
    engine = desk.app.database.engine
    browser = desk.browser("administrator")
    event.listen(engine, "before_cursor_execute", lambda _c, _k, query, values, _x, _m: asked.append((query, values)))
    assert browser.get(f"/console{path}").status_code == 200
    with engine.connect() as connection:
        plans = {
            row[3]: query
            for query, values in list(asked)
            if query.lstrip().startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)  # type: ignore[arg-type]
        }
    assert len(plans) > 2
    whole = re.compile(
        r"SCAN (inbound|outbound|attempts|contacts|addresses|consents|votes)(?! USING INDEX ix_\w+_(waiting|claimed))"
    )
    assert {plan: query for plan, query in plans.items() if whole.match(plan)} == {}
