"""The weights of a linear model in half the memory: 16-bit whole numbers and one scale for each label.

They are most of what a worker holds (114,000 features x 350 labels: 160 MB as floats). The rounding moves a score of
40 by 0.0004. Half-precision floats would be as small, and take twenty times as long to read on a processor without
them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LARGEST: Final = np.iinfo(np.int16).max


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """`numbers` is features x labels, C-contiguous; `scale` has one element for each label."""

    numbers: NDArray[np.int16]
    scale: NDArray[np.float32]

    @property
    def features(self) -> int:
        """How many features there are."""
        return len(self.numbers)

    def scores(self, ids: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the features `ids` with `values` add up to, for each label.

        Only their rows are touched: a sparse product through scipy would copy the whole array. And einsum stays in this
        thread: BLAS would wake the others for a product this small.
        """
        rows = self.numbers[ids].astype(np.float32)
        return np.asarray(np.einsum("f,fl->l", values, rows) * self.scale, np.float32)


def rounded(weights: NDArray[np.float32]) -> Weights:
    """`weights` (features x labels) as whole numbers, each label's largest at the end of their range."""
    scale = np.abs(weights).max(axis=0, initial=0) / _LARGEST
    scale[scale == 0] = 1  # a label without weights
    return Weights(numbers=np.rint(weights / scale).astype(np.int16), scale=scale.astype(np.float32))
