"""What an answer is, and the rules every answer obeys before anyone may read it.

An *entry* is one question people have, with its answer in a WhatsApp form and an SMS form, the ways people ask it, who
answers for it, where it comes from and until when it may be trusted. Rules and limits: docs/content.md.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from bot.core import files, place_texts, segments
from bot.core.place_texts import PlaceText

_Read = TypeVar("_Read")
_Other = TypeVar("_Other")

WHATSAPP_LIMIT: Final = 1_500
"""Characters of a WhatsApp answer, source line included; about 900 is the aim (design rule 3 of the voice)."""
SMS_PARTS: Final = 2
MENU_LIMIT: Final = 24
"""Characters of a menu line: WhatsApp's limit for a row of a list."""
TITLE_LIMIT: Final = 72


class Topic(StrEnum):
    """What a message is about. The values are a contract with scripts outside this repository."""

    ASYLUM = "asylum"
    MIGRATION_DOCUMENTS = "migration_documents"
    SCHOOL = "school"
    COVID_PREVENTION = "covid_prevention"
    COVID_SYMPTOMS_CARE = "covid_symptoms_care"
    COVID_VACCINE = "covid_vaccine"
    COVID_RUMOUR = "covid_rumour"
    HYGIENE_WATER = "hygiene_water"
    HEALTH_SERVICES = "health_services"
    GBV_PROTECTION = "gbv_protection"
    CHILD_PROTECTION = "child_protection"
    LABOUR = "labour"
    CASH_ASSISTANCE = "cash_assistance"
    SHELTER_FOOD = "shelter_food"
    HUMAN_AGENT = "human_agent"
    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"
    LANGUAGE = "language"
    THANKS_GREETING_BYE = "thanks_greeting_bye"
    OUT_OF_SCOPE = "out_of_scope"


class Kind(StrEnum):
    """What an entry is for."""

    ANSWER = "answer"
    """A question about a subject of ours, answered with a source."""
    SMALLTALK = "smalltalk"
    """Greetings, thanks, who are you: answered without a source."""
    EMERGENCY = "emergency"
    """Spoken only by the safety net: a number first, no source line, no menu."""
    OUT_OF_SCOPE = "out_of_scope"
    """Things we do not answer; its phrases teach the model to say so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One question and its answer. Dates are calendar dates in Peru; `source_date` is None where there is none."""

    id: str
    topic: Topic
    kind: Kind
    title: str
    menu: str
    whatsapp: str
    sms: str
    questions: tuple[str, ...]
    owner: str = ""
    source: str = ""
    source_date: date | None = None
    verified_on: date | None = None
    confirm_at: str = ""
    review_by: date | None = None
    sensitive: bool = False
    related: tuple[str, ...] = ()
    must_say: tuple[str, ...] = ()
    media: str = ""
    """A picture or voice file that goes with the WhatsApp form (bot.core.files)."""
    by_place: tuple[PlaceText, ...] = ()
    """What is said otherwise in some places (bot.core.place_texts)."""

    def at(self, names: Iterable[str]) -> "Entry":
        """The entry as somebody reads it whose place has these names (`gazetteer.Place.within`)."""
        text = place_texts.chosen(self.by_place, names)
        if text is None:
            return self
        return replace(self, whatsapp=text.whatsapp or self.whatsapp, sms=text.sms or self.sms)

    def overdue(self, today: date) -> bool:
        """True from the day after `review_by`: the answer then steps back and points to the official page."""
        return self.review_by is not None and today > self.review_by


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong in a content file: where (file, entry) and why, in words a health promoter can act on."""

    file: str
    entry: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry or '-'}: {self.reason}"


_ID: Final = re.compile(r"^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$")
_FIELDS: Final = frozenset(Entry.__dataclass_fields__)
_MONTHS: Final = (
    "ene.", "feb.", "mar.", "abr.", "may.", "jun.", "jul.", "ago.", "set.", "oct.", "nov.", "dic.",
)  # fmt: skip


def month(day: date) -> str:
    """`2026-02-07` → `feb. 2026`, the way dates stand in a source line in Peru."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def source_line(entry: Entry) -> str:
    """The last line of an answer; empty where the entry has no source (small talk, emergencies)."""
    if not entry.source:
        return ""
    if entry.source_date is None:
        return f"Fuente: {entry.source} (sin fecha; confírmalo en {entry.confirm_at})."
    line = f"Fuente: {entry.source} ({month(entry.source_date)})."
    return f"{line} Revisado: {month(entry.verified_on)}." if entry.verified_on else line


def whatsapp_text(entry: Entry) -> str:
    """The answer as a WhatsApp message: text, blank line, source line."""
    return "\n\n".join(part for part in (entry.whatsapp.strip(), source_line(entry)) if part)


