"""What Puente says once Rasa has decided what to do: rasa_sdk actions, built from an explicit list.

Texts are looked up at the moment of speaking, so an edited answer is live with the next message. The actions run in the
worker's own process (bot.engine.local_actions) or behind Rasa's action server (`python -m actions`, for `rasa shell`).
"""

from datetime import date
from typing import Protocol

from rasa_sdk import Action

from bot.core.content import Entry


class Answers(Protocol):
    """Where entries are looked up: the content store, or a handful of entries in a test."""

    def entry(self, entry_id: str, /) -> Entry | None:
        """The published entry, None if it was withdrawn."""
        ...

    def today(self) -> date:
        """Today's date in Peru: what is overdue is decided by it."""
        ...


def build(answers: Answers) -> list[Action]:
    """Every action of domain.yml."""
    from actions.answer import ActionAnswer
    from actions.clarify import ActionClarify
    from actions.fallback import ActionFallback

    return [ActionAnswer(answers), ActionClarify(answers), ActionFallback()]
