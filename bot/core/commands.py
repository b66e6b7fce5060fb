"""Words that work at any point of any conversation: stop, start, help, menu, language, a person, my data, delete, leave.

A command is the whole message, however it is spelled, or one of a few clear sentences ("ya no quiero recibir mensajes").
A longer message that merely holds such a word ("me quiero dar de baja del seguro") is not a command.
"""

import re
from enum import StrEnum
from functools import cache
from typing import Final

from bot.core.chat_spelling import normalise


class Command(StrEnum):
    """What a person can always ask for."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    MENU = "menu"
    LANGUAGE = "language"
    PERSON = "person"
    MY_DATA = "my_data"
    ERASE = "erase"
    PRIVACY = "privacy"
    LEAVE = "leave"
    """Leave this topic; nothing else changes."""
    CANCEL = "cancel"
    """Cancel a form or a question of ours; never an opt-out."""
    MORE = "more"
    UP = "up"
    DOWN = "down"


# The whole message. One table, so that no word can mean two things.
_WORDS: Final[dict[Command, str]] = {
    Command.STOP: """
        baja | alto | stop | parar | pare | paren | para ya | basta | ya basta | unsubscribe | darme de baja | dar de baja
        | quiero darme de baja | dame de baja | denme de baja | deme de baja | solicito baja | baja por favor | me doy de baja
        | salir de la lista | sacame de la lista | saquenme de la lista | quitame de la lista | quitenme de la lista
        | borrame de la lista | borrenme de la lista | no molestar | no molesten | no me molesten | no me molestes
        | no mas mensajes | no mas avisos | no mas alertas | no mas sms | ya no mas mensajes | cero mensajes
        | no quiero mas mensajes | no quiero recibir mas mensajes | ya no quiero mensajes | no quiero mensajes
        | no quiero recibir mensajes | ya no quiero recibir mensajes | no quiero avisos | no quiero alertas
        | no quiero recibir alertas | no quiero recibir avisos | no deseo recibir mensajes | no deseo recibir mas mensajes
        | no me escriban | no me escriban mas | no me escribas | no me escribas mas | ya no me escriban | dejen de escribirme
        | deja de escribirme | deje de escribirme | dejen de escribir | no me manden mas mensajes | no me manden mensajes
        | no me manden nada | no me manden mas nada | no me envien mas mensajes | no me envien mensajes | no me envien nada
        | no me envien mas | no me manden mas | dejen de mandarme mensajes | dejen de enviarme mensajes
        | deja de mandarme mensajes | deja de enviarme mensajes | dejen de mandar mensajes | desuscribir | desuscribirme
        | desuscribirse | cancelar suscripcion | cancela mi suscripcion | cancelar mi suscripcion | quitar suscripcion
        | anular suscripcion | eliminar suscripcion | remover | remove | cancelar avisos | cancelar alertas | quitar alertas
        | desactivar alertas | desactivar avisos | detener mensajes | detener | parar mensajes | stop mensajes | stop all
        | stopall | baja definitiva | dar baja | quiero la baja | pido la baja | no autorizo mensajes
        | quiero salir de la lista | quiero salirme de la lista | salirme de la lista | no quiero estar en la lista""",
    Command.START: """
        alta | start | unstop | suscribir | suscribirme | suscribete | quiero suscribirme | darme de alta | dar de alta
        | quiero recibir alertas | quiero alertas | quiero recibir avisos | quiero avisos | quiero recibir mensajes
        | quiero recibir informacion | activar alertas | activar avisos | activa las alertas | alertas | avisos
        | mandenme alertas | mandenme avisos | enviame alertas | enviame avisos | avisame | avisenme
        | si quiero recibir alertas | quiero que me avisen | quiero que me manden avisos | quiero que me manden alertas
        | volver a recibir mensajes | quiero volver a recibir mensajes | inscribirme a las alertas | quiero noticias
        | recibir alertas | recibir avisos | suscribirme a las alertas""",
    Command.HELP: "ayuda comandos | help | info comandos | comandos | instrucciones | como se usa esto | como funciona esto",
    Command.MENU: """
        menu | menu principal | ver menu | temas | ver temas | opciones | ver opciones | inicio | volver | volver al menu
        | volver al inicio | atras | regresar | empezar | lista de temas | que temas hay | mas temas | otra cosa
        | otro tema | otra pregunta""",
    Command.LANGUAGE: "idioma | idiomas | cambiar idioma | cambiar de idioma | language | otro idioma | lengua",
    Command.PERSON: """
        persona | una persona | agente | asesor | asesora | humano | operador | operadora | hablar con una persona
        | quiero hablar con una persona | quiero hablar con alguien | hablar con alguien | hablar con un humano
        | quiero hablar con un humano | quiero hablar con un asesor | hablar con un asesor | hablar con una asesora
        | hablar con un agente | quiero un asesor | necesito hablar con una persona | necesito hablar con alguien
        | puedo hablar con una persona | puedo hablar con alguien | me puede atender una persona | quiero que me atienda una persona
        | comunicarme con una persona | comunicame con una persona | comunicame con alguien | pasame con una persona
        | paseme con una persona | pasame con un asesor | quiero hablar con una persona real | persona real
        | quiero hablar con una persona de verdad | atencion humana | necesito un asesor | que me llame alguien
        | que me llamen | quiero que me llamen | llamenme | me pueden llamar | pueden llamarme | me puede llamar alguien
        | hablar con una trabajadora social | quiero hablar con una trabajadora social | no quiero hablar con un robot
        | quiero hablar con un ser humano""",
    Command.MY_DATA: """
        mis datos | ver mis datos | que datos tienen mios | que datos tienen de mi | que saben de mi | que sabes de mi
        | que datos guardan | que datos mios tienen | quiero ver mis datos | que informacion tienen de mi
        | que informacion guardan de mi | cuales son mis datos | que tienen guardado de mi""",
    Command.ERASE: """
        borrar mis datos | borra mis datos | borren mis datos | borre mis datos | eliminar mis datos | elimina mis datos
        | eliminen mis datos | elimine mis datos | quiero borrar mis datos | quiero que borren mis datos
        | quiero que eliminen mis datos | borrar todo | borren todo | borra todo | borrar mi informacion
        | borren mi informacion | borra mi informacion | eliminar mi informacion | borrar mi numero | borren mi numero
        | borra mi numero | eliminen mi numero | eliminar mi numero | borrame | borrenme | eliminenme | eliminar mi cuenta
        | borrar mi cuenta | borrar mi historial | borren mi historial | borrar datos | eliminar datos
        | olvida mis datos | olviden mis datos | supriman mis datos""",
    Command.PRIVACY: """
        aviso | aviso de privacidad | privacidad | politica de privacidad | leer aviso | ver aviso | terminos
        | terminos y condiciones""",
    Command.LEAVE: "salir | salir del tema | salgo | quiero salir | dejar el tema | cambiar de tema | cambiemos de tema",
    Command.CANCEL: "cancelar | cancela | cancelar esto | anular | olvidalo | dejalo asi | dejalo | mejor no",
    Command.MORE: "mas | ver mas | leer mas | seguir | sigue | continuar | continua | siguiente | dime mas | quiero leer mas",
    Command.UP: "👍 | 👍🏻 | 👍🏼 | 👍🏽 | 👍🏾 | 👍🏿 | me sirvio | si me sirvio | me ayudo | util | muy util | si sirvio",
    Command.DOWN: """
        👎 | 👎🏻 | 👎🏼 | 👎🏽 | 👎🏾 | 👎🏿 | no me sirvio | no sirvio | no me sirve | no me ayudo | no ayuda | no sirve
        | no me sirvio de nada | no era eso | no es lo que pregunte | no respondiste mi pregunta""",
}

# Sentences that say it in more words. They must fill most of the message: see `find`.
_SENTENCES: Final = (
    (
        Command.STOP,
        r"(ya )?no (me )?(quiero|deseo|quisiera)( que)?( me)?( seguir)? (recibir|recibiendo|manden|mandes|envien|envies|escriban"
        r"|escribas|lleguen)( ya)?( mas)?( estos| esos| sus| tus| los| tantos)?( mensajes?| avisos| alertas| mensajitos| sms"
        r"| whatsapp| cosas| nada| informacion)*( de ustedes| de este numero| a este numero| por aqui| por favor| mas| nunca mas)*",
    ),
    (
        Command.STOP,
        r"(por favor )?(ya )?(dejen|deja|deje|paren|para|pare) (de|con)( estar)? (escribirme|mandarme|enviarme|molestarme|molestar"
        r"|mandar|enviar|los|tantos|esos|estos)( mas| tantos| esos| estos| sus| los)*( mensajes?| avisos| alertas| cosas)*( por favor| ya)*",
    ),
    (
        Command.STOP,
        r"(por favor )?(quiero|deseo|necesito|quisiera|como hago para|como me puedo|puedo|pueden|podrian)? ?(darme|dar|dame|denme|deme)"
        r"( me)? de baja( por favor| ya| del servicio| de esto| de los mensajes| de las alertas| de los avisos| de la lista| de aqui)*",
    ),
    (
        Command.STOP,
        r"(por favor )?(quiten|quita|quite|saquen|saca|saque|borren|borra|eliminen|elimina)(me| me| mi numero| mi telefono| mi celular)+"
        r" (de|del) (la|su|tu|sus|esta|el|este) (lista|grupo|listado|lista de mensajes|lista de difusion|base|sistema)( por favor)?",
    ),
    (
        Command.STOP,
        r"no (me )?(manden|mandes|envien|envies|escriban|escribas|mande|envie|escriba)( ya)?( mas)?( mensajes| avisos| alertas| sms"
        r"| cosas| nada)*( a este numero| a mi numero| por favor| nunca mas| mas| nunca)*",
    ),
    (
        Command.ERASE,
        r"(por favor )?(quiero|deseo|necesito|pido|solicito|pueden|puedes|podrian|como hago para|como puedo)?( que)? ?"
        r"(borrar|borren|borres|borra|borre|eliminar|eliminen|elimines|elimina|elimine|quitar|quiten)( todos| toda| todo)*"
        r" (mis|mi|lo|la|los) (datos|informacion|numero|historial|conversacion|cuenta|mensajes|que tienen de mi|que saben de mi)"
        r"( personales| personal| de su sistema| del sistema| de aqui| de su base| por favor| que tienen| y no me escriban( mas)?)*",
    ),
    (
        Command.MY_DATA,
        r"(quiero|quisiera|puedo|como puedo|deseo|necesito)? ?(saber|ver|conocer|consultar)? ?(que|cuales|los)"
        r" (datos|informacion) (mios |mia )?(tienen|tienes|guardan|guardas|saben)( ustedes)?( guardados| guardada)?( mios| de mi| sobre mi)+",
    ),
    (
        Command.PERSON,
        r"(hola |buenas |buenos dias |buenas tardes |por favor |disculpe |mira )*(quiero|quisiera|necesito|puedo|podria|deseo|me gustaria|como hago para"
        r"|como puedo|hay forma de|me urge)? ?(hablar|comunicarme|conversar|chatear|contactar|contactarme) (con|a) (una|un|alguien|la|algun|alguna)"
        r" ?(persona|asesor|asesora|agente|humano|ser humano|operador|operadora|trabajadora social|trabajador social|encargado|encargada"
        r"|abogado|abogada|psicologa|psicologo|funcionario|alguien|representante)?"
        r"( real| de verdad| de ustedes| del equipo| de la oficina| que me ayude| que me atienda| que me entienda| y no con un robot| por favor| no con un robot| no un robot| aqui)*",
    ),
    (
        Command.START,
        r"(por favor |hola )*(si )?(quiero|quisiera|deseo|me gustaria|puedo|como hago para|como puedo|necesito)( que)?( me)?( volver a| seguir)?"
        r" (recibir|recibiendo|manden|mandes|envien|envies|avisen|avises|suscribirme a|inscribirme en|activar|apuntarme a)"
        r"( las| los| sus| tus| mas| nuevamente| otra vez| de nuevo| a mi whatsapp)*( alertas?| avisos?| mensajes| noticias| novedades| informacion| notificaciones| boletines| info)"
        r"( de| sobre| del| para| y| salud| educacion| documentos| proteccion| ayuda| colegio| migraciones| por favor| por aqui| otra vez| de nuevo| nuevamente| de ustedes)*",
    ),
)  # fmt: skip

LANGUAGES: Final = {
    "es": "espanol | castellano | spanish | en espanol",
    "en": "english | ingles | in english | en ingles | english please",
    "pt": "portugues | portuguese | em portugues | en portugues",
    "fr": "francais | frances | french | en francais | en frances",
    "ht": "kreyol | creole | creol | haitiano | kreyol ayisyen | criollo haitiano | an kreyol",
}
"""A language's own name, alone, switches to it."""

