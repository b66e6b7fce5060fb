"""A cry for help that does not say with what ("ayúdenme por favor", "es una emergencia"): it may be danger, or a form.

Understanding would guess a subject for it; people get the numbers and the menu instead. What says with what ("ayuda con
el colegio") is no bare cry and is understood like anything else.
"""

from functools import cache
from typing import Final

from bot.core import look_alikes
from bot.core.chat_spelling import normalise
from bot.core.command_words import GROUPS
from bot.core.phrases import Phrases

_MOST_WORDS: Final = 16

# "ayua" and "aiuda" are how it is said and heard; the slips of the finger are forgiven by the matcher.
_GROUPS: Final = {
    "polite": GROUPS["polite"],
    "cry": """
        ayuda | ayua | aiuda | auda | ayudame | ayudeme | ayudenme | ayudanos | ayudennos | aiudame | aiudenme | auxilio
        | socorro | sos""",
    "plea": """
        (necesito | necesitamos | quiero | queremos | pido | pedimos | solicito | busco) [que] [su | tu | mucha | una
        | un | de su | de tu | pedir] [poco de] (<cry> | me ayuden | me ayudes | me ayude | me auxilien | nos ayuden)
        | alguien [que] [me | nos] [puede | pueda | podria] (ayuda | ayude | ayudar | ayudarme | auxilie)
        | [quien] (me | nos) (puede | pueden | puedes | podria | podrian | podrias) (ayudar | auxiliar)
        | (puede | pueden | puedes | podria | podrian | podrias) (ayudarme | ayudarnos | auxiliarme | ayudar)
        | (me | nos) (ayudas | ayudan | ayuda | ayude | ayuden)
        | por favor [que] (me | nos) (ayuden | ayude | ayudes)
        | estoy (en | con) una emergencia | [tengo | es | hay] [una] emergencia | [es] (muy | super)* urgente
        | (saquenme | saqueme | sacame | sacarme | rescatenme | salvenme) [de (aqui | aca | este lugar)]
        | help me [please] | i need help | please help [me]""",
}
_APART: Final = look_alikes.WORDS | frozenset(
    "ayudas ayudo ayude ayuno ayudar dudas duda viuda deuda aula audio persona".split()
)


def is_cry(text: str) -> bool:
    """True where `text` asks for help and says nothing else, however it is spelled and however politely."""
    words = [word for word in normalise(text).split() if word.isalnum()]
    return 0 < len(words) <= _MOST_WORDS and _cries().whole(words) is not None


@cache
def _cries() -> Phrases[bool]:
    return Phrases([(True, "(<cry> | <plea>) (<cry> | <plea>)*")], groups=_GROUPS, around="polite", apart=_APART)
