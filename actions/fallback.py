"""The honest reply when there is no answer."""

from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import Answers
from actions.turn import buttons, likely
from bot.core.payloads import Verb
from bot.i18n import gettext as _

HINTS: Final = 2
LEAST: Final = 0.05
"""Probability from which an entry is worth naming beside the no. Of the 46 messages of ours that are then given a hint,
33 find their topic in it (from 0.1 on: 19 of 27); of 419 that are none of ours 64 see one (39)."""


class ActionFallback(Action):
    """Says that we do not have it, names what may be meant, and offers the menu. The service adds a person to talk to,
    where there is one."""

    def __init__(self, answers: Answers) -> None:
        """`answers` is asked at every turn; nothing is kept."""
        self._answers = answers

    def name(self) -> str:
        """As in domain.yml; also what RulePolicy turns to where no rule fits."""
        return "action_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Two wordings: for what is none of our subjects, and for what we did not understand."""
        # Inside a dialogue its own question follows, and its lines stand where these would.
        asked = bool(tracker.active_loop)
        hints = [] if asked else buttons(self._answers, likely(tracker, LEAST, first=False))[:HINTS]
        outside = (tracker.latest_message.get("intent") or {}).get("name") == "out_of_scope"
        if outside and hints:
            text = _("Creo que de eso no tengo información. ¿O preguntas por algo de esto?")
        elif outside:
            text = _("De eso no tengo información. En el menú puedes ver los temas en los que sí te puedo ayudar.")
        elif hints:
            text = _(
                "No entendí bien tu pregunta. ¿Es algo de esto? Si no, escríbela con otras palabras, aunque sea corta."
            )
        else:
            text = _(
                "No tengo una respuesta para eso, o no entendí bien tu pregunta. "
                "Escríbela con otras palabras, aunque sea corta, o mira los temas en el menú."
            )
        dispatcher.utter_message(text=text, buttons=[*hints, {"title": _("Ver el menú"), "payload": Verb.MENU.of()}])
        return []
