"""A message from somebody whom a person of staff answers: it lands in their case, and the bot keeps out of it.

Danger is still heard and answered with the number, by the lexicon and by the trained ear, and a stop or the person's
data are still theirs to ask for. Once, until staff have written, the person hears that the message arrived.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core import payloads
from bot.core.attention import Mode
from bot.core.commands import Command
from bot.core.content import Topic
from bot.core.conversation import Outcome, State
from bot.core.messages import Outgoing
from bot.core.payloads import Verb
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import guided
from bot.services.turned import Effect, Turned
from bot.storage import attention, case_events, cases, users
from bot.storage.case_events import Kind
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting

RIGHTS: Final = frozenset({Command.STOP, Command.START, Command.MY_DATA, Command.ERASE, Command.PRIVACY})
"""What is a person's to ask for in whatever else they are."""
_RIGHTFUL: Final = frozenset({Verb.STOP, Verb.ERASE, Verb.DATA})
"""What lines under an answer to one of these stand for."""
_UNREAD: Final = frozenset({"pages", "copied"})
_OF_THE_BOT: Final = ("entry", "rasa", "pages", "copied", guided.ASKED)
"""What the bot was about to go on with: nobody is asked for a grade after a talk with a person."""


def is_on(message: Waiting) -> bool:
    """True where staff answer this person."""
    return message.handling is not None and message.handling.mode is Mode.PERSON


def is_a_right(command: Command | None, payload: str, state: State) -> bool:
    """True for what the bot answers all the same: also the rest of an answer that was too long for one message."""
    if payload:
        return payloads.split(payload)[0] in _RIGHTFUL
    return command in RIGHTS or (command is Command.MORE and unread(state))


def unread(state: State) -> bool:
    """True where an answer was too long for one message, and its rest waits to be asked for."""
    return not _UNREAD.isdisjoint(state)


def landed(message: Waiting, text: str, state: State, *, doubt: bool = False) -> Turned:
    """The turn for any other message: written down in the case, and nowhere else. `doubt`: it may tell of danger."""
    assert message.handling is not None
    handling = message.handling
    content = {"text": text, "form": message.form.value, "doubt": doubt, "district": message.located}

    def land(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        case_events.add(tx, handling.case_id, Kind.SAID, now=now, content={k: v for k, v in content.items() if v})
        attention.wrote(tx, handling.case_id, now)
        if not handling.acknowledged:
            attention.acknowledged(tx, handling.case_id)

    return Turned(
        outgoing=None if handling.acknowledged else Outgoing(text=arrived()),
        state={key: value for key, value in state.items() if key not in _OF_THE_BOT},
        outcome=Outcome.COMMAND,
        topic=Topic.HUMAN_AGENT,
        keep_text=False,
        effects=(land,),
    )


def with_right(turned: Turned, message: Waiting, word: str) -> Turned:
    """A turn that answers a right of theirs, with a line in the case that they used it (`word`: which)."""
    assert message.handling is not None
    case_id = message.handling.case_id

    def tell(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        if cases.case(tx, case_id) is not None:  # erasing takes the case along
            case_events.add(tx, case_id, Kind.ASKED, now=now, content={"what": word})

    return replace(turned, effects=(*turned.effects, tell))


def in_danger(open_case: Effect, message: Waiting, text: str, category: str) -> tuple[Effect, ...]:
    """What danger writes down. Where staff answer in a restricted case the words land there, else in the restricted
    case that `open_case` opens: staff go on in that one, if they may read it."""
    handling = message.handling
    if handling is None or handling.mode is not Mode.PERSON:
        return (open_case,)
    case_id = handling.case_id

    def land(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        case_events.add(tx, case_id, Kind.DANGER, now=now, content={"text": text, "category": category})
        attention.wrote(tx, case_id, now)

    def follow(tx: Transaction, message: Waiting, now: datetime) -> None:
        theirs = cases.of_contact(tx, message.contact_id)
        own = next(one for one in theirs if one.restricted and one.kind == category and one.closed_at is None)
        case_events.add(tx, case_id, Kind.DANGER, now=now, content={"case": own.id})
        attention.wrote(tx, case_id, now)
        by = users.find(tx, next(one.assigned_to for one in theirs if one.id == case_id))
        if by is None or Role.CASE_WORKER not in by.roles:
            return
        if attention.assign(tx, own.id, to=by.name, of=("", by.name), now=now):
            attention.answer_by(tx, own.id, Mode.PERSON)
            attention.acknowledged(tx, own.id)
            case_events.add(tx, own.id, Kind.TAKEN, now=now, author=by.name)

    return (land,) if handling.restricted else (open_case, follow)


def back(turned: Turned, message: Waiting) -> Turned:
    """The bot answers again, and says so before its first words, where it could not at once. Not before a number."""
    handling = message.handling
    if handling is None or handling.mode is not Mode.RETURNING or turned.outgoing is None:
        return turned
    if turned.outcome is Outcome.CRISIS:
        return turned

    def told(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        if cases.case(tx, handling.case_id) is not None:
            attention.answer_by(tx, handling.case_id, None)

    text = f"{again()}\n\n{turned.outgoing.text}"
    return replace(turned, outgoing=replace(turned.outgoing, text=text), effects=(*turned.effects, told))


def arrived() -> str:
    """Said once, while staff have not written yet."""
    return _("Tu mensaje llegó a la persona del equipo que te atiende. Puedes seguir escribiendo por aquí.")


def again() -> str:
    """The bot is back."""
    return _("Te respondo yo otra vez: el asistente automático.")
