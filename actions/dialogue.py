"""Guided dialogues: what one asks, how a reply is read, and the three actions Rasa's form calls for each.

A dialogue is a Rasa form (`flows/<topic>/flow.yml` holds its slots and rules). Rasa decides what is asked next; here is
what is said, read and concluded. Slots hold what was concluded from a reply (a number, a word of ours) and not the
reply itself, save where that is what the person wants kept.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker

from actions import Answers
from actions.turn import Button, channel
from bot.core import menus
from bot.core.addresses import Channel
from bot.core.chat_spelling import normalise
from bot.core.directory import Directory
from bot.core.gazetteer import Place, Places
from bot.core.messages import Option
from bot.core.organisation import Organisation
from bot.core.payloads import Verb
from bot.core.slips import alike
from bot.i18n import gettext as _

LIMA: Final = ZoneInfo("America/Lima")
SKIPPED: Final = "-"
"""In a slot whose question need not be asked."""
UNSURE: Final = "unsure"
"""Value of the line "no sé" in every dialogue that has one."""
_DOUBT: Final = re.compile(
    r"\b(?:no (?:me acuerdo|recuerdo|se|sabria|estoy segur[oa])|creo|tal vez|quizas?|a lo mejor)\b"
)
"""Said beside a yes or a no, it is neither: "sí entré, creo, no me acuerdo"."""
ASKING: Final = frozenset("que cuanto cuanta cuantos cuantas cuando donde como quien cual cuales".split())
"""First words of a question of theirs."""
_STATEMENT: Final = 7
"""Words of the longest reply in words of one's own; more is likelier something new."""
_YES: Final = frozenset("si sip claro ya".split())
_NO: Final = frozenset("no nunca jamas tampoco".split())
_BEFORE_NO: Final = frozenset("todavia aun pues la verdad".split())
PLACE: Final = "place"
"""The slot every dialogue shares: its home is the contact, and it is handed in with each turn."""
GO, LEAVE = "!go", "!leave"
"""Replies to "shall we go on?"."""

_Value = TypeVar("_Value", bound=str)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What dialogues know besides the answers. All empty: nothing is promised and nothing is named."""

    places: Places = field(default_factory=Places)
    directory: Directory = field(default_factory=Directory)
    organisation: Organisation = field(default_factory=Organisation)
    timezone: ZoneInfo = LIMA
    reminder_template: bool = False
    """True where an approved template can carry a reminder after WhatsApp's window has closed."""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One turn, as a dialogue sees it. `slots` are the dialogue's own; `at` is local time where the person is."""

    answers: Answers
    setting: Setting
    slots: Mapping[str, str]
    text: str
    channel: Channel
    at: datetime
    rested: bool = False
    """True where the person comes back after a longer pause."""
    about: str = ""
    """The entry the conversation was about before."""
    goes_on: bool = False
    """True where the dialogue goes on from `about`: begun by a line below it, or by a place and no more."""

    @property
    def place(self) -> Place | None:
        """Where the person lives, as far as we know."""
        return self.setting.places.get(self.slots.get(PLACE, ""))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A line to pick."""

    value: str
    label: str


