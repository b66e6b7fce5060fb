"""What changed between two wordings, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from bot.core.content import Entry

_PIECES: Final = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """One field that differs: its name in `Entry`, and its text in pieces; what is gone stands before what is new."""

    field: str
    pieces: tuple[tuple[Kind, str], ...]


def of_entries(before: Entry | None, after: Entry) -> list[Changed]:
    """Every field that differs, in the order of `Entry`; all of `after` where there was nothing before."""
    found = []
    for name in Entry.__dataclass_fields__:
        old, new = _shown(getattr(before, name)) if before else "", _shown(getattr(after, name))
        if old != new:
            lines = isinstance(getattr(after, name), tuple)
            found.append(Changed(field=name, pieces=tuple(_lines(old, new) if lines else words(old, new))))
    return found


def of_documents(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Changed]:
    """Every field of two JSON documents that differs, in the order of `after`; what only `before` has comes last."""
    old = before or {}
    found = []
    for name in [*after, *(name for name in old if name not in after)]:
        one, other = _shown(_listed(old.get(name))), _shown(_listed(after.get(name)))
        if one != other:
            lines = isinstance(old.get(name, after.get(name)), list)
            found.append(Changed(field=name, pieces=tuple(_lines(one, other) if lines else words(one, other))))
    return found


def words(before: str, after: str) -> list[tuple[Kind, str]]:
    """Two texts as one, in pieces."""
    return _merged(_PIECES.findall(before), _PIECES.findall(after))


def _lines(before: str, after: str) -> list[tuple[Kind, str]]:
    """Lists are compared line by line; lines that stayed are left out."""
    old, new = before.splitlines(), after.splitlines()
    gone = [(Kind.GONE, f"{line}\n") for line in old if line not in set(new)]
    return gone + [(Kind.NEW, f"{line}\n") for line in new if line not in set(old)]


def _merged(old: list[str], new: list[str]) -> list[tuple[Kind, str]]:
    found = []
    for act, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            found.append((Kind.SAME, "".join(old[i:j])))
            continue
        found += [(kind, "".join(part)) for kind, part in ((Kind.GONE, old[i:j]), (Kind.NEW, new[k:m])) if part]
    return found


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return "" if value is None or value is False else str(value)
