"""The table in errors.toml, read once: what each of Twilio's errors asks for. It names; services act."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal

from bot.core.messages import Reaction

Where = Literal["http", "callback", "alert"]
Ending = Literal["unreachable", "lost"]
"""A create call without an answer: it never left, or nobody knows whether it arrived."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What one error asks for. `wait` in seconds; `tries` as in `bot.core.messages.Outcome`."""

    where: Where
    reaction: Reaction
    explanation: str
    """One sentence in Spanish for staff."""
    wait: float = 0.0
    tries: int = 1


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        where=row.get("where", "http"),
        reaction=Reaction(row["reaction"]),
        explanation=row["explicacion"],
        wait=float(row.get("wait", 0)),
        tries=row.get("tries", 1),
    )


_TABLE: Final = tomllib.loads((files(__package__) / "errors.toml").read_text("utf-8"))
RULES: Final[Mapping[int, Rule]] = MappingProxyType({int(code): _rule(row) for code, row in _TABLE["code"].items()})
_HTTP: Final = {key: _rule(row) for key, row in _TABLE["http"].items()}
_DEFAULT: Final = _rule(_TABLE["default"])


def rule(code: int | None) -> Rule:
    """The rule for an error code of Twilio's, None where it gave none; an unknown one costs this message only."""
    return _HTTP["4xx"] if code is None else RULES.get(code, _DEFAULT)


def ending(how: Ending) -> Rule:
    """The rule for a create call without an answer."""
    return _HTTP[how]


def refused(status: int, code: int | None) -> Rule:
    """The rule for a create call answered with an HTTP status other than 2xx and, usually, a code.

    The status decides where it says whether the message was created: 429 never creates one, 5xx may have.
    """
    if code in RULES and status < 500 and status not in (408, 429):
        return rule(code)
    return _HTTP.get(str(status)) or _HTTP[f"{status // 100}xx"]
