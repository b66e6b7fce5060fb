"""A wish to see, change or delete the reminders a person set for themselves.

"Cancelar recordatorio" stops that one reminder. Read as a wish for no messages at all, it would take somebody out of
every list they had joined. The plural without "mis" ("no más recordatorios") may well mean what we send, and is left to
the word stop.
"""

import re
from typing import Final

from bot.core.chat_spelling import normalise

_SEE: Final = "ver|mostrar|muestrame|cuales|son|que"
_DROP: Final = (
    "borr(?:ar|a|e|en|ame|eme|alo|o)|elimin(?:ar|a|e|en|ame|eme|o)|cancel(?:ar|a|e|en|ame|eme|o)|anul(?:ar|a|e|en|o)"
    "|quit(?:ar|a|e|en|ame|eme|o)|sac(?:ar|a|ame)|cambi(?:ar|a|ame|o)|modificar|editar|olvid(?:ar|a)|desactiv(?:ar|a)"
)
_AROUND: Final = "quiero|quisiera|deseo|necesito|puedo|puedes|como|hola|por favor|porfa|ya|no|lo|de|que"
_MINE: Final = re.compile(rf"(?:(?:{_AROUND}|{_SEE}|{_DROP}) )*(?:todos )?mis recordatorios?(?: por favor| ya)*")
_LIST: Final = re.compile(rf"(?:(?:{_AROUND}|{_SEE}) )*(?:los )?recordatorios(?: por favor)?")
_ONE: Final = re.compile(
    rf"(?:(?:{_AROUND}) )*(?:(?:{_DROP}) |(?:ya )?no quiero (?:ya |mas )?)(?:el |mi |ese |este |un |del )*recordatorio"
    r"(?: (?:por favor|ya|(?:de|del|que) .+))?"
)
_LONGEST: Final = 80
"""Characters of the longest such wish; who says more tells something."""


def meant(text: str) -> bool:
    """True for a message that wants nothing but that."""
    if len(text) > _LONGEST or "recorda" not in (plain := normalise(text)):
        return False
    return any(pattern.fullmatch(plain) for pattern in (_MINE, _LIST, _ONE))
