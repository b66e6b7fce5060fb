"""The trained numbers of the intent classifier: from a normalised message to an entry, its runners-up and a verdict.

Knows nothing of Rasa; bot.engine.nlu.intents is the step of Rasa's graph around it. Persistence is numpy and JSON.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.core.errors import BadContent
from bot.core.needs import Link
from bot.engine.nlu import danger, decision, features, linear
from bot.engine.nlu.decision import Verdict
from bot.engine.nlu.encoder import Encoder
from bot.engine.nlu.weights import Weights, rounded

OUT_OF_SCOPE: Final = "out_of_scope"
DANGER: Final = "danger"
"""Messages of people in danger: `danger/<emergency entry>`. They stand beside the lexicon's phrases, not for them."""
HARMLESS: Final = "harmless"
"""Look-alikes of danger. Only the ear learns from them: they may be about anything."""
_SENSE: Final = 1.0
"""Length of a sentence encoder's vector beside the other features, whose length is one."""
_SAID: Final = 0.4
"""Probability of its topic from which small talk is simply said where an answer would be offered for choice."""
_FAVOUR: Final = {Link.BARE: (400.0, 15.0), Link.POINTS: (40.0, 6.0), Link.NEW: (3.0, 3.0)}
"""How much likelier an entry becomes after another one: of the same topic, and once more of the same question code
(A02 and A02-costo). Chosen so that a bare "y cuanto cuesta" stays within the topic, and a named subject leaves it; and
people stay with a subject, and say only half of it, even where a message would do by itself."""
_NO_GUESS: Final = 0.4
"""Probability of an entry from which a message without a subject is answered; the topic is certain then and says
nothing, so below it people are asked."""
_SPARED: Final = 0.02
"""Least probability that a message is no danger, where the ear has said so."""
_BRIEF: Final = 9
"""Words of the longest message in which what the lexicon hears is not taken back: there the phrase is most of what was
said. Of 707 such messages of danger the ear would have taken back one in seven, to spare 24 of 34 that tell of none."""
_TOO_FEW: Final = 3
"""Words of the longest message that the ear alone does not take for danger: "hoy", "y mi esposo?", "me cobran mil" are
replies. Of 10,500 dangers 30 are so short and not heard by the lexicon, and the ear would know half of them unseen."""
MOST: Final = 5
"""Candidates that travel with a message (contract)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An entry the message may be about, with its calibrated probability."""

    entry: str
    topic: str
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON, as it stands in the message that Rasa hands on."""
        return {"entry": self.entry, "topic": self.topic, "confidence": self.confidence}


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What to do (`name`: a verdict, or the intent of the best label), how sure, and the candidates, best first."""

    name: str
    confidence: float
    candidates: tuple[Candidate, ...]
    doubt: bool = False
    """True where the message may tell of danger, and not surely enough to be answered as one."""
    calm: bool = False
    """True where it is so unlikely to tell of danger that a phrase of the lexicon in it means something else."""


