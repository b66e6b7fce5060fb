"""Every form of the console with every field of it filled in wrongly, one after another: it says so, keeps what was
typed and saves nothing."""

import html
import io
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
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
COUNTED: Final = {"sessions", "sign_ins", "sent_forms", "audit", "meta"}
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


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip with these files in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return made.getvalue()


def held(desk: Staffed) -> dict[str, Any]:
    """Everything the database holds."""
    with desk.app.database.read() as tx:
        names = tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {
            name: tx.connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names if name not in COUNTED
        }


class Folded(HTMLParser):
    """How often a page says that something is wrong in a piece that is folded away."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong = 0
        self._closed: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "details":
            self._closed.append("open" not in values)
        self.wrong += values.get("class") == "wrong" and any(self._closed)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._closed.pop()


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
                if Folded(answer.text).wrong:
                    wrong.append((*where, "says it where nobody looks"))
                if any(KEPT in values for values in fields.values()) and KEPT not in page:
                    wrong.append((*where, "lost what was typed"))
    assert wrong + attack.faults == []
    assert tried > 250


PIXELS: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
BROKEN: Final[dict[str, tuple[str, bytes]]] = {
    "empty": ("vacio.xlsx", b""),
    "empty picture": ("vacio.jpg", b""),
    "text called a workbook": ("lista.xlsx", b"id;title\nC01;Refugio\n"),
    "workbook called text": ("lista.csv", b"PK\x03\x04" + bytes(200)),
    "no zip": ("lista.xlsx", b"PK\x03\x04 esto no es un zip"),
    "another zip": ("fotos.xlsx", zipped({"foto.txt": b"hola"})),
    "password": ("lista.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "letters of MS-DOS": ("lista.csv", "id;title;address\nC01;Educación aquí;Ñaña\n".encode("cp850")),
    "half a letter": ("lista.csv", "id,title,address\nC01,".encode("utf-16")[:-1]),
    "no table": ("lista.csv", bytes(range(256)) * 8),
    "picture cut off": ("foto.png", PIXELS),
    "text called a picture": ("foto.jpg", b"hola"),
    "text called a voice": ("voz.mp3", b"hola"),
    "no kind": ("lista", b"id,title\n"),
}


def test_a_broken_file_is_told_of_beside_its_field_and_nothing_is_saved(attack: Attack) -> None:
    doors = {page.path: page for page in attack.desk.pages if page.too_big is not None}
    here = {address: answer for address, answer in attack.crawled().items() if 'type="file"' in answer.text}
    assert len(doors) == 3
    assert {address.partition("?")[0] for address in here} >= {
        "/console/respuestas/hoja", "/console/audiencias/importar",
    }  # fmt: skip
    wrong = []
    before = held(attack.desk)
    for path, page in doors.items():
        address = "/console" + path.replace("{id}", "C01")
        files = {**BROKEN, "too heavy": ("grande.xlsx", bytes(page.biggest + 10_000_000))}
        for what, file in files.items():
            base = attack.browser.get(address).text.partition('name="base" value="')[2].partition('"')[0]
            answer = attack.browser.post(address, {"base": base or "1"}, files={"file": file})
            where = (address, what, answer.status_code)
            if answer.status_code != (413 if what == "too heavy" else 422):
                wrong.append((*where, answer.headers.get("location")))
            elif 'id="file-wrong"' not in answer.text:
                wrong.append((*where, "says nothing"))
    assert wrong == []
    assert held(attack.desk) == before


def test_a_file_that_is_too_heavy_tells_nobody_who_may_not_send_one(attack: Attack) -> None:
    browser = attack.desk.browser("case_worker")
    heavy = {"file": ("grande.xlsx", bytes(15_000_000))}
    assert browser.post("/console/respuestas/hoja", files=heavy).status_code == 413
    assert 'type="file"' not in browser.post("/console/respuestas/hoja", files=heavy).text
    assert attack.browser.post("/console/respuestas/no-such/archivo", files=heavy).status_code == 404
