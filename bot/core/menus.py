"""Numbered options in a text, and how a reply picks one of them.

A reply picks when it says a number and nothing else ("2", "la 2", "opción dos porfa"), when it is an option's line, or
when it is the beginning of one line only. Anything that says more ("2 hijos", "tengo 2") is left to understanding.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.messages import Option
from bot.core.slips import alike

_LONGEST: Final = 120
"""Characters of the longest reply that can be a pick."""

_NUMBERS: Final = (
    "uno primero primera primer",
    "dos segundo segunda",
    "tres tercero tercera tercer",
    "cuatro cuarto cuarta",
    "cinco quinto quinta",
    "seis sexto sexta",
    "siete septimo septima",
    "ocho octavo octava",
    "nueve noveno novena",
    "diez decimo decima 🔟",
)
_SPOKEN: Final = {word: number for number, words in enumerate(_NUMBERS, start=1) for word in words.split()}
_LAST: Final = frozenset(["ultimo", "ultima"])
_DIGITS: Final = re.compile(r"(?:opcion|opc|op|numero|nro|num|n)?0?([1-9][0-9]?)(?:r[ao]|er[ao]?|d[ao]|t[ao]|m[ao]|v[ao]|n[ao])?")
# What may stand around a number or a line without saying anything more.
_FILLER: Final = frozenset(
    """a al amigo amiga bueno buenas claro con de dame deme dia dias disculpa disculpe el elijo es escojo eso esa este esta
    favor gracias hola la lo marco me mejor muchas n numero ok okay opc opcion op alternativa respuesta por porfa porfis
    prefiero pues quiero quisiera seria senor senora senorita si tema uds usted vale ya y interesa tardes noches buenos
    ver""".split()
)
# Words too common to tell one line from another when they are all a person wrote.
_HOLLOW: Final = frozenset(
    """como cuando cual cuales cuanto cuanta cuantos donde quien quienes que porque para sobre desde hasta entre puedo
    puede pueden quiero necesito tengo tiene tienen hacer hago tener este esta esto estos estas otro otra otros otras mis
    todo toda todos algo nada aqui hola gracias buenas ayuda pero solo mejor tambien persona mas""".split()
)
_TELLING: Final = 4
"""Letters of the shortest word that tells one line from another."""


def numbered(options: Sequence[Option]) -> str:
    """The options as lines a person can answer with a number; empty without options."""
    return "\n".join(f"{number}. {option.label}" for number, option in enumerate(options, start=1))


def picked(text: str, options: Sequence[Option]) -> Option | None:
    """The option that `text` names by its payload, its number, its line, or the beginning of its line; else None."""
    if not options or len(text) > _LONGEST:
        return None
    for option in options:
        if text == option.payload:
            return option
    words = _words(text)
    number = _number(words, len(options))
    if number is not None:
        return options[number - 1] if number <= len(options) else None
    lines = [(option, _line(option.label)) for option in options]
    said = [words, _bare(words)]
    for same in (_is_line, _is_answer, _begins_line):
        for mine in said:
            found = [option for option, line in lines if mine and same(mine, line)]
            if len(found) == 1:
                return found[0]
            if found:
                return found[0] if same is _is_line else None
    return None