class Model:
    """`labels` are Rasa's full intents: `faq/A01`, `smalltalk/hola`, `out_of_scope/futbol`, `danger/…`, plain ones."""

    def __init__(
        self,
        *,
        vectoriser: features.Vectoriser,
        weights: Weights,
        bias: NDArray[np.float32],
        ear: danger.Ear,
        labels: Sequence[str],
        topics: Sequence[str],
        thresholds: decision.Thresholds,
        encoder: Encoder | None = None,
    ) -> None:
        """`topics` and `bias` have one element for each label."""
        self._vectoriser, self._weights, self._bias, self._ear = vectoriser, weights, bias, ear
        self._labels, self._topics, self._thresholds = list(labels), list(topics), thresholds
        self._encoder = encoder
        self._names, self._entries = zip(*(label.partition("/")[::2] for label in labels), strict=True)
        self._topic_of = _numbers(topics)
        self._code_of = _numbers([entry.partition("-")[0] for entry in self._entries])
        self._places = {entry: place for place, entry in reversed(list(enumerate(self._entries)))}
        self._favours: dict[tuple[int, Link], NDArray[np.float32]] = {}
        outside, in_danger = ([name == of for name in self._names] for of in (OUT_OF_SCOPE, DANGER))
        self._outside, self._danger = np.array(outside, np.float32), np.array(in_danger, np.float32)
        self._inside = 1 - self._outside - self._danger
        self._hears = any(in_danger)
        self._beyond = max(0, len(self._labels) - MOST - 1)

    def understand(self, plain: str, about: str = "", link: Link = Link.NEW) -> Understood:
        """Read one normalised message: the likeliest entry of the likeliest topic comes first.

        `about` is the entry that came before it, empty at the beginning; `link` says how the message goes on with it.
        """
        ids, weights = self._vectoriser.vector(plain)
        if not len(ids):
            return Understood(name=str(Verdict.UNKNOWN), confidence=0.0, candidates=())
        if self._encoder:
            sense = self._encoder.vector(plain) * _SENSE
            ids = np.append(ids, np.arange(self._weights.features - len(sense), self._weights.features))
            weights = np.append(weights, sense)
        shares = linear.softmax(self._weights.scores(ids, weights) + self._bias)
        alarm = float(shares @ self._danger)
        if self._hears:
            alarm = self._ear.hear(ids, weights, alarm)
        # Words that name nothing tell of no danger: none of 10,500 messages of danger is made of them alone.
        told = 0.0 if link is Link.BARE else alarm
        words = len(plain.split())
        few = words <= _TOO_FEW
        if about in self._places:
            shares = shares * self._favour(self._places[about], link)
            shares /= shares.sum()
        # What a message is about, given that it tells of no danger: whether it does is the ear's to say.
        spared = max(_SPARED, 1.0 - float(shares @ self._danger))
        outside = float(shares @ self._outside) / spared
        inside = shares * (self._inside / np.float32(spared))
        sums = np.bincount(self._topic_of, weights=inside)
        topic = int(sums.argmax())
        likely = inside.argpartition(self._beyond)[self._beyond :]
        best = int((inside * (self._topic_of == topic)).argmax())
        order = [best, *(place for place in likely[(-inside[likely]).argsort()].tolist() if place != best)][:MOST]
        verdict = self._thresholds.verdict(
            entry=float(inside[best]),
            topic=float(sums[topic]),
            offered=float(inside[order[: decision.OFFERED]].sum()),
            outside=outside,
            danger=0.0 if few else told,
        )
        if verdict is Verdict.ANSWER and about and link is Link.BARE and inside[best] < _NO_GUESS:
            verdict = Verdict.CLARIFY
        if verdict is Verdict.DANGER:
            worst = int((shares * self._danger).argmax())
            inside[worst], order = alarm, [worst, *order][:MOST]
        # Nobody is asked which greeting they meant: only answers are offered for choice, the rest is simply said.
        said = verdict is Verdict.ANSWER or (
            verdict is Verdict.CLARIFY and self._names[best] != str(Verdict.ANSWER) and float(sums[topic]) >= _SAID
        )
        return Understood(
            name=self._names[best] if said else str(verdict),
            confidence=round(outside if verdict is Verdict.OUT_OF_SCOPE else float(inside[order[0]]), 4),
            candidates=tuple(
                Candidate(
                    entry=self._entries[place], topic=self._topics[place], confidence=round(float(inside[place]), 4)
                )
                for place in order
                if self._entries[place] and self._names[place] != OUT_OF_SCOPE
            ),
            doubt=verdict is not Verdict.DANGER
            and told >= (self._thresholds.danger if few else self._thresholds.doubt),
            calm=alarm < self._thresholds.calm and words > _BRIEF,
        )

    def _favour(self, place: int, link: Link) -> NDArray[np.float32]:
        """How much likelier each label becomes after the one at `place`."""
        found = self._favours.get((place, link))
        if found is None:
            topic, near = _FAVOUR[link]
            same, related = (numbers == numbers[place] for numbers in (self._topic_of, self._code_of))
            found = (np.where(same, topic, 1.0) * np.where(related, near, 1.0)).astype(np.float32)
            self._favours[place, link] = found
        return found

    def write(self, folder: Path) -> None:
        """Into `folder`, beside the thresholds table (decision.FILE)."""
        for name, array in (
            ("weights", self._weights.numbers),
            ("scale", self._weights.scale),
            ("bias", self._bias),
            ("idf", self._vectoriser.idf),
            ("ear", self._ear.weights),
        ):
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        words = {
            "vocabulary": list(self._vectoriser.index),
            "word_weight": self._vectoriser.word_weight,
            "ear": {"bias": self._ear.bias, "blend": self._ear.blend},
            "labels": self._labels,
            "topics": self._topics,
        }
        (folder / "model.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")


def read(folder: Path, encoder: Encoder | None = None) -> Model:
    """What `Model.write` and the table beside it hold. `encoder` is the one it was trained with, if with any.

    Raises BadContent where the model was trained with another encoder, or with none.
    """
    words = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    measured = decision.from_dict(json.loads((folder / decision.FILE).read_text(encoding="utf-8")))
    weights, scale, bias, idf, ear = (
        np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("weights", "scale", "bias", "idf", "ear")
    )
    if len(weights) != len(idf) + (encoder.size if encoder else 0):
        raise BadContent("encoder: el modelo se entrenó con otro, o sin ninguno; puente train --force")
    return Model(
        encoder=encoder,
        vectoriser=features.Vectoriser(
            index={feature: place for place, feature in enumerate(words["vocabulary"])},
            idf=idf,
            word_weight=words["word_weight"],
        ),
        weights=Weights(numbers=weights, scale=scale),
        bias=bias,
        ear=danger.Ear(weights=ear, bias=words["ear"]["bias"], blend=tuple(words["ear"]["blend"])),
        labels=words["labels"],
        topics=words["topics"],
        thresholds=measured.thresholds,
    )


