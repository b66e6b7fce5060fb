"""A linear model of many classes with few examples each: ridge regression on one-hot labels, solved in its dual form.

Two heads share one solution: which entry, and which topic. An entry's score is the weighted sum of its own and its
topic's, so what the examples of a whole topic have in common helps each of its entries; both fold into one array.

Why ridge: with more features than examples the dual needs one matrix as large as the number of examples, and the same
factorisation gives the score every example would have got had it been left out (the leave-one-out identity of linear
smoothers). Probabilities and thresholds are fitted on those, so no second and third training is needed. What else was
measured: docs/understanding.md.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

_ENOUGH: Final = 4_000
"""Left-out examples that the two calibration weights are fitted on; more change the third digit."""
_BLOCK: Final = 512
"""Columns of the Gram matrix made at a time: the product in one piece would take three times its memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """Softmax of `features @ weights + bias` are calibrated probabilities; `left_out` are those of unseen examples."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    left_out: NDArray[np.float32]


def fit(rows: Any, labels: NDArray[np.int64], groups: NDArray[np.int64], *, penalty: float) -> Fit:
    """Train on sparse `rows` (examples x features) with class numbers `labels`; `groups` gives each class its group.

    Time grows with the cube of the examples, memory with the square: 7,000 take about 6 s and 0.3 GB on two cores.
    """
    targets = np.hstack([_one_hot(labels, len(groups)), _one_hot(groups[labels], int(groups.max()) + 1)])
    factor, failed = linalg.lapack.spotrf(_gram(rows, penalty), lower=1, overwrite_a=1)
    root, failed_too = linalg.lapack.strtri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("the training examples cannot be solved; a penalty above zero makes them so")
    # root.T @ root is the inverse of the Gram matrix; it is never built, its diagonal and its product are enough.
    duals = root.T @ (root @ targets)
    left_out = targets - duals / np.einsum("ij,ij->j", root, root)[:, None]
    own, shared = _weights(left_out, labels, groups)

    def join(heads: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(own * heads[..., : len(groups)] + shared * heads[..., len(groups) :][..., groups], np.float32)

    joined = join(duals)
    return Fit(
        weights=np.ascontiguousarray(rows.T @ joined, dtype=np.float32),
        bias=joined.sum(axis=0),
        left_out=softmax(join(left_out)),
    )


def _gram(rows: Any, penalty: float) -> NDArray[np.float32]:
    """How alike any two examples are, a constant feature (the bias) included, with the penalty on the diagonal."""
    count = rows.shape[0]
    gram = np.ones((count, count), dtype=np.float32, order="F")
    for start in range(0, count, _BLOCK):
        gram[:, start : start + _BLOCK] += (rows @ rows[start : start + _BLOCK].T).toarray()
    gram[np.diag_indices(count)] += np.float32(penalty)
    return gram


def _one_hot(numbers: NDArray[np.int64], width: int) -> NDArray[np.float32]:
    table = np.zeros((len(numbers), width), dtype=np.float32)
    table[np.arange(len(numbers)), numbers] = 1.0
    return table


def _weights(
    left_out: NDArray[np.float32], labels: NDArray[np.int64], groups: NDArray[np.int64]
) -> tuple[np.float32, np.float32]:
    """How much own and group scores count: the two numbers under which the labels are likeliest."""
    step = -(-len(labels) // _ENOUGH)
    scores, truth = left_out[::step], labels[::step]
    own, shared = scores[:, : len(groups)], scores[:, len(groups) :][:, groups]
    places = np.arange(len(truth))

    def surprise(weights: NDArray[np.float64]) -> float:
        shares = softmax((weights[0] * own + weights[1] * shared).astype(np.float32))
        return float(-np.log(shares[places, truth] + 1e-9).mean())

    best = optimize.minimize(surprise, [15.0, 7.5], method="Nelder-Mead", options={"maxfev": 50}).x
    return np.float32(best[0]), np.float32(best[1])


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that sum to one."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)
