"""Takes out of a message what tells who wrote it, before staff who do not handle cases read it.

Numbers of four digits and more (phones, papers, accounts), mail addresses and links, papers of letters and digits, and
the names people say after "me llamo". Rather too much than too little: what stays is for seeing what was asked.
"""

import re
from typing import Final

NUMBER, ADDRESS, NAME = "[número]", "[dirección]", "[nombre]"

_MAIL: Final = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|@[\w.]{3,}", re.IGNORECASE)
# Digits may be parted by spaces, dots, hyphens, brackets: "51 987-654-321" is one number. A letter or a few may stand
# in front or behind, as on passports and foreigners' cards.
_DIGITS: Final = re.compile(r"\b[A-Z]{0,4}[-.]?\+?\(?\d(?:[ .()/-]{0,2}\d){3,}\b[A-Z]?", re.IGNORECASE)
_SPELLED: Final = re.compile(
    r"\b(?:(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b[\s,]*){4,}", re.IGNORECASE
)
_SAYS: Final = re.compile(
    r"\b(me\s+l+amo|mi\s+nombre(?:\s+completo)?\s+es|se\s+l+ama|le\s+dicen|me\s+dicen|de\s+nombre|nombre\s*:|"
    r"(?:mi|su)\s+(?:hij[oa]|espos[oa]|marido|mujer|herman[oa]|mam[aá]|pap[aá]|niñ[oa])\s+se\s+l+ama)[\s:,]+",
    re.IGNORECASE,
)
_AM: Final = re.compile(r"\b([Ss]oy|SOY|[Aa]tte\.?,?|[Aa]tentamente,?)\s+((?:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+\s*){1,4})")
_NAMES: Final = 4
"""Words that a name may have: two given ones and two of the family."""
_AFTER: Final = frozenset(
    "y e o pero que quiero quisiera necesito tengo vivo soy estoy vengo busco mi mis tu un una con para por porque "
    "cómo donde dónde cuando cuándo no si sí ya puedo puede hola buenas gracias les le los las en desde queria quería "
    "como pregunto consulto es esta está ahora hace ando ayuda favor".split()
)


def redacted(text: str) -> str:
    """The text without what tells who wrote it."""
    text = _MAIL.sub(ADDRESS, text)
    text = _DIGITS.sub(NUMBER, text)
    text = _SPELLED.sub(f"{NUMBER} ", text)
    text = _AM.sub(lambda found: f"{found[1]} {NAME}" + (" " if found[0][-1:].isspace() else ""), text)
    pieces, start = [], 0
    for says in _SAYS.finditer(text):
        if says.end() <= start:
            continue
        pieces.append(text[start : says.end()])
        start = _name_end(text, says.end())
        if start > says.end():
            pieces.append(NAME)
    return "".join([*pieces, text[start:]]).strip()


def _name_end(text: str, start: int) -> int:
    """Where the name that begins at `start` ends: after some words, before one that no name has, or at a mark."""
    end = start
    for count, word in enumerate(re.finditer(r"(\s*)([^\W\d_][\w'’-]*\.?)", text[start:])):
        if count >= _NAMES or word.start() != end - start or word[2].casefold().strip(".") in _AFTER - {"de"}:
            break
        end = start + word.end()
        if word[2].endswith("."):
            break
    return end
