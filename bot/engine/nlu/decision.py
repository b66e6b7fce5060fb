"""When to answer, when to ask back, when to admit we do not know: thresholds read from a measured table.

Every training example has the probabilities the model would have given it unseen. From those, a table tells for each
threshold how many messages would be answered (coverage) and how many of the answers would be on the right topic and
the right entry (precision). The thresholds are the lowest that keep the targets of flows/gate.yml.
"""

import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.core.errors import BadContent

OFFERED: Final = 3
"""Entries offered when asking back (voice: at most three choices)."""
FILE: Final = "thresholds.json"
"""Name of the table inside a model."""
_STEPS: Final = tuple(round(step * 0.025, 3) for step in range(1, 40))
_FINE: Final = tuple(round(step * 0.005, 3) for step in range(1, 200))
"""Danger is rare, so its probabilities are low and its thresholds need finer steps."""
_BAND: Final = 0.1
"""Width of the band above an offer threshold in which its precision is measured: about a thousand examples."""
_OUTSIDE: Final = 2.0
"""How much more being out of scope weighs than a topic. Of 811 messages that are ours 2.0 refuses four fewer than 3.0
does, and of 209 that are not, one fewer; from 1.5 on, more of those get through than of ours are won."""
_FEW: Final = 30
"""Examples in such a band, up to which their precision is chance."""

Flags = NDArray[np.bool_]
Shares = NDArray[np.float32]


class Verdict(StrEnum):
    """What to do with a message. The values are the Rasa intents that rules react to."""

    ANSWER = "faq"
    CLARIFY = "clarify"
    DANGER = "danger"
    OUT_OF_SCOPE = "out_of_scope"
    UNKNOWN = "nlu_fallback"


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """What the thresholds must keep, as shares of one; chosen in flows/gate.yml."""

    topic_precision: float
    """Of the messages answered, at least this share is on the right topic."""
    entry_precision: float
    """Of the messages answered, at least this share gets the right entry."""
    false_alarms: float
    """Of the examples that tell of no danger, at most this share is taken for one."""
    doubts: float
    """Of the same, at most this share is answered with the emergency number above the answer."""
    silenced: float
    """Of the dangers that the lexicon hears, at most this share is taken back, and answered with the number above."""
    offer_precision: float
    """Of the messages asked back just above the threshold, at least this share finds its entry among the offered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """Answer where topic and entry both reach theirs; ask back where the three best together reach `offer`."""

    topic: float
    entry: float
    offer: float
    danger: float
    doubt: float
    calm: float
    """Probability of danger below which what the lexicon heard is taken back."""

    def verdict(self, *, entry: float, topic: float, offered: float, outside: float, danger: float) -> Verdict:
        """From probabilities: of the best entry, its topic, the best three together, being out of scope, of danger."""
        if danger >= self.danger:
            return Verdict.DANGER
        if outside * _OUTSIDE > topic:
            return Verdict.OUT_OF_SCOPE
        if topic >= self.topic and entry >= self.entry:
            return Verdict.ANSWER
        return Verdict.CLARIFY if offered >= self.offer else Verdict.UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Predictions:
    """What the model makes of examples it was not trained on: one element for each example in every array."""

    entry: Shares
    """Probability of the best entry, of its topic, of the best three entries together, of being out of scope."""
    topic: Shares
    offered: Shares
    outside: Shares
    right_entry: Flags
    """Whether the best entry is right, its topic is, the right one is among the best three."""
    right_topic: Flags
    right_offer: Flags
    ours: Flags
    """False for examples that are out of scope."""
    alarm: Shares
    """Probability of danger, for the examples above, for look-alikes of danger, and for those that do tell of it; one
    where the lexicon hears it and nothing may take it back."""
    harmless: Shares
    endangered: Shares
    alarm_heard: Flags
    """Whether the lexicon takes them for danger, in the same three parts."""
    harmless_heard: Flags
    endangered_heard: Flags


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One threshold and what it means; shares of one."""

    threshold: float
    coverage: float
    topic_precision: float
    entry_precision: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The thresholds, the tables they were read from, and how the model does on examples it was not trained on."""

    thresholds: Thresholds
    by_topic: Sequence[Row]
    by_entry: Sequence[Row]
    examples: int
    topic_accuracy: float
    entry_accuracy: float
    answered: float
    asked_back: float
    wrong_answers: float
    """Of the examples that are ours to answer: answered, and on the wrong topic."""
    refused: float
    """Of the examples out of scope: not answered, not asked back."""
    caught: float
    """Of the examples that tell of danger: recognised."""
    false_alarms: float
    """Of the others: taken for danger."""
    look_alikes: float
    """Of messages that look like danger and are none: taken for it."""
    doubtful: float
    """Of those that tell of danger: recognised, or answered with the emergency number above."""
    silenced: float
    """Of those that tell of danger and that the lexicon hears: taken back."""
    taken_back: float
    """Of those that tell of none and that the lexicon hears, look-alikes included: taken back."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON, the way it lies inside and beside the model."""
        return asdict(self)

    def table(self) -> str:
        """For people."""
        lines = [
            f"{self.examples} examples, each predicted by a model that had not seen it",
            f"right topic {self.topic_accuracy:.1%}, right entry {self.entry_accuracy:.1%}",
            f"answered {self.answered:.1%} (wrong topic {self.wrong_answers:.1%}), asked back {self.asked_back:.1%}",
            f"out of scope refused {self.refused:.1%}",
            f"danger recognised {self.caught:.1%}, or at least doubted {self.doubtful:.1%}",
            f"false alarms {self.false_alarms:.1%}, of look-alikes {self.look_alikes:.1%}",
            f"of what the lexicon hears, taken back: dangers {self.silenced:.1%}, others {self.taken_back:.1%}",
            "thresholds: " + ", ".join(f"{name} {value}" for name, value in asdict(self.thresholds).items()),
        ]
        for name, rows in (("topic from", self.by_topic), ("entry from, topic kept", self.by_entry)):
            lines.append(f"{name:<24} {'coverage':>9} {'topic':>7} {'entry':>7}")
            lines += [
                f"{row.threshold:>24.3f} {row.coverage:>9.3f} {row.topic_precision:>7.3f} {row.entry_precision:>7.3f}"
                for row in rows[::3]
            ]
        return "\n".join(lines)


