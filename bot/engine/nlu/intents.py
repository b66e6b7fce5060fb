"""Which entry a message is about: the intent classifier of Rasa's graph.

Classes are entries (`faq/A01`, `smalltalk/hola`, `out_of_scope/futbol`) and the plain intents of guided dialogues. The
component sets Rasa's intent to what should be done (`faq`, `smalltalk`, `clarify`, `out_of_scope`, `nlu_fallback`, or a
plain intent) and puts the runners-up into the field `candidates`.

No `from __future__ import annotations` here: Rasa's graph validation compares the annotations themselves.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core import needs
from bot.core.chat_spelling import normalise
from bot.engine.nlu import decision, model
from bot.engine.nlu.decision import Verdict
from bot.engine.nlu.encoder import Encoder
from bot.engine.nlu.normalise import PLAIN

CANDIDATES: Final = "candidates"
ABOUT: Final = "about"
"""Key of a message's metadata: the entry that the conversation was about before it."""
SECOND: Final = "second"
"""The entry of another question in the same message, empty where there is none."""
_SURE: Final = 0.5
"""Probability from which a part of a message counts as a question of its own."""
DOUBT: Final = "doubt"
"""True where the message may tell of danger and is answered as something else."""
CALM: Final = "calm"
"""True where the message surely tells of no danger, whatever phrase of the lexicon is in it."""
HEARD: Final = "heard"
"""Key of an example's metadata: the lexicon takes it for danger."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EntryClassifier(IntentClassifier, GraphComponent):
    """Linear model over words and pieces of words, with calibrated probabilities and measured thresholds."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings of config.yml; `targets` come from flows/gate.yml when the project is rendered."""
        return {
            "word_weight": 0.5,
            "rarest": 2,
            "hardness": 1.0,
            "encoder": "",
            "targets": {
                "topic_precision": 0.93,
                "entry_precision": 0.65,
                "offer_precision": 0.5,
                "false_alarms": 0.01,
                "doubts": 0.05,
                "silenced": 0.03,
            },
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained component."""
        self._config, self._storage, self._resource = config, model_storage, resource
        self._model: model.Model | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "EntryClassifier":
        """A component ready to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **kwargs: Any,  # noqa: ARG003
    ) -> "EntryClassifier":
        """A trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = model.read(folder, component._encoder())
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples, measure the thresholds on unseen predictions, and write it all down."""
        examples = [message for message in training_data.intent_examples if message.get("text")]
        self._model, measured = model.train(
            [_plain(message) for message in examples],
            [message.get_full_intent() for message in examples],
            {message.get_full_intent(): _topic(message) for message in examples},
            self._config,
            self._encoder(),
            heard=[bool(_of_intent(message).get(HEARD)) for message in examples],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.write(folder)
            (folder / decision.FILE).write_text(json.dumps(measured.to_dict(), indent=1), encoding="utf-8")
        return self._resource

    def _encoder(self) -> Encoder | None:
        """The sentence encoder of config.yml, where it names one."""
        return Encoder(Path(self._config["encoder"])) if self._config["encoder"] else None

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Later components learn nothing from this one."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and candidates of each message."""
        if self._model is None:
            raise RuntimeError("the entry classifier has not been trained")
        for message in messages:
            text = message.get("text") or ""
            about = (message.get("metadata") or {}).get(ABOUT, "")
            understood = self._model.understand(_plain(message), about, needs.link(text))
            understood, second = self._both(text, understood)
            intent = {"name": understood.name, "confidence": understood.confidence}
            message.set("intent", intent, add_to_output=True)
            message.set("intent_ranking", [intent], add_to_output=True)
            message.set(CANDIDATES, [one.to_dict() for one in understood.candidates], add_to_output=True)
            message.set(DOUBT, understood.doubt, add_to_output=True)
            message.set(CALM, understood.calm, add_to_output=True)
            message.set(SECOND, second, add_to_output=True)
        return messages

    def _both(self, text: str, whole: model.Understood) -> tuple[model.Understood, str]:
        """What to answer, and the entry of a second question in the same message; danger leaves no room for one.

        Where the whole is not clear and its parts are, the part that the whole is likeliest about is answered.
        """
        if self._model is None or whole.name not in (Verdict.ANSWER, Verdict.CLARIFY, Verdict.UNKNOWN):
            return whole, ""
        read = (self._model.understand(normalise(part)) for part in needs.parts(text))
        clear = {one.candidates[0].entry: one for one in read if one.name == Verdict.ANSWER and one.confidence >= _SURE}
        if whole.name != Verdict.ANSWER and len(clear) > 1:
            shares = {one.entry: one.confidence for one in whole.candidates}
            main = max(clear, key=lambda entry: shares.get(entry, 0.0))
            whole = replace(clear[main], doubt=whole.doubt, calm=whole.calm)
        if whole.name != Verdict.ANSWER:
            return whole, ""
        first = whole.candidates[0]
        others = (one.candidates[0] for entry, one in clear.items() if entry != first.entry)
        return whole, next((one.entry for one in others if one.topic != first.topic), "")


def _plain(message: Message) -> str:
    """What ChatSpelling wrote, or the same worked out here where the pipeline goes without it."""
    return str(message.get(PLAIN) or normalise(message.get("text") or ""))


def _topic(message: Message) -> str:
    """The topic of an entry's example; a plain intent is its own topic."""
    return str(_of_intent(message).get("topic") or message.get_full_intent())


def _of_intent(message: Message) -> dict[str, Any]:
    return (message.get("metadata") or {}).get("intent") or {}
