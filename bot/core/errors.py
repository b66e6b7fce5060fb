"""Everything Puente raises on purpose.

PuenteError
├── BadInput            the person at the command line or the form can mend it; the message says how
│   ├── BadContent      content files that break the rules; holds every problem found
│   ├── BadSettings     a setting that is missing, wrong, or not allowed in production
│   └── DamagedPlan     a campaign's plan that does not read back; another one must be written
├── WrongKey            the data in this database was written with other keys
└── SchemaMismatch      the database is older or newer than this program
"""

from collections.abc import Sequence


class PuenteError(Exception):
    """Base of all deliberate errors."""


class BadInput(PuenteError):
    """One or more lines, each naming a problem and where it is."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines: Sequence[str] = lines


class BadContent(BadInput):
    """Content that may not be published; every problem is named."""


class BadSettings(BadInput):
    """The process must not start with these settings."""


class DamagedPlan(BadInput):
    """A campaign's plan as it is kept does not make sense: damaged, or written by a newer program."""


class WrongKey(PuenteError):
    """The configured keys do not open this database."""


class SchemaMismatch(PuenteError):
    """The database schema is not the one this program was written for."""
