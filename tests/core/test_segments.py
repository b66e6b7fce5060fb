"""SMS parts as Twilio counts them.

`data/sms_parts.json` holds what Twilio's own calculator says of each text (npm package sms-segments-calculator
1.3.0, `new SegmentedMessage(text)`: encodingName, segmentsCount, and messageSize over 7 or 16 bits). `runs` are pieces
of a text and how often each comes. Made once: for more texts, ask it again and add the lines.
"""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import segments

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "sms_parts.json").read_text("utf-8"))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=400)


def text_of(vector: dict[str, Any]) -> str:
    return "".join(piece * times for piece, times in vector["runs"])


def test_every_text_counts_as_at_twilio() -> None:
    assert len(VECTORS) >= 200
    ours = [segments.count(text_of(vector)) for vector in VECTORS]
    assert [
        (vector, parts)
        for vector, parts in zip(VECTORS, ours, strict=True)
        if (parts.alphabet, parts.units, parts.parts) != (vector["alphabet"], vector["units"], vector["parts"])
    ] == []


def test_the_texts_reach_every_edge_that_costs() -> None:
    edges = {(vector["alphabet"], vector["units"]) for vector in VECTORS}
    assert edges >= {("UCS-2", n) for n in (69, 70, 71, 134, 135)}
    assert edges >= {("GSM-7", n) for n in (159, 160, 161, 306, 307)}


@pytest.mark.parametrize(
    ("text", "dear"),
    [
        ("Escríbenos: ¿más información?", ("í", "á", "ó")),
        ("¿Mañana o después? ¡Señor, ojalá no!", ("á",)),
        ("El niño y la pingüina comen a las 9", ()),
        ("Dijo “ven”…", ("“", "”", "…")),
        ("€ [20] {a|b}", ()),
    ],
)
def test_the_letters_that_cost_are_named_once_in_order(text: str, dear: tuple[str, ...]) -> None:
    assert segments.count(text).dear == dear


def test_without_accents_a_text_says_the_same_in_fewer_parts_and_shows_each_change() -> None:
    text = (
        "Hola, tu cita es mañana a las 9 a. m. ¿Necesitas cambiarla? Escríbenos por WhatsApp al número de siempre. "
        "Para no recibir más mensajes entra a ejemplo.org/baja"
    )
    found = segments.plainer(text)
    assert (found.before.parts, found.after.parts) == (3, 1)
    assert found.changes == (("Escríbenos", "Escribenos"), ("número", "numero"), ("más", "mas"))
    assert "mañana" in found.text
    assert "¿Necesitas" in found.text


@given(TEXTS)
def test_making_plain_never_costs_more_and_doing_it_twice_changes_nothing(text: str) -> None:
    once = segments.plainer(text)
    assert segments.plain(once.text) == once.text
    assert set(once.after.dear) <= set(segments.count(unicodedata.normalize("NFC", text)).dear)
    assert bool(once.changes) == (unicodedata.normalize("NFC", text).split() != once.text.split())


@given(TEXTS, TEXTS)
def test_more_text_never_costs_fewer_parts(text: str, more: str) -> None:
    assert segments.count(text).parts <= segments.count(text + more).parts


@given(st.text("abcñé¿ \n", max_size=1000))
def test_plain_spanish_fills_160_and_then_153_to_a_part(text: str) -> None:
    expected = 1 if len(text) <= 160 else -(-len(text) // 153)
    assert segments.count(text).parts == expected


@pytest.mark.parametrize(
    ("name", "plain"),
    [("María José", "Maria José"), ("João Conceição", "Joao Conceicao"), ("Ñusta", "Ñusta"), ("Đorđe", "Đorđe")],
)
def test_a_name_loses_the_marks_that_cost_and_no_others(name: str, plain: str) -> None:
    assert segments.plain_name(name) == plain
