"""Words, pairs of words and pieces of words as numbers: two tf-idf blocks side by side.

The word block holds single words and pairs; the letter block holds pieces of two to five letters inside word borders
(scikit-learn's `char_wb`). Each block is scaled to length one before the two are weighted, so long messages with many
pieces do not drown their words. Written out here because a message must cost well under a millisecond: scikit-learn's
vectorisers spend that on checks alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

PIECES: Final = (2, 3, 4, 5)
Vector = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Indices of the features present and their weights."""


def words(plain: str) -> list[str]:
    """Single words and pairs of neighbours; the mark in front keeps them apart from pieces."""
    row = plain.split()
    return [f"={word}" for word in row] + [f"={one}_{other}" for one, other in zip(row, row[1:], strict=False)]


def pieces(plain: str) -> list[str]:
    """Every piece of two to five letters, borders of words counted as a letter."""
    found: list[str] = []
    for word in plain.split():
        padded = f" {word} "
        length = len(padded)
        for size in PIECES:
            if length <= size:
                found.append(padded)
                break
            found += [padded[start : start + size] for start in range(length - size + 1)]
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Vectoriser:
    """The vocabulary of a model. Features below `border` are words, the rest pieces."""

    index: dict[str, int]
    idf: NDArray[np.float32]
    border: int
    word_weight: float

    def vector(self, plain: str) -> Vector:
        """Weights of the known features of one message; both arrays empty where nothing is known."""
        counts = Counter(words(plain))
        counts.update(pieces(plain))
        index = self.index
        found = [(index[feature], times) for feature, times in counts.items() if feature in index]
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        table = np.array(found, dtype=np.int64)
        ids = table[:, 0]
        weights = (1.0 + np.log(table[:, 1])).astype(np.float32) * self.idf[ids]
        is_word = ids < self.border
        squares = weights * weights
        of_words = float(squares[is_word].sum())
        of_pieces = float(squares.sum()) - of_words
        word_scale = (self.word_weight / of_words) ** 0.5 if of_words > 0 else 0.0
        piece_scale = ((1 - self.word_weight) / of_pieces) ** 0.5 if of_pieces > 1e-9 else 0.0
        return ids, weights * np.where(is_word, np.float32(word_scale), np.float32(piece_scale))

    def matrix(self, plains: Sequence[str]) -> Any:
        """One row for each message, as a scipy CSR matrix."""
        rows = [self.vector(plain) for plain in plains]
        ends = np.cumsum([0] + [len(ids) for ids, _ in rows])
        return sparse.csr_matrix(
            (np.concatenate([w for _, w in rows]), np.concatenate([i for i, _ in rows]), ends),
            shape=(len(rows), len(self.idf)),
        )


def learn(plains: Sequence[str], *, word_weight: float, rarest: int) -> Vectoriser:
    """The vocabulary of `plains`: features that at least `rarest` messages share, with smooth inverse document weights."""
    word_counts = _documents(map(words, plains))
    piece_counts = _documents(map(pieces, plains))
    kept_words = sorted(feature for feature, count in word_counts.items() if count >= rarest)
    kept_pieces = sorted(feature for feature, count in piece_counts.items() if count >= rarest)
    counts = np.array([word_counts[f] for f in kept_words] + [piece_counts[f] for f in kept_pieces])
    return Vectoriser(
        index={feature: number for number, feature in enumerate(kept_words + kept_pieces)},
        idf=(np.log((1 + len(plains)) / (1 + counts)) + 1).astype(np.float32),
        border=len(kept_words),
        word_weight=word_weight,
    )


def _documents(rows: Iterable[list[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(row))
    return counts
