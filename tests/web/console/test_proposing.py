"""The pages of a release's proposals: read, taken, left."""

import pytest

from bot.core import sections
from bot.services import safety
from bot.storage import content, proposals
from tests.services.conftest import ENTRIES
from tests.services.test_safety import FILE
from tests.web.console.conftest import Staffed

PATH = "/console/propuestas/entry/C01"


@pytest.fixture
def proposed(desk: Staffed) -> Staffed:
    """With an entry and a section that a release would change."""
    document = {**content.to_document(ENTRIES[0]), "title": "Título <b>nuevo"}
    safety.desk(desk.app.database).seed(sections.split(FILE), desk.clock())
    with desk.app.database.write() as tx:
        proposals.keep(tx, "entry", "C01", b"1", document, desk.clock())
        proposals.keep(tx, "lexicon", "list:negation", b"2", {"lines": ["no", "nunca"]}, desk.clock())
    return desk


def test_a_proposal_is_read_against_ours_and_becomes_a_draft(proposed: Staffed) -> None:
    rosa = proposed.browser("promoter")
    page = rosa.get("/console/propuestas").text
    assert "Título &lt;b&gt;nuevo" in page
    assert "2 por decidir" in page
    assert "<ins>" in rosa.get(PATH).text
    done = rosa.post(PATH, {"act": "take", "number": 1})
    assert done.headers["location"] == "/console/respuestas/C01"
    assert "Título &lt;b&gt;nuevo" in rosa.get(done.headers["location"]).text
    assert rosa.get(PATH).status_code == 404
    section = "/console/propuestas/lexicon/list%3Anegation"
    assert "nunca" in rosa.get(section).text
    assert rosa.post(section, {"act": "leave", "number": 1}).status_code == 303
    assert "no propone nada" in rosa.get("/console/propuestas").text


def test_what_is_not_on_the_page_is_not_done(proposed: Staffed) -> None:
    rosa = proposed.browser("promoter")
    rosa.get(PATH)
    assert rosa.post(PATH, {"act": "publish", "number": 1}).status_code == 400
    assert rosa.post(PATH, {"act": "take", "number": 9}).headers["location"] == PATH
    assert "lo cambió mientras tanto" in rosa.get(PATH).text
    for _click in range(2):
        assert rosa.post(PATH, {"act": "leave", "number": 1}).headers["location"] == "/console/propuestas"
    assert "ya se decidió" in rosa.get("/console/propuestas").text
    assert rosa.get("/console/propuestas/entry/C03").status_code == 404
    assert rosa.get("/console/propuestas/nada/C01").status_code == 404
