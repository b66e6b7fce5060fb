"""The first page: what waits for whoever reads it, by their roles, and nothing that is not theirs."""

import re
from dataclasses import replace
from datetime import date

from bot.core.content import Entry
from bot.core.staff import Role
from bot.services import publishing
from tests.services.conftest import ENTRIES
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed
from tests.web.console.furnished import guarded, judged


def main_of(desk: Staffed, name: str) -> str:
    page = desk.browser(name).get("/console")
    assert page.status_code == 200
    return page.text.partition("<main")[2]


def test_where_nothing_waits_it_says_so(desk: Staffed) -> None:
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            assert "Nada te espera ahora" in main_of(desk, role.value)
    page = main_of(desk, "administrator")
    assert "Avisos del sistema" in page
    assert "Nada te espera" not in page


def test_each_sees_what_waits_for_them_with_the_way_to_it(desk: Staffed) -> None:
    late: Entry = replace(ENTRIES[0], review_by=date(2026, 11, 1))
    publishing.propose(desk.app.database, [late], author="rosa", now=desk.clock())
    publishing.publish(desk.app.database, desk.clock())
    judged(desk)
    guarded(desk)
    Attended(desk).write("quiero hablar con una persona")
    worker = desk.browser("case_worker")
    assert "Esperan a una persona" in worker.get("/console").text
    worker.get("/console/casos")
    assert worker.post("/console/casos/1/tomar").status_code == 303
    seen = {name: main_of(desk, name) for name in ("case_worker", "promoter", "reviewer", "approver", "data_officer")}
    assert "Casos que tomaste" in seen["case_worker"]
    assert 'href="/console/casos?cola=person&amp;estado=mine"' in seen["case_worker"]
    assert "Respuestas vencidas" in seen["promoter"]
    assert "Aprendizajes que esperan" not in seen["promoter"]
    assert re.search(r"Aprendizajes que esperan tu decisión</a> <span[^>]*>1<", seen["reviewer"])
    for name in ("approver", "data_officer"):
        assert "Nada te espera ahora" in seen[name]


def test_every_door_says_what_one_does_behind_it_and_work_comes_before_numbers(desk: Staffed) -> None:
    page = main_of(desk, "promoter")
    doors = re.findall(r'<li><a href="([^"]+)">.*?<strong>(.+?)</strong><small>(.*?)</small>', page)
    assert doors[0] == ("/console/respuestas", "Respuestas", "Lo que la gente recibe: buscar, corregir, escribir")
    assert [label for _to, label, _about in doors[-2:]] == ["Tablero", "Ayuda"]
    assert all(about for _to, _label, about in doors)