_POLITE: Final = re.compile(
    r"^(?:(?:hola|buenas|buenos dias|buenas tardes|buenas noches|por favor|disculpe|disculpa|oye|ok|gracias|ya|senor|senorita|amigo|amiga) )+"
    r"|(?: (?:por favor|gracias|muchas gracias|porfavor|ya|ahora|si|pues|ok|amigo|senor|senorita))+$"
)


@cache
def _exact() -> dict[str, Command]:
    table: dict[str, Command] = {}
    for command, words in _WORDS.items():
        for phrase in words.split("|"):
            key = normalise(phrase)
            other = table.setdefault(key, command)
            assert other is command, f"{key} means two things"
    return table


@cache
def _language_words() -> dict[str, str]:
    return {normalise(word): code for code, words in LANGUAGES.items() for word in words.split("|")}


@cache
def _sentences() -> tuple[tuple[Command, re.Pattern[str]], ...]:
    return tuple((command, re.compile(pattern)) for command, pattern in _SENTENCES)


@cache
def _fuzzy() -> dict[int, list[tuple[str, Command]]]:
    """Phrases long enough to forgive a slip in, by length."""
    found: dict[int, list[tuple[str, Command]]] = {}
    for phrase, command in _exact().items():
        if len(phrase) >= 5 and command not in {Command.UP, Command.DOWN, Command.MORE, Command.MENU, Command.CANCEL}:
            found.setdefault(len(phrase), []).append((phrase, command))
    return found


