"""Which subjects a person names when asked for them: "1 y 3", "13", "salud y papeles", "todos", misspelled too.

A message that says anything else ("tengo 2 hijos", "todos menos salud") is no choice: it is left to understanding.
"""

import re
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.consent import Subject
from bot.core.slips import alike

_LONGEST: Final = 120
_NAMES: Final = {
    Subject.SALUD: "salud medico medicos hospital posta vacunas vacunacion",
    Subject.EDUCACION: "educacion colegio colegios escuela escuelas matricula clases estudios",
    Subject.DOCUMENTOS: "documentos documento papeles refugio migraciones tramites asilo",
    Subject.PROTECCION: "proteccion violencia seguridad",
    Subject.AYUDA: "ayuda ayudas bono bonos apoyo apoyos alimentos albergue",
    Subject.ALERTAS: "alerta alertas emergencia emergencias cambios novedades urgentes",
}
_WORDS: Final = {word: subject for subject, words in _NAMES.items() for word in words.split()}
_ALL: Final = frozenset("todo todos toda todas cualquiera".split())
_FIGURES: Final = {word: number for number, word in enumerate("uno dos tres cuatro cinco seis siete".split(), start=1)}
_AROUND: Final = frozenset(
    """y e el la los las lo tema temas numero numeros opcion opciones quiero quisiera deseo me interesa interesan solo
    solamente recibir de del sobre por favor con a en avisos hola gracias ok bueno si tambien""".split()
)
_CRY: Final = frozenset({"ayuda"})
"""Alone it may be a cry for help, which is more important than a choice."""
_DIGITS: Final = re.compile(r"[1-9]+")


def chosen(text: str) -> frozenset[Subject] | None:
    """The subjects that `text` names, by their number in the list (the one behind the last is "all"), their words, or
    both; None for anything else."""
    if len(text) > _LONGEST:
        return None
    words = [word for word in re.findall(r"\w+", normalise(text)) if word not in _AROUND]
    if not words or (len(words) == 1 and words[0] in _CRY):
        return None
    found: set[Subject] = set()
    for word in words:
        named = _named(word)
        if named is None:
            return None
        found |= named
    return frozenset(found)


def _named(word: str) -> frozenset[Subject] | None:
    subjects = list(Subject)
    if word in _ALL:
        return frozenset(subjects)
    if _DIGITS.fullmatch(word):
        numbers = [int(digit) for digit in word]
        if len(set(numbers)) < len(numbers) or max(numbers) > len(subjects) + 1:
            return None
        every = len(subjects) + 1 in numbers
        return frozenset(subjects if every else (subjects[number - 1] for number in numbers))
    number = _FIGURES.get(word)
    if number is not None:
        return _named(str(number))
    subject = _WORDS.get(word) or next((one for known, one in _WORDS.items() if alike(known, word)), None)
    return None if subject is None else frozenset([subject])
