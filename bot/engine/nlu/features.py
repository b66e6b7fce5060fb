"""Words, pairs of words and pieces of words as numbers: two tf-idf blocks side by side.

The word block holds words cut to five letters (a Spanish stem, roughly: matricular, matrícula, matriculé fall together)
and pairs of neighbours; the piece block holds runs of three to five letters inside word borders, as the text sounds.
Each block is scaled to length one before the two are weighted, so many pieces do not drown few words. Written out here
because a message must cost well under a millisecond: scikit-learn's vectorisers spend that on checks alone.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.core.chat_spelling import WORDS_KEPT, sound

STEM: Final = 5
PIECES: Final = (3, 4, 5)
Vector = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Indices of the features present and their weights."""


def words(plain: str) -> list[str]:
    """Stems and pairs of neighbouring stems; the mark in front keeps them apart from pieces."""
    row = [word[:STEM] for word in plain.split()]
    return [f"={stem}" for stem in row] + [f"={one}_{other}" for one, other in pairwise(row)]


def pieces(plain: str) -> list[str]:
    """Every piece of three to five letters, borders of words counted as a letter; shorter words whole."""
    return [piece for word in plain.split() for piece in _of_word(word)]


def _of_word(plain: str) -> list[str]:
    heard = sound(plain)
    if not heard:  # a silent letter alone
        return []
    padded = f" {heard} "
    length = len(padded)
    found: list[str] = []
    for size in PIECES:
        if length <= size:
            found.append(padded)
            break
        found += [padded[start : start + size] for start in range(length - size + 1)]
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Vectoriser:
    """The vocabulary of a model: words first, then pieces."""

    index: dict[str, int]
    idf: NDArray[np.float32]
    word_weight: float
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Pieces of the words that came before: the same words come again, and cutting them up was half of reading."""

    def vector(self, plain: str) -> Vector:
        """Weights of the known features of one normalised message; both arrays empty where nothing is known."""
        found = [place for word in words(plain) if (place := self.index.get(word)) is not None]
        border = len(set(found))
        for word in plain.split():
            found += self._pieces(word)
        counts = Counter(found)
        ids = np.fromiter(counts.keys(), np.int64, len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[ids]
        for block, share in ((weights[:border], self.word_weight), (weights[border:], 1 - self.word_weight)):
            length = float(np.linalg.norm(block))
            if length:
                block *= share**0.5 / length
        return ids, weights

    def _pieces(self, word: str) -> tuple[int, ...]:
        """The known pieces of one word, as indices."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= WORDS_KEPT:
                self._known.clear()
            found = self._known[word] = tuple(
                place for piece in _of_word(word) if (place := self.index.get(piece)) is not None
            )
        return found

    def matrix(self, plains: Sequence[str]) -> Any:
        """One row for each message, as a scipy CSR matrix."""
        rows = [self.vector(plain) for plain in plains]
        ends = np.cumsum([0] + [len(ids) for ids, _ in rows])
        return sparse.csr_matrix(
            (np.concatenate([w for _, w in rows]), np.concatenate([i for i, _ in rows]), ends),
            shape=(len(rows), len(self.idf)),
        )


def learn(plains: Sequence[str], *, word_weight: float, rarest: int) -> Vectoriser:
    """The vocabulary of `plains`: features that at least `rarest` messages share, rare ones weighing more."""

    def documents(features: Callable[[str], list[str]]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for plain in plains:
            counts.update(set(features(plain)))
        return {feature: count for feature, count in sorted(counts.items()) if count >= rarest}

    of_words, of_pieces = documents(words), documents(pieces)
    counts = np.array([*of_words.values(), *of_pieces.values()])
    return Vectoriser(
        index={feature: place for place, feature in enumerate([*of_words, *of_pieces])},
        idf=(np.log((1 + len(plains)) / (1 + counts)) + 1).astype(np.float32),
        word_weight=word_weight,
    )
