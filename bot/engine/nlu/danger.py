"""The trained ear: does a message tell of danger, in words the safety lexicon does not know?

Two voices are weighed against each other. The classifier of entries (bot.engine.nlu.linear) knows danger as one topic
among many; a machine of its own knows danger from everything else, the look-alikes of flows/safeguarding/examples.yml
included, which are no subject and teach the classifier nothing. A logistic regression on scores of messages that
neither had seen makes one probability of the two.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot.engine.nlu import linear

_LEAST: Final = 1e-4
"""Keeps the logarithm of a share finite."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ear:
    """`weights` has one element for each feature; `blend` weighs the machine, the classifier and a constant."""

    weights: NDArray[np.float32]
    bias: float
    blend: tuple[float, float, float]

    def hear(self, ids: NDArray[np.int64], values: NDArray[np.float32], share: float) -> float:
        """Probability of danger: `share` is what the classifier gives to all dangers together."""
        margin = float(values @ self.weights[ids]) + self.bias
        return float(_probability(self.blend, np.float64(margin), np.float64(share)))


def fit(rows: Any, danger: NDArray[np.bool_], shares: NDArray[np.float32], *, hardness: float) -> tuple[Ear, Any]:
    """Train on sparse `rows`; `shares` are the classifier's for examples it had not seen.

    Returns the ear and its probability for each example, by a machine that had not seen it.
    """
    flags = danger.astype(np.int64)
    margins = np.empty(len(flags))
    for seen, left_out in StratifiedKFold(linear.FOLDS, shuffle=True, random_state=0).split(flags, flags):
        weights, bias = linear.machines(rows[seen], flags[seen], 2, hardness)
        margins[left_out] = rows[left_out] @ weights[:, 1] + bias[1]
    voices = np.stack([margins, _logit(shares)], axis=1)
    judge = LogisticRegression().fit(voices, flags)
    weights, bias = linear.machines(rows, flags, 2, hardness)
    ear = Ear(
        weights=np.ascontiguousarray(weights[:, 1]),
        bias=float(bias[1]),
        blend=(float(judge.coef_[0, 0]), float(judge.coef_[0, 1]), float(judge.intercept_[0])),
    )
    return ear, _probability(ear.blend, margins, shares).astype(np.float32)


def _probability(blend: tuple[float, float, float], margin: Any, share: Any) -> Any:
    return 1 / (1 + np.exp(-(blend[0] * margin + blend[1] * _logit(share) + blend[2])))


def _logit(share: Any) -> Any:
    return np.log((share + _LEAST) / (1 - share + _LEAST))
