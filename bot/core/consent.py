"""What people may say yes or no to.

A consent is a dated fact in a scope. The fact written down last in a scope holds.

| Scope         | A yes means                                  | A no means                            |
|---------------|----------------------------------------------|---------------------------------------|
| `alerts`      | may be written to by campaigns               | may not                               |
| `everything`  | takes back a no to everything                | nobody of this service writes first   |
| `topic:salud` | wants campaigns about this subject           | does not (any more)                   |
"""

from enum import StrEnum
from typing import Final

ALERTS: Final = "alerts"
EVERYTHING: Final = "everything"


class Subject(StrEnum):
    """What campaigns may be about. The words are those of campaign and contact files."""

    SALUD = "salud"
    EDUCACION = "educacion"
    DOCUMENTOS = "documentos"
    PROTECCION = "proteccion"
    AYUDA = "ayuda"
    ALERTAS = "alertas"
    """What concerns everybody: warnings, closures, changes of rules."""

    @property
    def scope(self) -> str:
        """The scope of consents to it."""
        return f"topic:{self.value}"


IMPORTED: Final = "import"
"""How the source of a fact begins that came from a file. Facts of any other source are what a person did themselves."""
