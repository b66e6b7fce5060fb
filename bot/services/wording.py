"""What Puente says by itself: menus, help, limits, small talk. Answers live in the store, not here.

Of rights, languages and reminders it speaks in rights_words.py, tongue_words.py and reminder_words.py.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.content import Topic
from bot.core.messages import Form
from bot.core.organisation import Organisation
from bot.i18n import gettext as _

GROUPS: Final[dict[str, tuple[Topic, ...]]] = {
    "asylum": (Topic.ASYLUM,),
    "documents": (Topic.MIGRATION_DOCUMENTS,),
    "school": (Topic.SCHOOL,),
    "health": (Topic.HEALTH_SERVICES,),
    "covid": (Topic.COVID_SYMPTOMS_CARE, Topic.COVID_PREVENTION, Topic.COVID_VACCINE, Topic.COVID_RUMOUR),
    "hygiene": (Topic.HYGIENE_WATER,),
    "protection": (Topic.GBV_PROTECTION, Topic.CHILD_PROTECTION, Topic.HUMAN_AGENT),
    "labour": (Topic.LABOUR,),
    "aid": (Topic.CASH_ASSISTANCE, Topic.SHELTER_FOOD),
}
"""The first menu: a line each, and the topics behind it."""


def group_title(group: str) -> str:
    """The line of the first menu."""
    return {
        "asylum": _("Refugio (asilo)"),
        "documents": _("Papeles y Migraciones"),
        "school": _("Colegio"),
        "health": _("Salud"),
        "covid": _("COVID-19"),
        "hygiene": _("Agua e higiene"),
        "protection": _("Protección"),
        "labour": _("Trabajo"),
        "aid": _("Ayuda y albergue"),
    }[group]


def in_danger() -> str:
    """Under a line that says we could not read what was sent."""
    return _("Si estás en peligro, llama al 105 (Policía) o al 106 (ambulancia).")


def still_here(*, staff: bool) -> str:
    """To words soon after a danger that are no question of ours: no menu, no cheer."""
    if staff:
        line = _("Te leo. Si puedes, ve a un lugar seguro. Escribe PERSONA para hablar con alguien del equipo.")
    else:
        line = _("Te leo. Si puedes, ve a un lugar seguro o con alguien de confianza.")
    return line + " " + _("Si preguntabas otra cosa, escríbela con otras palabras.")


def say_where(place: str) -> str:
    """To the name of a place soon after a danger: who writes it may think that we send somebody."""
    return _(
        "Yo no puedo enviar a nadie. Llama tú, o pide a alguien que llame, y di: «Estoy en {place}». "
        "Si puedes, ve a un lugar seguro."
    ).format(place=place)


def which_place(names: Sequence[str]) -> str:
    """To the beginning of several names, or to "Lima"."""
    if names:
        return _("Hay más de uno: {places}. ¿Cuál es el tuyo?").format(places=", ".join(names))
    return _("¿En qué distrito de Lima vives? Escríbelo, por ejemplo: Comas, Villa El Salvador.")


def cry() -> str:
    """To a bare cry for help: the numbers first, then the menu."""
    return _(
        "Si estás en peligro, llama ahora al 105 (Policía) o al 106 (ambulancia). Atienden a toda hora.\n\n"
        "Si es otra cosa, escribe tu pregunta o elige un número:"
    )


def reply_to_nothing() -> str:
    """To a "sí", a number or a "?" that answers no question of ours."""
    return _("No sé a qué me respondes. Escribe tu pregunta con tus palabras, aunque sea corta, o elige un número:")


def pause(*, staff: bool) -> str:
    """Where somebody answers like a robot; for the person it may be after all."""
    line = _(
        "Ya te respondí muchas veces seguidas y hago una pausa, por si me contesta una máquina. Si eres una persona, "
        "escribe *SIGO AQUÍ* y continúo."
    )
    if staff:
        line += " " + _("Para hablar con alguien del equipo, escribe PERSONA.")
    return f"{line}\n\n{in_danger()}"


def unsure() -> str:
    """To a "no sé" that answers no question of a dialogue."""
    return _("No pasa nada. Cuéntame con tus palabras qué te preocupa, o elige un número:")


def steps_above() -> str:
    """To "y qué hago?" after an answer."""
    return _("Los pasos están en mi respuesta de arriba. Escríbeme qué paso no puedes hacer o qué te falta.")


def pick_one() -> str:
    """To a "sí" or a number that picks none of the lines on offer."""
    return _("Responde con el número de tu opción:")


def or_choose() -> str:
    """Below a greeting, above the first menu."""
    return _("También puedes elegir un número:")


def write_to_me() -> str:
    """Where the menu would cost too much."""
    return _("Escríbeme tu pregunta con tus palabras, aunque sea corta.")


def menu() -> str:
    """Above the first menu."""
    return _("¿Sobre qué quieres saber? Escribe tu pregunta con tus palabras o elige un número:")


def help_text() -> str:
    """What works at any moment."""
    return _(
        "Escríbeme tu pregunta con tus palabras. También puedes escribir:\n"
        "• MENÚ: ver los temas\n"
        "• PERSONA: hablar con alguien\n"
        "• IDIOMA: cambiar de idioma\n"
        "• SALIR: dejar un tema\n"
        "• MODO DISCRETO o BORRAR CHAT: si otros ven tu teléfono\n"
        "• ALTA o BAJA: recibir avisos, o no\n"
        "• MIS TEMAS: elegir sobre qué\n"
        "• MIS DATOS o BORRAR MIS DATOS\n"
        "• AVISO: quién soy y qué guardo"
    )


def useful() -> str:
    """Under an answer."""
    return _("¿Te sirvió? Responde 👍 o 👎.")


def also() -> str:
    """Above the related questions."""
    return _("Otras personas también preguntan:")


def left() -> str:
    """A neutral line that ends a topic and says nothing of it."""
    return _("Bien, lo dejamos aquí. Escribe MENÚ cuando quieras.")


def thanks_vote() -> str:
    """After 👍."""
    return _("¡Gracias! Me alegra que te sirva.")


def thanks_yes() -> str:
    """After a "sí", which may have meant something else."""
    return _("Gracias por decirlo. Si querías decir otra cosa, escríbela con tus palabras.")


def ask_comment() -> str:
    """After 👎."""
    return _("Gracias por decirlo. ¿Qué te faltó? Escríbelo, o haz tu pregunta de otra manera.")


def answer_noted() -> str:
    """To a campaign's button that opens nothing."""
    return _("Gracias, anoté tu respuesta.")


