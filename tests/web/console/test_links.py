"""What became of the pages an answer names stands beside it and in the list, and keeps nothing from publication."""

from dataclasses import replace

from bot.storage import content, links
from bot.storage.links import Link
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Staffed


def test_a_page_that_does_not_open_is_marked_in_the_editor_the_answer_and_the_list(desk: Staffed) -> None:
    url, now = "https://gob.pe/sis", desk.clock()
    with desk.app.database.write() as tx:
        named = replace(ENTRIES[0], whatsapp="Mira gob.pe/sis o who.int.")
        content.publish(tx, {"C01": content.draft(tx, named, author="t", now=now)}, now)
        links.keep(tx, [url], now)
        lost = Link(url=url, checked_at=now, state="gone", code=404, moved_to="https://gob.pe/otra", failures=2)
        links.note(tx, lost, now)
    browser = desk.browser("promoter")
    page = browser.get("/console/respuestas/C01").text
    assert "ya no existe" in page
    assert "gob.pe/otra" in page
    assert "todavía no se miró" in page
    typed = browser.post("/console/respuestas/vista", {"id": "C01", "whatsapp": "Mira gob.pe/sis."}).text
    assert "ya no existe" in typed
    assert "Título C01" in browser.get("/console/respuestas?rotas=1").text
    assert "Título C03" not in browser.get("/console/respuestas?rotas=1").text
    assert 'href="https://gob.pe/sis"' in browser.get("/console/respuestas?rotas=1").text
    assert 'href="/console/respuestas?rotas=1">Páginas oficiales que no abren' in browser.get("/console").text