def train(
    plains: Sequence[str],
    intents: Sequence[str],
    topics: Mapping[str, str],
    config: Mapping[str, Any],
    encoder: Encoder | None = None,
    heard: Sequence[bool] = (),
) -> tuple[Model, decision.Measured]:
    """A model of normalised messages and their full intents, and the table its thresholds were read from.

    `topics` gives each intent its topic; `config` is the component's part of config.yml with the targets of the gate;
    `heard` tells of each message whether the lexicon takes it for danger (none where it is empty).
    """
    said = np.array(heard or [False] * len(plains))
    known = np.array([intent.partition("/")[0] != HARMLESS for intent in intents])
    labels = sorted({intent for intent, mine in zip(intents, known, strict=True) if mine})
    number = {label: place for place, label in enumerate(labels)}
    truth = np.array([number[intent] for intent in intents if intent in number])
    topic_of = _numbers([topics[label] for label in labels])
    outside = np.array([label.startswith(f"{OUT_OF_SCOPE}/") for label in labels])
    dangers = np.array([label.startswith(f"{DANGER}/") for label in labels])
    vectoriser = features.learn(plains, word_weight=config["word_weight"], rarest=config["rarest"])
    rows = vectoriser.matrix(plains)
    if encoder:
        rows = sparse.hstack([rows, sparse.csr_matrix(encoder.matrix(plains) * _SENSE)]).tocsr()
    fitted = linear.fit(rows[known], truth, topic_of, hardness=config["hardness"])
    ear, alarm = _listen(rows, known, dangers[truth], fitted, dangers, config["hardness"])
    words = np.array([len(plain.split()) for plain in plains])
    alarm[said & (words <= _BRIEF)] = 1
    alarm[~said & (words <= _TOO_FEW)] = 0
    measured = decision.measure(
        _predictions(fitted.unseen, truth, topic_of, outside, dangers, alarm=alarm, known=known, heard=said),
        decision.Targets(**config["targets"]),
    )
    model = Model(
        encoder=encoder,
        vectoriser=vectoriser,
        weights=rounded(fitted.weights),
        bias=fitted.bias,
        ear=ear,
        labels=labels,
        topics=[topics[label] for label in labels],
        thresholds=measured.thresholds,
    )
    return model, measured


def _listen(
    rows: Any,
    known: NDArray[np.bool_],
    endangered: NDArray[np.bool_],
    fitted: linear.Fit,
    dangers: NDArray[np.bool_],
    hardness: float,
) -> tuple[danger.Ear, NDArray[np.float32]]:
    """The ear, and the probability of danger for every row; a deaf one where there is nothing to learn from.

    `endangered` has one element for each known row. The look-alikes are new to the classifier: it never saw one.
    """
    if endangered.sum() < linear.FOLDS:
        deaf = danger.Ear(weights=np.zeros(rows.shape[1], np.float32), bias=0.0, blend=(0.0, 0.0, -9.0))
        return deaf, np.zeros(len(known), np.float32)
    flags, shares = np.zeros(len(known), bool), np.empty(len(known), np.float32)
    flags[known], shares[known] = endangered, fitted.unseen[:, dangers].sum(axis=1)
    strange = linear.softmax(rows[~known] @ fitted.weights + fitted.bias)
    shares[~known] = strange[:, dangers].sum(axis=1)
    return danger.fit(rows, flags, shares, hardness=hardness)


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    number = {name: place for place, name in enumerate(sorted(set(names)))}
    return np.array([number[name] for name in names])


def _predictions(
    unseen: NDArray[np.float32],
    truth: NDArray[np.int64],
    topic_of: NDArray[np.int64],
    outside: NDArray[np.bool_],
    dangers: NDArray[np.bool_],
    *,
    alarm: NDArray[np.float32],
    known: NDArray[np.bool_],
    heard: NDArray[np.bool_],
) -> decision.Predictions:
    """The steps of `Model.understand` for all examples at once; `alarm` and `heard` also have the look-alikes, which
    are not `known`."""
    endangered = dangers[truth]
    mine, said = alarm[known], heard[known]
    unseen, truth = unseen[~endangered], truth[~endangered]
    spared = np.maximum(np.float32(_SPARED), 1 - unseen[:, dangers].sum(axis=1, keepdims=True))
    unseen = unseen / spared
    inside = np.where(outside | dangers, np.float32(0), unseen)
    sums = np.stack([inside[:, topic_of == topic].sum(axis=1) for topic in range(topic_of.max() + 1)], axis=1)
    topic = sums.argmax(axis=1)
    best = np.where(topic_of == topic[:, None], inside, np.float32(-1)).argmax(axis=1)
    order = np.argsort(-inside, axis=1)[:, : decision.OFFERED]
    rows, ours = np.arange(len(truth)), ~outside[truth]
    return decision.Predictions(
        entry=inside[rows, best],
        topic=sums[rows, topic],
        offered=np.take_along_axis(inside, order, axis=1).sum(axis=1),
        outside=unseen[:, outside].sum(axis=1),
        right_entry=(best == truth) & ours,
        right_topic=(topic == topic_of[truth]) & ours,
        right_offer=(order == truth[:, None]).any(axis=1) & ours,
        ours=ours,
        alarm=mine[~endangered],
        harmless=alarm[~known],
        endangered=mine[endangered],
        alarm_heard=said[~endangered],
        harmless_heard=heard[~known],
        endangered_heard=said[endangered],
    )
