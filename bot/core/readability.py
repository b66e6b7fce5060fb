"""How easily a Spanish text reads: the Szigriszt-Pazos perspicuity index on the INFLESZ scale.

Index = 206.835 − 62.3 · syllables/words − words/sentences (Szigriszt Pazos, 1993). INFLESZ (Barrio-Cantalejo and
others, 2008) reads it so: over 80 very easy, 65 to 80 fairly easy (primary school), 55 to 65 normal, below that hard.
"""

import re
from typing import Final

PRIMARY_SCHOOL: Final = 65.0
"""From here on a text reads at primary-school level on the INFLESZ scale."""

_WORD: Final = re.compile(r"[^\W\d_]+")
# Lines of a list and headings end a thought as a full stop does.
_SENTENCE_END: Final = re.compile(r"[.!?…:;]+(?=\s|$)|\n+")
# Names of pages and figures are looked at, not read in syllables.
_NOT_PROSE: Final = re.compile(r"\b[\w-]+(?:\.[\w-]+)+(?:/[\w-]+(?:\.[\w-]+)*)*|[*_•]|\d+(?:[.,/-]\d+)*")
_STRONG: Final = frozenset("aeoáéóíú")
_VOWELS: Final = frozenset("aeiouáéíóúü")


def syllables(word: str) -> int:
    """Syllables of one Spanish word: two strong vowels part, a weak one joins its neighbour, an accented weak one does
    not. At least one, so that abbreviations count."""
    count, before = 0, ""
    letters = word.lower().replace("qu", "k").replace("gue", "ge").replace("gui", "gi").replace("h", "")
    for position, letter in enumerate(letters):
        vowel = letter in _VOWELS or (letter == "y" and position == len(letters) - 1 and position > 0)
        joins = bool(before) and not (before in _STRONG and letter in _STRONG)
        if vowel and not joins:
            count += 1
        before = letter if vowel else ""
    return max(count, 1)


def index(text: str) -> float:
    """The perspicuity index of `text`; 100 for a text without words."""
    prose = _NOT_PROSE.sub(" ", text)
    words = _WORD.findall(prose)
    if not words:
        return 100.0
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(prose))
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / max(sentences, 1)


def marked(text: str, limit: int = 20) -> list[tuple[str, bool]]:
    """The text in pieces, in order and complete, each with whether it is a sentence of more than `limit` words."""
    prose = _NOT_PROSE.sub(lambda found: " " * len(found[0]), text)
    pieces, start = [], 0
    for end in [found.end() for found in _SENTENCE_END.finditer(prose)] + [len(text)]:
        if end > start:
            pieces.append((text[start:end], len(_WORD.findall(prose[start:end])) > limit))
        start = end
    return pieces
