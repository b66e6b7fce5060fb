"""Which entry a message is about: the intent classifier of Rasa's graph.

Classes are entries (`faq/A01`, `smalltalk/hola`, `out_of_scope/recetas`) and the plain intents of guided dialogues. The
component sets Rasa's intent to what should be done (`faq`, `smalltalk`, `clarify`, `out_of_scope`, `nlu_fallback`, or a plain
intent) and puts the runners-up into the field `candidates`. Persistence is numpy and JSON, never pickle.

No `from __future__ import annotations` here: Rasa's graph validation compares the annotations themselves.
"""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.chat_spelling import normalise
from bot.engine.nlu import decision, features, linear
from bot.engine.nlu.normalise import PLAIN

CANDIDATES: Final = "candidates"
SMALLTALK: Final = "smalltalk"
OUT_OF_SCOPE: Final = "out_of_scope"
ENTRY_INTENTS: Final = ("faq", SMALLTALK, OUT_OF_SCOPE)
MOST: Final = 5
"""Candidates that travel with a message (contract)."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EntryClassifier(IntentClassifier, GraphComponent):
    """Linear model over words and pieces of words, with calibrated probabilities and measured thresholds."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings of config.yml; `targets` come from flows/gate.yml when the project is rendered."""
        return {
            "word_weight": 0.5,
            "rarest": 2,
            "penalty": 1.0,
            "targets": {"topic_precision": 0.95, "entry_precision": 0.7, "offer_precision": 0.5},
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained component; `load` fills it."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: "_Model | None" = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntryClassifier":
        """A component ready to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "EntryClassifier":
        """A trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = _Model.read(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples, measure the thresholds on left-out predictions, and write it all down."""
        examples = [m for m in training_data.intent_examples if m.get("text")]
        self._model, measured = _Model.train(
            [message.get(PLAIN) or normalise(message.get("text")) for message in examples],
            [message.get_full_intent() for message in examples],
            {message.get_full_intent(): _topic(message) for message in examples},
            self._config,
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.write(folder)
            (folder / decision.FILE).write_text(json.dumps(measured.to_dict(), indent=1), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Later components learn nothing from this one."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and candidates of each message."""
        if self._model is None:
            raise RuntimeError("the entry classifier has not been trained")
        for message in messages:
            intent, candidates = self._model.understand(message.get(PLAIN) or normalise(message.get("text") or ""))
            message.set("intent", intent, add_to_output=True)
            message.set("intent_ranking", [intent], add_to_output=True)
            message.set(CANDIDATES, candidates, add_to_output=True)
        return messages


def _topic(message: Message) -> str:
    """The topic of an entry's example; a plain intent is its own topic."""
    of_intent = (message.get("metadata") or {}).get("intent") or {}
    return str(of_intent.get("topic") or message.get_full_intent())


class _Model:
    """The trained numbers. `labels` are full intents; `topics` gives each label's topic by number."""

    def __init__(
        self,
        vectoriser: features.Vectoriser,
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        labels: list[str],
        topics: list[str],
        thresholds: decision.Thresholds,
    ) -> None:
        self._vectoriser = vectoriser
        self._weights = weights
        self._bias = bias
        self._labels = labels
        self._names = [label.partition("/")[0] for label in labels]
        self._entries = [label.partition("/")[2] for label in labels]
        self._topics = topics
        names = sorted(set(topics))
        self._topic_of = np.array([names.index(topic) for topic in topics])
        self._outside = np.array([name == OUT_OF_SCOPE for name in self._names])
        self._thresholds = thresholds

    @classmethod
    def train(
        cls, plains: list[str], intents: list[str], topics: dict[str, str], config: dict[str, Any]
    ) -> tuple["_Model", decision.Measured]:
        labels = sorted(set(intents))
        number = {label: place for place, label in enumerate(labels)}
        truth = np.array([number[intent] for intent in intents])
        vectoriser = features.learn(plains, word_weight=config["word_weight"], rarest=config["rarest"])
        no_weights, untested = np.empty((0, 0), np.float32), decision.Thresholds(topic=0, entry=0, offer=0)
        model = cls(vectoriser, no_weights, no_weights, labels, [topics[label] for label in labels], untested)
        fitted = linear.fit(vectoriser.matrix(plains), truth, model._topic_of, penalty=config["penalty"])
        model._weights, model._bias = fitted.weights, fitted.bias
        seen = model._predictions(fitted.left_out, truth)
        measured = decision.measure(seen, decision.Targets(**config["targets"]))
        model._thresholds = measured.thresholds
        return model, measured

    def _predictions(self, left_out: NDArray[np.float32], truth: NDArray[np.int64]) -> decision.Predictions:
        inside = np.where(self._outside, np.float32(0), left_out)
        rows, best = np.arange(len(truth)), inside.argmax(axis=1)
        topic = np.zeros(len(truth), np.float32)
        for number in range(self._topic_of.max() + 1):
            topic += (self._topic_of[best] == number) * left_out[:, self._topic_of == number].sum(axis=1)
        order = np.argpartition(-inside, decision.OFFERED, axis=1)[:, : decision.OFFERED]
        ours = ~self._outside[truth]
        return decision.Predictions(
            entry=inside[rows, best],
            topic=topic,
            offered=np.take_along_axis(inside, order, axis=1).sum(axis=1),
            outside=left_out[:, self._outside].sum(axis=1),
            right_entry=(best == truth) & ours,
            right_topic=(self._topic_of[best] == self._topic_of[truth]) & ours,
            right_offer=(order == truth[:, None]).any(axis=1) & ours,
            ours=ours,
        )

    def probabilities(self, plain: str) -> NDArray[np.float32]:
        """One probability for each label; uniform where no feature of the message is known."""
        ids, weights = self._vectoriser.vector(plain)
        # Only the rows of present features are touched; a sparse product through scipy copies the whole array.
        return linear.softmax(weights @ self._weights[ids] + self._bias)

    def understand(self, plain: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Rasa's intent (name, confidence) and the candidates, best first."""
        shares = self.probabilities(plain)
        outside = float(shares[self._outside].sum())
        inside = np.where(self._outside, np.float32(0), shares)
        order = np.argpartition(-inside, min(MOST, len(inside) - 1))[:MOST]
        order = order[np.argsort(-inside[order])]
        best = int(order[0])
        topic = float(shares[self._topic_of == self._topic_of[best]].sum())
        entry = float(inside[best])
        candidates = [
            {"entry": self._entries[i], "topic": self._topics[i], "confidence": round(float(inside[i]), 4)}
            for i in order.tolist()
            if self._entries[i]
        ]
        verdict = self._thresholds.verdict(
            entry=entry, topic=topic, offered=float(inside[order[: decision.OFFERED]].sum()), outside=outside
        )
        confidence = outside if verdict is decision.Verdict.OUT_OF_SCOPE else entry
        name = self._names[best] if verdict is decision.Verdict.ANSWER else str(verdict)
        return {"name": name, "confidence": round(confidence, 4)}, candidates

    def write(self, folder: Path) -> None:
        np.save(folder / "weights.npy", self._weights, allow_pickle=False)
        np.save(folder / "bias.npy", self._bias, allow_pickle=False)
        np.save(folder / "idf.npy", self._vectoriser.idf, allow_pickle=False)
        written = {
            "vocabulary": list(self._vectoriser.index),
            "border": self._vectoriser.border,
            "word_weight": self._vectoriser.word_weight,
            "labels": self._labels,
            "topics": self._topics,
        }
        (folder / "model.json").write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "_Model":
        read = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        return cls(
            features.Vectoriser(
                index={feature: place for place, feature in enumerate(read["vocabulary"])},
                idf=np.load(folder / "idf.npy", allow_pickle=False),
                border=read["border"],
                word_weight=read["word_weight"],
            ),
            np.load(folder / "weights.npy", allow_pickle=False),
            np.load(folder / "bias.npy", allow_pickle=False),
            read["labels"],
            read["topics"],
            decision.from_dict(json.loads((folder / decision.FILE).read_text(encoding="utf-8"))).thresholds,
        )
