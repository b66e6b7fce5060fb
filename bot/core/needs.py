"""What one message asks for, beyond its words: does it go on with what was said before, and does it ask two things?

Both look at form only. Which entry is meant is the engine's to say.
"""

import re
from enum import StrEnum
from typing import Final

from bot.core.chat_spelling import normalise

_SHORT: Final = 9
"""Words of the longest message that may go on with the one before; who begins anew says more."""
_FEWEST: Final = 3
"""Words of the shortest part that asks for something by itself."""
_MOST: Final = 4
"""Parts of a message that are read by themselves."""
_BEGINS: Final = frozenset("y e o no pero entonces ademas tambien aunque".split())
_POINTS: Final = frozenset("eso esa ese esos esas ahi alla alli ello este esto mismo misma ambos".split())
_SUBJECTLESS: Final = frozenset(
    """
    cuanto cuanta cuantos cuantas cuando donde como que quien quienes porque cual cuales a es y o e pero entonces de en
    por para con sin el la los las lo un una me te se le nos mi su si no ya hay tengo tiene tienen tener cuesta cuestan
    vale cobran cobra pagar pago demora demoran dura tarda tiempo dias dia horas hora queda quedan lugar sitio direccion
    atienden atiende abren llevo llevar lleva piden pide necesito necesita requisitos papeles documentos hago hace hacer
    hacen puedo puede pueden debo ir voy llamo llamar numero telefono gratis costo precio plazo pasa niegan niega
    rechazan vence vencen luego despues antes eso esa ese ahi alla alli esto tambien ademas sirve sirven online internet
    presencial cita horario horarios mas paso pasos explica explicame dime digo hay sera seria pido ninguno
    ninguna nada pregunto preguntar consulto consultar averiguo averiguar acudo acudir quejo quejar quejarme reclamo
    reclamar denuncio denunciar ayudan mientras tanto ellos ellas asi mucho mucha poco caro cara barato
    verdad cierto
    """.split()
)
"""Words that say nothing about what is asked after; the rest of a message names a subject."""


class Link(StrEnum):
    """How a message hangs together with the one before."""

    BARE = "bare"
    """It names no subject at all: "cuánto cuesta?", "no tiene papeles", "paso a paso"."""
    POINTS = "points"
    """It points at something, and names little: "y si me niegan la beca?"."""
    NEW = "new"
    """It says by itself what it is about."""


_BORDER: Final = re.compile(
    r"[.?!;\n]+"
    r"|,?\s+(?:y\s+)?(?:tambi[eé]n|adem[aá]s|aparte|otra (?:cosa|pregunta|consulta)|por otro lado|y de paso)\b",
    re.IGNORECASE,
)


def link(text: str) -> Link:
    """Short messages may go on with what was said before."""
    words = normalise(text).split()
    if not words or len(words) > _SHORT:
        return Link.NEW
    named = sum(word not in _SUBJECTLESS for word in words)
    if named == 0:
        return Link.BARE
    begins = words[0] in _BEGINS or not _POINTS.isdisjoint(words)
    return Link.POINTS if begins and named <= max(1, len(words) // 3) else Link.NEW


def parts(text: str) -> list[str]:
    """The questions of a message that asks several, as written; empty where it asks one."""
    found = [part.strip(" ,¿¡") for part in _BORDER.split(text)]
    found = [part for part in found if len(part.split()) >= _FEWEST]
    return found[:_MOST] if len(found) > 1 else []
