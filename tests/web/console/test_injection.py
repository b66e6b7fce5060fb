"""Five hundred ways to have a page do something else, typed into every field of the console: it stays text, in answers,
in lists, in files and in Chromium."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.core.content import Topic
from tests.conftest import Hands
from tests.web.console.attended import Attended
from tests.web.console.brought import brought
from tests.web.console.campaigning import approved, made, people
from tests.web.console.conftest import Staffed, opened
from tests.web.console.eyes import eyes
from tests.web.console.furnished import guarded, judged, waiting
from tests.web.console.injection import PAYLOADS, Attack, Page, exports
from tests.web.console.live import serving, signed_in
from tests.web.console.test_overview import counted, wrote
from tests.web.console.test_unanswered import asked
from tests.web.picture import chromium

OURS = {"whatsapp_from": "+51900000001"}
SHARE, ROUNDS, BROUGHT = 3, 1, 6
"""Payloads for each field alone, for each in Chromium, and in messages and files; the long run (`python -m tests.faults
injection`) has all 500 in each."""


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory, staffed_home: tuple[Path, dict[str, str]]) -> Iterator[Attack]:
    """The desk after it."""
    home, clock = tmp_path_factory.mktemp("hurt") / "home", Hands()
    clock.move(hours=1)
    shutil.copytree(staffed_home[0], home)
    desk = Staffed(opened(home, clock, **OURS), clock)
    desk.secrets.update(staffed_home[1])
    begun = attacked(desk)
    begun.run(SHARE)
    with eyes(desk.browser()) as chrome:
        begun.eyes = chrome
        begun.flood(range(0, len(PAYLOADS), len(PAYLOADS) // ROUNDS))
        brought(begun, Attended(desk), PAYLOADS[:: len(PAYLOADS) // BROUGHT])
        chrome.close()
        begun.faults += chrome.faults
    counted(desk)
    yield begun
    desk.close()


def attacked(desk: Staffed) -> Attack:
    """Something on every page, to type payloads into every field of it."""
    waiting(desk)
    judged(desk)
    people(desk, 6)
    made(desk, name="Uno")
    approved(desk, name="Dos")
    guarded(desk)
    attended = Attended(desk)
    for number, payload in enumerate(PAYLOADS[::60]):
        asked(desk, payload.replace("\x00", ""), number + 10)
        attended.write(payload.replace("\x00", ""))
    wrote(desk, 6, topic=Topic.SCHOOL, place=PAYLOADS[2][:60])
    counted(desk)
    return Attack(desk=desk, browser=desk.browser("administrator"))


def test_there_are_500_and_each_was_typed(attack: Attack) -> None:
    assert len(set(PAYLOADS)) == 500
    assert attack.used == set(PAYLOADS)
    assert len(attack.fields) > 150
    assert len(attack.written) > 60
    assert attack.stored > 100
    assert attack.eyes is not None
    assert attack.eyes.seen > 40


@pytest.fixture(scope="module")
def looked(attack: Attack) -> list[str]:
    """Every page that may be seen, looked over after it."""
    return attack.look()


def test_whatever_is_typed_into_whatever_field_stays_text_on_every_page(attack: Attack, looked: list[str]) -> None:
    assert len(looked) > 20
    assert attack.faults == []


def test_no_file_holds_a_formula(attack: Attack) -> None:
    found = exports(attack.desk)
    assert len(found) >= 4
    for path in found:
        answer = attack.browser.get(path)
        assert answer.status_code == 200, path
        if path.endswith(".csv"):
            cells: Any = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
            assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == [], path
        else:
            for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets:
                kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
                assert kinds <= {"s", "n"}, path


def test_nothing_of_it_runs_in_chromium(attack: Attack, looked: list[str]) -> None:
    complaints: list[tuple[str, str]] = []
    with serving(attack.desk) as url, chromium() as browser:
        window = signed_in(browser, attack.desk, url, "administrator", {"width": 1_280, "height": 860}).new_page()
        window.on("dialog", lambda dialog: complaints.append(("dialog", dialog.message)))
        window.on("pageerror", lambda error: complaints.append(("error", str(error))))
        window.on("console", lambda said: complaints.append((window.url, said.text)) if said.type == "error" else None)
        window.on(
            "request",
            lambda asked_for: complaints.append(("left", asked_for.url)) if not asked_for.url.startswith(url) else None,
        )
        window.add_init_script(
            "window.broken = [];"
            "document.addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective))"
        )
        # A piece without a head has the browser ask for an icon that is not there.
        for address in (one for one in looked if "<main" in attack.browser.get(one).text):
            window.goto(address)
            assert window.url.startswith(f"{url}/console"), address
            assert window.evaluate("[window.hurt ?? null, window.broken]") == [None, []], address
            assert window.locator("main").is_visible(), address
    assert complaints == []


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if one.startswith('"') and "<" in one][::20])
def test_what_looks_for_it_would_find_it(payload: str) -> None:
    """The judge itself: unescaped, each of these is seen."""
    for page in (f"<p>{payload}</p>", f'<input value="{payload}">', f"<textarea>{payload}</textarea>"):
        if Page(page, "/console").hurt:
            return
    raise AssertionError(payload)
