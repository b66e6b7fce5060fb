"""A campaign for many people is counted by a worker: the page says how far it is, and what is old as what it is."""

import pytest

from bot.services import ahead
from bot.services.ahead import Counting
from tests.web.console.campaigning import fingerprint, made, people, typed
from tests.web.console.conftest import Staffed


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people are many."""
    monkeypatch.setattr(ahead, "FEW", 1)


def work(desk: Staffed) -> bool:
    app = desk.app
    return Counting(app.database, app.regulations, desk.clock, "jobs-1", lambda: False).step()


def test_the_page_waits_for_the_worker_and_shows_what_it_found(desk: Staffed) -> None:
    people(desk, 3)
    campaign = made(desk)
    officer, here = desk.browser("officer"), f"/console/campanas/{campaign}"
    waiting = officer.get(f"{here}/revision").text
    assert "Se está revisando a cada persona" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert 'id="decide"' not in waiting
    assert "HX-Refresh" not in officer.get(f"{here}/revision/lista").headers
    assert work(desk)
    assert officer.get(f"{here}/revision/lista").headers["HX-Refresh"] == "true"
    found = officer.get(f"{here}/revision").text
    assert 'id="cost"' in found
    assert 'id="decide"' in found
    assert "every 1s" not in found
    assert not work(desk)


def test_after_a_change_the_old_count_is_told_and_decides_nothing(desk: Staffed) -> None:
    people(desk, 3)
    campaign = made(desk)
    officer, here = desk.browser("officer"), f"/console/campanas/{campaign}"
    officer.get(f"{here}/revision")
    work(desk)
    before = officer.get(f"{here}/revision").text
    edit = officer.get(f"{here}/editar").text
    assert officer.post(f"{here}/editar", typed(body_es="Otra cosa.", hash=fingerprint(edit))).status_code == 303
    after = officer.get(f"{here}/revision").text
    assert "Antes del último cambio" in after
    assert 'id="decide"' not in after
    assert fingerprint(after) != fingerprint(before)


def test_it_can_be_counted_again_and_the_old_count_stays_till_then(desk: Staffed) -> None:
    people(desk, 3)
    campaign = made(desk)
    officer, here = desk.browser("officer"), f"/console/campanas/{campaign}"
    officer.get(f"{here}/revision")
    work(desk)
    officer.get(f"{here}/revision")
    assert officer.post(f"{here}/revision").status_code == 303
    again = officer.get(f"{here}/revision").text
    assert "Se está contando otra vez" in again
    assert 'id="cost"' in again
    assert work(desk)
    assert "Se está contando otra vez" not in officer.get(f"{here}/revision").text
