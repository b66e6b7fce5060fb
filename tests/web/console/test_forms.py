"""Every form of the console with every field of it filled in wrongly, one after another: it says so, keeps what was
typed and saves nothing."""

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text

from tests.conftest import Hands
from tests.web.console.conftest import Staffed, opened
from tests.web.console.furnished import SENDERS, furnish
from tests.web.console.injection import Attack, Posted

LONG: Final = "largo " * 5_000
KEPT: Final = "ñandú «x» \ufffd"
"""A text to find again, with what stands where an encoding went wrong."""
COUNTED: Final = {"sessions", "sign_ins", "audit", "meta"}
"""Tables in which looking at a page, or a wrong password, may leave a trace."""


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory, staffed_home: tuple[Path, dict[str, str]]) -> Iterator[Attack]:
    home, clock = tmp_path_factory.mktemp("forms") / "home", Hands()
    clock.move(hours=1)
    shutil.copytree(staffed_home[0], home)
    desk = Staffed(opened(home, clock, **SENDERS), clock)
    desk.secrets.update(staffed_home[1])
    furnish(desk)
    yield Attack(desk=desk, browser=desk.browser("administrator"))
    desk.close()


def held(desk: Staffed) -> dict[str, Any]:
    """Everything the database holds."""
    with desk.app.database.read() as tx:
        names = tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {
            name: tx.connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names if name not in COUNTED
        }


def sent(form: Posted, name: str, value: str) -> dict[str, list[str]]:
    """The form as somebody sends it who typed this into one field, and a text to find again into another."""
    other = next((one for one in form.written if one != name), "")
    fields: dict[str, list[str]] = {}
    for one, filled in form.filled({name: value, **({other: KEPT} if other else {})}):
        if one != "proof":
            fields.setdefault(one, []).append(filled)
    return fields


def test_what_is_wrong_is_said_kept_and_not_saved(attack: Attack) -> None:
    desk, wrong, tried = attack.desk, [], 0
    before: dict[str, Any] | None = None
    for form in [one for one in attack.forms() if one.method == "post"]:
        for name in form.typed:
            before = before or held(desk)
            tried += 1
            fields = sent(form, name, LONG if name in form.written else "no-such-thing")
            attack.browser.get(form.page)
            answer = attack.browser.post(form.action, fields)
            where = (form.action, name, answer.status_code)
            if answer.status_code < 400:
                before = None
                if answer.headers.get("location", "").startswith("/console/entrar"):
                    attack.browser = desk.browser("administrator")  # other roles of one's own end the session
                continue
            if held(desk) != before:
                wrong.append((*where, "saved something"))
            if answer.status_code >= 500 or (answer.status_code == 400 and name in form.written):
                wrong.append((*where, "no form any more"))
            if answer.status_code == 422:
                page = html.unescape(answer.text)
                if 'id="mistakes"' not in page and 'class="wrong"' not in page:
                    wrong.append((*where, "says nothing"))
                if any(KEPT in values for values in fields.values()) and KEPT not in page:
                    wrong.append((*where, "lost what was typed"))
    assert wrong + attack.faults == []
    assert tried > 250
