"""Who works here, and what each may do."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_NAME: Final = re.compile(r"[^\W_](?:[\w.-]{0,62}[^\W_])?")

SHELL: Final = "shell"
"""Who acts where nobody is named: whoever holds the machine."""
SYSTEM: Final = "system"
"""Who acts where something happens by itself."""
RELEASE: Final = "release"
"""Who wrote the content that came with the program."""
_NOBODY: Final = frozenset({SHELL, SYSTEM, RELEASE})
"""What no user may be called."""


class Role(StrEnum):
    """What somebody works on. An administrator may do what every role may, except approve their own campaign."""

    PROMOTER = "promoter"
    """Health promoter: writes answers."""
    REVIEWER = "reviewer"
    """Publishes answers."""
    OFFICER = "officer"
    """Campaign officer: people, audiences, campaigns."""
    APPROVER = "approver"
    """Lets a campaign go out that somebody else wrote."""
    CASE_WORKER = "case_worker"
    """Answers people who wait for a person."""
    DATA_OFFICER = "data_officer"
    """Exports, erasures, the audit."""
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """One member of staff. An inactive one may do nothing, and keeps the name."""

    id: int
    name: str
    roles: frozenset[Role]
    active: bool

    def may(self, *roles: Role) -> bool:
        """True where any of these roles, or administrator, is theirs; with no roles named, for everybody active."""
        return self.active and (not roles or bool(self.roles & {*roles, Role.ADMINISTRATOR}))

    def holds(self, *roles: Role) -> bool:
        """True where one of these roles itself is theirs. For what somebody told us in danger, and for numbers: running
        the installation is no reason to see them."""
        return self.active and bool(self.roles & {*roles})


def name_of(text: str) -> str | None:
    """The one spelling of a user's name: small letters, digits, dot, hyphen, underscore, at most 64; None for what is
    no name, or stands for no user."""
    name = text.strip().lower()
    return name if name not in _NOBODY and _NAME.fullmatch(name) else None
