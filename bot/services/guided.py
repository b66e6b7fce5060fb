"""What the service does around a guided dialogue: how long a question stays open, and where the person lives."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.core import payloads
from bot.core.chat_spelling import normalise
from bot.core.conversation import Response, State
from bot.core.gazetteer import Place, Places
from bot.core.organisation import Organisation
from bot.core.payloads import Verb
from bot.services import reminding
from bot.services.turned import Effect
from bot.storage import profiles
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting

ASKED: Final = "asked_at"
"""In the state while a question of a dialogue is open: when it was put."""
RESTED: Final = timedelta(hours=1)
"""After this pause people are asked whether to go on, not the question itself."""
FORGOTTEN: Final = timedelta(hours=24)
"""After this an open question is forgotten, with all that was found out before it."""
_GO: Final = "!go"
"""The value of "yes, go on" (`actions.dialogue.GO`)."""
_CHOICES: Final = (Verb.FORM, Verb.START, Verb.RESUME)
_ASK_PLACE: Final = frozenset({"school_form", "ugel_form", "services_form"})
"""Dialogues that ask where the person lives."""

# "ahora vivo en Tacna", "me mudé a Comas"; and the wish to change it without saying to what.
_MOVED: Final = re.compile(
    r"(?:(?:hola|ya|ahora|actualmente|es que|yo|nosotros) )*"
    r"(?:vivo|vivimos|estoy viviendo|estamos viviendo|me mude|nos mudamos|me cambie|mi (?:lugar|distrito|ciudad) es) "
    r"(?:ahora )?(?:en |a |para |al )?(?P<place>.+)"
)
_NAMED: Final = re.compile(
    r"(?:(?:y|pero|entonces|aqui|aca|ahi|alla|alli|mas|yo|nosotros|soy|somos|estoy|estamos|es|en|de|desde|para|por|el"
    r"|distrito|ciudad) )*(?P<place>.+?)(?: por favor)?"
)
_CHANGE: Final = re.compile(
    r"(?:(?:quiero|puedo|deseo|como|por favor) )*(?:cambiar|cambia|cambio|actualizar)(?: de| mi| el| la)* "
    r"(?:lugar|distrito|ciudad|zona|ubicacion)(?: por favor)?"
)

_LIMA: Final = re.compile(
    r"(?:(?:y|en|de|desde|soy|estoy|vivo|vivimos|aqui|aca|alla|por|hola) )*lima(?: peru| metropolitana)?"
)
_CALL: Final = re.compile(
    r"\b(?:(?:me|nos) (?:puede[ns]? )?(?:llam|yam)\w+|(?:llam|yam)(?:en|enme|ame|eme|ada|arme|enos))\b"
)


def is_choice(payload: str) -> bool:
    """True for what stands behind a line of a dialogue."""
    return payloads.split(payload)[0] in _CHOICES


def opened(state: Mapping[str, object], now: datetime) -> tuple[State, bool]:
    """The state as this turn may see it, and whether the person comes back to an open question after a pause."""
    asked = state.get(ASKED)
    fresh = dict(state)
    if not isinstance(asked, str):
        return fresh, False
    pause = now - datetime.fromisoformat(asked)
    return (dropped(fresh) if pause > FORGOTTEN else fresh), RESTED <= pause <= FORGOTTEN


def dropped(state: Mapping[str, object]) -> State:
    """The state without the open question and what was found out before it."""
    return {key: value for key, value in state.items() if key not in ("rasa", ASKED)}


def noted(state: State, response: Response, now: datetime) -> State:
    """The state after the turn: whether a question is open, and since when."""
    rest = {key: value for key, value in state.items() if key != ASKED}
    return {**rest, ASKED: now.isoformat()} if response.asks else rest


def moved(text: str, places: Places) -> Place | None:
    """The place of a message that says nothing but where the person lives now."""
    said = _MOVED.fullmatch(normalise(text))
    return places.asked(said["place"]) if said else None


def named(text: str, places: Places) -> Place | None:
    """The place of a message that is nothing but its name ("comas", "y en tacna?"), spelled as in the list."""
    plain = normalise(text)
    said = _NAMED.fullmatch(plain)
    return places.get(plain) or (places.get(said["place"]) if said else None)


def as_said(text: str, place: Place) -> str:
    """The name of `place` to say on the phone. Of a city, the part of it that they named ("Ventanilla" in Callao)."""
    said = _NAMED.fullmatch(normalise(text))
    return said["place"].title() if said and place.name == place.city else place.name


def several(text: str, places: Places) -> tuple[str, ...] | None:
    """The names of the places a message may mean that says no more ("san juan"); empty for "Lima", which is no district
    and has forty; None for every other message."""
    if _LIMA.fullmatch(normalise(text)):
        return ()
    return tuple(place.name for place in places.begun(text)) or None


def resumes(state: Mapping[str, object]) -> str:
    """The line that goes on with a dialogue that stepped aside; empty where none did."""
    packed = state.get("rasa")
    paused = packed.get("slots", {}).get("paused") if isinstance(packed, Mapping) else None
    return Verb.RESUME.of(paused) if paused in _ASK_PLACE else ""


def goes_on(state: Mapping[str, object]) -> str:
    """What "seguir" picks: the open question once more, else the dialogue that stepped aside; empty without either."""
    packed = state.get("rasa")
    if not isinstance(packed, Mapping):
        return ""
    slots = packed.get("slots", {})
    if ASKED in state and packed.get("loop") and slots.get("requested_slot"):
        return Verb.FORM.of(packed["loop"], slots["requested_slot"], _GO)
    return Verb.RESUME.of(slots["paused"]) if slots.get("paused") else ""


def wants_to_move(text: str) -> bool:
    """True for a wish to change the place that does not name one."""
    return _CHANGE.fullmatch(normalise(text)) is not None


def wants_call(text: str) -> bool:
    """True where somebody wants to be called, not only to be written to."""
    return _CALL.search(normalise(text)) is not None


def effects(response: Response, organisation: Organisation, timezone: ZoneInfo) -> tuple[Effect, ...]:
    """What a dialogue asks to be written down."""
    found = [lives(response.place)] if response.place else []
    for task in response.tasks:
        match task.kind:
            case "rumour":
                found.append(reminding.heard(task.fields))
            case "callback":
                found.append(reminding.call(task.fields, organisation, timezone))
            case "reminder":
                found.append(reminding.keep(task.fields))
            case _:
                raise LookupError(task.kind)
    return tuple(found)


def lives(district: str) -> Effect:
    """Write down where the person lives; its home is the contact."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        profiles.learn(tx, "district", [(message.contact_id, district)])

    return write
