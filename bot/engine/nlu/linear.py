"""A linear model of many classes with few examples each, in three heads that fold into one array of weights.

One head tells groups (topics) from each other; the second tells the classes (entries) of one group from each other and
never sees the rest, which makes it four times as fast to train as telling every class from all; the third is naive
Bayes over all classes, weak alone and steady where examples are few. The weights of the heads are fitted on scores of
examples that no head had seen (cross-validation), and make the softmax of the sum a calibrated probability. What else
was measured: docs/understanding.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.engine.nlu.aside import beside

FOLDS: Final = 3
_PRECISION: Final = 1.0
"""Where the solver stops; ten times finer takes 1.4 times as long and finds the same: 66.7 % of the entries and 81.5 %
of the topics of left-out examples for 66.7 % and 81.6 %, surprise 1.411 for 1.414."""
_SMOOTHING: Final = 0.02
"""What naive Bayes adds to every weight: a feature never seen in a class is rare there, not impossible."""
_ENOUGH: Final = 4_000
"""Examples the weights of the heads are fitted on; more change the third digit."""

Head = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Weights (features x classes) and bias."""
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Places of the examples that are learned from, and of those left out."""


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
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, labels))

    # Threads would not do: the solver draws from one source of chance for the whole process.
    with beside(len(labels)) as aside:
        others = aside(_strange, rows, labels, groups, hardness, folds[1:])
        found = _strange(rows, labels, groups, hardness, folds[:1])
        whole = _heads(rows, labels, groups, hardness)
        found += others()
    scores = np.empty((len(whole), len(labels), len(groups)), np.float32)
    for (_, left_out), judged in zip(folds, found, strict=True):
        scores[:, left_out] = judged
    shares = _calibrate(scores, labels)
    weights, bias = (sum(share * part[n] for share, part in zip(shares, whole, strict=True)) for n in (0, 1))
    return Fit(
        weights=np.ascontiguousarray(weights, np.float32),
        bias=np.asarray(bias, np.float32),
        unseen=softmax(np.einsum("h,hec->ec", shares, scores)),
    )


def _strange(
    rows: Any, labels: NDArray[np.int64], groups: NDArray[np.int64], hardness: float, folds: Sequence[Fold]
) -> list[NDArray[np.float32]]:
    """For each fold, what heads trained on the rest of it score its examples: heads x examples x classes."""
    found = []
    for seen, left_out in folds:
        heads = _heads(rows[seen], labels[seen], groups, hardness)
        found.append(np.stack([np.asarray(rows[left_out] @ weights + bias, np.float32) for weights, bias in heads]))
    return found


def _heads(rows: Any, labels: NDArray[np.int64], groups: NDArray[np.int64], hardness: float) -> tuple[Head, ...]:
    """The three heads, each as wide as there are classes."""
    of_group, group_bias = machines(rows, groups[labels], int(groups.max()) + 1, hardness)
    inside, inside_bias = np.zeros((rows.shape[1], len(groups)), np.float32), np.zeros(len(groups), np.float32)
    for group in np.unique(groups):
        classes = np.flatnonzero(groups == group)
        if len(classes) > 1:
            mine = np.isin(labels, classes)
            found = machines(rows[mine], np.searchsorted(classes, labels[mine]), len(classes), hardness)
            inside[:, classes], inside_bias[classes] = found
    return (of_group[:, groups], group_bias[groups]), (inside, inside_bias), _bayes(rows, labels, len(groups))


def machines(rows: Any, labels: NDArray[np.int64], width: int, hardness: float) -> Head:
    """One support vector machine for each class; a class without examples never wins."""
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


def _bayes(rows: Any, labels: NDArray[np.int64], width: int) -> Head:
    """Multinomial naive Bayes on the weights of the features; it reads their size only, some may be negative."""
    member = sparse.csr_matrix(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))), (width, len(labels))
    )
    sums = (member @ abs(rows)).toarray() + _SMOOTHING
    sizes = np.bincount(labels, minlength=width) + 1.0
    return np.log(sums / sums.sum(axis=1, keepdims=True)).T.astype(np.float32), np.log(sizes / sizes.sum()).astype(
        np.float32
    )


def _calibrate(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """How much each head counts: the numbers under which unseen examples' labels are likeliest."""
    step = -(-len(labels) // _ENOUGH)
    scores, labels = scores[:, ::step], labels[::step]
    places = np.arange(len(labels))

    def surprise(weights: NDArray[np.float64]) -> float:
        shares = softmax(np.einsum("h,hec->ec", weights.astype(np.float32), scores))
        return float(-np.log(shares[places, labels] + 1e-9).mean())

    best = optimize.minimize(surprise, [3.0, 3.0, 0.3], method="Nelder-Mead", options={"maxfev": 70}).x
    return np.asarray(best, np.float32)


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that sum to one."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)
