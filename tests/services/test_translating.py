"""An answer in another language is reviewed like the Spanish, spoken to those who chose it, and silent once stale."""

from dataclasses import replace
from typing import Any

import pytest

from bot import i18n
from bot.core import translations
from bot.core.content import Entry, Topic
from bot.core.errors import BadInput
from bot.services import translating
from bot.services.library import Library
from bot.storage import content, items
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES, LIMA, entry
from tests.services.test_safety import LUIS, ROSA

SPANISH = entry("C01", whatsapp="Llama al *105*. Mira gob.pe/sis.", sms="Llama al 105. Mira gob.pe/sis.")
ENGLISH = {
    "title": "Title", "menu": "Menu", "whatsapp": "Call *105*. See gob.pe/sis.", "sms": "Call 105. See gob.pe/sis.",
}  # fmt: skip


class Desk:
    """`SPANISH` and another entry, published; ways to translate."""

    def __init__(self, database: Database, clock: Hands) -> None:
        self.database, self.clock = database, clock
        self.library = Library(database, clock, LIMA)
        self.items = translating.desk(database)
        self.write(SPANISH, ENTRIES[1])

    def write(self, *entries: Entry) -> None:
        with self.database.write() as tx:
            numbers: dict[str, int | None] = {
                one.id: content.draft(tx, one, author="t", now=self.clock()) for one in entries
            }
            content.publish(tx, numbers, self.clock())
        self.library.refresh()

    def translate(self, base: int = 0, number: int = 1, spanish: Entry = SPANISH, **texts: str) -> int:
        document = translating.document(spanish, number, {**ENGLISH, **texts})
        return self.items.save("C01:en", document, base=base, by=ROSA, now=self.clock())

    def publish(self, number: int) -> None:
        self.items.send("C01:en", number, comment="", by=ROSA, now=self.clock())
        self.items.publish("C01:en", number, comment="", by=LUIS, now=self.clock())
        self.library.refresh()

    def spoken(self, language: str, name: str = "C01") -> str:
        with i18n.speaking(language):
            found = self.library.entry(name)
        assert found is not None
        return found.whatsapp

    def states(self) -> dict[str, str]:
        with self.database.read() as tx:
            return translating.states(tx, {one.id: one for one in content.published(tx)}, "en")


@pytest.fixture
def desk(database: Database, clock: Hands) -> Desk:
    return Desk(database, clock)


def test_people_read_the_translation_into_the_language_they_chose_and_spanish_elsewhere(desk: Desk) -> None:
    desk.publish(desk.translate())
    assert desk.spoken("en") == ENGLISH["whatsapp"]
    assert desk.spoken("es") == desk.spoken("fr") == SPANISH.whatsapp
    assert desk.spoken("en", "C03") == ENTRIES[1].whatsapp
    with i18n.speaking("en"):
        assert [one.menu for one in desk.library.about([Topic.SCHOOL])] == ["Menu", "Menú C03"]
        assert desk.library.entries()[0].whatsapp == SPANISH.whatsapp


def test_a_translation_of_a_text_that_changed_is_not_spoken_and_says_what_changed(desk: Desk) -> None:
    desk.publish(desk.translate())
    assert desk.states() == {"C01": "", "C03": translating.MISSING}
    changed = replace(SPANISH, sms="Llama al 106. Mira gob.pe/sis.", whatsapp="Llama al *106*. Mira gob.pe/sis.")
    desk.write(changed)
    assert desk.spoken("en") == changed.whatsapp
    assert desk.states()["C01"] == translating.STALE
    with desk.database.read() as tx:
        newest = items.newest(tx, items.TRANSLATION)["C01:en"]
        since = translating.changed_since(tx, changed, newest)
    assert {one.field for one in since} == {"whatsapp", "sms"}
    with pytest.raises(BadInput, match="no dice 106"):
        desk.publish(desk.translate(1, 2, changed))
    desk.publish(desk.translate(2, 2, changed, whatsapp="Call *106*, gob.pe/sis.", sms="Call 106, gob.pe/sis."))
    assert desk.spoken("en") == "Call *106*, gob.pe/sis."


def test_new_questions_and_dates_leave_a_translation_current(desk: Desk) -> None:
    desk.publish(desk.translate())
    desk.write(replace(SPANISH, questions=(*SPANISH.questions, "otra manera")))
    assert desk.spoken("en") == ENGLISH["whatsapp"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"whatsapp": "Call 106. See gob.pe/sis."}, "whatsapp no dice 105"),
        ({"sms": "Call 105."}, "sms no lleva a gob.pe/sis"),
        ({"menu": "m" * 25}, "la línea de menú pasa"),
        ({"sms": "Call 105. See gob.pe/sis. " + "x" * 300}, "partes"),
        ({"title": ""}, "falta «title»"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_a_translation_loses_keeps_it_from_review(desk: Desk, texts: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        desk.publish(desk.translate(**texts))


def test_a_translation_that_went_stale_while_it_waited_is_not_published(desk: Desk) -> None:
    number = desk.translate()
    desk.items.send("C01:en", number, comment="", by=ROSA, now=desk.clock())
    desk.write(replace(SPANISH, title="Otro"))
    with pytest.raises(BadInput, match="El español cambió"):
        desk.items.publish("C01:en", number, comment="", by=LUIS, now=desk.clock())


def test_a_translation_of_an_answer_that_was_withdrawn_is_silent(desk: Desk) -> None:
    desk.publish(desk.translate())
    with desk.database.write() as tx:
        content.publish(tx, {"C01": None}, desk.clock())
    desk.library.refresh()
    with i18n.speaking("en"):
        assert desk.library.entry("C01") is None


def test_the_mark_names_the_texts_and_nothing_else() -> None:
    assert translations.mark(SPANISH) == translations.mark(replace(SPANISH, owner="x", related=("C03",)))
    fields: list[dict[str, Any]] = [{name: "x"} for name in translations.TEXTS]
    assert len({translations.mark(replace(SPANISH, **one)) for one in fields}) == 4
