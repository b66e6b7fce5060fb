"""Danger in the plainest words there are: "estoy en peligro", "mi hija corre peligro".

Such a message names no kind of danger, so no phrase of the lexicon is it and a classifier guesses a subject that speaks
of danger or risk (danger signs, who is at risk). It is recognised only as a whole: "estoy en peligro de perder el
trabajo" says something else.
"""

from enum import StrEnum
from functools import cache
from typing import Final

from bot.core import look_alikes
from bot.core.chat_spelling import normalise
from bot.core.command_words import GROUPS
from bot.core.phrases import Phrases

_MOST_WORDS: Final = 16

_GROUPS: Final = {
    "around": """
        <polite> | ayuda | ayudenme | ayudeme | auxilio | socorro | urgente | oigan | miren | creo que | siento que
        | es que | ahora | ahorita | ya | aqui | en (mi | la) casa | en la calle""",
    "polite": GROUPS["polite"],
    "child": """
        hijo | hija | hijos | hijas | hijito | hijita | nino | nina | ninos | ninas | ninito | ninita | bebe | bebes
        | nieto | nieta | nietos | nietas | sobrino | sobrina | sobrinos | sobrinas | menor | menores | hermanito
        | hermanita | adolescente | chamo | chama | chamos | chamito | chamita | carajito | carajita""",
    "adult": """
        mama | papa | madre | padre | esposo | esposa | marido | mujer | pareja | novio | novia | hermano | hermana
        | hermanos | amigo | amiga | vecino | vecina | prima | primo | tio | tia | abuelo | abuela | familia | persona
        | senora | senor | muchacho | muchacha | vida""",
    "whose": "mi | mis | un | una | el | la | los | las | unos | unas | otro | otra | este | esta | nuestro | nuestra",
    "is": "esta | estan | corre | corren | anda | andan | se encuentra | puede estar | pueden estar",
    "grave": "mucho | gran | grave | serio | un",
    "with": """
        con (su | el | la | mi) (padrastro | papa | padre | mama | madre | madrastra | tio | abuelo | vecino | pareja
        | marido | esposo | ex)""",
}
_PERSON: Final = """
    [yo] (estoy | estamos | corro | corremos | me encuentro | nos encontramos) [en] [<grave>] peligro [<with>]
    | [<whose>] <adult> <is> [en] [<grave>] peligro [<with>]
    | (alguien | hay alguien | hay gente) [<is>] [en] [<grave>] peligro
    | [estoy | estamos] en peligro | peligro"""
_CHILD: Final = """
    [hay] [<whose>] <child> [<is>] [en] [<grave>] (peligro | riesgo) [<with>]"""
_APART: Final = look_alikes.WORDS | frozenset({"peligroso", "peligrosa", "pelicula"})


class Plain(StrEnum):
    """Who is in danger."""

    CHILD = "child"
    PERSON = "person"


def find(text: str) -> Plain | None:
    """Who `text` says is in danger, and says nothing else; None for everything else, questions too."""
    if "?" in text:
        return None
    words = [word for word in normalise(text).split() if word.isalnum()]
    return _phrases().whole(words) if 0 < len(words) <= _MOST_WORDS else None


@cache
def _phrases() -> Phrases[Plain]:
    return Phrases([(Plain.CHILD, _CHILD), (Plain.PERSON, _PERSON)], groups=_GROUPS, around="around", apart=_APART)
