"""What the safety net learns from: the lexicon, and messages of danger and their look-alikes beside it.

`flows/safeguarding/lexicon.yml` holds phrases and the messages that prove them; `flows/safeguarding/examples.yml` holds
messages that phrases need not find and the trained ear should. Both belong to the organisation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.core import safeguarding
from bot.core.content import Problem
from bot.core.errors import BadContent
from bot.core.safeguarding import Lexicon

FILES: Final = ("flows/safeguarding/lexicon.yml", "flows/safeguarding/examples.yml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Net:
    """`dangers` by the emergency entry that answers them; `harmless` are look-alikes no phrase of the lexicon finds."""

    lexicon: Lexicon
    dangers: Mapping[str, Sequence[str]]
    harmless: Sequence[str]

    def told(self) -> Iterator[str]:
        """Every message of danger."""
        for messages in self.dangers.values():
            yield from messages


def read(root: Path) -> Net:
    """The safety net of the checkout at `root`. Raises BadContent where examples name a category there is not."""
    document = _read(root / FILES[0])
    lexicon, _ = safeguarding.parse(FILES[0], document, prove=False)
    entries = {str(row.get("id", row["entry"])): str(row["entry"]) for row in document["categories"]}
    rows = [{"danger": row.get("examples"), **row} for row in document["categories"]]
    if (root / FILES[1]).exists():
        rows += _read(root / FILES[1])["categories"]
    dangers: dict[str, list[str]] = {}
    harmless = _texts(document.get("harmless"))
    for row in rows:
        name = str(row.get("id", row.get("entry")))
        if name not in entries:
            raise BadContent(f"{FILES[1]}: no existe la categoría «{name}»")
        dangers.setdefault(entries[name], []).extend(_texts(row.get("danger")))
        harmless += _texts(row.get("harmless"))
    return Net(
        lexicon=lexicon,
        dangers={entry: list(dict.fromkeys(messages)) for entry, messages in sorted(dangers.items())},
        harmless=[text for text in dict.fromkeys(harmless) if lexicon.find(text) is None],
    )


def problems(root: Path) -> list[Problem]:
    """What is wrong with the examples: categories there are not, look-alikes that the lexicon takes for danger."""
    if not (root / FILES[1]).exists():
        return []
    name = FILES[1].removeprefix("flows/")
    lexicon, _ = safeguarding.parse(FILES[0], _read(root / FILES[0]), prove=False)
    known = {category.id for category in lexicon.categories}
    found = []
    for row in _read(root / FILES[1])["categories"]:
        if row.get("id") not in known:
            found.append(Problem(file=name, entry=str(row.get("id")), reason="no existe esa categoría en el léxico"))
        found += [
            Problem(file=name, entry=str(row.get("id")), reason=f"salta sin peligro: {text}")
            for text in _texts(row.get("harmless"))
            if lexicon.find(text) is not None
        ]
    return found


def _texts(items: Any) -> list[str]:
    return [str(item) for item in items or ()]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
