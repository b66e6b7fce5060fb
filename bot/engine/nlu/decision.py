"""When to answer, when to ask back, when to admit we do not know: thresholds read from a measured table.

Every training example has the probabilities the model would have given it unseen. From those, a table tells for each
threshold how many messages would be answered (coverage) and how many of the answers would be on the right topic and
the right entry (precision). The thresholds are the lowest that keep the targets of flows/gate.yml.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

OFFERED: Final = 3
"""Entries offered when asking back (voice: at most three choices)."""
_STEPS: Final = tuple(round(step * 0.025, 3) for step in range(1, 40))


class Verdict(StrEnum):
    """What to do with a message. The values are the Rasa intents that rules react to."""

    ANSWER = "faq"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    UNKNOWN = "nlu_fallback"


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """What the thresholds must keep, as shares of one; chosen in flows/gate.yml."""

    topic_precision: float
    """Of the messages answered, at least this share is on the right topic."""
    entry_precision: float
    """Of the messages answered, at least this share gets the right entry."""
    offer_precision: float
    """Of the messages asked back just above the threshold, at least this share finds its entry among the offered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One threshold and what it would have meant; `coverage` and precisions are shares of one."""

    threshold: float
    coverage: float
    topic_precision: float
    entry_precision: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """Answer where topic and entry both reach theirs; ask back where the three best together reach `offer`."""

    topic: float
    entry: float
    offer: float

    def verdict(self, *, entry: float, topic: float, offered: float, outside: float) -> Verdict:
        """From probabilities: of the best entry, its topic, the best three together, and of being out of scope."""
        if outside > topic:
            return Verdict.OUT_OF_SCOPE
        if topic >= self.topic and entry >= self.entry:
            return Verdict.ANSWER
        return Verdict.CLARIFY if offered >= self.offer else Verdict.UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The thresholds and the tables they were read from."""

    thresholds: Thresholds
    by_topic: Sequence[Row]
    by_entry: Sequence[Row]
    examples: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON, the way it lies beside the model."""
        return asdict(self)


def from_dict(raw: Mapping[str, Any]) -> Measured:
    """The inverse of `Measured.to_dict`."""
    return Measured(
        thresholds=Thresholds(**raw["thresholds"]),
        by_topic=[Row(**row) for row in raw["by_topic"]],
        by_entry=[Row(**row) for row in raw["by_entry"]],
        examples=raw["examples"],
    )


def measure(
    entry: NDArray[np.float32],
    topic: NDArray[np.float32],
    offered: NDArray[np.float32],
    right_entry: NDArray[np.bool_],
    right_topic: NDArray[np.bool_],
    right_offer: NDArray[np.bool_],
    targets: Targets,
) -> Measured:
    """Read the thresholds from left-out predictions, one element for each example in all arrays."""

    def row(threshold: float, taken: NDArray[np.bool_]) -> Row:
        return Row(
            threshold=threshold,
            coverage=_share(taken),
            topic_precision=_share(right_topic[taken]),
            entry_precision=_share(right_entry[taken]),
        )

    by_topic = [row(step, topic >= step) for step in _STEPS]
    topic_from = _first((r.threshold for r in by_topic if r.topic_precision >= targets.topic_precision), _STEPS[-1])
    by_entry = [row(step, (topic >= topic_from) & (entry >= step)) for step in _STEPS]
    entry_from = _first((r.threshold for r in by_entry if r.entry_precision >= targets.entry_precision), _STEPS[-1])
    asked = ~((topic >= topic_from) & (entry >= entry_from))
    band = 0.1
    near = (
        step
        for step in _STEPS
        if _share(right_offer[asked & (offered >= step) & (offered < step + band)]) >= targets.offer_precision
    )
    return Measured(
        thresholds=Thresholds(topic=topic_from, entry=entry_from, offer=_first(near, _STEPS[-1])),
        by_topic=by_topic,
        by_entry=by_entry,
        examples=len(entry),
    )


def _share(flags: NDArray[np.bool_]) -> float:
    return round(float(flags.mean()), 4) if flags.size else 0.0


def _first(values: Any, otherwise: float) -> float:
    return float(next(iter(values), otherwise))


def text(measured: Measured) -> str:
    """The tables for people."""
    lines = [f"thresholds from {measured.examples} left-out examples: {asdict(measured.thresholds)}"]
    for name, rows in (("topic", measured.by_topic), ("entry, above the topic's", measured.by_entry)):
        lines.append(f"{name:<26} {'coverage':>9} {'topic':>7} {'entry':>7}")
        lines += [
            f"  >= {row.threshold:<21.3f} {row.coverage:>9.3f} {row.topic_precision:>7.3f} {row.entry_precision:>7.3f}"
            for row in rows[::3]
        ]
    return "\n".join(lines)
