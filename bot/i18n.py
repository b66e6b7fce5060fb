"""Texts in the language of the person: Spanish is the source, the rest are PO catalogues in `locales/`.

Catalogues are read straight from the PO files, so there is nothing to compile and nothing to forget. What a catalogue
lacks falls back to Spanish.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from bot.core.said import Said

SOURCE = "es"
UNREVIEWED = "Not reviewed by a native speaker"
"""What the head of a catalogue says until somebody has; taking the line out is the sign that they have."""
_ROOT = Path(__file__).resolve().parent.parent / "locales"
_locale: ContextVar[str] = ContextVar("locale", default=SOURCE)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue, the source first."""
    found = sorted(path.name for path in _ROOT.iterdir() if (path / "LC_MESSAGES").is_dir()) if _ROOT.is_dir() else []
    return (SOURCE, *(code for code in found if code != SOURCE))


@cache
def catalogue(language: str, domain: str = "puente") -> dict[str, str]:
    """Spanish text → translation, without empty and fuzzy ones. Of a counted text both forms are here."""
    path = _ROOT / language / "LC_MESSAGES" / f"{domain}.po"
    if language == SOURCE or not path.is_file():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    found: dict[str, str] = {}
    for message in read:
        if message.id and not message.fuzzy:
            texts, spoken = _forms(message.id), _forms(message.string or "")
            found |= {text: said for text, said in zip(texts, spoken, strict=False) if said}
    return found


def _forms(text: str | Sequence[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@cache
def complete() -> tuple[str, ...]:
    """Codes of the languages that lack no text, the source first: what staff may work in."""
    most = max((len(catalogue(code)) for code in languages()), default=0)
    return tuple(code for code in languages() if code == SOURCE or len(catalogue(code)) == most)


@cache
def reviewed(language: str, domain: str = "puente") -> bool:
    """True where a native speaker has read the texts: the catalogue's first lines say where none has."""
    path = _ROOT / language / "LC_MESSAGES" / f"{domain}.po"
    if language == SOURCE or not path.is_file():
        return language == SOURCE
    return UNREVIEWED not in path.read_text(encoding="utf-8").partition("msgid")[0]


def current() -> str:
    """The language texts are spoken in right now."""
    return _locale.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` within the block; an unknown one speaks Spanish."""
    token = _locale.set(language if language in languages() else SOURCE)
    try:
        yield
    finally:
        _locale.reset(token)


def say(line: str) -> str:
    """A line of `bot.core.said` in the current language; any other text as it is."""
    if not isinstance(line, Said):
        return line
    values = {name: say(one) if isinstance(one, str) else one for name, one in line.values.items()}
    return gettext(line.pattern).format(**values)


def gettext(message: str) -> str:
    """`message` (Spanish) in the current language."""
    language = _locale.get()
    return message if language == SOURCE else catalogue(language).get(message, message)


def ngettext(one: str, many: str, count: int) -> str:
    """`one` where there is exactly one, else `many`, in the current language: the two forms that all of ours share."""
    return gettext(one if count == 1 else many)
