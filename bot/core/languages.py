"""Tells Spanish from the other languages people here write in, by their small words. No library, no guess on one word."""

from typing import Final

from bot.core.chat_spelling import normalise

_MARKS: Final = {
    "en": """the is are my i you how can need help where what do have has to please school papers with for and want this your
        we they not hello hi speak english when who why be it of good morning thanks thank get work child son daughter""",
    "pt": """nao voce voces preciso meu minha meus onde obrigado obrigada estou filho filha ajuda quero tenho sou uma um em
        com para como posso fazer bom dia boa tarde escola documentos falar portugues e eu ele ela isso muito tambem""",
    "fr": """je est le les vous ou comment besoin mon ma mes suis bonjour aide pour une des du avec enfant fils fille ecole
        papiers francais merci pas et nous parlez avoir faire quoi qui dans au j ai l d""",
    "ht": """mwen ki kote kijan bezwen ede nan pitit ap lekol papye kreyol bonjou mesi pa yo li ou se gen genyen fe ka sa
        timoun souple tanpri pou""",
}
_SPANISH: Final = frozenset(
    """que de la el en no es y los un una por con para mi me se lo las como si su al del yo tengo esta estoy hola quiero
    necesito donde cuando puedo hacer tiene hay pero ya muy mas buenas buenos dias gracias hijo hija papeles ayuda porque
    nada todo este eso le te nos soy voy sin sobre hasta desde cual cuanto ser son era fue va vamos mis o u""".split()
)
_WORDS: Final = {code: frozenset(words.split()) for code, words in _MARKS.items()}


def foreign(text: str) -> str | None:
    """`en`, `pt`, `fr` or `ht` when the message is plainly in that language, None for Spanish and for doubt."""
    words = text.casefold().replace("'", " ").replace("’", " ").split()
    plain = normalise(" ".join(words)).split()
    if not 2 <= len(plain) <= 400:
        return None
    spanish = sum(word in _SPANISH for word in plain)
    scores = {code: sum(word in marks for word in plain) for code, marks in _WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    enough = scores[best] >= 2 and scores[best] >= 0.3 * len(plain)
    return best if enough and scores[best] > 1.5 * spanish else None
