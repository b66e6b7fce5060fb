"""What one message asks for, beyond its words: does it go on with what was said before, and does it ask two things?

Both look at form only. Which entry is meant is the engine's to say.
"""

import re
from typing import Final

from bot.core.chat_spelling import normalise

_SHORT: Final = 9
"""Words of the longest message that may go on with the one before; who begins anew says more."""
_BARE: Final = 4
"""Words of a question that names no subject at all ("cuanto cuesta", "que tengo que llevar")."""
_FEWEST: Final = 3
"""Words of the shortest part that asks for something by itself."""
_MOST: Final = 4
"""Parts of a message that are read by themselves."""
_BEGINS: Final = frozenset("y e o pero entonces ademas tambien aunque".split())
_POINTS: Final = frozenset("eso esa ese esos esas ahi alla alli ello este esto mismo misma ambos".split())
_ASKS: Final = frozenset(
    "cuanto cuanta cuantos cuantas cuando donde como que quien quienes porque cual cuales a es".split()
)
_SUBJECTLESS: Final = frozenset(
    """
    cuanto cuanta cuantos cuantas cuando donde como que quien quienes porque cual cuales a es y o e pero entonces de en
    por para con sin el la los las lo un una me te se le nos mi su si no ya hay tengo tiene tienen tener cuesta cuestan
    vale cobran cobra pagar pago demora demoran dura tarda tiempo dias dia horas hora queda quedan lugar sitio direccion
    atienden atiende abren llevo llevar lleva piden pide necesito necesita requisitos papeles documentos hago hace hacer
    hacen puedo puede pueden debo ir voy llamo llamar numero telefono gratis seguro costo precio plazo pasa niegan niega
    rechazan vence vencen luego despues antes eso esa ese ahi alla alli esto tambien ademas sirve sirven online internet
    presencial cita horario horarios mas
    """.split()
)
"""Words that say nothing about what is asked after; the rest of a message names a subject."""
_BORDER: Final = re.compile(
    r"[.?!;\n]+"
    r"|,?\s+(?:y\s+)?(?:tambi[eé]n|adem[aá]s|aparte|otra (?:cosa|pregunta|consulta)|por otro lado|y de paso)\b",
    re.IGNORECASE,
)


def goes_on(text: str) -> bool:
    """True for "y cuánto cuesta?", "y eso dónde es", "y si no tengo?": short, and the subject was named before."""
    words = normalise(text).split()
    if not words or len(words) > _SHORT:
        return False
    unnamed = sum(word not in _SUBJECTLESS for word in words)
    if len(words) <= _BARE and words[0] in _ASKS:
        return unnamed == 0
    begins = words[0] in _BEGINS or not _POINTS.isdisjoint(words)
    return begins and unnamed <= max(1, len(words) // 3)


def parts(text: str) -> list[str]:
    """The questions of a message that asks several, as written; empty where it asks one."""
    found = [part.strip(" ,¿¡") for part in _BORDER.split(text)]
    found = [part for part in found if len(part.split()) >= _FEWEST]
    return found[:_MOST] if len(found) > 1 else []
