"""What Puente says by itself: notices, menus, commands, limits. Answers live in the store, not here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.content import Topic
from bot.core.messages import Form, Option
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


def who(organisation: Organisation) -> str:
    """How Puente names itself."""
    if organisation.name:
        return _("Puente, un asistente automático de {name}").format(name=organisation.name)
    return _("Puente, un asistente automático")


def notice(organisation: Organisation, days: int) -> str:
    """The short notice in front of the first answer."""
    return _(
        "Hola, soy {who}. Es gratis y no soy parte del Estado. Guardo lo que escribes hasta {days} días, cifrado, "
        "para responderte. Escribe AVISO para saber más o BAJA para no recibir avisos."
    ).format(who=who(organisation), days=days)


def privacy(organisation: Organisation, days: int) -> str:
    """The full notice, one word away."""
    contact = (
        _("Preguntas sobre tus datos: {contact}.").format(contact=organisation.privacy_contact)
        if organisation.privacy_contact
        else ""
    )
    text = _(
        "*Quién soy.* Soy {who}. Doy información. No soy abogado ni médico. No decido trámites ni ayudas. No soy "
        "parte del Estado y no informo a Migraciones.\n\n"
        "*Qué guardo.* Tu número, cifrado. Lo que escribes, hasta {days} días. Si me dices que estás en peligro, lo "
        "leen solo las personas que atienden esos casos.\n\n"
        "*Quién más lo ve.* WhatsApp y Twilio llevan los mensajes. Saben quién escribe y cuándo. Twilio puede ver el "
        "texto.\n\n"
        "*Tú decides.* Escribe MIS DATOS para ver lo que guardo. Escribe BORRAR MIS DATOS para borrarlo. Escribe "
        "BAJA para no recibir avisos. Preguntar funciona igual."
    ).format(who=who(organisation), days=days)
    return f"{text}\n\n{contact}".strip()


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


def cry() -> str:
    """To a bare cry for help: the numbers first, then the menu."""
    return _(
        "Si estás en peligro, llama ahora al 105 (Policía) o al 106 (ambulancia). Atienden a toda hora.\n\n"
        "Si es otra cosa, escribe tu pregunta o elige un número:"
    )


def reply_to_nothing() -> str:
    """To a "sí", a number or a "?" that answers no question of ours."""
    return _("No sé a qué me respondes. Escribe tu pregunta con tus palabras, aunque sea corta, o elige un número:")


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


def danger_numbers() -> str:
    """In danger, to somebody who does not read Spanish: above the Spanish text, which they can show to others."""
    return _(
        "*Si hay peligro, llama ahora: 105 (Policía) o 106 (ambulancia).* Atienden en español. Di tu distrito. Puedes "
        "mostrar a alguien este mensaje:"
    )


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


def stopped() -> str:
    """Stop works at the word; choices come after."""
    return _(
        "Listo: ya no te enviaré avisos. Si me escribes, te respondo igual. Si quieres contarme por qué, escribe "
        "MOTIVO y tu razón. Para volver, escribe ALTA.\n\n"
        "¿Quieres algo más?"
    )


def stop_options() -> tuple[Option, ...]:
    """After a stop."""
    return (
        Option(label=_("Solo los avisos"), payload="stop:alerts"),
        Option(label=_("Que nadie me escriba"), payload="stop:all"),
        Option(label=_("Borrar mis datos"), payload="erase"),
    )


def stopped_alerts() -> str:
    """The first choice after a stop."""
    return _("Bien. No recibirás avisos. Puedes preguntarme cuando quieras.")


def stopped_all() -> str:
    """The second choice after a stop."""
    return _("Bien. Nadie de este servicio te escribirá primero. Si algún día escribes tú, te respondo.")


def reason_kept() -> str:
    """After MOTIVO."""
    return _("Gracias por contarlo. Tu baja sigue activa.")


def erase_question() -> str:
    """Before deleting."""
    return _(
        "Voy a borrar tu número, tus mensajes y tus respuestas. No se puede deshacer. Lo que ya está en tu teléfono "
        "lo borras tú. ¿Lo borro?"
    )


def erase_options() -> tuple[Option, ...]:
    """Yes or no before deleting."""
    return (
        Option(label=_("Sí, borrar"), payload="erase:yes"),
        Option(label=_("No, dejarlo"), payload="erase:no"),
    )


def erased() -> str:
    """The last thing said to someone who leaves."""
    return _(
        "Listo. Estoy borrando tus datos; en unos minutos no quedará nada. Si vuelves a escribir, empiezas de cero."
    )


def kept() -> str:
    """They changed their mind."""
    return _("Bien, no borré nada.")


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


def cover() -> str:
    """The first words of every reply in discreet mode: as many as a locked screen shows, and they say nothing."""
    return _("Hola. Tienes un mensaje con la información que pediste. Ábrelo cuando puedas.")


def discreet() -> str:
    """Discreet mode is on."""
    return _(
        "Modo discreto activado. Mis mensajes empezarán siempre igual y no volveré a un tema por mi cuenta. Ya no "
        "guardo lo que escribes.\n\n"
        "• SALIR: deja el tema al momento.\n"
        "• BORRAR CHAT: cómo borrarlo de este teléfono.\n"
        "• MODO NORMAL: quita este modo.\n\n"
        "En peligro, el número de ayuda irá siempre primero."
    )


def not_discreet() -> str:
    """Discreet mode is off."""
    return _("Listo: modo normal. Para volver, escribe MODO DISCRETO.")


def delete_chat() -> str:
    """How to take the chat off the phone, and what we hold."""
    return _(
        "Para borrar este chat de tu teléfono:\n"
        "1. Sal a la lista de chats de WhatsApp.\n"
        "2. Mantén el dedo sobre este chat (en iPhone, deslízalo a la izquierda).\n"
        "3. Elige eliminar o el dibujo del tacho, y confirma.\n\n"
        "Yo no puedo borrarlo de tu teléfono. Lo que guardo de ti sí lo puedes borrar aquí:"
    )


def day(written: str) -> str:
    """`2026-12-15T15:00` as people read it: `15/12/2026, 15:00`."""
    date, _sep, at = written.partition("T")
    return "/".join(reversed(date.split("-"))) + (f", {at}" if at else "")


def reminder(when: str) -> str:
    """The reminder itself. Whoever reads over a shoulder learns nothing."""
    return _(
        "Me pediste un aviso: tienes algo anotado para el {day}. Para ver qué es, escribe MIS RECORDATORIOS."
    ).format(day=when)


def reminder_kind(what: str) -> str:
    """What a reminder is about."""
    return {"appointment": _("una cita"), "renewal": _("renovar un papel")}.get(what, _("otra cosa"))


def reminders(lines: Sequence[tuple[str, str]]) -> str:
    """MIS RECORDATORIOS: pairs of day and what it is about."""
    if not lines:
        return _("No tienes recordatorios. Para poner uno, escribe: recuérdame una cita.")
    rows = "\n".join(f"• {when}: {what}" for when, what in lines)
    return _("Tus recordatorios:\n{rows}\n\nPara borrar uno, elige su número:").format(rows=rows)


def drop_reminder(when: str) -> str:
    """A line that deletes one."""
    return _("Borrar: {day}").format(day=when)


def reminder_gone() -> str:
    """After deleting one."""
    return _("Listo, lo borré.")


def too_many_reminders(most: int) -> str:
    """One more would be too many."""
    return _("Ya tienes {most} recordatorios: no guardé otro. Escribe MIS RECORDATORIOS para borrar alguno.").format(
        most=most
    )


def were_you_called() -> str:
    """Asked once after somebody wanted to be called."""
    return _("¿Ya te llamaron?")


def called_options() -> tuple[Option, ...]:
    """Replies to it."""
    return (
        Option(label=_("Sí"), payload="called:yes"),
        Option(label=_("Todavía no"), payload="called:no"),
    )


def called() -> str:
    """They were."""
    return _("Gracias por decirlo.")


def called_not() -> str:
    """They were not; nothing new is promised."""
    return _("Gracias por decirlo. Se lo anoté al equipo. Si es urgente, llama al 105 (Policía) o al 106 (ambulancia).")


def my_data(
    *,
    since: str,
    messages: int,
    alerts: bool | None,
    days: int,
    language: str,
    cases: int,
    place: str,
    waiting: int,
) -> str:
    """What we hold of a person, in words."""
    lines = [
        _("*Lo que guardo de ti*"),
        _("• Tu número, cifrado. Escribes desde: {since}.").format(since=since),
        _("• Mensajes tuyos guardados: {count}. Se borran a los {days} días.").format(count=messages, days=days),
        _("• Idioma: {language}.").format(language=language),
        _("• Avisos: {answer}.").format(
            answer=_("sí, los pediste") if alerts else _("no") if alerts is None else _("no, los dejaste")
        ),
    ]
    if waiting:
        lines.append(
            _("• Recordatorios que pusiste: {count}. Para verlos, escribe MIS RECORDATORIOS.").format(count=waiting)
        )
    if place:
        lines.append(_("• Tu lugar: {place}. Para cambiarlo, escribe CAMBIAR MI LUGAR.").format(place=place))
    if cases:
        lines.append(_("• Casos abiertos con el equipo: {count}.").format(count=cases))
    return "\n".join(lines)


def nothing_kept() -> str:
    """They asked for a copy, and there is nothing."""
    return _("No guardo ningún mensaje tuyo.")


def data_options() -> tuple[Option, ...]:
    """After MIS DATOS."""
    return (
        Option(label=_("Ver mis mensajes"), payload="data:copy"),
        Option(label=_("Borrar mis datos"), payload="erase"),
    )


LANGUAGE_NAMES: Final = {"es": "Español", "en": "English", "pt": "Português", "fr": "Français", "ht": "Kreyòl"}
"""Languages of the menus, by their own name. Spanish and English are complete; the rest falls back to Spanish."""
