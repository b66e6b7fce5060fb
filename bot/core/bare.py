"""Messages that answer something and say nothing by themselves: "sí", "no, ninguno", "3", "??".

What they answer is the conversation's to know. Read by itself, such a message fits anything: a classifier that is asked
about "no" alone finds an entry for it, or a danger.
"""

from enum import StrEnum
from typing import Final

from bot.core.chat_spelling import normalise

_AROUND: Final = frozenset(
    "ah ya pues gracias muchas mil por favor porfa senor senora senorita amigo amiga mi amor eso esa ese esos esas de"
    " que es era".split()
)
"""Words beside a yes or a no that change nothing of it."""
_YES: Final = frozenset("si sip sipi claro correcto exacto exactamente afirmativo".split())
_NO: Final = frozenset("no nop nope ninguno ninguna ningunos ningunas nada tampoco negativo".split())
_UNSURE: Final = frozenset(
    {
        "no se", "nose", "no lo se", "no se nada", "ni idea", "no tengo idea", "no tengo ni idea", "no sabria",
        "no sabria decir", "no sabria decirte", "no sabria decirle", "no se bien", "quien sabe", "no estoy seguro",
        "no estoy segura", "no recuerdo", "no me acuerdo",
    }
)  # fmt: skip
_BESIDE: Final = _AROUND | frozenset("yo la verdad mmm mm hmm bueno creo realmente todavia aun".split())
"""Words beside a "no sé" that change nothing of it."""
_NOW: Final = frozenset("y que ahora entonces hago hacemos hacer puedo podemos debo debemos tengo tenemos".split())
_DO: Final = frozenset("hago hacemos hacer".split())
_MOST: Final = 5
_HELP_LINE: Final = 3
"""Figures of the shortest number that may be a help line (105) and no line of a list."""


class Bare(StrEnum):
    """What such a message is."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    """ "No sé": the person cannot say, and asks nothing."""
    NUMBER = "number"
    SIGNS = "signs"
    """Only "?" or dots: the person waits, or did not understand."""
    WHAT_NOW = "what_now"
    """ "Y qué hago?", after an answer."""


def read(text: str) -> Bare | None:
    """What a message is that says nothing by itself; None for every other, an empty one and one of pictures."""
    plain = text.strip()
    if plain and not plain.strip("?¿!¡.,…- "):
        return Bare.SIGNS
    words = normalise(text).split()
    if not 0 < len(words) <= _MOST:
        return None
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) < _HELP_LINE:
        return Bare.NUMBER
    if set(words) <= _NOW and not _DO.isdisjoint(words):
        return Bare.WHAT_NOW
    if " ".join(word for word in words if word not in _BESIDE) in _UNSURE:
        return Bare.UNSURE
    for kind, marks in ((Bare.NO, _NO), (Bare.YES, _YES)):
        if words[0] in marks and set(words) <= marks | _AROUND:
            return kind
    return None
