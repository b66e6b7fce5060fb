"""The safety lexicon in sections that are edited one by one; all of them together are `lexicon.yml` again.

A section is a category (`category:violence`), a list that holds for all of them (`list:never`), or a group of words
that phrases name (`group:pareja`). Its document is JSON values; a category's `place` says which danger is meant where
several are heard, the lowest first.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

CATEGORY: Final = "category:"
LIST: Final = "list:"
GROUP: Final = "group:"
LISTS: Final = (
    "never", "negation", "information", "fiction", "joking", "past", "now", "first_person", "real_words", "harmless",
)  # fmt: skip
"""Lists of the file besides its categories, in the order they are written."""
PHRASES: Final = ("phrases", "recent", "never", "examples", "harmless")
"""Lists of a category, in the order they are written."""
Document = Mapping[str, Any]


def split(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The sections of a lexicon that `safeguarding.parse` finds well formed, by id."""
    found: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(document["categories"], start=1):
        lists = {name: [str(one) for one in row.get(name) or ()] for name in PHRASES}
        found[f"{CATEGORY}{row['id']}"] = {
            "place": place,
            "entry": str(row["entry"]),
            "description": str(row.get("description", "")),
            **{name: lines for name, lines in lists.items() if lines},
        }
    for name in LISTS:
        if document.get(name):
            found[f"{LIST}{name}"] = {"lines": [str(one) for one in document[name]]}
    for name, lines in (document.get("groups") or {}).items():
        found[f"{GROUP}{name}"] = {"lines": [str(one) for one in lines]}
    return found


def joined(sections: Mapping[str, Document]) -> dict[str, Any]:
    """The lexicon again, in the form of its file."""
    rows = sorted(
        ((document["place"], name.removeprefix(CATEGORY), document) for name, document in _of(sections, CATEGORY)),
        key=lambda row: row[:2],
    )
    document: dict[str, Any] = {
        "categories": [
            {"id": name, **{key: one[key] for key in ("entry", "description", *PHRASES) if one.get(key)}}
            for _place, name, one in rows
        ]
    }
    lists = {name.removeprefix(LIST): one["lines"] for name, one in _of(sections, LIST)}
    document |= {name: lists[name] for name in LISTS if lists.get(name)}
    groups = {name.removeprefix(GROUP): one["lines"] for name, one in _of(sections, GROUP)}
    return document | ({"groups": groups} if groups else {})


def _of(sections: Mapping[str, Document], prefix: str) -> Sequence[tuple[str, Document]]:
    return [(name, document) for name, document in sections.items() if name.startswith(prefix)]
