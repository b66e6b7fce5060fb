"""Messages that answer something and say nothing by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bare import Bare, read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sí", Bare.YES), ("Si gracias", Bare.YES), ("claro que sí", Bare.YES), ("no", Bare.NO), (" No. ", Bare.NO),
        ("no, ninguno", Bare.NO), ("ninguna de esas", Bare.NO), ("nada de eso", Bare.NO), ("9", Bare.NUMBER),
        ("44", Bare.NUMBER), ("?", Bare.SIGNS), ("...", Bare.SIGNS), ("¿??", Bare.SIGNS),
        ("no sé", Bare.UNSURE), ("nose", Bare.UNSURE), ("No lo sé la verdad", Bare.UNSURE), ("ni idea", Bare.UNSURE),
        ("que hago", Bare.WHAT_NOW), ("y ahora qué hago?", Bare.WHAT_NOW),
    ],
)  # fmt: skip
def test_it_is_told_what_kind_of_reply_a_message_is(text: str, kind: Bare) -> None:
    assert read(text) is kind


@pytest.mark.parametrize(
    "text",
    ["", "👍", "no tengo papeles", "si tengo",
     "no se que hacer", "no se donde esta mi hija", "no se nada de mi hijo",
     "105", "100", "2 hijos", "no me pagan", "no puedo respirar",
     "que hago si me pega", "ya no quiero vivir", "ok", "no no no me dejes por favor"],
)  # fmt: skip
def test_whatever_says_something_is_left_to_understanding(text: str) -> None:
    assert read(text) is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert read(text) in (None, *Bare)
