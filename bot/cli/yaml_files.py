"""Reads a YAML file that somebody wrote: one line says what is wrong with it, and where."""

from pathlib import Path
from typing import Any, Final

import yaml

from bot import yaml_loader
from bot.core.errors import BadInput
from bot.i18n import gettext as _

_MISSING: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


def document(file: Path) -> Any:
    """What the file holds. Raises BadInput."""
    try:
        return yaml_loader.read(file, "utf-8-sig")
    except _MISSING:
        raise BadInput(_("{file}: no hay un archivo con ese nombre").format(file=file)) from None
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = _(", línea {number}").format(number=mark.line + 1) if mark else ""
        raise BadInput(_("{file}{line}: no se entiende como YAML").format(file=file, line=line)) from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        raise BadInput(_("{file}: no se puede leer como YAML en UTF-8").format(file=file)) from None