def thanks_comment() -> str:
    """After a comment."""
    return _("Gracias. Lo leerá el equipo que cuida las respuestas.")


def nothing_more() -> str:
    """MÁS, and there is no more."""
    return _("No hay más texto. Escribe MENÚ para ver los temas.")


def more() -> str:
    """Under a text that goes on."""
    return _("Escribe MÁS para seguir leyendo.")


def main_point(first: str) -> str:
    """To "no entiendo" after an answer: what stands first in it."""
    return _("Lo más importante es esto:\n{first}\n\nDime qué palabra o qué paso no quedó claro.").format(first=first)


def answered_above() -> str:
    """To the same question asked a third time."""
    return _("Lo que sé de esto está en mis respuestas de arriba. Si te falta algo, dímelo con otras palabras o elige:")


def small_talk(entry: str) -> str:
    """Greeting, thanks and goodbye for whoever has chosen another language; empty for anything else."""
    return {
        "gracias": _("Con gusto. Si te surge otra duda, escríbeme cuando quieras."),
        "adios": _("Hasta luego. Aquí sigo cuando necesites información."),
        "ok_listo": _("Perfecto. Si necesitas algo más, escríbeme."),
    }.get(entry, "")


def person_coming(organisation: Organisation, local: datetime) -> str:
    """Asked for a person where staff are configured."""
    if organisation.open_at(local):
        return _("Avisé al equipo. Una persona te responderá por este chat. Mientras tanto, puedes seguir preguntando.")
    return _(
        "Avisé al equipo. Ahora está fuera de horario: te responderá una persona cuando vuelva. Si es urgente, llama "
        "al 105 (Policía) o al 106 (ambulancia)."
    )


def person_elsewhere(organisation: Organisation) -> str:
    """Asked for a person where nobody answers in this chat: who does, without promising anything."""
    own = [
        _("• {name}: {number}").format(name=line.name, number=line.number) + (f" ({line.hours})" if line.hours else "")
        for line in organisation.lines
    ]
    public = _(
        "• 105: Policía, a toda hora\n"
        "• 106: ambulancia (si no contestan, 116)\n"
        "• Línea 100: violencia, a toda hora\n"
        "• 113: salud; opción 5, apoyo emocional\n"
        "• 0800-15170: Defensoría del Pueblo"
    )
    return "\n".join(
        [_("En este chat todavía no atiende una persona. Estas líneas son gratis y atienden personas:"), *own, public]
    )


def danger_choice(*, staff: bool) -> str:
    """The last line of an emergency answer."""
    if staff:
        return _("Escribe PERSONA para hablar con alguien del equipo, o SALIR para dejar este tema.")
    return _("Escribe SALIR para dejar este tema.")


def unreadable(form: Form) -> str:
    """A photo, a voice note, a sticker: a helpful line instead of silence."""
    match form:
        case Form.VOICE:
            return _("No puedo escuchar audios todavía. Escríbeme tu pregunta con tus palabras, aunque sea corta.")
        case Form.IMAGE | Form.DOCUMENT:
            return _(
                "No puedo ver fotos ni archivos. No me envíes fotos de tus documentos: así los proteges. Escríbeme "
                "tu pregunta."
            )
        case Form.VIDEO:
            return _("No puedo ver videos. Escríbeme tu pregunta con tus palabras, aunque sea corta.")
        case Form.LOCATION:
            return _("Gracias. Todavía no uso ubicaciones. Escríbeme tu distrito o ciudad y tu pregunta.")
        case Form.CONTACT:
            return _("No guardo contactos de otras personas. Escríbeme tu pregunta con tus palabras.")
        case Form.STICKER:
            return _("¡Hola! Escríbeme tu pregunta con tus palabras, o escribe MENÚ para ver los temas.")
        case _:
            return _("No pude leer tu mensaje. Escríbeme tu pregunta con tus palabras, o escribe MENÚ.")


def broken() -> str:
    """Something of ours failed several times on this message."""
    return _(
        "Perdona, no pude procesar tu mensaje. Escríbelo de otra manera, o escribe MENÚ. Si estás en peligro, llama "
        "al 105."
    )


def place_set(place: str) -> str:
    """After "ahora vivo en…"."""
    return _("Listo: {place}. Lo recordaré para tus próximas preguntas. Para cambiarlo: CAMBIAR MI LUGAR.").format(
        place=place
    )
