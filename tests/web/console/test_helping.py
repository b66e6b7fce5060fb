"""Help: everybody finds how their own work begins, in words that are on the pages."""

import re
from pathlib import Path

from bot.core.staff import Role
from bot.web.console import helping
from tests.web.console.conftest import Staffed

PAGES = Path(helping.__file__).parent


def test_each_role_reads_its_own_beginning_and_an_administrator_all(desk: Staffed) -> None:
    for role in Role:
        page = desk.browser(role.value).get("/console/ayuda").text
        shown = {guide.role for guide in helping.guides() if f">{guide.title}</a>" in page}
        assert shown == ({*Role} if role is Role.ADMINISTRATOR else {role})


def test_it_names_things_as_the_pages_write_them() -> None:
    said = {path: path.read_text() for path in [*PAGES.glob("*.py"), *PAGES.glob("templates/*.html")]}
    said.pop(PAGES / "helping.py")
    written = {text for page in said.values() for text in re.findall(r'_\("([^"]+)"', page)}
    named = {name for guide in helping.guides() for step in guide.steps for name in re.findall(r"«(.+?)»", step)}
    assert len(named) > 25
    assert sorted(named - written) == []
