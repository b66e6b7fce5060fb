"""What changed between two wordings."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core import differences, readability
from bot.core.differences import Kind
from tests.services.conftest import ENTRIES


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_stayed_and_what_is_new_make_the_new_text_and_with_what_is_gone_the_old(old: str, new: str) -> None:
    pieces = differences.words(old, new)
    assert "".join(text for kind, text in pieces if kind is not Kind.GONE) == new
    assert "".join(text for kind, text in pieces if kind is not Kind.NEW) == old


def test_only_fields_that_differ_are_named() -> None:
    from dataclasses import replace

    after = replace(ENTRIES[0], title="Otro título", questions=(*ENTRIES[0].questions[1:], "una más"))
    changes = {one.field: one.pieces for one in differences.of_entries(ENTRIES[0], after)}
    assert set(changes) == {"title", "questions"}
    assert changes["questions"] == ((Kind.GONE, "pregunta 0 de C01\n"), (Kind.NEW, "una más\n"))


@given(st.text(max_size=400))
def test_marking_long_sentences_loses_nothing_of_a_text(text: str) -> None:
    assert "".join(piece for piece, _ in readability.marked(text)) == text


def test_a_sentence_of_more_than_twenty_words_is_marked() -> None:
    long = " ".join(["palabra"] * 21) + "."
    assert readability.marked(f"Corta. {long} Otra corta.") == [
        ("Corta.", False),
        (f" {long}", True),
        (" Otra corta.", False),
    ]
