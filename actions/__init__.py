"""What Puente says once Rasa has decided what to do: rasa_sdk actions, built from an explicit list.

Texts are looked up at the moment of speaking, so an edited answer is live with the next message. The actions run in the
worker's own process (bot.engine.local_actions) or behind Rasa's action server (`python -m actions`, for `rasa shell`).
"""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from rasa_sdk import Action

from bot.core.content import Entry

if TYPE_CHECKING:
    from actions.dialogue import Setting


class Answers(Protocol):
    """Where entries are looked up: the content store, or a handful of entries in a test."""

    def entry(self, entry_id: str, /) -> Entry | None:
        """The published entry, None if it was withdrawn."""
        ...

    def today(self) -> date:
        """Today's date in Peru: what is overdue is decided by it."""
        ...


def build(answers: Answers, setting: "Setting | None" = None) -> list[Action]:
    """Every action of domain.yml and of the guided dialogues. `setting` is what those know besides the answers."""
    from actions import form
    from actions.answer import ActionAnswer
    from actions.clarify import ActionClarify
    from actions.dialogue import Setting
    from actions.dialogues import DIALOGUES
    from actions.fallback import ActionFallback

    setting = setting or Setting()
    return [
        ActionAnswer(answers, setting, DIALOGUES),
        ActionClarify(answers),
        ActionFallback(answers),
        *form.build(DIALOGUES, answers, setting),
    ]
