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
from bot.services import wording
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
        return said(wording.delete_chat(), state, Outcome.COMMAND, Topic.OPT_OUT, wording.data_options())
    if _DISCREET.fullmatch(plain):
        return said(wording.discreet(), {**state, ON: True}, Outcome.COMMAND, Topic.OPT_OUT)
    if _NORMAL.fullmatch(plain):
        rest = {key: value for key, value in state.items() if key != ON}
        return said(wording.not_discreet(), rest, Outcome.COMMAND, Topic.OPT_OUT)
    return None


def is_on(state: Mapping[str, object]) -> bool:
    """True where this conversation is held discreetly."""
    return bool(state.get(ON))


def covered(turned: Turned) -> Turned:
    """A turn as it may be read by whoever holds the phone: neutral first words, no words of the person kept."""
    if not is_on(turned.state) or turned.outgoing is None or turned.outcome is Outcome.CRISIS:
        return turned
    text = f"{wording.cover()}\n\n{turned.outgoing.text}"
    state = {key: value for key, value in turned.state.items() if key not in ("entry", "about")}
    return replace(turned, outgoing=replace(turned.outgoing, text=text), state=state, keep_text=False)
