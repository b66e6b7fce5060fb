"""A linear model of many classes with few examples each: one support vector machine for each class, in two heads.

One head knows entries, the other topics. An entry's score is the weighted sum of its own and its topic's, so what the
examples of a whole topic have in common helps each of its entries; both heads fold into one array of weights. The two
weights are fitted on scores of examples the machines had not seen (cross-validation), and make the softmax of the
scores a calibrated probability. What else was measured: docs/understanding.md.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

_FOLDS: Final = 3
_PRECISION: Final = 0.1
"""Where the solver stops; a thousand times finer changed no figure in the third digit and took twice as long."""
_THREADS: Final = 2
"""The solver leaves Python alone while it works, so folds are trained side by side."""

Head = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Weights (features x classes) and bias."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """Softmax of `features @ weights + bias` are calibrated probabilities; `unseen` are those of left-out examples."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    unseen: NDArray[np.float32]


def fit(rows: Any, labels: NDArray[np.int64], groups: NDArray[np.int64], *, hardness: float) -> Fit:
    """Train on sparse `rows` (examples x features) with class numbers `labels`; `groups` gives each class its group.

    `hardness` is the C of the machines: how much a misplaced example costs. Every class needs two examples at least.
    """
    kinds, widths = (labels, groups[labels]), (len(groups), int(groups.max()) + 1)
    folds = list(StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(rows, labels))
    everything = np.arange(len(labels))

    def train(part: NDArray[np.int64]) -> list[Head]:
        heads = zip(kinds, widths, strict=True)
        return [_machines(rows[part], truth[part], width, hardness) for truth, width in heads]

    with ThreadPoolExecutor(_THREADS) as pool:
        *partial, whole = pool.map(train, [*(seen for seen, _ in folds), everything])
    own, shared = (np.empty((len(labels), width), np.float32) for width in widths)
    for (_, left_out), ((own_weights, own_bias), (shared_weights, shared_bias)) in zip(folds, partial, strict=True):
        own[left_out] = rows[left_out] @ own_weights + own_bias
        shared[left_out] = rows[left_out] @ shared_weights + shared_bias
    shared = shared[:, groups]
    one, other = _calibrate(own, shared, labels)
    (own_weights, own_bias), (shared_weights, shared_bias) = whole
    return Fit(
        weights=np.ascontiguousarray(one * own_weights + other * shared_weights[:, groups]),
        bias=one * own_bias + other * shared_bias[groups],
        unseen=softmax(one * own + other * shared),
    )


def _machines(rows: Any, labels: NDArray[np.int64], width: int, hardness: float) -> Head:
    """One machine for each class; a class without examples never wins."""
    weights, bias = np.zeros((rows.shape[1], width), np.float32), np.full(width, -1, np.float32)
    present: Sequence[int] = np.unique(labels).tolist()
    if len(present) == 1:
        bias[present[0]] = 1
        return weights, bias
    solver = LinearSVC(C=hardness, tol=_PRECISION, dual=True, random_state=0).fit(rows, labels)
    found, offsets = solver.coef_, solver.intercept_
    if len(present) == 2:  # scikit-learn keeps one machine for two classes
        found, offsets = np.vstack([-found, found]), np.array([-offsets[0], offsets[0]])
    weights[:, present], bias[present] = found.T, offsets
    return weights, bias


def _calibrate(
    own: NDArray[np.float32], shared: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[np.float32, np.float32]:
    """How much the two heads count: the numbers under which unseen examples' labels are likeliest."""
    step = -(-len(labels) // 4_000)  # more than a few thousand examples change the third digit
    own, shared, labels = own[::step], shared[::step], labels[::step]
    places = np.arange(len(labels))

    def surprise(weights: NDArray[np.float64]) -> float:
        shares = softmax(np.float32(weights[0]) * own + np.float32(weights[1]) * shared)
        return float(-np.log(shares[places, labels] + 1e-9).mean())

    best = optimize.minimize(surprise, [7.0, 3.0], method="Nelder-Mead", options={"maxfev": 50}).x
    return np.float32(best[0]), np.float32(best[1])


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that sum to one."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)