# One slip away from a command, and a word of its own.
_NOT_SLIPS: Final = frozenset(
    [
        "parto",
        "pasar",
        "pagar",
        "parara",
        "parir",
        "marear",
        "bajar",
        "salid",
        "salar",
        "salio",
        "persono",
        "personas",
        "personal",
        "agentes",
        "gente",
        "agenda",
        "avisa",
        "aviso",
        "avisos",
        "mis",
        "dedos",
        "altar",
        "basa",
        "baja",
        "altas",
        "salidas",
        "pasas",
        "basta",
        "salgo",
    ]
)


def find(text: str) -> Command | None:
    """The command that `text` is, or None. Costs a table look-up for most messages."""
    words = normalise(text)
    if not words or len(words) > 160:
        return None
    for form in dict.fromkeys((words, _POLITE.sub("", words).strip())):
        if form in _exact():
            return _exact()[form]
    plain = _POLITE.sub("", words).strip() or words
    for command, pattern in _sentences():
        if pattern.fullmatch(plain):
            return command
    return _slip(plain)


def language(text: str) -> str | None:
    """The code of the language whose own name the message is, or None."""
    return _language_words().get(_POLITE.sub("", normalise(text)).strip())


def _slip(words: str) -> Command | None:
    if not 4 <= len(words) <= 48 or words in _NOT_SLIPS or words.count(" ") > 5:
        return None
    for length in (len(words), len(words) - 1, len(words) + 1):
        for phrase, command in _fuzzy().get(length, ()):
            if phrase[0] == words[0] and one_slip(phrase, words):
                return command
    return None


def one_slip(one: str, other: str) -> bool:
    """True when a single letter was changed, dropped, added, or two neighbours were swapped (or nothing at all)."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return (
        start + 1 < len(short)
        and short[start] == long[start + 1]
        and short[start + 1] == long[start]
        and short[start + 2 :] == long[start + 2 :]
    )
