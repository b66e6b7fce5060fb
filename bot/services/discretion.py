"""For people whose phone others read: neutral first words, nothing that brings a subject back, how to delete the chat.

`modo discreto` switches it on, `modo normal` off; it is remembered with the conversation. While it is on, the first
words of every reply are the same, no text of the person is kept, no answer is asked about afterwards, and a dialogue
that was left open is not brought up again. In danger the number still comes first.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.content import Topic
from bot.core.conversation import Outcome, State
from bot.i18n import gettext as _
from bot.services import rights_words
from bot.services.turned import Turned, said

ON: Final = "discreet"
_WISH: Final = r"(?:(?:hola|quiero|activar|activa|pon|poner|entrar|en|el|por favor|pasar|a|al|volver) )*"
_DISCREET: Final = re.compile(_WISH + r"modo (?:discreto|privado|secreto|oculto)(?: por favor)?")
_NORMAL: Final = re.compile(
    r"(?:" + _WISH + r"modo normal|(?:quitar|salir del|sal del|apagar|desactivar) (?:el )?modo (?:discreto|privado))"
)
_CHAT: Final = re.compile(
    r"(?:(?:como|quiero|puedo|hago|para|ayuda|me ayudas|a|se) )*(?:borrar|borro|borra|eliminar|elimino|elimina|limpiar)"
    r" (?:este |el |esta |la |todo el |toda la )?(?:chat|conversacion|charla)(?: de whatsapp)?(?: por favor)?"
)


def answer(text: str, state: State) -> Turned | None:
    """The turn for a wish about discretion; None for anything else."""
    plain = normalise(text)
    if _CHAT.fullmatch(plain):
        return said(delete_chat(), state, Outcome.COMMAND, Topic.OPT_OUT, rights_words.data_options())
    if _DISCREET.fullmatch(plain):
        return said(discreet(), {**state, ON: True}, Outcome.COMMAND, Topic.OPT_OUT)
    if _NORMAL.fullmatch(plain):
        rest = {key: value for key, value in state.items() if key != ON}
        return said(not_discreet(), rest, Outcome.COMMAND, Topic.OPT_OUT)
    return None


def is_on(state: Mapping[str, object]) -> bool:
    """True where this conversation is held discreetly."""
    return bool(state.get(ON))


def covered(turned: Turned) -> Turned:
    """A turn as it may be read by whoever holds the phone: neutral first words, no words of the person kept."""
    if not is_on(turned.state) or turned.outgoing is None or turned.outcome is Outcome.CRISIS:
        return turned
    text = f"{cover()}\n\n{turned.outgoing.text}"
    state = {key: value for key, value in turned.state.items() if key not in ("entry", "about")}
    return replace(turned, outgoing=replace(turned.outgoing, text=text), state=state, keep_text=False)


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
