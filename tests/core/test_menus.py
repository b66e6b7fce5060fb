"""Numbered options, and how a reply picks one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.menus import numbered, picked, within
from bot.core.messages import Option


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(label=label, payload=f"entry:{number}") for number, label in enumerate(labels, start=1))


TOPICS = options("Pedir refugio", "Colegio y estudios", "Salud y COVID-19", "Trabajo", "📄 Papeles y citas")
SURE = options("Sí, borrar", "No, dejarlo")
MANY = st.lists(st.sampled_from([option.label for option in TOPICS]), min_size=1, max_size=5, unique=True)
NAMES = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")


def at(text: str, of: tuple[Option, ...] = TOPICS) -> int | None:
    option = picked(text, of)
    return of.index(option) + 1 if option else None


def test_options_are_lines_with_numbers() -> None:
    assert numbered(SURE) == "1. Sí, borrar\n2. No, dejarlo"
    assert numbered(()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "2", " 2 ", "2.", "2)", "(2)", "2️⃣", "２", "②", "#2", "02", "N° 2", "nº 2", "2da", "2ª", "2 porfa", "2 gracias",
        "la 2", "el 2", "opcion 2", "opción2", "Opción 2.", "op 2", "nro 2", "número 2", "la opción 2 por favor",
        "dos", "DOS", "dos porfa", "numero dos porfa", "el dos", "la segunda", "segunda", "la segunda opción", "segnda",
        "quiero la 2", "elijo el dos", "me interesa la 2", "sería la 2", "hola, la 2", "buenos días la dos por favor",
        "si, la 2", "ok 2",
    ],
)  # fmt: skip
def test_a_number_and_nothing_else_picks(text: str) -> None:
    assert at(text) == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sinco", 5),
        ("la tersera", 3),
        ("quatro", 4),
        ("primero", 1),
        ("la primera", 1),
        ("5to", 5),
        ("la última", 5),
        ("el ultimo porfa", 5),
    ],
)
def test_numbers_are_heard_as_they_are_said(text: str, number: int) -> None:
    assert at(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "2 hijos", "tengo 2", "tengo dos hijos", "somos 2", "2 años", "dos meses", "hace 2 meses", "la 2 dosis",
        "segunda dosis", "segundo grado", "las 2", "a las 2", "el dia 2", "2 de mayo", "los dos", "las dos", "2 y 3",
        "1 2", "1/2", "2.5", "10-2", "no 2", "no la 2", "una", "quiero una", "uno de mis hijos", "nuevo", "ninguna",
        "0", "6", "22", "100", "🔟", "tengo 2 preguntas sobre el colegio", "la 2 o la 3?",
        "primero quiero saber cuánto cuesta",
    ],
)  # fmt: skip
def test_a_number_that_says_something_else_does_not_pick(text: str) -> None:
    assert at(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Pedir refugio", 1),
        ("PEDIR REFUGIO!!", 1),
        ("pedir refujio", 1),
        ("pedri refugio", 1),
        ("pedirrefugio", 1),
        ("quiero pedir refugio", 1),
        ("pedir refugio por favor", 1),
        ("pedir", 1),
        ("pedir ref", 1),
        ("Colegio", 2),
        ("colejio", 2),
        ("colegio y estudios", 2),
        ("salud", 3),
        ("salud y covid", 3),
        ("trabajo", 4),
        ("trabjo", 4),
        ("papeles", 5),
        ("papeles y sitas", 5),
        ("📄 Papeles y citas", 5),
        ("entry:3", 3),
    ],
)
def test_a_line_or_its_beginning_picks(text: str, number: int) -> None:
    assert at(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "y", "como", "no", "si", "gracias", "refugio", "estudios", "colegio para mi hijo de 5 años",
        "como pido refugio si ya venció mi plazo", "pedir refugio cuánto cuesta", "trabajo sin contrato",
        "no pedir refugio", "mi salud", "papeles vencidos", "x" * 200,
    ],
)  # fmt: skip
def test_a_question_of_its_own_does_not_pick(text: str) -> None:
    assert at(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("si", 1), ("Sí", 1), ("siii", 1), ("si por favor", 1), ("si borrar", 1), ("no", 2), ("No gracias", 2),
        ("no, dejarlo", 2), ("1", 1), ("no se", None), ("nunca", None), ("si pero no todo", None),
    ],
)  # fmt: skip
def test_yes_and_no_pick_the_line_that_begins_so(text: str, number: int | None) -> None:
    assert at(text, SURE) == number


def test_a_beginning_that_two_lines_share_picks_neither() -> None:
    both = options("Pedir refugio", "Pedir una cita")
    assert at("pedir", both) is None
    assert at("pedir una", both) == 2
    assert at("pedir refugio", both) == 1


def test_words_that_questions_begin_with_do_not_pick_one() -> None:
    asked = options("¿Cómo pido refugio?", "¿Cuánto cuesta el carné?")
    assert at("como", asked) is None
    assert at("cuanto", asked) is None
    assert at("como pido", asked) == 1
    assert at("cuánto cuesta", asked) == 2


def test_a_whole_line_is_surer_than_the_beginning_of_another() -> None:
    assert at("salud", options("Salud mental", "Salud")) == 2


def test_without_options_nothing_is_picked() -> None:
    assert picked("1", ()) is None


@given(
    MANY,
    st.integers(1, 30),
    st.sampled_from(["{}", "la {}", "opción {} porfa", "quiero el {}", "{}.", "¡{}!", "hola {}"]),
)
def test_a_number_picks_its_option_or_none(labels: list[str], number: int, said: str) -> None:
    of = options(*labels)
    assert picked(said.format(number), of) == (of[number - 1] if number <= len(of) else None)


@given(MANY, st.integers(1, 10), st.sampled_from(["hijos", "años", "personas", "veces", "de mayo", "soles", "cuadras"]))
def test_a_count_of_something_never_picks(labels: list[str], number: int, things: str) -> None:
    of = options(*labels)
    assert picked(f"{number} {things}", of) is None
    assert picked(f"{NAMES[number - 1]} {things}", of) is None
    assert picked(f"tengo {number}", of) is None


@given(st.permutations(TOPICS), st.sampled_from(TOPICS), st.sampled_from([str.upper, str.lower, str.title]))
def test_a_line_picks_itself_wherever_it_stands(of: list[Option], meant: Option, case: Callable[[str], str]) -> None:
    assert picked(case(meant.label), of) == meant
    assert picked(f"  {case(meant.label)} por favor", of) == meant


@given(st.text(max_size=150), MANY)
def test_whatever_is_written_picks_one_of_the_options_or_none(text: str, labels: list[str]) -> None:
    of = options(*labels)
    assert picked(text, of) in {None, *of}


LEADS = options("El día antes, en la tarde", "Ese mismo día, temprano")
SIGNS = options("Le cuesta respirar", "Labios azules o morados", "No, ninguna")


@pytest.mark.parametrize(
    ("text", "of", "number"),
    [
        ("un dia antes", LEADS, 1),
        ("en la tarde", LEADS, 1),
        ("tenprano", LEADS, 2),
        ("temprano ese dia", LEADS, 2),
        ("morados los labios", SIGNS, 2),
        ("respirar le cuesta", SIGNS, 1),
    ],
)
def test_a_reply_to_a_question_may_be_any_words_of_one_line(text: str, of: tuple[Option, ...], number: int) -> None:
    assert within(text, of) == of[number - 1]


@pytest.mark.parametrize(
    "text", ["dia", "la", "", "mañana voy al colegio", "el dia de la cita", "no puede respirar hace dias"]
)
def test_words_of_no_line_or_of_several_are_no_reply(text: str) -> None:
    assert within(text, LEADS) is None
