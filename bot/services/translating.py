"""Answers in other languages: written beside the Spanish, reviewed and published like it, silent once it changed."""

from collections.abc import Mapping
from typing import Any, Final

from bot import i18n
from bot.core import differences, translations
from bot.core.content import Entry, Kind
from bot.core.differences import Changed
from bot.services.items import Document, Items
from bot.storage import content, items
from bot.storage.database import Database, Transaction
from bot.storage.items import TRANSLATION

MISSING: Final = "missing"
STALE: Final = "stale"
LONGEST_ID: Final = 58
"""Characters of an entry's id that leave room for a language beside it."""


def desk(database: Database) -> Items:
    """What staff do with translations."""
    return Items(database=database, kind=TRANSLATION, faults=_faults)


def languages() -> tuple[str, ...]:
    """Languages an answer can be translated into: those that people can choose."""
    return tuple(code for code in i18n.languages() if code != i18n.SOURCE)


def name(entry_id: str, language: str) -> str:
    """The id of a translation."""
    return f"{entry_id}:{language}"


def parts(item_id: str) -> tuple[str, str]:
    """Entry and language of a translation's id."""
    entry_id, _colon, language = item_id.rpartition(":")
    return entry_id, language


def can_be(entry: Entry) -> bool:
    """Whether there is something of it to translate."""
    return entry.kind is not Kind.OUT_OF_SCOPE and len(entry.id) <= LONGEST_ID


def state(entry: Entry, newest: Document | None) -> str:
    """How the newest wording stands to the Spanish: MISSING, STALE, or empty where it is of the present texts."""
    if newest is None:
        return MISSING
    return "" if translations.is_current(entry, newest) else STALE


def states(tx: Transaction, entries: Mapping[str, Entry], language: str) -> dict[str, str]:
    """The same of every entry that can be translated, by its id."""
    held = items.newest(tx, TRANSLATION)
    return {one.id: state(one, held.get(name(one.id, language))) for one in entries.values() if can_be(one)}


def document(entry: Entry, number: int, texts: Mapping[str, str]) -> dict[str, Any]:
    """A translation of revision `number` of an entry."""
    return {**{field: texts[field] for field in translations.TEXTS}, "spanish": translations.mark(entry), "of": number}


def changed_since(tx: Transaction, entry: Entry, translation: Document) -> list[Changed]:
    """What of the Spanish changed since it was translated."""
    old = content.revision(tx, entry.id, int(translation["of"]))
    before = translations.texts(old.entry) if old else {}
    return differences.of_documents(before, translations.texts(entry))


def spoken(tx: Transaction, entries: Mapping[str, Entry]) -> dict[tuple[str, str], Entry]:
    """What people read in other languages, by language and entry: published, and of the texts there are now."""
    found = {}
    for item_id, translation in items.published(tx, TRANSLATION).items():
        entry_id, language = parts(item_id)
        entry = entries.get(entry_id)
        if entry is not None and translations.is_current(entry, translation):
            found[language, entry_id] = translations.spoken(entry, translation)
    return found


def _faults(tx: Transaction, item_id: str, number: int, document: Document) -> list[str]:  # noqa: ARG001
    entry_id, _language = parts(item_id)
    entry = next((one for one in content.published(tx) if one.id == entry_id), None)
    if entry is None:
        return [i18n.gettext("La ficha en español no está publicada.")]
    if not translations.is_current(entry, document):
        return [i18n.gettext("El español cambió: mira qué y tradúcelo otra vez.")]
    return translations.faults(entry, document)
