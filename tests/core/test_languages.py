"""Telling Spanish from other languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.languages import andean, far, foreign, other_script, spanish
from tests.core.wordlists import lines

CODES = ("en", "pt", "fr", "ht")


@pytest.mark.parametrize("code", CODES)
def test_messages_in_another_language_are_told(code: str) -> None:
    messages = lines(f"foreign_{code}")
    assert len(messages) >= 40
    assert [(text, foreign(text)) for text in messages if foreign(text) != code] == []


def test_spanish_as_it_is_typed_stays_spanish() -> None:
    messages = lines("spanish_chat")
    assert len(messages) >= 150
    assert [(text, foreign(text)) for text in messages if foreign(text)] == []


def test_mixtures_and_spanish_with_some_foreign_words_stay_spanish() -> None:
    assert [(text, foreign(text)) for text in lines("mixtures") if foreign(text)] == []


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "bonjour", "obrigado", "ok", "covid", "👍", "12345", "مرحبا", "你好 你好"]
)
def test_one_word_and_no_word_tell_nothing(text: str) -> None:
    assert foreign(text) is None


@given(
    st.sampled_from([text for code in CODES for text in lines(f"foreign_{code}")]),
    st.sampled_from(lines("spanish_chat")),
)
def test_case_and_marks_do_not_matter(other: str, spanish: str) -> None:
    assert foreign(f"  {other.upper()}!!! 🙏") == foreign(other)
    assert foreign(f"¡{spanish.upper()}!") is None


@given(st.text(max_size=1_000))
def test_any_text_is_read_without_failing(text: str) -> None:
    assert foreign(text) in {None, *CODES}


def test_quechua_and_aymara_are_told_and_nothing_else_is_taken_for_them() -> None:
    assert [text for text in lines("foreign_qu") if not andean(text) or foreign(text)] == []
    others = [
        *lines("spanish_chat"),
        *lines("mixtures"),
        *(text for code in CODES for text in lines(f"foreign_{code}")),
    ]
    assert [text for text in others if andean(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "mi wawa esta enferma", "el wawa wasi de mi barrio", "señora Mamani Huamán", "vivo en Yachay", "allin", "ancha",
        "hablo quechua", "mi mama solo habla quechua en que le atienden", "warmi wasi", "", "ok",
    ],
)  # fmt: skip
def test_spanish_with_words_and_names_of_the_andes_stays_spanish(text: str) -> None:
    assert not andean(text)


def test_german_dutch_italian_polish_and_turkish_are_told_and_nothing_else_is_taken_for_them() -> None:
    assert [text for text in lines("foreign_far") if not far(text) or foreign(text)] == []
    others = ("spanish_chat", "mixtures", "foreign_qu", *(f"foreign_{code}" for code in CODES))
    assert [text for name in others for text in lines(name) if far(text) and not foreign(text)] == []


@pytest.mark.parametrize(
    "text", ["", "danke", "ciao", "¿vendieron la madre?", "la casa de mi prima", "hay kinder aqui"]
)
def test_one_word_and_words_that_spanish_has_tell_no_far_language(text: str) -> None:
    assert not far(text)


@pytest.mark.parametrize("text", ["你好,我需要帮助", "привет, мне нужна помощь", "مرحبا احتاج مساعدة", "Γειά σου ok"])
def test_other_letters_are_told(text: str) -> None:
    assert other_script(text)


@pytest.mark.parametrize("text", ["hola", "", "👍 🙏", "𝓱𝓸𝓵𝓪", "ñandú 1ª", "я", "hola 你好", "12345"])
def test_emoji_fancy_letters_and_a_single_one_tell_no_other_script(text: str) -> None:
    assert not other_script(text)


@pytest.mark.parametrize(
    ("text", "told"), [("mira este papel q hago", True), ("obrigada", False), ("🙏", False), ("", False)]
)
def test_a_word_that_only_spanish_has_shows_spanish(text: str, told: bool) -> None:
    assert spanish(text) is told


@given(st.text(max_size=1_000))
def test_any_text_is_read_for_other_languages_without_failing(text: str) -> None:
    assert {andean(text), far(text), other_script(text), spanish(text)} <= {True, False}
