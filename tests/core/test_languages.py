"""Telling Spanish from other languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.languages import foreign
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
