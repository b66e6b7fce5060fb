"""The index is computed as published, on text as people type it."""

import pytest

from bot.core import readability


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("casa", 2), ("refugio", 3), ("país", 2), ("queso", 2), ("guerra", 2), ("vergüenza", 3), ("leer", 2),
        ("hoy", 1), ("y", 1),
        ("Migraciones", 4), ("ahora", 3), ("aéreo", 4), ("búho", 2), ("día", 2), ("cuidado", 3), ("oía", 3),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert readability.syllables(word) == count


def test_the_index_is_szigriszt_pazos() -> None:
    # 6 words, 10 syllables, 2 sentences.
    text = "La niña come pan. Bebe agua."
    assert readability.index(text) == pytest.approx(206.835 - 62.3 * 10 / 6 - 3)


def test_officialese_reads_harder_than_plain_words() -> None:
    plain = "Ve a la posta con tu hijo. Lleva el papel que te dieron."
    official = (
        "Deberá efectuarse la presentación de la documentación identificatoria correspondiente debidamente actualizada."
    )
    assert readability.index(plain) > readability.PRIMARY_SCHOOL > readability.index(official)


def test_a_number_or_a_page_at_the_end_still_ends_the_sentence() -> None:
    text = "Llama al 106. " + "Si no contestan llama al 116. " * 3 + "Míralo en gob.pe/rree. Ve a la posta."
    assert not any(long for _piece, long in readability.marked(text, limit=6))
