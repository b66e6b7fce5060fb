"""What the safety net learns from: the lexicon, and messages of danger and their look-alikes beside it.

The lexicon holds phrases and the messages that prove them: as it was published, and `flows/safeguarding/lexicon.yml`
where nothing was yet. `flows/safeguarding/examples.yml` holds messages that phrases need not find and the trained ear
should, and what phrases find and is no danger: what the ear learns to take back. Both belong to the organisation.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from bot import yaml_loader
from bot.core import safeguarding, sections
from bot.core.chat_spelling import normalise
from bot.core.content import Problem
from bot.core.errors import BadContent
from bot.core.safeguarding import Finding, Lexicon

Document = Mapping[str, Any]
"""A lexicon in the form of its file."""
LEXICON: Final = "flows/safeguarding/lexicon.yml"
EXAMPLES: Final = "flows/safeguarding/examples.yml"


@dataclass(frozen=True, kw_only=True)
class Net:
    """`dangers` by the emergency entry that answers them; `harmless` are look-alikes, of words or for the lexicon."""

    lexicon: Lexicon
    dangers: Mapping[str, Sequence[str]]
    harmless: Sequence[str]

    def told(self) -> Iterator[str]:
        """Every message of danger."""
        for messages in self.dangers.values():
            yield from messages

    @cached_property
    def _taught(self) -> Mapping[str, str]:
        """What is taught, in plain spelling, with the emergency entry it calls; empty for the harmless."""
        calm = {normalise(text): "" for text in self.harmless}
        return calm | {normalise(text): entry for entry, texts in self.dangers.items() for text in texts}

    def danger(self, question: str) -> str:
        """The emergency entry that a saved question of an answer calls; empty where it tells of no danger.

        What the examples say of it counts before what the lexicon finds in it.
        """
        found = self._taught.get(normalise(question))
        if found is None:
            finding = self.find(question)
            return finding.entry if finding else ""
        return found

    @cached_property
    def _read(self) -> dict[str, Finding | None]:
        return {}

    def find(self, text: str) -> Finding | None:
        """What the lexicon finds in `text`, looked for once."""
        if text not in self._read:
            self._read[text] = self.lexicon.find(text)
        return self._read[text]


def wording(root: Path, published: Document | None = None) -> str:
    """The lexicon as one text, the same for the same phrases and messages: it names what a model was taught."""
    document = yaml_loader.read(root / LEXICON) if published is None else published
    return json.dumps(sections.joined(sections.split(document)), ensure_ascii=False)


def read(root: Path, published: Document | None = None) -> Net:
    """The safety net: the lexicon that was `published`, that of the checkout at `root` where None, with the examples of
    the checkout. Raises BadContent where examples name a category the checkout does not have; those of a category that
    was not published are left out: a release may bring it, and an editor has not taken it yet."""
    document = yaml_loader.read(root / LEXICON) if published is None else published
    lexicon, _ = safeguarding.parse(LEXICON, document, prove=False)
    entries = {str(row.get("id", row["entry"])): str(row["entry"]) for row in document["categories"]}
    rows = [{"danger": row.get("examples"), **row} for row in document["categories"]]
    harmless = _texts(document.get("harmless"))
    if (root / EXAMPLES).exists():
        examples = yaml_loader.read(root / EXAMPLES)
        rows += examples["categories"]
        harmless += _texts(examples.get("harmless"))
    dangers: dict[str, list[str]] = {}
    for row in rows:
        name = str(row.get("id", row.get("entry")))
        if name not in entries and published is None:
            raise BadContent(f"{EXAMPLES}: no existe la categoría «{name}»")
        if name in entries:
            dangers.setdefault(entries[name], []).extend(_texts(row.get("danger")))
            harmless += _texts(row.get("harmless"))
    return Net(
        lexicon=lexicon,
        dangers={entry: list(dict.fromkeys(messages)) for entry, messages in sorted(dangers.items())},
        harmless=list(dict.fromkeys(harmless)),
    )


def problems(root: Path) -> list[Problem]:
    """What is wrong with the examples: categories there are not, messages that are danger here and harmless there."""
    if not (root / EXAMPLES).exists():
        return []
    name = EXAMPLES.removeprefix("flows/")
    lexicon, _ = safeguarding.parse(LEXICON, yaml_loader.read(root / LEXICON), prove=False)
    known = {category.id for category in lexicon.categories}
    examples = yaml_loader.read(root / EXAMPLES)
    dangers = {normalise(text) for row in examples["categories"] for text in _texts(row.get("danger"))}
    found = []
    for row in [*examples["categories"], {"id": "harmless", "harmless": examples.get("harmless")}]:
        name_of = str(row.get("id"))
        if name_of not in {*known, "harmless"}:
            found.append(Problem(file=name, entry=name_of, reason="no existe esa categoría en el léxico"))
        found += [
            Problem(file=name, entry=name_of, reason=f"está como peligro y como inofensivo: {text}")
            for text in _texts(row.get("harmless"))
            if normalise(text) in dangers
        ]
    return found


def _texts(items: Any) -> list[str]:
    return [str(item) for item in items or ()]