def sms_text(entry: Entry) -> str:
    """The answer as an SMS without dear letters; the source follows where it fits into the same number of parts."""
    body = segments.plain(entry.sms.strip())
    if not entry.source:
        return body
    dated = f"{entry.source}, {month(entry.source_date)}" if entry.source_date else f"{entry.source}, sin fecha"
    allowed = max(segments.count(body).parts, SMS_PARTS)
    for tail in (f" Fuente: {dated}.", f" ({month(entry.source_date)})" if entry.source_date else " (sin fecha)"):
        candidate = body + segments.plain(tail)
        if segments.count(candidate).parts <= allowed:
            return candidate
    return body


def parse(file: str, document: Any) -> tuple[list[Entry], list[Problem]]:
    """Read the `entries:` of one content file: what could be read and every problem. Never raises on content."""
    if not isinstance(document, Mapping) or not isinstance(document.get("entries"), Sequence):
        return [], [Problem(file=file, entry="", reason="falta la lista «entries:»")]
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, row in enumerate(document["entries"], start=1):
        if not isinstance(row, Mapping):
            problems.append(Problem(file=file, entry=f"#{number}", reason="no es una ficha con campos"))
            continue
        name = str(row.get("id") or f"#{number}")
        entry, wrong = _entry(row)
        if not wrong:
            entries.append(entry)
        # Without these it is not known what the other rules ask of it.
        reasons = [*wrong, *faults(entry)] if row.get("id") and row.get("title") else wrong
        problems += [Problem(file=file, entry=name, reason=reason) for reason in reasons]
    return entries, problems


def _entry(row: Mapping[Any, Any]) -> tuple[Entry, list[str]]:
    """The entry, and everything in it that cannot be read: with any of that it is no entry, and what stands in place of
    the unreadable only lets the other rules be looked at."""
    wrong: list[str] = []

    def read(what: Callable[[Mapping[Any, Any], str], _Read | _Other], name: str, otherwise: _Other) -> _Read | _Other:
        try:
            return what(row, name)
        except ValueError as error:
            wrong.append(str(error))
            return otherwise

    unknown = sorted(str(key) for key in row if key not in _FIELDS)
    if unknown:
        wrong.append(f"campo desconocido: {', '.join(unknown)}")
    missing = [name for name in ("id", "topic", "title") if not row.get(name)]
    if missing:
        wrong.append(f"falta: {', '.join(missing)}")
    entry = Entry(
        id=str(row.get("id", "")),
        topic=read(_topic, "topic", Topic.OUT_OF_SCOPE) if row.get("topic") else Topic.OUT_OF_SCOPE,
        kind=read(_kind, "kind", Kind.ANSWER),
        title=str(row.get("title", "")).strip(),
        menu=str(row.get("menu", "")).strip(),
        whatsapp=str(row.get("whatsapp", "")).strip(),
        sms=str(row.get("sms", "")).strip(),
        questions=read(_strings, "questions", ()),
        owner=str(row.get("owner", "")).strip(),
        source=str(row.get("source", "")).strip(),
        source_date=read(_date, "source_date", date.min),
        verified_on=read(_date, "verified_on", date.min),
        confirm_at=str(row.get("confirm_at", "")).strip(),
        review_by=read(_date, "review_by", date.min),
        sensitive=bool(row.get("sensitive", False)),
        related=read(_strings, "related", ()),
        must_say=read(_strings, "must_say", ()),
        media=str(row.get("media") or "").strip(),
        by_place=read(_by_place, "by_place", ()),
    )
    return entry, wrong


def _topic(row: Mapping[Any, Any], name: str) -> Topic:
    try:
        return Topic(str(row[name]))
    except ValueError:
        raise ValueError(f"tema desconocido: {row[name]}") from None


def _kind(row: Mapping[Any, Any], name: str) -> Kind:
    try:
        return Kind(str(row.get(name, Kind.ANSWER)))
    except ValueError:
        raise ValueError(f"clase desconocida: {row.get(name)}") from None


def _by_place(row: Mapping[Any, Any], name: str) -> tuple[PlaceText, ...]:
    value = row.get(name) or ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError("«by_place» debe ser una lista")
    return tuple(map(place_texts.from_document, value))


def _strings(row: Mapping[Any, Any], name: str) -> tuple[str, ...]:
    value = row.get(name) or ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError(f"«{name}» debe ser una lista")
    return tuple(str(item).strip() for item in value)


