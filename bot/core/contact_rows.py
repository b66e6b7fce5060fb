"""One row of a contacts file: what its cells say, or what is wrong with them. docs/contacts.md explains the columns."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from hashlib import sha256
from typing import Final

import phonenumbers

from bot.core import places
from bot.core.addresses import Address, Channel
from bot.core.addresses import parse as address_of
from bot.core.audience import band, label
from bot.core.command_phrases import LANGUAGES
from bot.core.consent import Subject
from bot.core.said import said

COLUMNS: Final = (
    "address", "channel", "name", "language", "district", "zone", "age_band", "children_age_band", "labels",
    "subscriptions", "consent", "consent_at", "consent_source", "consent_text",
)  # fmt: skip
"""Columns of a contacts file, in the order they are written. Only `address` must be there."""

_LONGEST_NAME: Final = 120
_LONGEST_SOURCE: Final = 50
_MOST_LABELS: Final = 50
_EARLIEST: Final = datetime(2009, 1, 1, tzinfo=UTC)
"""Before WhatsApp nobody agreed to messages on it; dates before this are slips or a spreadsheet's zero."""
_YES: Final = frozenset("si sí yes y s true verdadero 1 x".split())
_NO: Final = frozenset("no n false falso 0".split())
_FORMATS: Final = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y")
_PUNCTUATION: Final = str.maketrans("", "", " -.()\u00a0\u2007\u202f\u2011\u2013\u200b\u200e\u202a\u202c\u2060\ufeff")
_PERU: Final = re.compile(r"\+?519[0-9]{8}")
"""A Peruvian mobile number: most of any file, and thirty times as fast to know as by the general rules (MTC, Plan
Técnico Fundamental de Numeración: nine digits that begin with 9)."""
_CODE: Final = re.compile(r"[\w.:/+-]{1,32}")
_SHORTEST_BARE: Final = 11
"""Digits of a number that may have lost its plus sign to a spreadsheet; a shorter one may be without country code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """When somebody said yes or no, where that is written down, and to which wording."""

    at: datetime
    source: str
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One person as a file tells of them. Empty: the file does not say.

    `agreed` is what the column `consent` says; `proof` is there only where a yes has all of its proof, and is what lets
    campaigns write. `said_at` is when a no was given, where the file says so.
    """

    address: Address
    name: str = ""
    language: str = ""
    district: str = ""
    zone: str = ""
    age_band: str = ""
    children_age_band: str = ""
    labels: tuple[str, ...] = ()
    subscriptions: tuple[Subject, ...] = ()
    agreed: bool | None = None
    proof: Proof | None = None
    said_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What is wrong in one cell. The reason never repeats an address or a name."""

    column: str
    reason: str


def parse(
    cells: Mapping[str, str], *, zones: Collection[str], local: tzinfo, now: datetime
) -> tuple[Row | None, list[Fault]]:
    """Read one row. `zones` are the IANA names there are, `local` is the zone of dates without one.

    A row with a fault is no row: half of what somebody wrote about a person is worse than being asked to mend it.
    """
    reader = _Reader(cells)
    address = reader.address()
    at = reader.moment("consent_at", local, now)
    source = reader.text("consent_source", _LONGEST_SOURCE)
    agreed = reader.yes_or_no("consent")
    wording = reader.get("consent_text")
    proof = None
    if agreed and at is not None and source and wording:
        proof = Proof(at=at, source=source, version=version_of(wording))
    row = {
        "name": reader.text("name", _LONGEST_NAME),
        "language": reader.language(),
        "district": reader.district(),
        "zone": reader.zone(zones),
        "age_band": reader.band("age_band"),
        "children_age_band": reader.band("children_age_band"),
    }
    labels, subscriptions = reader.labels(), reader.subscriptions()
    if reader.faults or address is None:
        return None, reader.faults
    return (
        Row(
            address=address,
            labels=labels,
            subscriptions=subscriptions,
            agreed=agreed,
            proof=proof,
            said_at=at,
            source=source,
            **row,
        ),
        [],
    )


def version_of(wording: str) -> str:
    """Which wording a yes answered: a short code as it is (`v2`, `ficha-2026`), else the start of its SHA-256."""
    return wording if _CODE.fullmatch(wording) else sha256(wording.encode()).hexdigest()[:12]


class _Reader:
    """Reads the cells of one row and keeps what is wrong with them."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.faults: list[Fault] = []

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(column=column, reason=reason))

    def get(self, column: str) -> str:
        """The cell without what cannot be seen, blanks made single."""
        raw = self._cells.get(column, "")
        if not raw.isascii():
            raw = unicodedata.normalize("NFC", raw)
        if not raw.isprintable():
            raw = "".join(sign if sign.isprintable() else " " for sign in raw)
        return " ".join(raw.split())

    def address(self) -> Address | None:
        raw = self.get("address")
        if not raw.isascii():
            raw = unicodedata.normalize("NFKC", raw)
        asked = self.get("channel").lower()
        if asked and asked not in set(Channel):
            self.fault("channel", said("whatsapp o sms"))
            return None
        prefix, mark, rest = raw.partition(":")
        written = prefix.strip().lower() if mark else ""
        if mark and written not in set(Channel):
            self.fault("address", said("se espera +51… o whatsapp:+51…"))
            return None
        if written and asked and written != asked:
            self.fault("channel", said("no es el canal de la dirección"))
            return None
        channel = Channel(written or asked or Channel.SMS)
        identifier = (rest if mark else raw).strip()
        if not identifier[:2].isalpha():  # a WhatsApp user id is `PE.…`, the point a part of it
            identifier = identifier.translate(_PUNCTUATION)
        reason = _wrong(identifier, channel)
        if reason:
            self.fault("address", reason)
            return None
        plain = f"+{identifier}" if identifier.isdigit() else identifier
        return address_of(f"whatsapp:{plain}" if channel is Channel.WHATSAPP else plain)

    def text(self, column: str, most: int) -> str:
        value = self.get(column)
        if len(value) > most:
            self.fault(column, said("más de {most} letras", most=most))
        return value

    def language(self) -> str:
        value = self.get("language").lower()
        if value and value not in LANGUAGES:
            self.fault("language", said("se conocen: {names}", names=", ".join(LANGUAGES)))
        return value

    def district(self) -> str:
        return _district(self.text("district", places.LONGEST))

    def zone(self, zones: Collection[str]) -> str:
        value = self.get("zone")
        if value and value not in zones:
            self.fault("zone", said("no es una zona horaria como America/Lima"))
        return value

    def band(self, column: str) -> str:
        value = self.get(column)
        found = _band(value) if value else ""
        if found is None:
            self.fault(column, said("se espera, por ejemplo, 18-29 o 60+"))
        return found or ""

    def _words(self, column: str) -> list[str]:
        return [word.strip() for word in self.get(column).split(";") if word.strip()]

    def labels(self) -> tuple[str, ...]:
        found = [_label(word) for word in self._words("labels")]
        if None in found or len(found) > _MOST_LABELS:
            self.fault("labels", said("hasta {most} etiquetas de hasta 64 letras, con ; en medio", most=_MOST_LABELS))
        return tuple(sorted({word for word in found if word}))

    def subscriptions(self) -> tuple[Subject, ...]:
        found = [_subject(word) for word in self._words("subscriptions")]
        if None in found:
            self.fault("subscriptions", said("se conocen: {names}; con ; en medio", names=", ".join(Subject)))
        return tuple(sorted({subject for subject in found if subject}))

    def yes_or_no(self, column: str) -> bool | None:
        value = self.get(column).lower()
        if value in _YES or value in _NO:
            return value in _YES
        if value:
            self.fault(column, said("yes o no"))
        return None

    def moment(self, column: str, local: tzinfo, now: datetime) -> datetime | None:
        value = self.get(column)
        if not value:
            return None
        found = _moment(value, local)
        if found is None:
            self.fault(column, said("se espera una fecha: 2026-10-31 o 31/10/2026"))
        elif found > now:
            self.fault(column, said("la fecha está en el futuro"))
        elif found < _EARLIEST:
            self.fault(column, said("la fecha es demasiado antigua"))
        return found


