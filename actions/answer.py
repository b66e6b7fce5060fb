"""The answer to a message whose entry is clear."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import Answers, offices
from actions.dialogue import PLACE, Dialogue, Setting, talk
from actions.dialogues import danger
from actions.form import begin
from actions.turn import Button, button, buttons, candidates, channel, confidence, second
from bot.core import segments
from bot.core.addresses import Channel
from bot.core.chat_spelling import normalise
from bot.core.content import Entry, Kind, Topic, sms_text, whatsapp_text
from bot.i18n import gettext as _

_AGE: Final = re.compile(
    r"(?:(?:y|es|de|son|mi|el|la|los|ella|tiene|tienen|tengo|hijo|hija|nino|nina|bebe|ya|cumplio|apenas|solo) )*"
    r"\w+ (?:anos?|anitos?|meses|mesesitos)"
)
"""An age and no more."""
RELATED = 3
"""Entries offered after an answer."""


class ActionAnswer(Action):
    """Says the entry's text for the channel, small talk too; an overdue one steps back behind a warning.

    Where a guided dialogue begins after the entry, its first question takes the place of the related entries; where the
    message already says all that it asks, the exact answer takes the place of the text.
    """

    def __init__(self, answers: Answers, setting: Setting, dialogues: Sequence[Dialogue]) -> None:
        """`answers` is asked at every turn; nothing is kept."""
        self._answers, self._setting = answers, setting
        self._dialogues = {entry: dialogue for dialogue in dialogues for entry in dialogue.starts}

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Speak, or hand over to the fallback where the entry is gone since the model was trained."""
        ids = candidates(tracker)
        entry = self._answers.entry(self._meant(tracker, ids[0])) if ids else None
        if entry is None or entry.kind is Kind.OUT_OF_SCOPE:
            return [FollowupAction("action_fallback")]
        dialogue = self._begins(entry, tracker)
        if dialogue is not None and self._is_age_of_another_subject(tracker, entry):
            return [FollowupAction("action_fallback")]
        if dialogue is not None:
            here = talk(tracker, dialogue, self._answers, self._setting)
            here = replace(
                here, slots={name: value for name, value in here.slots.items() if name not in dialogue.slots}
            )
            exact = dialogue.complete({**here.slots, **dialogue.spotted(here)})
            if exact or not second(tracker):  # a question of ours would stand in front of their other one
                if not exact:
                    self._speak(dispatcher, tracker, entry, None)
                return begin(dialogue, entry.id)
        self._speak(dispatcher, tracker, entry, None if tracker.active_loop else self._related(entry))
        return []

    def _meant(self, tracker: Tracker, entry: str) -> str:
        probability = confidence(tracker)
        if probability == 1:  # picked from a menu: what was offered is what they get
            return entry
        text, places = str(tracker.latest_message.get("text") or ""), self._setting.places
        home = places.get(str(tracker.get_slot(PLACE) or ""))
        return offices.meant(danger.meant(entry, probability, text), probability, text, home=home, places=places)

    def _is_age_of_another_subject(self, tracker: Tracker, entry: Entry) -> bool:
        """True for "tiene 2 años" after an answer that is not about school: it says who it is about, and asks for no
        grade."""
        message = tracker.latest_message
        before = self._answers.entry(str((message.get("metadata") or {}).get("about") or ""))
        if before is None or before.topic is entry.topic or entry.topic is not Topic.SCHOOL:
            return False
        return confidence(tracker) < 1 and _AGE.fullmatch(normalise(str(message.get("text") or ""))) is not None

    def _begins(self, entry: Entry, tracker: Tracker) -> Dialogue | None:
        """The dialogue that begins after `entry`. One that is running is left only for another's own entry."""
        dialogue = self._dialogues.get(entry.id)
        running = (tracker.active_loop or {}).get("name")
        if dialogue is None or dialogue.form == running or not dialogue.possible(self._setting):
            return None
        inside = next((one for one in self._dialogues.values() if one.form == running), None)
        if inside is not None and entry.id in inside.covers:
            return None
        return dialogue if not running or entry.id == dialogue.starts[0] else None

    def _speak(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, entry: Entry, related: Sequence[Button] | None
    ) -> None:
        """The entry's text, that of the person's place where it has one, and what to go on with; `related` is None
        where a question of ours follows."""
        lives = self._setting.places.get(str(tracker.get_slot(PLACE) or ""))
        if lives is not None:
            entry = entry.at(lives.within)
        if channel(tracker) is Channel.SMS:
            # No choices below an SMS answer: they would cost a part of their own.
            dispatcher.utter_message(text=segments.plain(self._warning(entry)) + sms_text(entry))
        else:
            text, choices = self._warning(entry) + whatsapp_text(entry), list(related or ())
            other = self._answers.entry(second(tracker)) if related is not None else None
            if other and other.kind is Kind.ANSWER and other.id != entry.id:
                text += "\n\n" + _("Preguntaste también otra cosa: está en la opción 1.")
                first = button(other)
                choices = [first, *(choice for choice in choices if choice != first)][:RELATED]
            dispatcher.utter_message(text=text, buttons=choices)

    def _warning(self, entry: Entry) -> str:
        if not entry.overdue(self._answers.today()):
            return ""
        where = entry.confirm_at or entry.source
        return _("Este dato puede haber cambiado: confírmalo en {where}.").format(where=where) + "\n\n"

    def _related(self, entry: Entry) -> list[Button]:
        return buttons(self._answers, entry.related)[:RELATED]
