"""A cry for help that says nothing else: how people spell it, and what merely holds its words."""

import pytest

from bot.core import commands
from bot.core.cries import is_cry


@pytest.mark.parametrize(
    "text",
    [
        "ayuda", "AYUDA!!!", "ayudaaa", "aayuda", "ayua", "ayda", "auda", "aiuda", "alluda", "alludame", "alludeme",
        "ayúdame", "ayudenme", "¡ayúdenme por favor!", "ayuda por favor", "por favor ayuda", "porfavor ayudenme",
        "porfa ayuda", "hola ayuda", "ayuda ayuda ayuda", "necesito ayuda", "nesecito alluda", "necesito su ayuda",
        "necesito ayuda urgente", "necesito que me ayuden", "kiero ayuda", "pido auxilio", "auxilio", "ausilio",
        "auxlio", "socorro", "socoro", "s.o.s", "sos", "alguien me ayuda", "alguien que me ayude por favor",
        "me pueden ayudar", "me puede alludar", "buenas tardes me podrian ayudar", "me ayudan?", "puede ayudarme",
        "emergencia", "es una emergencia", "tengo una emergencia", "urgente", "es muy urgente", "help me please",
        "i need help", "sáquenme de aquí", "saquenme de aki por favor",
    ],
)  # fmt: skip
def test_a_bare_cry_is_heard(text: str) -> None:
    assert is_cry(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "hola", "por favor", "gracias por su ayuda", "ayuda con el colegio", "necesito ayuda pa mi refugio",
        "dan ayuda", "ayudas", "que ayudas hay", "hay ayuda en dinero", "ayuda humanitaria", "ayudo a mi mama",
        "quiero ayudar", "me ayudo mucho", "mi hijo necesita ayuda en la escuela", "tengo dudas", "un audio", "viuda",
        "me pueden ayudar con la matricula", "numero de emergencia", "me niegan la emergencia",
        "en que me puedes ayudar",
        "carne de emergencia", "cita urgente en migraciones", "sos venezolano", "es un aula",
    ],
)  # fmt: skip
def test_what_says_with_what_or_means_something_else_is_no_bare_cry(text: str) -> None:
    assert not is_cry(text)


def test_the_commands_that_hold_the_word_stay_commands() -> None:
    assert commands.find("ayuda comandos") is commands.Command.HELP
    assert commands.find("ayuda de una persona") is commands.Command.PERSON
    assert not is_cry("ayuda de una persona")