def _date(row: Mapping[Any, Any], name: str) -> date | None:
    """A date, a month (`2026-02`), or nothing."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    text = str(value)
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        raise ValueError(f"«{name}» no es una fecha (AAAA-MM-DD): {text}") from None


def faults(entry: Entry) -> list[str]:
    """Every rule that one entry breaks by itself, as sentences."""
    found: list[str] = []
    if not _ID.match(entry.id):
        found.append("el id solo lleva letras, números, guion y guion bajo")
    if len(entry.title) > TITLE_LIMIT:
        found.append(f"el título pasa de {TITLE_LIMIT} caracteres ({len(entry.title)})")
    if len(entry.menu) > MENU_LIMIT:
        found.append(f"la línea de menú pasa de {MENU_LIMIT} caracteres ({len(entry.menu)})")
    if entry.kind is not Kind.OUT_OF_SCOPE:
        found += _text_faults(entry)
    if entry.kind is Kind.ANSWER:
        found += _source_faults(entry)
    if entry.kind is not Kind.EMERGENCY and len(set(entry.questions)) < len(entry.questions):
        found.append("hay preguntas repetidas")
    if entry.kind is not Kind.EMERGENCY and len(entry.questions) < 5:
        found.append(f"pocas preguntas de ejemplo ({len(entry.questions)}; mínimo 5)")
    if entry.media and not files.is_name(entry.media):
        found.append("«media» no es un archivo subido en la consola")
    if entry.media and (entry.sensitive or entry.kind is not Kind.ANSWER):
        found.append("un tema sensible o de emergencia no lleva imagen ni audio: otra persona puede verlo u oírlo")
    if any(not question for question in entry.questions):
        found.append("hay una pregunta vacía")
    found += _place_faults(entry)
    spoken = (entry.whatsapp + " " + entry.sms).casefold()
    found += [f"ya no dice «{fact}»" for fact in entry.must_say if fact.casefold() not in spoken]
    return found


def _text_faults(entry: Entry) -> list[str]:
    found = []
    if not entry.whatsapp:
        found.append("falta el texto de WhatsApp")
    if not entry.sms:
        found.append("falta el texto de SMS")
    length = len(whatsapp_text(entry))
    if length > WHATSAPP_LIMIT:
        found.append(f"el texto de WhatsApp pasa de {WHATSAPP_LIMIT} caracteres ({length})")
    cost = segments.count(segments.plain(entry.sms))
    if cost.parts > SMS_PARTS:
        found.append(f"el SMS ocupa {cost.parts} partes (máximo {SMS_PARTS})")
    if cost.dear:
        found.append(f"el SMS lleva caracteres caros: {' '.join(cost.dear)}")
    return found


def _place_faults(entry: Entry) -> list[str]:
    """What each place reads keeps the same limits."""
    found = place_texts.faults(entry.by_place)
    if entry.by_place and entry.kind is not Kind.ANSWER:
        found.append("solo una respuesta puede decir otra cosa según el lugar")
    for text in entry.by_place:
        general = set(_text_faults(entry))
        there = [reason for reason in _text_faults(entry.at(text.places)) if reason not in general]
        found += [f"en {', '.join(text.places)}: {reason}" for reason in there]
    return found


def _source_faults(entry: Entry) -> list[str]:
    found = [f"falta «{name}»" for name in ("menu", "owner", "source") if not getattr(entry, name)]
    if entry.review_by is None:
        found.append("falta la fecha de revisión («review_by»)")
    if entry.source_date is None and not entry.confirm_at:
        found.append("fuente sin fecha: falta la página oficial («confirm_at»)")
    return found


def cross_faults(entries: Iterable[tuple[str, Entry]], *, unread: bool = False) -> list[Problem]:
    """What only shows when all files are read: ids twice, links to nothing, one phrase on two entries.

    `unread`: some file could not be read, so what seems to be missing may stand there.
    """
    missing = "que no existe o está en un archivo que no se pudo leer" if unread else "que no existe"
    known: dict[str, str] = {}
    asked: dict[str, str] = {}
    problems: list[Problem] = []
    rows = list(entries)
    for file, entry in rows:
        if entry.id in known:
            problems.append(Problem(file=file, entry=entry.id, reason=f"el id ya existe en {known[entry.id]}"))
        known[entry.id] = file
        for question in entry.questions:
            other = asked.setdefault(question.casefold(), entry.id)
            if other != entry.id:
                problems.append(Problem(file=file, entry=entry.id, reason=f"la pregunta «{question}» ya es de {other}"))
    for file, entry in rows:
        problems += [
            Problem(file=file, entry=entry.id, reason=f"enlaza a {link}, {missing}")
            for link in entry.related
            if link not in known
        ]
    return problems


def nowhere(entries: Iterable[tuple[str, Entry]], places: Collection[str]) -> list[Problem]:
    """Texts for places that nobody can live in, because they are not among those we know."""
    return [
        Problem(file=file, entry=entry.id, reason=reason)
        for file, entry in entries
        for reason in place_texts.unknown(entry.by_place, places)
    ]