def _nothing(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    return None


def _none(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return ()


def _always(talk: Talk) -> bool:  # noqa: ARG001
    return True


def _by_number() -> str:
    return _("Responde con el número.")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to find out. `read` and `spot` return what goes into the slot, None where the text does not say it."""

    slot: str
    ask: Callable[[Talk], str]
    again: Callable[[], str] = _by_number
    """A helpful word after a reply that was not understood; the question follows."""
    choices: Callable[[Talk], Sequence[Choice]] = _none
    read: Callable[[str, Talk], str | None] = _nothing
    """Reads a reply to this question."""
    spot: Callable[[str, Talk], str | None] = _nothing
    """Finds the same in the message that began the dialogue, where it was said without being asked."""
    known: Callable[[Talk], str | None] = lambda talk: None  # noqa: ARG005
    """The same from what was talked about before, where the dialogue goes on from that."""
    needed: Callable[[Talk], bool] = _always
    vague: Callable[[str], bool] = lambda text: False  # noqa: ARG005
    """True for a reply that is about the question and does not answer it, whatever else it may sound like."""
    amiss: Callable[[str, Talk], str] = lambda text, talk: ""  # noqa: ARG005
    """What to say to a reply that was understood and cannot be, or is not enough ("45", asked for a pupil's age), in
    place of `again`; empty for every other."""

    def reply(self, text: str, talk: Talk) -> str | None:
        """The slot's value from a reply: a line picked by number or words, else what `read` makes of it."""
        lines = [Option(label=choice.label, payload=choice.value) for choice in self.choices(talk)]
        picked = menus.picked(text, lines)
        if picked:
            return picked.payload
        said = normalise(text)
        tails = [line.payload for line in lines if "," in line.label and said == _tail(line.label)]
        if len(tails) == 1:
            return tails[0]
        if _DOUBT.search(said) and any(line.payload == UNSURE for line in lines):
            return UNSURE
        read = self.read(text, talk)
        inside = menus.within(text, lines) if read is None else None
        return inside.payload if inside else read


def hears(text: str, words: Collection[str]) -> bool:
    """True where one of `words` (normalised) is said, also with a slip of the finger."""
    return any(alike(word, said) for said in normalise(text).split() for word in words)


def the_one(text: str, said: Mapping[_Value, Collection[str]]) -> _Value | None:
    """Which one of these `text` names by any of its words (as in `hears`); None where it is none or several."""
    found = [value for value, words in said.items() if hears(text, words)]
    return found[0] if len(found) == 1 else None


def is_statement(text: str) -> bool:
    """True for a short text that asks nothing: a reply in words of one's own, and no question in between."""
    words = normalise(text).split()
    return 0 < len(words) <= _STATEMENT and "?" not in text and words[0] not in ASKING


def yes_or_no(text: str, talk: "Talk") -> str | None:  # noqa: ARG001
    """`yes` or `no` for a statement that begins with one ("todavía no he ido", "sí fui el lunes"), else None."""
    if not is_statement(text):
        return None
    words = [word for word in normalise(text).split() if word not in _BEFORE_NO]
    first = words[0] if words else ""
    if first in _NO or words[:2] == ["ya", "no"]:
        return "no"
    return "yes" if first in _YES else None


def _tail(label: str) -> str:
    """What follows the comma: "ninguna" is "No, ninguna"."""
    return normalise(label.partition(",")[2])


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something the service is to write down: its kind, and fields the service knows."""

    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What a dialogue comes to. `source` is the entry whose source line goes below; `urgent`: a number comes first and
    nothing else is said; `place`: where the person lives, as they said."""

    text: str
    sms: str = ""
    """What goes by SMS instead, where `text` would cost more than two parts."""
    buttons: Sequence[Button] = ()
    source: str = ""
    urgent: bool = False
    tasks: Sequence[Task] = ()
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """One guided dialogue. `form` is its name in Rasa; `starts` are the entries it begins after, the first its own."""

    form: str
    starts: tuple[str, ...]
    title: Callable[[], str]
    """As in "¿Seguimos con …?"; neutral where the subject is."""
    questions: tuple[Question, ...]
    finish: Callable[[Talk], Ending]
    possible: Callable[[Setting], bool] = lambda setting: True  # noqa: ARG005
    """False where it must not begin (nobody is there to call back): then the entry is only answered."""
    feedback: bool = True
    """False where "did it help?" makes no sense below what it comes to."""
    covers: tuple[str, ...] = ()
    """Entries of other dialogues that ask nothing this one does not: while it runs they are answered, and not begun."""
    private: bool = False
    """True where no reply may be kept as a message: what counts has a home of its own."""

    def question(self, slot: str) -> Question | None:
        """The question that fills `slot`."""
        return next((question for question in self.questions if question.slot == slot), None)

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of its own."""
        return tuple(question.slot for question in self.questions if question.slot != PLACE)

    def spotted(self, talk: Talk) -> dict[str, str]:
        """What the message that began it already says, and what need not be asked then. Slots that are full stay."""
        slots = dict(talk.slots)
        for question in self.questions:
            if question.slot not in slots and (talk.text or talk.goes_on):
                now = replace(talk, slots=slots)
                value = question.spot(talk.text, now) if talk.text else question.known(now)
                if value is not None:
                    slots[question.slot] = value
        slots = self.skipped(replace(talk, slots=slots))
        return {name: value for name, value in slots.items() if name not in talk.slots}

    def skipped(self, talk: Talk) -> dict[str, str]:
        """`talk.slots` with a mark in each whose question is not needed, given the others."""
        slots = dict(talk.slots)
        for question in self.questions:
            if question.slot not in slots and not question.needed(replace(talk, slots=slots)):
                slots[question.slot] = SKIPPED
        return slots

    def complete(self, slots: Mapping[str, str]) -> bool:
        """True where nothing is left to ask."""
        return all(question.slot in slots for question in self.questions)


def talk(tracker: Tracker, dialogue: Dialogue, answers: Answers, setting: Setting) -> Talk:
    """The turn as `dialogue` sees it."""
    metadata = tracker.latest_message.get("metadata") or {}
    names = {*dialogue.slots, PLACE}
    slots = {name: str(value) for name in names if (value := tracker.get_slot(name)) is not None}
    at = datetime.fromisoformat(metadata["at"]) if metadata.get("at") else _noon(answers, setting.timezone)
    return Talk(
        answers=answers,
        setting=setting,
        slots=slots,
        text="" if metadata.get("choice") else str(tracker.latest_message.get("text") or ""),
        channel=channel(tracker),
        at=at.astimezone(setting.timezone),
        rested=bool(metadata.get("rested")),
        about=str(metadata.get("about") or ""),
        goes_on=Verb.START.read(str(metadata.get("choice") or "")) != "",
    )


def _noon(answers: Answers, timezone: ZoneInfo) -> datetime:
    """For whoever speaks to us without saying what time it is (`rasa shell`)."""
    today = answers.today()
    return datetime(max(today.year, 2), today.month, today.day, 12, tzinfo=timezone)


def choice(tracker: Tracker) -> str:
    """What was picked, if anything: `form:<form>:<slot>:<value>`, `start:<form>` or `resume:<form>`."""
    return str((tracker.latest_message.get("metadata") or {}).get("choice") or "")


def payload(dialogue: Dialogue, slot: str, value: str) -> str:
    """What stands behind a line of one of its questions."""
    return Verb.FORM.of(dialogue.form, slot, value)
