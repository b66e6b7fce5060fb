"""What people read about languages: which there are, and what works for who writes in another one than Spanish."""

from typing import Final

from bot.i18n import gettext as _

LANGUAGE_NAMES: Final = {"es": "Español", "en": "English", "pt": "Português", "fr": "Français", "ht": "Kreyòl"}
"""Languages of the menus, by their own name. Spanish and English are complete; the rest falls back to Spanish."""


def languages() -> str:
    """Above the languages."""
    return _("¿En qué idioma quieres los menús? Las respuestas están en español.")


def language_set(*, reviewed: bool) -> str:
    """In the new language; said honestly where nobody who grew up with it has read the texts."""
    line = _("Listo. Los menús estarán en este idioma. Las respuestas están en español.")
    return line if reviewed else f"{line} {unreviewed()}"


def unreviewed() -> str:
    """Of texts that no native speaker has reviewed."""
    return _("Nadie que hable este idioma desde niño revisó estos textos: pueden tener errores.")


def foreign_chosen() -> str:
    """To somebody who has chosen another language and writes in it, in that language: the menu follows."""
    return _(
        "Las respuestas están en español. Escribe tu pregunta en español sencillo, o elige un número. Emergencias: 105 "
        "Policía, 106 ambulancia."
    )


def foreign(name: str, *, again: bool) -> str:
    """To somebody who wrote in another language, in that language: what works, numbers, and who can help in it; only
    what works where they have read the rest."""
    text = _(
        "Respondo en español. Escribe tu pregunta en español sencillo. Para ver los menús en este idioma, escribe "
        "{name}.\n\n"
        "Emergencias en Perú: 105 Policía, 106 ambulancia. Para no recibir avisos, escribe BAJA.\n\n"
        "Ayuda en tu idioma: si pides refugio, puedes pedir intérprete para la entrevista. Mira también "
        "help.unhcr.org/peru."
    ).format(name=name.upper())
    return text.partition("\n\n")[0] if again else text


def danger_numbers() -> str:
    """In danger, to somebody who does not read Spanish: above the Spanish text, which they can show to others."""
    return _(
        "*Si hay peligro, llama ahora: 105 (Policía) o 106 (ambulancia).* Atienden en español. Di tu distrito. Puedes "
        "mostrar a alguien este mensaje:"
    )


def andean() -> str:
    """To somebody who wrote in Quechua or Aymara: what works, the numbers, and who speaks it. That Línea 100 does has
    the source of entry E01."""
    return _(
        "Solo entiendo español. Escríbeme en español sencillo, o pide a alguien de confianza que escriba por ti.\n\n"
        "Si estás en peligro, llama al 105 (Policía) o al 106 (ambulancia). La *Línea 100* (violencia) atiende también "
        "en quechua y aimara: gratis, a toda hora."
    )


def other_script() -> str:
    """To somebody whose letters or words we cannot read; said in English and in Spanish."""
    return _(
        "Solo entiendo español. Escribe tu pregunta en español, o pide a alguien de confianza que escriba por ti.\n"
        "Emergencias en Perú: 105 Policía, 106 ambulancia. Ayuda en otros idiomas: help.unhcr.org/peru"
    )
