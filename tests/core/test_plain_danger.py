"""Danger in the plainest words, and what merely holds them."""

import pytest

from bot.core.plain_danger import Plain, find


@pytest.mark.parametrize(
    "text",
    [
        "estoy en peligro", "ESTOY EN PELIGRO!!", "ayuda estoy en peligro", "estamos en peligro", "corro peligro",
        "estoy en grave peligro ahora", "toy en peligro", "mi vida corre peligro", "mi familia esta en peligro",
        "mi hermana está en peligro", "mi mamá corre peligro con su pareja", "alguien esta en peligro", "peligro",
        "por favor mi vecina esta en peligro", "creo que estoy en peligro",
    ],
)  # fmt: skip
def test_a_person_in_danger_is_heard(text: str) -> None:
    assert find(text) is Plain.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "mi hijo esta en peligro", "mi hija corre peligro", "mi bebé está en peligro", "mis hijos estan en peligro",
        "un niño esta en peligro", "hay un niño en peligro", "niño en peligro", "mi ija esta en peligro",
        "mi hija corre peligro con su padrastro", "un menor en riesgo", "mi sobrina esta en riesgo",
        "buenas señora mi nieta esta en peligro por favor ayuda",
    ],
)  # fmt: skip
def test_a_child_in_danger_is_heard_as_a_child(text: str) -> None:
    assert find(text) is Plain.CHILD


@pytest.mark.parametrize(
    "text",
    [
        "", "hola", "estoy en peligro de perder el trabajo", "estoy en peligro de deportación", "¿estoy en peligro?",
        "señales de peligro", "señales de peligro en niños", "no estoy en peligro", "ya no estoy en peligro",
        "quien esta en riesgo", "mi hijo esta en el colegio", "es peligroso", "mi barrio es peligroso",
        "mi hija esta en riesgo de repetir el año", "estoy en riesgo", "peligro de contagio",
        "mi hijo esta en peligro de quedarse sin colegio",
    ],
)  # fmt: skip
def test_what_says_more_or_asks_is_left_to_understanding(text: str) -> None:
    assert find(text) is None
