"""What every shipped answer promises, whoever edits it next."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.core import readability, segments
from bot.core.content import Entry, Kind, Topic, sms_text, source_line, whatsapp_text
from bot.services import flows

ROOT = Path(__file__).resolve().parents[2]
ENTRIES, PROBLEMS = flows.read_entries(ROOT)
ANSWERS = [entry for entry in ENTRIES if entry.kind is Kind.ANSWER]
SPOKEN = [entry for entry in ENTRIES if entry.whatsapp]
RELEASE = date(2026, 11, 23)
"""The day this content was checked; a fixed clock, so that the suite does not age."""

# Every number people are told to dial, with the reference that holds it (help lines, offices).
KNOWN_NUMBERS = {
    "105", "106", "116", "113", "114", "111", "100", "1810", "1818", "1884",
    "0800-15170", "0800-16872", "0800-4-4040",
}  # fmt: skip
KNOWN_LONG_NUMBERS = {
    "08001517", "080015170", "080016872", "080044040", "013902800", "012247777", "013110300", "960118796", "014118000",
}  # fmt: skip
# Numbers the reference says not to publish: unconfirmed, outdated, or of a closed process.
FORBIDDEN_NUMBERS = (
    "080076888", "080077090", "080012344", "080080212", "012001000", "012043127", "016155770", "989182816", "016233119",
    "052247605", "052425642", "949604724",
)  # fmt: skip
# Places the reference says never to publish.
FORBIDDEN_PLACES = ("jr. lampa", "paseo de la república 3832", "carabaya", "calle tacna 412", "bolognesi 1393")
# Facts that were true once. Each pattern may stand only where the text says that it is over.
SUPERSEDED = (
    r"programa aurora",
    r"14 d[ií]as de cuarentena",
    r"cuarentena de 14",
    r"rm 447",
    r"30 d[ií]as (?:para|desde).{0,30}(?:refugio|asilo)",
    r"0[.,]67\s?%",
    r"amnist[ií]a de multas (?:hasta|sigue|est[aá] abierta)",
    r"(?:saca|pide|solicita|tramita) (?:tu|el) (?:ptp|cpp)\b",
    r"(?:formulario|solicitud) (?:por internet|en l[ií]nea|online) (?:es|de) (?:la v[ií]a|refugio)",
)


def test_all_content_obeys_the_rules() -> None:
    assert [str(problem) for problem in PROBLEMS] == []


def test_there_are_answers_on_every_subject_promised() -> None:
    count = {topic: sum(entry.topic is topic for entry in ANSWERS) for topic in Topic}
    covid = sum(count[t] for t in Topic if t.value.startswith("covid")) + count[Topic.HYGIENE_WATER]
    assert len(ANSWERS) >= 180
    assert count[Topic.ASYLUM] >= 15
    assert count[Topic.SCHOOL] >= 15
    assert covid >= 15


@pytest.mark.parametrize(("letter", "codes"), [
    ("A", [n for n in range(1, 28) if n != 25]),
    ("B", range(1, 17)),
    ("C", range(1, 14)),
    ("D", [n for n in range(1, 16) if n != 14]),
    ("E", [n for n in range(1, 17) if n != 14]),
])  # fmt: skip
def test_every_question_code_of_the_reference_has_an_answer(letter: str, codes: list[int]) -> None:
    answered = {entry.id.split("-")[0] for entry in ANSWERS}
    assert [f"{letter}{number:02d}" for number in codes if f"{letter}{number:02d}" not in answered] == []


@pytest.mark.parametrize("entry", SPOKEN, ids=lambda entry: entry.id)
def test_an_answer_fits_its_channels(entry: Entry) -> None:
    assert len(whatsapp_text(entry)) <= 1_500
    cost = segments.count(sms_text(entry))
    assert cost.parts <= 2
    assert cost.dear == ()


@pytest.mark.parametrize("entry", ANSWERS, ids=lambda entry: entry.id)
def test_an_answer_carries_owner_source_and_a_live_review_date(entry: Entry) -> None:
    assert entry.owner
    line = source_line(entry)
    assert line.startswith("Fuente: ")
    assert "sin fecha; confírmalo en" in line or re.search(
        r"\((ene|feb|mar|abr|may|jun|jul|ago|set|oct|nov|dic)\. 20", line
    )
    assert entry.review_by is not None
    assert RELEASE < entry.review_by <= date(2027, 11, 23)
    for known in (entry.source_date, entry.verified_on):
        assert known is None or known <= RELEASE


@pytest.mark.parametrize("entry", SPOKEN, ids=lambda entry: entry.id)
def test_no_number_is_invented(entry: Entry) -> None:
    for text in (entry.whatsapp, entry.sms):
        digits = re.sub(r"\D", "", text)
        for number in FORBIDDEN_NUMBERS:
            assert number not in digits
        for found in re.findall(r"(?:\(0\d\)\s?)?\b(?!\d{3}-20\d\d\b)\d[\d -]{6,}\d\b", text):  # 018-2022 is a norm
            plain = re.sub(r"\D", "", found)
            assert plain in KNOWN_LONG_NUMBERS or not plain.startswith(("0", "9")), plain


@pytest.mark.parametrize("entry", SPOKEN, ids=lambda entry: entry.id)
def test_what_was_true_once_is_not_said_as_true_now(entry: Entry) -> None:
    text = f"{entry.whatsapp} {entry.sms}".casefold()
    assert [pattern for pattern in SUPERSEDED if re.search(pattern, text)] == []
    assert [place for place in FORBIDDEN_PLACES if place in text] == []


@pytest.mark.parametrize("entry", ANSWERS, ids=lambda entry: entry.id)
def test_an_answer_reads_at_primary_school_level(entry: Entry) -> None:
    assert readability.index(entry.whatsapp) >= readability.PRIMARY_SCHOOL


@pytest.mark.parametrize("entry", SPOKEN, ids=lambda entry: entry.id)
def test_sentences_are_short_and_nothing_is_promised(entry: Entry) -> None:
    assert [piece for piece, long in readability.marked(entry.whatsapp, limit=24) if long] == []
    text = entry.whatsapp.casefold()
    for promise in (
        "te garantiz",
        "te vamos a dar",
        "seguro te dan",
        "te daremos",
        "tendrás tu carné",
        "te conseguimos",
    ):
        assert promise not in text
    for question in (
        "por qué saliste de tu país",
        "cuéntame qué te hicieron",
        "envíame una foto de tu",
        "dime tu número de documento",
    ):
        assert question not in text


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.kind is Kind.EMERGENCY], ids=lambda entry: entry.id)
def test_in_danger_the_first_line_is_a_number_to_call(entry: Entry) -> None:
    for text in (entry.whatsapp, entry.sms):
        first = text.splitlines()[0]
        assert re.search(r"\b(105|106|113|114|111|1818|100|0800-15170)\b|emergencia|centro de salud|hospital", first)
    assert not entry.source
    assert len(entry.whatsapp) <= 600


@pytest.mark.parametrize("entry", [e for e in SPOKEN if e.sensitive], ids=lambda entry: entry.id)
def test_the_first_words_on_a_locked_screen_give_nothing_away(entry: Entry) -> None:
    shown = entry.whatsapp.casefold()[:60]
    for word in (
        "viola",
        "violencia",
        "vih",
        "sida",
        "aborto",
        "abuso",
        "maltrat",
        "suicid",
        "irregular",
        "ilegal",
        "pareja",
    ):
        assert word not in shown
