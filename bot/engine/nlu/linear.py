"""A linear model of many classes with few examples each: ridge regression on one-hot labels, solved in its dual form.

Why ridge: with more features than examples the dual needs one matrix as large as the number of examples, and the same
factorisation gives the prediction every example would have got had it been left out (the leave-one-out identity). The
probabilities and thresholds are fitted on those, so no second and third training is needed. What else was measured:
docs/understanding.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """What training gives: weights (features x classes), a bias for each class, and the left-out score of each example."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    left_out: NDArray[np.float32]


def fit(rows: Any, labels: NDArray[np.int64], classes: int, *, penalty: float) -> Fit:
    """Train on sparse `rows` (examples x features) with class numbers `labels`."""
    count = rows.shape[0]
    targets = np.zeros((count, classes), dtype=np.float32)
    targets[np.arange(count), labels] = 1.0
    gram = (rows @ rows.T).toarray().astype(np.float32)
    gram += 1.0  # a constant feature: the bias
    gram[np.diag_indices(count)] += penalty
    factor = linalg.cholesky(gram, lower=True, overwrite_a=True, check_finite=False)
    inverse, failed = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise ArithmeticError("the training examples cannot be solved")
    diagonal = np.diag(inverse).copy()
    inverse += np.tril(inverse, -1).T
    duals = inverse @ targets
    return Fit(
        weights=np.ascontiguousarray(rows.T @ duals, dtype=np.float32),
        bias=duals.sum(axis=0).astype(np.float32),
        left_out=(targets - duals / diagonal[:, None]).astype(np.float32),
    )


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that sum to one."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def sharpness(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The factor on scores under which their softmax gives the labels the highest likelihood: calibration by temperature."""
    rows = np.arange(len(labels))

    def surprise(factor: float) -> float:
        return float(-np.log(softmax(scores * np.float32(factor))[rows, labels] + 1e-9).mean())

    return float(optimize.minimize_scalar(surprise, bounds=(1.0, 100.0), method="bounded").x)
