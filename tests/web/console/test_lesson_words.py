"""What a training found, for somebody who never sees code: titles for codes, and the reader's language."""

import pytest

from bot.i18n import speaking
from bot.web.console import lesson_words
from tests.web.console.conftest import Staffed
from tests.web.console.furnished import judged

TITLES = {"C02": "Pedir refugio"}


@pytest.mark.parametrize(
    ("brief", "spanish", "english"),
    [
        ("faq C02", "Responde: «Pedir refugio»", "Answers: «Pedir refugio»"),
        ("faq X9", "Responde: «X9»", "Answers: «X9»"),
        ("clarify C02", "Pregunta cuál; primero «Pedir refugio»", "Asks which; first «Pedir refugio»"),
        ("out_of_scope C02", "Dice que no es de sus temas", "Says it is not one of its subjects"),
        ("nlu_fallback", "Dice que no sabe", "Says it does not know"),
    ],
)
def test_what_a_model_makes_of_a_question_reads_in_words(brief: str, spanish: str, english: str) -> None:
    assert lesson_words.understood(brief, TITLES) == spanish
    with speaking("en"):
        assert lesson_words.understood(brief, TITLES) == english


def test_the_page_of_a_training_names_answers_by_their_title(desk: Staffed) -> None:
    number = judged(desk)
    reviewer = desk.browser("reviewer")
    page = reviewer.get(f"/console/aprendizaje/{number}").text
    assert "Responde: «Título C03»" in page
    assert "Responde: «Título C01»" in page
    assert "faq " not in page
    assert "«Título C01»" in reviewer.get("/console/aprendizaje").text
    reviewer.post(f"/console/aprendizaje/{number}/volver")
    assert "Volvieron las preguntas de antes en: «Título C01»" in reviewer.get("/console/aprendizaje").text


def test_of_many_answers_a_few_are_named() -> None:
    titles = {f"C0{number}": f"T{number}" for number in range(6)}
    assert lesson_words.learned(titles, titles) == "«T0», «T1», «T2» y 3 más"
    assert lesson_words.learned(["C00"], titles) == "«T0»"
    assert lesson_words.learned([], titles) == ""


def test_what_another_release_wrote_stays_as_it_is() -> None:
    assert lesson_words.reason("algo: 3 de 4") == "algo: 3 de 4"
    assert lesson_words.progress("a medias") == "a medias"
