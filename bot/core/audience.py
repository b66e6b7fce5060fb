"""Rules that choose people for a campaign: which districts, topics, languages, labels, bands; and whom to leave out.

Between the fields of a rule stands *and*, between the words of one field *or*; an empty field asks for nothing.
`contract.md` and campaign files name the fields; docs/contacts.md explains them.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any, Final

from bot.core import places
from bot.core.addresses import Channel
from bot.core.command_phrases import LANGUAGES
from bot.core.consent import Subject
from bot.core.said import placed, said

LONGEST_LABEL: Final = 64
MOST_DAYS: Final = 3_650
MOST_WORDS: Final = 500
"""Words in one field: more than that is a list of people, not a rule."""
_BAND: Final = re.compile(r"(\d{1,3})\s*(?:-|–|a)\s*(\d{1,3})|(\d{1,3})\s*(?:\+|y mas|y más|a mas|a más)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """One rule, canonical: words sorted and spelled as the tables hold them, so that equal rules are equal records.

    `channels` in the order of preference: the address a person is written to is one of the first channel they have.
    Days are whole days of 24 hours before the moment of asking.
    """

    districts: tuple[str, ...] = ()
    subscriptions: tuple[Subject, ...] = ()
    languages: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    children_age_bands: tuple[str, ...] = ()
    seen_within_days: int | None = None
    """Wrote to us within so many days, on any address."""
    channels: tuple[Channel, ...] = (Channel.WHATSAPP, Channel.SMS)
    exclude_campaigns: tuple[int, ...] = ()
    """Campaigns whose message these people were owed, and that was neither refused nor cancelled."""
    exclude_written_within_days: int | None = None
    """People any campaign was sent to within so many days."""
    exclude_open_cases: bool = False
    exclude_resting: bool = False
    """People whose only addresses on these channels keep failing."""

    def canonical(self) -> str:
        """The rule as JSON, the same text for equal rules."""
        document = {field.name: getattr(self, field.name) for field in fields(self)}
        shown = {name: value for name, value in document.items() if value not in ((), None, False)}
        return json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def digest(self) -> str:
        """SHA-256 of the canonical rule, in hex: what an approval holds on to."""
        return sha256(self.canonical().encode()).hexdigest()


def band(text: str) -> str | None:
    """An age band in its one spelling (`18-29`, `60+`), or None. Ages in years, both ends included."""
    found = _BAND.fullmatch(text.strip().lower())
    if found is None:
        return None
    if found[3]:
        return f"{int(found[3])}+"
    first, last = int(found[1]), int(found[2])
    return f"{first}-{last}" if first <= last else None


def label(text: str) -> str | None:
    """A label in its one spelling: small letters and single blanks; None where it is empty or too long."""
    words = " ".join(text.lower().split())
    return words if words and len(words) <= LONGEST_LABEL and words.isprintable() and ";" not in words else None


def parse(mapping: Any, *, districts: Collection[str] = ()) -> tuple[Audience, list[str]]:
    """Read a rule from a file or a form. Every problem is one line that names the field and the word; what is not
    understood is left out of the record that comes with them.

    `districts`: known besides those of places.py, because somebody lives there (`storage.audiences.districts`).
    """
    if mapping is None:
        return Audience(), []
    if not isinstance(mapping, Mapping):
        return Audience(), [placed("audience", said("se esperaba una lista de campos"))]
    reader = _Reader(mapping, districts)
    values: dict[str, Any] = {
        "districts": reader.words("districts", reader.district),
        "subscriptions": reader.words("subscriptions", reader.subject),
        "languages": reader.words("languages", reader.language),
        "labels": reader.words("labels", reader.label),
        "age_bands": reader.words("age_bands", reader.band),
        "children_age_bands": reader.words("children_age_bands", reader.band),
        "seen_within_days": reader.days("seen_within_days"),
        "channels": reader.words("channels", reader.channel, ordered=True) or Audience().channels,
        "exclude_campaigns": reader.words("exclude_campaigns", reader.campaign),
        "exclude_written_within_days": reader.days("exclude_written_within_days"),
        "exclude_open_cases": reader.flag("exclude_open_cases"),
        "exclude_resting": reader.flag("exclude_resting"),
    }
    for name in mapping:
        if name not in values:
            reader.problem(str(name)[:40], said("no es un campo de la audiencia"))
    return Audience(**values), reader.problems


class _Reader:
    """Reads the fields of one mapping and keeps what is wrong with them."""

    def __init__(self, mapping: Mapping[str, Any], districts: Collection[str]) -> None:
        self._mapping = mapping
        self._districts = districts
        self.problems: list[str] = []

    def problem(self, field: str, reason: str) -> None:
        self.problems.append(placed(f"audience.{field}", reason))

    def words(self, field: str, read: Any, *, ordered: bool = False) -> tuple[Any, ...]:
        """The words of a field, each read by `read(field, word)`: None for one it has complained about."""
        raw = self._mapping.get(field)
        if raw is None or raw == "":
            return ()
        given = raw if isinstance(raw, list | tuple) else [raw]
        if len(given) > MOST_WORDS:
            self.problem(field, said("más de {most} valores", most=MOST_WORDS))
            return ()
        read_words = dict.fromkeys(read(field, word) for word in given)
        read_words.pop(None, None)
        return tuple(read_words) if ordered else tuple(sorted(read_words))

    def _text(self, field: str, word: Any) -> str | None:
        if isinstance(word, str) and word.strip():
            return word.strip()
        self.problem(field, said("cada valor es un texto"))
        return None

    def _unknown(self, field: str, word: str, known: str = "") -> None:
        if known:
            self.problem(field, said("«{word}» no se conoce; {known}", word=word[:60], known=known))
        else:
            self.problem(field, said("«{word}» no se conoce", word=word[:60]))

    def district(self, field: str, word: Any) -> str | None:
        text = self._text(field, word)
        if text is None:
            return None
        found = places.find(text, self._districts)
        if found is None:
            near = places.nearest(text, self._districts)
            self._unknown(field, text, said("¿es «{near}»?", near=near) if near else "")
        return found

    def subject(self, field: str, word: Any) -> Subject | None:
        text = self._text(field, word)
        if text is None:
            return None
        if text in set(Subject):
            return Subject(text)
        self._unknown(field, text, said("se conocen: {names}", names=", ".join(Subject)))
        return None

    def language(self, field: str, word: Any) -> str | None:
        text = self._text(field, word)
        if text is None or text in LANGUAGES:
            return text
        self._unknown(field, text, said("se conocen: {names}", names=", ".join(LANGUAGES)))
        return None

    def label(self, field: str, word: Any) -> str | None:
        text = self._text(field, word)
        found = None if text is None else label(text)
        if text is not None and found is None:
            self.problem(field, said("«{word}» no puede ser una etiqueta", word=text[:60]))
        return found

    def band(self, field: str, word: Any) -> str | None:
        text = self._text(field, word)
        found = None if text is None else band(text)
        if text is not None and found is None:
            self.problem(field, said("«{word}»: se espera, por ejemplo, 18-29 o 60+", word=text[:60]))
        return found

    def channel(self, field: str, word: Any) -> Channel | None:
        text = self._text(field, word)
        if text is None:
            return None
        if text in set(Channel):
            return Channel(text)
        self._unknown(field, text, said("se conocen: {names}", names=", ".join(Channel)))
        return None

    def campaign(self, field: str, word: Any) -> int | None:
        if isinstance(word, int) and not isinstance(word, bool) and 0 < word < 2**63:
            return word
        self.problem(field, said("cada valor es el número de una campaña"))
        return None

    def days(self, field: str) -> int | None:
        value = self._mapping.get(field)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_DAYS:
            return value
        self.problem(field, said("un número de días entre 1 y {most}", most=MOST_DAYS))
        return None

    def flag(self, field: str) -> bool:
        value = self._mapping.get(field)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.problem(field, said("sí o no (true o false)"))
        return False
