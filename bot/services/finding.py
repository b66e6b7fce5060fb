"""Finds entries as people type: misspelled, unfinished, in their own words. In memory, in plain Python.

Each word of a query is compared with the words of all entries as they sound, one or several of a thing: the same, the
beginning of one, or alike by their three-letter pieces. Rare words count more (inverse document frequency).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.core.chat_spelling import normalise, sound
from bot.core.content import Entry, Kind

_IDLE: Final = frozenset(
    "a al algo como con cual cuando de del donde el ella en es esta este esto ir la las le les lo los me mi mis muy no "
    "nos o para pero por porque que quien se si sin son su sus te tengo tiene tu un una y ya yo hay puedo puede ser "
    "hola buenas buenos dias tardes gracias favor quiero necesito saber ayuda".split()
)
_ALIKE: Final = 0.45
"""Share of common pieces from which two words are taken for one; "refujio" and "refugio" share half."""
_READ: Final = 30
"""Questions of an entry that are read, evenly spread: what is asked often is among them."""
_TITLE: Final = 2.5
"""How much more a word of the title says than one of the questions."""

_ASIDE: Final = 0.6
"""What a word counts in an entry that answers no question of ours (small talk, out of scope): "escribir" in one of them
says less than in an answer."""


class Finder:
    """What entries can be found by. Costs a second or two for 300 entries; those that stay are not read again."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[Entry, dict[str, float]]] = {}
        self._by_word: dict[str, dict[str, float]] = {}
        self._by_piece: dict[str, set[str]] = {}

    def update(self, entries: Iterable[Entry]) -> None:
        """From now on these entries can be found, and no others."""
        known, self._read = self._read, {}
        for entry in entries:
            kept = known.get(entry.id)
            self._read[entry.id] = kept if kept and kept[0] == entry else (entry, _weights(entry))
        self._by_word, self._by_piece = {}, {}
        for name, (_, weights) in self._read.items():
            for word, weight in weights.items():
                self._by_word.setdefault(word, {})[name] = weight
        for word in self._by_word:
            for piece in _pieces(word):
                self._by_piece.setdefault(piece, set()).add(word)

    def find(self, query: str, limit: int = 50) -> list[str]:
        """Ids of the entries that fit, best first. An id is found by itself, and by its beginning."""
        plain = query.strip().casefold()
        scores: Counter[str] = Counter(
            {name: 100.0 for name in self._read if plain and name.casefold().startswith(plain)}
        )
        asked = _said(query)
        for number, word in enumerate(asked):
            found: dict[str, float] = {}
            for meant, alike in self._meant(word, unfinished=number == len(asked) - 1).items():
                rarity = math.log(1 + len(self._read) / len(self._by_word[meant]))
                for name, weight in self._by_word[meant].items():
                    found[name] = max(found.get(name, 0), weight * rarity * alike)
            scores.update(found)
        weighed = Counter(
            {name: score * (1 if self._read[name][0].kind is Kind.ANSWER else _ASIDE) for name, score in scores.items()}
        )
        best = max(weighed.values(), default=0)
        return [name for name, score in weighed.most_common(limit) if score >= best / 4]

    def _meant(self, word: str, *, unfinished: bool) -> Mapping[str, float]:
        """Words of entries this one may stand for, each with how much they are alike."""
        if word in self._by_word and not unfinished:
            return {word: 1.0}
        pieces = _pieces(word)
        near: Counter[str] = Counter()
        for piece in pieces:
            near.update(self._by_piece.get(piece, ()))
        found = {}
        for other, shared in near.items():
            alike = 2 * shared / (len(pieces) + len(_pieces(other)))
            if other == word:
                found[other] = 1.0
            elif unfinished and len(word) >= 3 and other.startswith(word):
                found[other] = 0.5 if word in self._by_word else 0.9  # "bebe" is said already: "beber" is less likely
            elif alike >= _ALIKE:
                found[other] = alike * 0.8
        return found


def spoken(text: str) -> list[str]:
    """The words of a text that say something, as they sound."""
    words = re.findall(r"\w+", normalise(text))
    return [sound(word) for word in words if word not in _IDLE and len(word) > 1]


def singular(word: str) -> str:
    """One of several: "perros" and "perro" ask for the same."""
    if len(word) > 6 and word.endswith("es"):
        return word[:-2]
    return word[:-1] if len(word) > 4 and word[-1] in "sz" else word


def _said(text: str) -> list[str]:
    return [singular(word) for word in spoken(text)]


def alike(one: Sequence[str], other: Sequence[str], rarity: Mapping[str, float]) -> float:
    """How much two texts (`spoken`) say the same, from 0 to 1; words weigh by `rarity`."""
    common = sum(rarity.get(word, 1.0) for word in {*one} & {*other})
    every = sum(rarity.get(word, 1.0) for word in {*one} | {*other})
    return common / every if every else 0.0


def _weights(entry: Entry) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in ((entry.title, _TITLE), (entry.menu, _TITLE), (entry.source, 1.0), (entry.owner, 1.0)):
        for word in _said(text):
            found[word] = max(found.get(word, 0.0), weight)
    sample = entry.questions[:: max(1, len(entry.questions) // _READ)]
    asked = Counter(word for question in sample for word in {*_said(question)})
    for word, count in asked.items():
        found[word] = max(found.get(word, 0.0), 0.6 + 1.6 * count / len(sample))
    for word in _said(entry.whatsapp):
        found.setdefault(word, 0.3)
    return found


def _pieces(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
