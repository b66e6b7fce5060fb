"""Slips of the finger and of the ear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.slips import Vocabulary, alike, clear, heard, one_slip

LETTERS = st.text("abcdefghijlmnopqrstuvz", min_size=4, max_size=12)


@given(LETTERS, st.data())
def test_one_letter_dropped_added_changed_or_swapped_is_one_slip_both_ways(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcxyz"))
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ):
        assert one_slip(word, typed)
        assert one_slip(typed, word)


@pytest.mark.parametrize(
    ("one", "other"), [("persona", "presnoa"), ("mis", "mas datos"), ("abcd", "acdb"), ("datos", "dt")]
)
def test_two_letters_are_more_than_one_slip(one: str, other: str) -> None:
    assert not one_slip(one, other)


@pytest.mark.parametrize(
    ("meant", "typed"),
    [
        ("recibir", "resivir"),
        ("mensajes", "mensages"),
        ("hablar", "avlar"),
        ("sigue", "sige"),
        ("cambiar", "canbiar"),
        ("idioma", "ydioma"),
        ("llamen", "yamen"),
        ("ver", "ber"),
        ("borrar", "borar"),
    ],
)
def test_a_word_written_by_ear_is_the_word(meant: str, typed: str) -> None:
    assert heard(meant) == heard(typed)
    assert alike(meant, typed)


@pytest.mark.parametrize(
    ("meant", "typed"), [("baja", "caja"), ("mas", "mes"), ("mis", "mi"), ("alta", "falta"), ("10", "100")]
)
def test_short_words_and_first_letters_count(meant: str, typed: str) -> None:
    assert not alike(meant, typed)


@pytest.mark.parametrize(
    ("meant", "typed", "expected"),
    [
        ("alto", "atlo", True),
        ("baja", "bja", True),
        ("salir", "sallir", True),
        ("alto", "acto", False),
        ("baja", "bala", False),
    ],
)
def test_a_word_that_stands_alone_is_forgiven_less(meant: str, typed: str, expected: bool) -> None:
    assert alike(meant, typed)
    assert clear(meant, typed) is expected
    assert bool(Vocabulary([meant]).meant(typed, alone=True)) is expected


def test_a_vocabulary_finds_a_word_itself_before_anything_like_it() -> None:
    words = Vocabulary(["alerta", "alertas", "no", "me", "manden"], apart=["alergia", "niños"])
    assert words.meant("alerta") == [("alerta",)]
    assert words.meant("alertaz") == [("alerta",), ("alertas",)]
    assert words.meant("alergia") == []
    assert words.meant("nomemanden") == [("no", "me", "manden")]
    assert words.meant("colegio") == []


def test_joined_words_are_cut_only_where_one_of_them_is_long_enough() -> None:
    words = Vocabulary(["ni", "nos", "no", "me", "escriban"])
    assert words.cut("ninos") == ()
    assert words.cut("nome") == ("no", "me")
    assert words.cut("nomeescriban") == ("no", "me", "escriban")


@given(LETTERS)
def test_every_word_is_found_through_any_slip_that_makes_it_alike(word: str) -> None:
    words = Vocabulary([word])
    for at in range(1, len(word)):
        typed = word[:at] + word[at + 1 :]
        assert ((word,) in words.meant(typed)) is (alike(word, typed))
