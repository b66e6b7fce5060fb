"""Recognises people in danger before anything else reads their message.

The words belong to the organisation: `flows/safeguarding/lexicon.yml`. A phrase matches word by word, forgiving one slip
in words of five letters or more and up to two words in between. A negation right before it, a look-alike from `never`,
or a question for information that says nothing of the writer, do not fire.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from bot.core.chat_spelling import normalise
from bot.core.commands import one_slip
from bot.core.content import Problem

_GAP: Final = 2
_GROUP: Final = re.compile(r"\(([^()]*)\)")
_FIRST_PERSON: Final = frozenset(
    [
        "me",
        "mi",
        "mis",
        "yo",
        "estoy",
        "tengo",
        "quiero",
        "soy",
        "voy",
        "conmigo",
        "nos",
        "nuestra",
        "nuestro",
        "estamos",
        "ayuda",
        "ayudenme",
        "ayudame",
        "auxilio",
        "vivo",
        "necesito",
        "puedo",
        "siento",
        "hijo",
        "hija",
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """One kind of danger: the entry that answers it, its phrases, and the messages that prove them."""

    id: str
    entry: str
    description: str
    phrases: tuple[str, ...]
    never: tuple[str, ...]
    examples: tuple[str, ...]
    harmless: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A danger found in a message."""

    category: str
    entry: str


@dataclass(slots=True)
class _Node:
    """A step of the tree of phrases: what may follow, and the category a phrase that ends here belongs to."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    category: int = -1


class Lexicon:
    """The lexicon, ready to match. Built once; matching a message takes a fraction of a millisecond."""

    def __init__(
        self, categories: Sequence[Category], negation: Sequence[str] = (), information: Sequence[str] = ()
    ) -> None:
        self.categories = tuple(categories)
        self._negation = frozenset(normalise(word) for word in negation)
        self._information = tuple(f" {normalise(words)} " for words in information)
        self._phrases, self._never = _Node(), _Node()
        for number, category in enumerate(self.categories):
            for phrase in category.phrases:
                _plant(self._phrases, phrase, number)
            for phrase in category.never:
                _plant(self._never, phrase, number)
        self._words = _Words(self._phrases, self._never)

    def find(self, text: str) -> Finding | None:
        """The danger `text` tells of, the one listed first if several; None for the rest."""
        plain = normalise(text)
        words = plain.split()
        found = self._matches(words, self._phrases)
        if not found:
            return None
        harmless = [span for _, span in self._matches(words, self._never)]
        asking = any(marker in f" {plain} " for marker in self._information)
        for number, (start, end) in sorted(found):
            if start and words[start - 1] in self._negation:
                continue
            if any(first <= start and end <= last for first, last in harmless):
                continue
            if asking and not _FIRST_PERSON.intersection(words[max(0, start - 3) : end]):
                continue
            return Finding(category=self.categories[number].id, entry=self.categories[number].entry)
        return None

    def _matches(self, words: list[str], root: _Node) -> set[tuple[int, tuple[int, int]]]:
        """Every (category, (first word, end)) of the tree in `words`."""
        found: set[tuple[int, tuple[int, int]]] = set()
        alike = [self._words.alike(word) for word in words]

        def walk(node: _Node, start: int, position: int) -> None:
            if node.category >= 0:
                found.add((node.category, (start, position)))
            for index in range(position, min(position + _GAP + 1, len(words))):
                for word in alike[index]:
                    following = node.next.get(word)
                    if following:
                        walk(following, start, index + 1)

        for start in range(len(words)):
            for word in alike[start]:
                node = root.next.get(word)
                if node:
                    walk(node, start, start + 1)
        return found


class _Words:
    """The vocabulary of the lexicon, found again through one slip of the finger."""

    def __init__(self, *roots: _Node) -> None:
        self._known: set[str] = set()
        for root in roots:
            self._collect(root)
        self._by_part: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= 5:
                for part in _parts(word):
                    self._by_part.setdefault(part, set()).add(word)

    def _collect(self, node: _Node) -> None:
        for word, following in node.next.items():
            self._known.add(word)
            self._collect(following)

    def alike(self, word: str) -> tuple[str, ...]:
        """Words of the lexicon that `word` may be: itself, or one slip away where both are long enough."""
        if word in self._known:
            return (word,)
        if len(word) < 4:
            return ()
        near = {known for part in _parts(word) for known in self._by_part.get(part, ())}
        return tuple(known for known in near if known[0] == word[0] and one_slip(known, word))


def _parts(word: str) -> set[str]:
    """The word and all its forms with one letter missing: two words one slip apart share one of them."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


def _plant(root: _Node, phrase: str, category: int) -> None:
    """Add a phrase to the tree; `(a|b)` stands for either, `(a|)` for maybe."""
    pieces = re.split(r"(\([^()]*\))", phrase)
    choices = [piece[1:-1].split("|") if _GROUP.fullmatch(piece) else [piece] for piece in pieces if piece.strip()]
    for chosen in product(*choices):
        words = normalise(" ".join(chosen)).split()
        if not words:
            continue
        node = root
        for word in words:
            node = node.next.setdefault(word, _Node())
        if node.category < 0 or category < node.category:
            node.category = category


def parse(file: str, document: Any) -> tuple[Lexicon, list[Problem]]:
    """Read the lexicon and say everything that is wrong with it: shape, and every example that does not hold."""
    problems: list[Problem] = []
    if not isinstance(document, Mapping) or not isinstance(document.get("categories"), Sequence):
        return Lexicon([]), [Problem(file=file, entry="", reason="falta la lista «categories:»")]
    categories = []
    for row in document["categories"]:
        if not isinstance(row, Mapping) or not row.get("id") or not row.get("entry") or not row.get("phrases"):
            problems.append(Problem(file=file, entry=str(row)[:40], reason="falta id, entry o phrases"))
            continue
        lists = {
            name: tuple(str(item) for item in row.get(name) or ())
            for name in ("phrases", "never", "examples", "harmless")
        }
        categories.append(
            Category(id=str(row["id"]), entry=str(row["entry"]), description=str(row.get("description", "")), **lists)
        )
    lexicon = Lexicon(categories, document.get("negation") or (), document.get("information") or ())
    for category in lexicon.categories:
        problems += [
            Problem(file=file, entry=category.id, reason=f"no reconoce: {example}")
            for example in category.examples
            if lexicon.find(example) is None
        ]
        problems += [
            Problem(file=file, entry=category.id, reason=f"salta sin peligro: {example}")
            for example in category.harmless
            if lexicon.find(example) is not None
        ]
    return lexicon, problems