# The same few words stand in most rows of a file.
_district = lru_cache(4_096)(places.canonical)
_band = lru_cache(512)(band)
_label = lru_cache(4_096)(label)


@lru_cache(512)
def _subject(word: str) -> Subject | None:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(sign))
    return Subject(plain) if plain in set(Subject) else None


@lru_cache(4_096)
def _moment(value: str, local: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = None
    for form in _FORMATS:
        if found is None:
            try:
                found = datetime.strptime(value, form)  # noqa: DTZ007  a date of the file: its zone is added below
            except ValueError:
                continue
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError):  # year 1 or 9999, at the edge of what has a zone
        return None


def _wrong(identifier: str, channel: Channel) -> str:
    """Why this is no address; empty where it is one."""
    if not identifier:
        return said("falta")
    if _PERU.fullmatch(identifier):
        return ""
    if channel is Channel.WHATSAPP and identifier[:2].isalpha():
        try:
            address_of(f"whatsapp:{identifier}")
        except ValueError:
            return said("se espera +51… o whatsapp:+51…")
        return ""
    if "E" in identifier.upper():
        return said("la hoja de cálculo cambió el número: da a la columna el formato de texto")
    bare = identifier.isascii() and identifier.isdigit()
    if bare and len(identifier) < _SHORTEST_BARE:
        return said("falta el código del país: +51…")
    try:
        number = phonenumbers.parse(identifier if identifier.startswith("+") else f"+{identifier}")
    except phonenumbers.NumberParseException:
        return said("no es un número de teléfono: se espera +51…")
    if not identifier.removeprefix("+").isdigit() or not phonenumbers.is_possible_number(number):
        return said("no es un número de teléfono posible")
    if bare and not phonenumbers.is_valid_number(number):
        return said("falta el código del país: +51…")
    return ""
