"""Which texts say nearly the same: the share of runs of four letters that two of them have in common.

Spelling is brought together first (bot.core.chat_spelling): accents, stretched letters and chat abbreviations make no
difference. Used to keep what measures apart from what teaches, and to find one question on two entries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from bot.core.chat_spelling import normalise

NEAR: Final = 0.6
"""Share of common runs (Jaccard) from which two texts count as nearly the same; 1.0 is the same."""
_RUN: Final = 4
_SHORT: Final = 14
"""Letters up to which texts are compared as a whole: short ones share most of their runs by chance."""
_RAREST: Final = 12
"""Runs of a text, the rarest, that lead to candidates: two texts that are nearly the same share most of these too."""


def runs(plain: str) -> frozenset[str]:
    """Every run of four letters of a normalised text, spaces left out."""
    letters = plain.replace(" ", "")
    return frozenset(letters[start : start + _RUN] for start in range(max(1, len(letters) - _RUN + 1)))


class Likeness:
    """Named texts, ready to be compared with others."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are pairs of name and text; a name may come twice."""
        self._rows = [(name, plain, runs(plain)) for name, text in texts if (plain := normalise(text))]
        self._same: dict[str, list[int]] = defaultdict(list)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, (_, plain, own) in enumerate(self._rows):
            self._same[plain].append(place)
            for run in own:
                self._holding[run].append(place)

    def near(self, text: str, least: float = NEAR) -> list[tuple[str, float]]:
        """Names of the texts that say nearly the same as `text` and how alike they are, the likest first."""
        plain = normalise(text)
        found = dict.fromkeys(self._same.get(plain, ()), 1.0)
        if len(plain) > _SHORT:
            own = runs(plain)
            rarest = sorted(own & self._holding.keys(), key=lambda run: (len(self._holding[run]), run))[:_RAREST]
            common = Counter(place for run in rarest for place in self._holding[run])
            for place, _ in common.most_common(20):
                _, other, theirs = self._rows[place]
                share = len(own & theirs) / len(own | theirs)
                if share >= least and len(other) > _SHORT:
                    found[place] = max(share, found.get(place, 0.0))
        return sorted(((self._rows[place][0], share) for place, share in found.items()), key=lambda row: -row[1])
