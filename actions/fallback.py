"""The honest reply when there is no answer."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.i18n import gettext as _


class ActionFallback(Action):
    """Says that we do not have it and offers the menu. The service adds a person to talk to, where there is one."""

    def name(self) -> str:
        """As in domain.yml; also what RulePolicy turns to where no rule fits."""
        return "action_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Two wordings: for what is none of our subjects, and for what we did not understand."""
        if (tracker.latest_message.get("intent") or {}).get("name") == "out_of_scope":
            text = _("De eso no tengo información. En el menú puedes ver los temas en los que sí te puedo ayudar.")
        else:
            text = _(
                "No tengo una respuesta para eso, o no entendí bien tu pregunta. "
                "Escríbela con otras palabras, aunque sea corta, o mira los temas en el menú."
            )
        dispatcher.utter_message(text=text, buttons=[{"title": _("Ver el menú"), "payload": "menu"}])
        return []
