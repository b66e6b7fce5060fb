"""The chat-spelling rules of bot.core as a step of Rasa's graph: it writes the plain spelling beside the text.

No `from __future__ import annotations` here: Rasa's graph validation compares the annotations themselves.
"""

from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.chat_spelling import normalise

PLAIN: Final = "plain"
"""Field of a message that holds the normalised text. The text itself stays as written: forms read it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChatSpelling(GraphComponent):
    """Sets `plain` on every message; registered as a tokenizer, the kind of step that comes first."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "ChatSpelling":
        """There is nothing to configure and nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the plain spelling to each message."""
        for message in messages:
            message.set(PLAIN, normalise(message.get(TEXT) or ""))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for what is trained on."""
        self.process(training_data.training_examples)
        return training_data
