"""Numbered options in a text, and how a reply picks one of them.

A reply picks when it says a number and nothing else ("2", "la 2", "opción dos porfa"), when it is an option's line, or
when it is the beginning of one line only. Anything that says more ("2 hijos", "tengo 2") is left to understanding.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.messages import Option
from bot.core.slips import alike

LONGEST: Final = 120
"""Characters of the longest reply that can be a pick."""
_TELLING: Final = 4
"""Letters of the shortest word that can tell one line from another."""
_FEW: Final = 4
"""Words of the longest reply that is looked for inside a line."""
_CUT: Final = 3
"""Letters that must be there of a word cut short."""
_LINES: Final = 2_000
"""Lines whose words are remembered: all that we offer, and each is compared with what people write next."""

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
_ORDINAL: Final = str.maketrans("", "", "°ºª")
"""Signs that would read as letters: "N° 2" is not "no 2"."""
_FIGURE: Final = re.compile(
    r"(?:opcion|opc|op|numero|n)?0?([1-9][0-9]?)(?:ra|ro|er|era|ero|da|do|ta|to|ma|mo|va|vo|na|no)?"
)
# Words one slip away from a number's name.
_NO_NUMBERS: Final = frozenset("nuevo nueva nuevos nieve mueve siente siento suele circo cuadro cuanto seguido".split())

# What may stand around a number, or around a line, and says nothing more.
_GREETING: Final = re.compile(r"\b(?:buenos dias|buen dia|buenas (?:tardes|noches)|por favor|muchas gracias)\b")
_POLITE: Final = frozenset(
    "hola buenas gracias pues ok okay bueno ya vale claro senor senora senorita amigo amiga disculpa disculpe".split()
)
_CHOOSING: Final = frozenset(
    """quiero quisiera prefiero elijo escojo marco dame deme me interesa seria es a al el la lo esa ese esta este y con
    opcion opc op numero n alternativa respuesta tema""".split()
)
_NEAR_NUMBER: Final = _POLITE | _CHOOSING | {"si", "mejor"}
_NEAR_LINE: Final = _POLITE | _CHOOSING
_JOINTS: Final = frozenset("un una los las les de del en y o que".split())
"""Words that may be put otherwise in a reply than in the line it means."""
# Words that many questions begin with: a line is not told by them alone.
_HOLLOW: Final = frozenset(
    """como cuando cual cuales cuanto cuanta cuantos donde quien quienes porque para sobre desde hasta entre puedo puede
    pueden quiero necesito tengo tiene tienen hacer hago tener esto estos estas otro otra otros otras todo toda todos
    algo nada aqui ayuda pero solo tambien""".split()
)


def numbered(options: Sequence[Option]) -> str:
    """The options as lines a person can answer with a number; empty without options."""
    return "\n".join(f"{number}. {option.label}" for number, option in enumerate(options, start=1))


def picked(text: str, options: Sequence[Option]) -> Option | None:
    """The option that `text` names by its payload, its number, its line or the beginning of its line; else None."""
    if len(text) > LONGEST:
        return None
    for option in options:
        if text == option.payload:
            return option
    words = _words(text)
    number = _number(words, len(options))
    if number is not None:
        return options[number - 1] if number <= len(options) else None
    for fits in _WAYS:
        found = [option for option in options if fits(words, option.label)]
        if found:
            same = len({normalise(option.label) for option in found}) == 1
            return found[0] if same else None
    return None


def within(text: str, options: Sequence[Option]) -> Option | None:
    """The only option whose line holds every word of a short `text`, in any order: "temprano", "un día antes".

    For replies to a question that was just put; anywhere else a word of a line may begin something new.
    """
    words = [word for word in _bare(_words(text)) if word not in _JOINTS]
    if len(words) > _FEW or not any(len(word) >= _TELLING and word not in _HOLLOW for word in words):
        return None
    found = [option for option in options if _holds(_line(option.label), words)]
    return found[0] if len(found) == 1 else None


def _holds(line: list[str], words: list[str]) -> bool:
    return all(any(alike(one, word) for one in line) for word in words)


@lru_cache(maxsize=_LINES)
def _line(label: str) -> list[str]:
    return _words(label)


def _words(text: str) -> list[str]:
    plain = _GREETING.sub(" ", normalise(text.translate(_ORDINAL)))
    return [word for word in plain.split() if word.isalnum() or word in _SPOKEN]


def _number(words: list[str], options: int) -> int | None:
    """The only number in `words`, where they say nothing else; of `options` options, the last one has a name."""
    rest = [word for word in words if word not in _NEAR_NUMBER]
    if len(rest) != 1:
        return None
    figure = _FIGURE.fullmatch(rest[0])
    if figure:
        return int(figure[1])
    if rest[0] in _LAST:
        return options
    if rest[0] in _SPOKEN or rest[0] in _NO_NUMBERS:
        return _SPOKEN.get(rest[0])
    return next((number for word, number in _SPOKEN.items() if alike(word, rest[0])), None)


def _bare(words: list[str]) -> list[str]:
    """`words` without what is only polite at either end."""
    first, last = 0, len(words)
    while first < last and words[first] in _NEAR_LINE:
        first += 1
    while last > first and words[last - 1] in _NEAR_LINE:
        last -= 1
    return words[first:last]


def _is_line(words: list[str], label: str) -> bool:
    return bool(words) and words == _line(label)


def _is_nearly_line(words: list[str], label: str) -> bool:
    mine, line = _bare(words), _bare(_line(label))
    if not mine or not line:
        return False
    return _alike(line, mine) or alike("".join(line), "".join(mine))


def _is_answer(words: list[str], label: str) -> bool:
    """ "si" is "Sí, borrar": the part before the comma."""
    head, comma, _ = label.partition(",")
    mine = _bare(words)
    return bool(comma and mine) and mine == _words(head)


def _begins_line(words: list[str], label: str) -> bool:
    """True where `words` are the first of the line, and one of them is a word that tells; the last may be cut short."""
    mine, line = _bare(words), _bare(_line(label))
    if not mine or len(mine) > len(line):
        return False
    if not any(len(word) >= _TELLING and word not in _HOLLOW for word in mine):
        return False
    *whole, last = mine
    cut = len(last) >= _CUT and line[len(whole)].startswith(last)
    return _alike(line[: len(whole)], whole) and (cut or alike(line[len(whole)], last))


def _alike(line: list[str], words: list[str]) -> bool:
    return len(line) == len(words) and all(map(alike, line, words))


_WAYS: Final[tuple[Callable[[list[str], str], bool], ...]] = (_is_line, _is_nearly_line, _is_answer, _begins_line)
"""How words may name a line, surest first: the first way that finds any line decides."""
