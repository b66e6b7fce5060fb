"""The translation pages: Spanish and translation side by side, what is missing or stale found in the list."""

from dataclasses import replace
from typing import Any

from bot.core import translations
from bot.storage import content
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Browser, Staffed

PATH = "/console/traducciones/C01%3Aen"
TEXTS = {"title": "Title <b>", "menu": "Menu", "whatsapp": "*Answer C01.* More.", "sms": "Answer C01. More."}


def write(browser: Browser, **fields: Any) -> Any:
    browser.get(f"{PATH}/editar")
    return browser.post(f"{PATH}/editar", {**TEXTS, "base": 0, "spanish": translations.mark(ENTRIES[0]), **fields})


def test_a_translation_goes_from_the_list_to_those_who_chose_the_language(desk: Staffed) -> None:
    rosa, luis = desk.browser("promoter"), desk.browser("reviewer")
    missing = rosa.get("/console/respuestas?traduccion=en:missing").text
    assert ENTRIES[0].title in missing
    assert "sin traducir" in rosa.get("/console/respuestas/C01").text
    page = rosa.get(f"{PATH}/editar").text
    assert ENTRIES[0].whatsapp in page
    assert write(rosa).status_code == 303
    page = rosa.get(PATH).text
    assert "Title &lt;b&gt;" in page
    assert rosa.post(f"{PATH}/enviar", {"number": 1}).status_code == 303
    luis.get(PATH)
    assert luis.post(f"{PATH}/publicar", {"number": 1}).status_code == 303
    assert ENTRIES[0].title not in rosa.get("/console/respuestas?traduccion=en:missing").text
    assert "al día" in rosa.get("/console/respuestas/C01").text
    with desk.app.database.write() as tx:
        changed = replace(ENTRIES[0], sms="Otra cosa.")
        content.publish(tx, {"C01": content.draft(tx, changed, author="t", now=desk.clock())}, desk.clock())
    assert ENTRIES[0].title in rosa.get("/console/respuestas?traduccion=en:stale").text
    assert "Qué cambió en español" in rosa.get(f"{PATH}/editar").text
    luis.get(PATH)
    assert luis.post(f"{PATH}/retirar", {"number": 1}).status_code == 303


def test_nothing_typed_is_lost_to_a_mistake_or_to_a_change_of_the_spanish(desk: Staffed) -> None:
    rosa, luis = desk.browser("promoter"), desk.browser("reviewer")
    late = write(rosa, spanish="0" * 16)
    assert late.status_code == 422
    assert "El español cambió mientras traducías" in late.text
    assert "Answer C01. More." in late.text
    assert write(rosa, title="").status_code == 422
    assert write(rosa).status_code == 303
    assert write(luis).status_code == 409


def test_only_languages_people_can_choose_and_published_answers_are_translated(desk: Staffed) -> None:
    rosa = desk.browser("promoter")
    for path in ("C01:xx", "C01:es", "NADA:en", "C01"):
        assert rosa.get(f"/console/traducciones/{path}/editar").status_code == 404
    assert rosa.get(PATH).status_code == 404
