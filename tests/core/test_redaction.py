"""What tells who wrote a message does not reach staff who only look for what was asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.redaction import redacted


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("mi numero es 987654321", "987654321"),
        ("llameme al +51 987-654-321 porfa", "654"),
        ("cedula V-12.345.678 vencida", "345"),
        ("mi cpp es 001234567", "001234567"),
        ("pasaporte AB1234567", "AB1234567"),
        ("nueve ocho siete seis cinco cuatro", "siete"),
        ("escribeme a maria.p@example.com", "maria"),
        ("mira www.facebook.com/maria.perez", "maria"),
        ("me llamo Maria Perez y quiero refugio", "Maria"),
        ("me llamo maria perez y quiero refugio", "perez"),
        ("Hola, mi nombre es José Luis Pérez Soto, ¿dónde vacunan?", "Soto"),
        ("mi hijo se llama pedro y tiene 5 años", "pedro"),
        ("soy Maria Perez de caracas", "Maria"),
        ("ME LLAMO ROSA QUIERO INFORMACION", "ROSA"),
        ("atte. Juan Quispe", "Quispe"),
    ],
)
def test_numbers_addresses_and_names_are_taken_out(text: str, hidden: str) -> None:
    assert hidden not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "como pido refugio",
        "soy venezolano y tengo 3 hijos",
        "cuanto cuesta el carnet, 50 soles?",
        "tengo 15 años puedo estudiar",
        "de 8 a 5 atienden?",
        "mi mama esta enferma",
        "llamo al 105?",
    ],
)
def test_what_was_asked_stays(text: str) -> None:
    assert redacted(text) == text


def test_what_follows_a_name_stays() -> None:
    assert redacted("me llamo maria perez y quiero refugio") == "me llamo [nombre] y quiero refugio"


@given(st.text(max_size=300))
def test_no_run_of_digits_is_left_in_any_text(text: str) -> None:

    assert not re.search(r"\b[0-9]{5,}\b", redacted(text))
