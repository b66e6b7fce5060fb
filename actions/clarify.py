"""The question back when several entries may be meant."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import Answers
from actions.turn import buttons, likely
from bot.core.payloads import Verb
from bot.i18n import gettext as _

OFFERED = 3
LEAST = 0.05
"""Probability of a line that is worth reading: one that is less likely only looks as if nobody had understood."""


class ActionClarify(Action):
    """Offers the likeliest entries and a way out."""

    def __init__(self, answers: Answers) -> None:
        """`answers` is asked at every turn; nothing is kept."""
        self._answers = answers

    def name(self) -> str:
        """As in domain.yml."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Ask, or hand over to the fallback where none of the candidates is still published."""
        choices = buttons(self._answers, likely(tracker, LEAST))[:OFFERED]
        if not choices:
            return [FollowupAction("action_fallback")]
        other = {"title": _("Otra cosa"), "payload": Verb.MENU.of()}
        dispatcher.utter_message(
            text=_("Quiero darte la respuesta correcta. ¿Te refieres a…?"), buttons=[*choices, other]
        )
        return []
