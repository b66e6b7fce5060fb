"""Which texts say nearly the same: the share of runs of four letters that two of them have in common.

Spelling is brought together first (bot.core.chat_spelling): accents, stretched letters and chat abbreviations make no
difference. Used to keep what measures apart from what teaches, and to find one question on two entries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import ceil
from typing import Final

from bot.core.chat_spelling import normalise

NEAR: Final = 0.6
"""Share of common runs (Jaccard) from which two texts count as nearly the same; 1.0 is the same."""
_RUN: Final = 4
_SHORT: Final = 14
"""Letters up to which texts are compared as a whole: short ones share most of their runs by chance."""
_ROUNDING: Final = 1e-9


def runs(plain: str) -> frozenset[str]:
    """Every run of four letters of a normalised text, spaces left out."""
    letters = plain.replace(" ", "")
    return frozenset(letters[start : start + _RUN] for start in range(max(1, len(letters) - _RUN + 1)))


class Likeness:
    """Named texts, ready to be compared with others.

    Of two texts whose runs are alike to a share of `least`, the rarest runs of one and of the other have one in common:
    as many of them as a text may lack and still be that alike, and one more (prefix filtering, Chaudhuri 2006; Bayardo
    2007). So only those are looked up, and nothing that is near is overlooked.
    """

    def __init__(self, texts: Iterable[tuple[str, str]], *, least: float = NEAR) -> None:
        """`texts` are pairs of name and text; a name may come twice. `least`: the share from which texts are near."""
        self._least = least
        self._rows = [(name, plain, runs(plain)) for name, text in texts if (plain := normalise(text))]
        self._same: dict[str, list[int]] = defaultdict(list)
        self._often = Counter(run for _, _, own in self._rows for run in own)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, (_, plain, own) in enumerate(self._rows):
            self._same[plain].append(place)
            if len(plain) > _SHORT:
                for run in self._rarest(own):
                    self._holding[run].append(place)

    def near(self, text: str) -> list[tuple[str, float]]:
        """Names of the texts that say nearly the same as `text` and how alike they are, the likest first."""
        plain = normalise(text)
        found = dict.fromkeys(self._same.get(plain, ()), 1.0)
        if len(plain) > _SHORT:
            own = runs(plain)
            for place in {place for run in self._rarest(own) for place in self._holding.get(run, ())}:
                theirs = self._rows[place][2]
                if min(len(own), len(theirs)) < self._least * max(len(own), len(theirs)) - _ROUNDING:
                    continue  # what has so many more runs, or so many fewer, cannot share enough of them
                common = len(own & theirs)
                share = common / (len(own) + len(theirs) - common)
                if share >= self._least:
                    found[place] = max(share, found.get(place, 0.0))
        return sorted(((self._rows[place][0], share) for place, share in found.items()), key=lambda row: -row[1])

    def _rarest(self, own: frozenset[str]) -> list[str]:
        spare = len(own) - ceil(self._least * len(own) - _ROUNDING) + 1
        return sorted(own, key=lambda run: (self._often[run], run))[:spare]
