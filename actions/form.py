"""What Rasa's forms call for a guided dialogue: read the reply, ask, conclude. One set for each dialogue."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import Answers
from actions.dialogue import (
    ASKING,
    GO,
    LEAVE,
    PLACE,
    SKIPPED,
    Dialogue,
    Question,
    Setting,
    Talk,
    choice,
    is_statement,
    payload,
    talk,
)
from actions.turn import Button, candidates, channel
from bot.core import bare, payloads, segments
from bot.core.addresses import Channel
from bot.core.bare import Bare
from bot.core.chat_spelling import normalise
from bot.core.content import source_line
from bot.core.payloads import Verb
from bot.i18n import gettext as _

Events = list[dict[str, Any]]

TRIES: Final = 2
"""Replies that are not understood before a dialogue ends: the first gets a helpful word and the question again."""
ASIDES: Final = 2
"""Questions in a row that are answered in between before a dialogue steps aside and only offers to go on."""
_LONG: Final = 6
"""Words of a reply that is more likely a question of its own than a reply that was mistyped."""
_SHORT: Final = 3
"""Words of a reply too short for the trained ear for danger ("no sé"); the lexicon has heard it before."""
_OTHERS: Final = ("action_answer", "action_clarify", "action_fallback", "action_choice")
_PICTURES: Final = re.compile("[📍📞] ?")
"""What helps to find a line on WhatsApp, and would more than double the price of an SMS."""
_RESUMING: Final = "resuming"
_ENOUGH: Final = frozenset(
    {"ya no quiero", "ya no", "no quiero", "no quiero seguir", "ya no quiero seguir", "ya no gracias"}
)
"""Words that leave a dialogue, where its question does not take them for a no; so does a bare "no"."""
_WAITS: Final = re.compile(
    r"(?:(?:si|ok|ya|por favor|porfa|a ver|dame|deme|me|te|ahorita) )*"
    r"(?:espera(?:me|te)?|espere(?:me|n)?|(?:un|1) (?:momento|momentito|ratito|rato|segundo|minuto|toque)|ya vuelvo"
    r"|ya vengo|ya volvi|ahorita(?: (?:respondo|te digo))?)(?: (?:por favor|porfa|un (?:momento|rato|ratito)))*"
)
"""Words of who comes back to the question in a moment, or just did: no reply that was not understood."""
_SAYS_NOTHING: Final = frozenset({Bare.YES, Bare.UNSURE, Bare.SIGNS})
"""Replies that are about our question and do not answer it."""
_HELP_LINE: Final = 3
"""Figures of a number that is more likely a line to call (105) than a reply."""


def begin(dialogue: Dialogue, entry: str) -> Events:
    """Start afresh, on behalf of `entry`."""
    return [*clear(dialogue), SlotSet("serving", entry), FollowupAction(dialogue.form)]


def clear(dialogue: Dialogue) -> Events:
    """Forget what it had found out. The place stays: it belongs to the person."""
    return [SlotSet(slot, None) for slot in (*dialogue.slots, "tries", "asides", "ended")]


class Validate(Action):
    """Reads a reply. What it cannot read it leaves to the rules (a question), asks again, or gives up."""

    def __init__(self, dialogue: Dialogue, answers: Answers, setting: Setting) -> None:
        """For one dialogue."""
        self._dialogue, self._answers, self._setting = dialogue, answers, setting

    def name(self) -> str:
        """As Rasa looks for it."""
        return f"validate_{self._dialogue.form}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:  # noqa: ARG002
        """Slots that are now known; nothing where the message is not a reply."""
        here = talk(tracker, self._dialogue, self._answers, self._setting)
        if _begun_now(tracker):
            found = self._dialogue.spotted(here)
            return [*(SlotSet(name, value) for name, value in found.items()), SlotSet("tries", None)]
        if _went_elsewhere(tracker):
            return self._after_an_aside(tracker)
        question = self._dialogue.question(str(tracker.get_slot("requested_slot") or ""))
        if question is None:
            return []
        picked = choice(tracker)
        if not picked and _waits(here.text):
            return [SlotSet("tries", None), SlotSet("requested_slot", question.slot)]
        if not picked and question.amiss(here.text, here):
            return self._again(tracker, question.slot)
        value = self._picked(picked, question.slot) if picked else question.reply(here.text, here)
        if value == LEAVE:
            return self._end("left")
        if value == GO:
            return [SlotSet("asides", None), SlotSet("tries", None), SlotSet("requested_slot", question.slot)]
        if value is not None and not self._is_a_question(tracker, here):
            known = {**here.slots, question.slot: value}
            slots = {**known, **self._dialogue.spotted(replace(here, slots=known))}
            new = [SlotSet(name, found) for name, found in slots.items() if here.slots.get(name) != found]
            return [*new, SlotSet("tries", None), SlotSet("asides", None)]
        return self._unread(tracker, here, question)

    def _picked(self, picked: str, slot: str) -> str | None:
        of_slot = payload(self._dialogue, slot, "")
        return picked.removeprefix(of_slot) if picked.startswith(of_slot) else None

    def _is_a_question(self, tracker: Tracker, here: Talk) -> bool:
        """A longer message that is clearly about something else, though it holds something that could be a reply."""
        if self._dialogue.private or len(here.text.split()) < _LONG or _intent(tracker) != "faq":
            return False
        if is_statement(here.text):  # "tiene 9 años, vivimos en Comas"
            return False
        return candidates(tracker)[:1] != [] and candidates(tracker)[0] not in self._dialogue.starts

    def _unread(self, tracker: Tracker, here: Talk, question: Question) -> Events:
        slot, intent, words = question.slot, _intent(tracker), len(here.text.split())
        bare_reply = bare.read(here.text)
        if " ".join(normalise(here.text).split()) in _ENOUGH or bare_reply is Bare.NO:
            return self._end("left")
        if bare_reply in _SAYS_NOTHING or question.vague(here.text) or _is_number(here.text):
            return self._again(tracker, slot)
        if self._dialogue.question(PLACE) is not None and self._setting.places.begun(here.text):
            return self._again(tracker, slot)  # "san juan": half a name, said before we ask for the place
        if place := self._moved(here):
            return [*place, SlotSet("tries", None), SlotSet("requested_slot", slot)]
        if corrected := self._corrected(here, question):
            return [*corrected, SlotSet("tries", None), SlotSet("requested_slot", slot)]
        top = candidates(tracker)[:1]
        if intent == "faq" and top and top[0] in self._dialogue.starts:
            # More of the same subject, and still no reply; a question that was not answered yet is answered first.
            asked = _asks(here.text) and top[0] != _entry(tracker, self._dialogue)
            return [] if asked else self._again(tracker, slot)
        if choice(tracker) or intent in ("faq", "smalltalk") or (intent == "danger" and words > _SHORT):
            return []
        if (words >= _LONG or _asks(here.text)) and intent in ("clarify", "out_of_scope"):
            return []
        if here.rested:
            return [SlotSet("tries", _RESUMING), SlotSet("requested_slot", slot)]
        return self._again(tracker, slot)

    def _moved(self, here: Talk) -> Events:
        """A place and no more, said or shared before we ask for it, in a dialogue that will."""
        if not here.text or self._dialogue.question(PLACE) is None:
            return []
        place = self._setting.places.get(normalise(here.text))
        return [SlotSet(PLACE, place.id)] if place else []

    def _corrected(self, here: Talk, asked: Question) -> Events:
        """An earlier reply put right while we ask for the next: "no, son 20 litros". Its slot; nothing for anything
        else."""
        if not is_statement(here.text):
            return []
        for question in self._dialogue.questions:
            old = here.slots.get(question.slot)
            if question is asked or question.slot == PLACE or old in (None, SKIPPED):
                continue
            new = question.spot(here.text, here)
            if new not in (None, old):
                return [SlotSet(question.slot, new)]
        return []

    def _again(self, tracker: Tracker, slot: str) -> Events:
        tries = _count(tracker, "tries") + 1
        if tries >= TRIES:
            return self._end("lost")
        return [SlotSet("tries", str(tries)), SlotSet("requested_slot", slot)]

    def _after_an_aside(self, tracker: Tracker) -> Events:
        """Back from an answer in between: ask again, or step aside where there is a question open already."""
        asides = _count(tracker, "asides") + 1
        if asides >= ASIDES or "action_clarify" in _since_message(tracker):
            return self._end("aside")
        return [SlotSet("asides", str(asides))]

    def _end(self, how: str) -> Events:
        return [SlotSet("ended", how), SlotSet("requested_slot", None), ActiveLoop(None)]


class Ask(Action):
    """Puts one question: for the first time, again with a helpful word, or after something else came between."""

    def __init__(self, dialogue: Dialogue, slot: str, answers: Answers, setting: Setting) -> None:
        """For one question of one dialogue."""
        question = dialogue.question(slot)
        if question is None:
            raise LookupError(slot)
        self._dialogue, self._question, self._answers, self._setting = dialogue, question, answers, setting

    def name(self) -> str:
        """As Rasa looks for it."""
        return f"action_ask_{self._dialogue.form}_{self._question.slot}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:  # noqa: ARG002
        """Ask, with the lines to pick from."""
        here = talk(tracker, self._dialogue, self._answers, self._setting)
        aside = _went_elsewhere(tracker) and not _begun_now(tracker)
        resuming = tracker.get_slot("tries") == _RESUMING or (aside and here.rested)
        words = self._question.ask(here)
        lines = [(one.label, one.value) for one in self._question.choices(here)]
        title = self._dialogue.title()
        if resuming:
            words = _("¿Seguimos con {title}?").format(title=title)
            lines = [(_("Sí, seguir"), GO), (_("No, dejarlo"), LEAVE)]
        elif aside:
            words = _("Seguimos con {title}.").format(title=title) + f" {words}\n" + _("(Escribe SALIR para dejarlo.)")
        elif _count(tracker, "tries"):
            words = f"{self._question.amiss(here.text, here) or self._question.again()} {words}"
        buttons = [
            {"title": label, "payload": payload(self._dialogue, self._question.slot, value)} for label, value in lines
        ]
        say(dispatcher, here.channel, words, buttons)
        note(dispatcher, self._dialogue, _entry(tracker, self._dialogue), asks=True, aside=aside)
        return [SlotSet("tries", None)] if resuming else []


class Finish(Action):
    """Says what a dialogue came to, or lets go of it."""

    def __init__(self, dialogue: Dialogue, answers: Answers, setting: Setting) -> None:
        """For one dialogue."""
        self._dialogue, self._answers, self._setting = dialogue, answers, setting

    def name(self) -> str:
        """As in its flow.yml."""
        return f"action_{self._dialogue.form}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:  # noqa: ARG002
        """Conclude. What was found out is forgotten, except by a dialogue that steps aside."""
        here = talk(tracker, self._dialogue, self._answers, self._setting)
        how = tracker.get_slot("ended")
        entry = _entry(tracker, self._dialogue)
        resume = {"title": _resume(self._dialogue), "payload": Verb.RESUME.of(self._dialogue.form)}
        if how == "aside":
            # An SMS carries no lines below an answer.
            words = _("Escribe SEGUIR para seguir con {title}.").format(title=self._dialogue.title())
            say(dispatcher, here.channel, words if here.channel is Channel.SMS else "", [resume])
            note(dispatcher, self._dialogue, entry, aside=True)
            return [SlotSet("ended", None), SlotSet("asides", None), SlotSet("paused", self._dialogue.form)]
        if how == "left":
            say(dispatcher, here.channel, _("Bien, lo dejamos aquí. Escribe MENÚ cuando quieras."))
            note(dispatcher, self._dialogue, entry, done=False)
            return [*clear(self._dialogue), SlotSet("serving", None)]
        if how == "lost":
            words = _("No logré entender la respuesta, así que lo dejo aquí. Escribe tu pregunta con otras palabras.")
            again = {"title": _("Empezar de nuevo"), "payload": Verb.START.of(self._dialogue.form)}
            say(dispatcher, here.channel, words, [again, {"title": _("Ver el menú"), "payload": Verb.MENU.of()}])
            note(dispatcher, self._dialogue, entry, done=False)
            return [*clear(self._dialogue), SlotSet("serving", None)]
        ending = self._dialogue.finish(here)
        buttons = list(ending.buttons)
        if tracker.get_slot("paused") not in (None, self._dialogue.form):
            before = Verb.RESUME.of(tracker.get_slot("paused"))
            buttons.append({"title": _("Seguir con lo de antes"), "payload": before})
        source = self._answers.entry(ending.source) if ending.source else None
        below = source_line(source) if source and here.channel is not Channel.SMS else ""
        late = source is not None and source.overdue(self._answers.today())
        where = (source.confirm_at or source.source) if source else ""
        first = _("Este dato puede haber cambiado: confírmalo en {where}.").format(where=where) if late else ""
        text = ending.sms if ending.sms and here.channel is Channel.SMS else ending.text
        say(dispatcher, here.channel, "\n\n".join(filter(None, [first, text, below])), buttons)
        for task in ending.tasks:
            dispatcher.utter_message(json_message={"task": task.kind, "fields": dict(task.fields)})
        note(dispatcher, self._dialogue, entry, done=self._dialogue.feedback, urgent=ending.urgent)
        paused = [SlotSet("paused", None)] if tracker.get_slot("paused") == self._dialogue.form else []
        place = [SlotSet(PLACE, ending.place)] if ending.place else []
        return [*clear(self._dialogue), SlotSet("serving", None), *paused, *place]


class ActionChoice(Action):
    """A line that was picked outside a running dialogue: begins one, goes on with one, or is too old."""

    def __init__(self, dialogues: Sequence[Dialogue]) -> None:
        """All dialogues there are."""
        self._dialogues = {dialogue.form: dialogue for dialogue in dialogues}

    def name(self) -> str:
        """As in domain.yml."""
        return "action_choice"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:  # noqa: ARG002
        """Start, resume, or say that the question is over."""
        verb, rest = payloads.split(choice(tracker))
        form = rest.partition(":")[0]
        dialogue = self._dialogues.get(form)
        if dialogue is None:
            return [FollowupAction("action_fallback")]
        if verb == Verb.RESUME and tracker.get_slot("paused") == form:
            return [SlotSet("paused", None), SlotSet("ended", None), SlotSet("tries", None), FollowupAction(form)]
        if verb in (Verb.START, Verb.RESUME):
            return begin(dialogue, dialogue.starts[0])
        again = {"title": _("Empezar de nuevo"), "payload": Verb.START.of(form)}
        say(dispatcher, channel(tracker), _("Esa pregunta ya pasó."), [again])
        note(dispatcher, dialogue, dialogue.starts[0], done=False)
        return []


def build(dialogues: Sequence[Dialogue], answers: Answers, setting: Setting) -> list[Action]:
    """The actions of all dialogues."""
    found: list[Action] = [ActionChoice(dialogues)]
    for dialogue in dialogues:
        found += [Validate(dialogue, answers, setting), Finish(dialogue, answers, setting)]
        found += [Ask(dialogue, question.slot, answers, setting) for question in dialogue.questions]
    return found


def say(dispatcher: CollectingDispatcher, to: Channel, text: str, buttons: Sequence[Button] = ()) -> None:
    """A text and its lines, in plain letters on SMS."""
    dispatcher.utter_message(text=spoken(text, to), buttons=list(buttons))


def spoken(text: str, to: Channel) -> str:
    """The text as it goes to `to`: by SMS without what makes it dear."""
    return segments.plain(_PICTURES.sub("", text)) if to is Channel.SMS else text


def note(dispatcher: CollectingDispatcher, dialogue: Dialogue, entry: str, **facts: bool) -> None:
    """What the engine must know of this turn besides its words."""
    facts = {"private": dialogue.private, **facts}
    dispatcher.utter_message(json_message={"serving": entry, **{key: value for key, value in facts.items() if value}})


def _resume(dialogue: Dialogue) -> str:
    return _("Seguir con {title}").format(title=dialogue.title())


def _entry(tracker: Tracker, dialogue: Dialogue) -> str:
    return str(tracker.get_slot("serving") or dialogue.starts[0])


def _intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def _count(tracker: Tracker, slot: str) -> int:
    value = str(tracker.get_slot(slot) or "")
    return int(value) if value.isdecimal() else 0


def _since_message(tracker: Tracker) -> list[str]:
    """Actions taken in this turn so far."""
    names: list[str] = []
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        if event.get("event") == "action":
            names.append(str(event.get("name")))
    return names


def _begun_now(tracker: Tracker) -> bool:
    """True where the form was entered in this turn."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "active_loop" and event.get("name"):
            return True
    return False


def _asks(text: str) -> bool:
    """A question of theirs, however short."""
    words = normalise(text).split()
    return bool(words) and ("?" in text or words[0] in ASKING) and len(words) > 1


def _waits(text: str) -> bool:
    return _WAITS.fullmatch(" ".join(normalise(text).split())) is not None


def _is_number(text: str) -> bool:
    """Figures alone: a reply to whatever was asked, and no question of theirs."""
    words = normalise(text).split()
    return bool(words) and all(word.isdecimal() and len(word) != _HELP_LINE for word in words)


def _went_elsewhere(tracker: Tracker) -> bool:
    return any(name in _OTHERS for name in _since_message(tracker))
