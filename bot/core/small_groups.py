"""Numbers of groups so small that they may point at somebody are not shown to outsiders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""People a group has at least whose number is shown: one of fewer may be known by its number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Numbers by group, None for one that is hidden; `total` is None where it would give a hidden one away."""

    groups: Mapping[str, int | None]
    total: int | None


def shown(groups: Mapping[str, int], least: int = LEAST) -> Shown:
    """Hide groups of fewer than `least` people, and so many more that nobody can work a hidden one out.

    An empty group is shown: it is nobody. Hidden groups hold `least` people together at least, and are never one alone
    beside a total; where that cannot be, the total is hidden too.
    """
    hidden = {name for name, people in groups.items() if 0 < people < least}
    rest = sorted((people, name) for name, people in groups.items() if people >= least)
    while hidden and rest and (len(hidden) < 2 or sum(groups[name] for name in hidden) < least):
        hidden.add(rest.pop(0)[1])
    safe = not hidden or (len(hidden) >= 2 and sum(groups[name] for name in hidden) >= least)
    return Shown(
        groups={name: None if name in hidden else people for name, people in groups.items()},
        total=sum(groups.values()) if safe else None,
    )
