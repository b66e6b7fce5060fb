"""The answer to a message whose entry is clear."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import Answers
from actions.turn import Button, button, candidates, channel, second
from bot.core import segments
from bot.core.addresses import Channel
from bot.core.content import Entry, Kind, sms_text, whatsapp_text
from bot.i18n import gettext as _

RELATED = 3
"""Entries offered after an answer."""


class ActionAnswer(Action):
    """Says the entry's text for the channel, small talk too; an overdue one steps back behind a warning."""

    def __init__(self, answers: Answers) -> None:
        """`answers` is asked at every turn; nothing is kept."""
        self._answers = answers

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Speak, or hand over to the fallback where the entry is gone since the model was trained."""
        ids = candidates(tracker)
        entry = self._answers.entry(ids[0]) if ids else None
        if entry is None or entry.kind is Kind.OUT_OF_SCOPE:
            return [FollowupAction("action_fallback")]
        if channel(tracker) is Channel.SMS:
            # No choices below an SMS answer: they would cost a part of their own.
            dispatcher.utter_message(text=segments.plain(self._warning(entry)) + sms_text(entry))
        else:
            text, choices = self._warning(entry) + whatsapp_text(entry), self._related(entry)
            other = self._answers.entry(second(tracker))
            if other and other.kind is Kind.ANSWER and other.id != entry.id:
                text += "\n\n" + _("Preguntaste también otra cosa: está en la opción 1.")
                first = button(other)
                choices = [first, *(choice for choice in choices if choice != first)][:RELATED]
            dispatcher.utter_message(text=text, buttons=choices)
        return []

    def _warning(self, entry: Entry) -> str:
        if not entry.overdue(self._answers.today()):
            return ""
        where = entry.confirm_at or entry.source
        return _("Este dato puede haber cambiado: confírmalo en {where}.").format(where=where) + "\n\n"

    def _related(self, entry: Entry) -> list[Button]:
        found = (self._answers.entry(link) for link in entry.related)
        return [button(other) for other in found if other and other.kind is Kind.ANSWER][:RELATED]