def from_dict(raw: Mapping[str, Any]) -> Measured:
    """The inverse of `Measured.to_dict`."""
    return Measured(
        **{
            **raw,
            "thresholds": Thresholds(**raw["thresholds"]),
            "by_topic": [Row(**row) for row in raw["by_topic"]],
            "by_entry": [Row(**row) for row in raw["by_entry"]],
        }
    )


def of_model(model: Path) -> Measured:
    """What lies inside a trained model. Raises BadContent where `model` is not one of ours."""
    with tarfile.open(model) as archive:
        for member in archive:
            if member.name.endswith(f"/{FILE}") and (file := archive.extractfile(member)):
                return from_dict(json.load(file))
    raise BadContent(f"{model.name}: no es un modelo de Puente")


def readable(model: Path) -> bool:
    """False for what is no model of ours, and for one that another version of this code wrote."""
    try:
        of_model(model)
    except (BadContent, KeyError, OSError, TypeError, tarfile.TarError):
        return False
    return True


def measure(seen: Predictions, targets: Targets) -> Measured:
    """Read the thresholds from predictions."""
    considered = seen.outside * _OUTSIDE <= seen.topic

    def row(threshold: float, taken: Flags) -> Row:
        return Row(
            threshold=threshold,
            coverage=_share(taken[considered]),
            topic_precision=_share(seen.right_topic[taken & considered]),
            entry_precision=_share(seen.right_entry[taken & considered]),
        )

    by_topic = [row(step, seen.topic >= step) for step in _STEPS]
    topic = _first(r.threshold for r in by_topic if r.topic_precision >= targets.topic_precision)
    by_entry = [row(step, (seen.topic >= topic) & (seen.entry >= step)) for step in _STEPS]
    entry = _first(r.threshold for r in by_entry if r.entry_precision >= targets.entry_precision)
    answered = considered & (seen.topic >= topic) & (seen.entry >= entry)
    left = considered & ~answered
    offer = _offer(seen.offered[left], seen.right_offer[left], targets.offer_precision)
    asked = left & (seen.offered >= offer)
    told = seen.endangered[seen.endangered_heard]
    calm = max((step for step in _FINE if told.size and _share(told < step) <= targets.silenced), default=0.0)

    def alarmed(alarm: Shares, heard: Flags, step: float) -> Flags:
        return (alarm >= step) | (heard & (alarm >= calm))

    danger, doubt = (
        _first(step for step in _FINE if _share(alarmed(seen.alarm, seen.alarm_heard, step)) <= most)
        for most in (targets.false_alarms, targets.doubts)
    )
    mistaken = np.concatenate([seen.alarm[seen.alarm_heard], seen.harmless[seen.harmless_heard]])
    return Measured(
        thresholds=Thresholds(topic=topic, entry=entry, offer=offer, danger=danger, doubt=doubt, calm=calm),
        by_topic=by_topic,
        by_entry=by_entry,
        examples=len(seen.entry),
        topic_accuracy=_share((considered & seen.right_topic)[seen.ours]),
        entry_accuracy=_share((considered & seen.right_entry)[seen.ours]),
        answered=_share(answered[seen.ours]),
        asked_back=_share(asked[seen.ours]),
        wrong_answers=_share((answered & ~seen.right_topic)[seen.ours]),
        refused=_share(~(answered | asked)[~seen.ours]),
        caught=_share(alarmed(seen.endangered, seen.endangered_heard, danger)),
        false_alarms=_share(alarmed(seen.alarm, seen.alarm_heard, danger)),
        look_alikes=_share(alarmed(seen.harmless, seen.harmless_heard, danger)),
        doubtful=_share((seen.endangered >= doubt) | seen.endangered_heard),
        silenced=_share(told < calm),
        taken_back=_share(mistaken < calm),
    )


def _offer(offered: Shares, right: Flags, target: float) -> float:
    """The lowest threshold from which every band up to the top keeps `target`; bands with few examples tell nothing."""
    few = min(_FEW, len(offered) // 20)
    lowest = _STEPS[-1]
    for step in reversed(_STEPS):
        band = right[(offered >= step) & (offered < step + _BAND)]
        if band.size > few:
            if _share(band) < target:
                break
            lowest = step
    return lowest


def _share(flags: Flags) -> float:
    return round(float(flags.mean()), 4) if flags.size else 0.0


def _first(steps: Iterator[float]) -> float:
    """The lowest threshold that will do; the highest there is where none will."""
    return next(steps, _STEPS[-1])
