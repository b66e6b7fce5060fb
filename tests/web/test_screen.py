"""What a phone's screen makes of a text."""

from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import menus
from bot.core.addresses import Channel, parse
from bot.core.messages import Form, Option
from bot.web.screen import KEPT, Screen, State, numbered, spans

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LABELS = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=24)


def screen(address: str = "whatsapp:+99900000000001") -> Screen:
    return Screen(parse(address), count(1).__next__)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("hola", [("hola", False)]),
        ("*Sí.* Ven", [("Sí.", True), (" Ven", False)]),
        ("di *esto* y *esto*", [("di ", False), ("esto", True), (" y ", False), ("esto", True)]),
        ("2*3*4", [("2*3*4", False)]),
        ("* esto no *", [("* esto no *", False)]),
        ("*esto\nno*", [("*esto\nno*", False)]),
        ("**", [("**", False)]),
        ("(*a*)", [("(", False), ("a", True), (")", False)]),
        ("<b>*x*</b>", [("<b>", False), ("x", True), ("</b>", False)]),
    ],
)
def test_stars_make_bold_where_whatsapp_makes_it(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert spans(text, Channel.WHATSAPP) == pieces


@given(st.text(alphabet="ab *\n."))
def test_no_letter_is_lost_or_added_by_making_bold(text: str) -> None:
    assert "".join(f"*{piece}*" if bold else piece for piece, bold in spans(text, Channel.WHATSAPP)) == text


def test_sms_knows_no_bold() -> None:
    assert spans("*Sí.* Ven", Channel.SMS) == [("*Sí.* Ven", False)]


@given(st.lists(LABELS, min_size=1, max_size=10, unique=True))
def test_tapping_a_numbered_option_picks_it(labels: list[str]) -> None:
    options = [Option(label=label, payload=f"entry:{number}") for number, label in enumerate(labels)]
    chips = numbered(f"¿Cuál?\n\n{menus.numbered(options)}")
    assert [chip.label for chip in chips] == [f"{number}. {label}" for number, label in enumerate(labels, start=1)]
    assert [menus.picked(chip.value, options) for chip in chips] == options


@pytest.mark.parametrize(
    "text",
    [
        "Haz esto:\n\n1. Ve al colegio.\n2. Firma.\n\nFuente: Ley 28044 (ene. 2025).",
        "1. uno\n3. tres",
        "Lleva:\n1. cédula",
        "2. dos",
        "",
    ],
)
def test_steps_of_an_answer_are_nothing_to_tap(text: str) -> None:
    assert numbered(text) == []


def test_thumbs_can_be_tapped_where_an_answer_asks_for_them() -> None:
    shown = screen()
    shown.show("Sí.\n\n¿Te sirvió? Responde 👍 o 👎.\n\n1. Otra", (), NOW)
    assert [(chip.name, chip.value) for chip in shown.chips()] == [("text", "1"), ("text", "👍"), ("text", "👎")]


def test_buttons_take_the_place_of_numbers() -> None:
    shown = screen()
    shown.show("¿Lo borro?", [{"label": "Sí, borrar", "payload": "erase:yes"}], NOW)
    assert [(chip.label, chip.name, chip.value) for chip in shown.chips()] == [("Sí, borrar", "choice", "erase:yes")]


def test_once_the_person_has_written_nothing_is_left_to_tap() -> None:
    shown = screen()
    shown.show("¿Cuál?\n\n1. Uno", (), NOW)
    shown.write("1", Form.TEXT, NOW)
    assert shown.chips() == []


def test_a_reply_is_awaited_from_the_arrival_of_a_message_until_the_reply() -> None:
    shown = screen()
    line = shown.write("hola", Form.TEXT, NOW)
    assert not shown.waiting
    shown.settle(line, State.DELIVERED)
    assert shown.waiting
    shown.show("Hola.", (), NOW)
    assert not shown.waiting


def test_a_change_is_news_again() -> None:
    shown = screen()
    line = shown.write("hola", Form.TEXT, NOW)
    seen = shown.version
    assert shown.after(seen) == []
    shown.settle(line, State.FAILED)
    assert shown.after(seen) == [line]


@pytest.mark.parametrize(("text", "parts"), [("hola", 1), ("a" * 161, 2), ("á" * 71, 2)])
def test_an_sms_of_ours_shows_what_it_costs(text: str, parts: int) -> None:
    assert screen("+99900000000001").show(text, (), NOW).parts == parts


def test_a_screen_forgets_the_oldest() -> None:
    shown = screen()
    for number in range(KEPT + 5):
        shown.show(str(number), (), NOW)
    assert [line.text for line in shown.after(0)] == [str(number) for number in range(5, KEPT + 5)]
