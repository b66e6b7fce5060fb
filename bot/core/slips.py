"""Slips of the finger and of the ear: which typed word may stand for which word that was meant.

Both sides are words of `chat_spelling.normalise`. A word may be written as it is heard ("resivir"), or with one letter
changed, dropped, added or swapped ("persnoa").
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.core.chat_spelling import WORDS_KEPT, sound

_SHORTEST: Final = 4
"""Letters a word needs before a slip in it is forgiven; a word of one less may still be written as it sounds."""
_FIRST_COUNTS: Final = 5
"""Letters of the longest word whose first letter must be right."""
_LONG: Final = 6
"""Letters of a word that has few neighbours."""

_VOWELS: Final = re.compile(r"[aeiou0-9]")
_DOUBLE: Final = re.compile(r"(.)\1")

# What people who write by ear mix up beyond `sound`: the hard g of "sige", and m before p and b.
_BLURRED: Final = re.compile(r"m(?=[pb])|G")


def one_slip(one: str, other: str) -> bool:
    """True when a single letter was changed, dropped, added, or two neighbours were swapped (or nothing at all)."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return (
        start + 1 < len(short)
        and short[start] == long[start + 1]
        and short[start + 1] == long[start]
        and short[start + 2 :] == long[start + 2 :]
    )


@lru_cache(maxsize=WORDS_KEPT)
def heard(word: str) -> str:
    """The word as it sounds, for comparing only: "resivir" and "recibir" give the same."""
    return _BLURRED.sub(lambda letter: "j" if letter.group() == "G" else "n", sound(word))


def alike(meant: str, typed: str) -> bool:
    """True when `typed` is `meant`, sounds like it, or is one slip away from it or from its sound.

    A short word keeps its first letter: fingers rarely miss that one, and "caja" is not "baja".
    """
    if meant == typed:
        return True
    one, other = heard(meant), heard(typed)
    if one == other:
        return min(len(meant), len(typed)) >= _SHORTEST - 1
    if len(meant) < _SHORTEST or len(typed) < _SHORTEST - 1 or typed.isdigit():
        return False
    if len(meant) <= _FIRST_COUNTS and one[:1] != other[:1] and one[:2] != other[1::-1]:
        return False
    return one_slip(meant, typed) or one_slip(one, other)


def clear(meant: str, typed: str) -> bool:
    """True for a slip that leaves little doubt even in a word that stands alone.

    Its first letter is right, and its letters are only swapped, or only its vowels are touched, or it is so long that
    few other words are near. Expects two words that are `alike`.
    """
    one, other = heard(meant), heard(typed)
    if one[:1] != other[:1]:
        return False
    doubled = _DOUBLE.sub(r"\1", meant) == _DOUBLE.sub(r"\1", typed)
    swapped = sorted(one) == sorted(other)
    return len(meant) >= _LONG or doubled or swapped or _VOWELS.sub("", one) == _VOWELS.sub("", other)


class Vocabulary:
    """A fixed set of words, found again through a slip. `apart` are words of their own that are nobody's slip."""

    def __init__(self, words: Iterable[str], apart: Iterable[str] = ()) -> None:
        self._words = frozenset(words)
        self._apart = frozenset(apart)
        self._longest = max(map(len, self._words), default=0)
        self._known: dict[tuple[str, bool], list[tuple[str, ...]]] = {}
        self._by_part: dict[str, list[str]] = {}
        for word in sorted(self._words):
            for part in keys(word) if len(word) >= _SHORTEST else {heard(word)}:
                self._by_part.setdefault(part, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def meant(self, typed: str, *, alone: bool = False) -> list[tuple[str, ...]]:
        """What `typed` may stand for: itself; else words one slip away, or several words written without a space.

        `alone`: no other word of the message tells what was meant, so only `clear` slips count.
        """
        if typed in self._words:
            return [(typed,)]
        found = self._known.get((typed, alone))
        if found is None:
            if len(self._known) >= WORDS_KEPT:
                self._known.clear()
            found = self._known[typed, alone] = self._slipped(typed, alone=alone)
        return found

    def _slipped(self, typed: str, *, alone: bool) -> list[tuple[str, ...]]:
        if len(typed) < _SHORTEST - 1 or typed in self._apart or typed.isdigit():
            return []
        near = {word for part in keys(typed) for word in self._by_part.get(part, ())}
        near = {word for word in near if alike(word, typed) and (not alone or clear(word, typed))}
        pieces = self.cut(typed)
        return [*((word,) for word in sorted(near)), *([pieces] if pieces else [])]

    def cut(self, joined: str) -> tuple[str, ...]:
        """`joined` as the fewest words in a row ("nomemanden": no, me, manden); empty if it is not made of ours.

        More than four letters need a word of four among them: "niños" is not "ni nos".
        """
        best: list[tuple[str, ...] | None] = [(), *([None] * len(joined))]
        for end in range(1, len(joined) + 1):
            for start in range(max(0, end - self._longest), end):
                before, word = best[start], joined[start:end]
                if before is None or word not in self._words:
                    continue
                shortest = best[end]
                if shortest is None or len(before) + 1 < len(shortest):
                    best[end] = (*before, word)
        found = best[-1] or ()
        return found if len(joined) <= _SHORTEST or any(len(word) >= _SHORTEST for word in found) else ()


def keys(word: str) -> set[str]:
    """The word and its sound, whole and with any one letter missing: words one slip apart share one of these."""
    forms = {word, heard(word)}
    return forms | {form[:index] + form[index + 1 :] for form in forms for index in range(len(form))}
