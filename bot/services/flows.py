"""What a release says in its folder `flows/`: answers, safety lexicon, services, places. Every problem of its files is
told."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import yaml

from bot import yaml_loader
from bot.core import content as core
from bot.core import directory, gazetteer, geography, locked_screen, safeguarding, sections
from bot.core.content import Entry, Problem
from bot.core.directory import Directory
from bot.core.errors import BadContent
from bot.core.gazetteer import Places
from bot.core.geography import Areas
from bot.core.locked_screen import Preview
from bot.core.safeguarding import Lexicon
from bot.services import directory as services

Document = Mapping[str, Any]
LEXICON: Final = "safeguarding/lexicon.yml"
SERVICES: Final = "services/directory.yml"


class Release:
    """What a release says for the store. Each file is read when it is first asked for, and once."""

    def __init__(self, root: Path) -> None:
        """`root` holds `flows/`."""
        self._root = root

    @cached_property
    def mark(self) -> str:
        """Names the content of the files: while it stays, nothing has to be compared."""
        digest = sha256()
        folder = self._root / "flows"
        for path in sorted([*folder.glob("*/entries.yml"), folder / LEXICON, folder / SERVICES]):
            if path.exists():
                digest.update(f"{path.relative_to(self._root)}\0".encode() + path.read_bytes() + b"\0")
        return digest.hexdigest()

    @cached_property
    def entries(self) -> tuple[list[Entry], list[Problem]]:
        """Its answers, and every problem in any of them."""
        return read_entries(self._root)

    @cached_property
    def lexicon(self) -> tuple[Mapping[str, Document], list[Problem]]:
        """The sections of its safety lexicon, none where it knows no danger, and what is wrong with it. Examples are
        not proved."""
        document, problems = _read_yaml(self._root, LEXICON)
        if problems:
            return {}, problems
        lexicon, problems = safeguarding.parse(LEXICON, document, prove=False)
        return sections.split(document) if lexicon.categories else {}, problems

    @cached_property
    def places(self) -> tuple[Places, list[Problem]]:
        """Its places, and what is wrong with them."""
        return read_places(self._root)

    @cached_property
    def services(self) -> tuple[Mapping[str, Document], list[Problem]]:
        """Its services, none where anything is wrong with them or with its places, and what that is."""
        if not (self._root / "flows" / SERVICES).exists():
            return {}, []
        places, problems = self.places
        document, more = _read_yaml(self._root, SERVICES)
        problems = [*problems, *more] or directory.parse(SERVICES, document, places)[1]
        return {} if problems else services.split(document), problems


def read_file(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Entries of one YAML file and everything wrong with it. Raises nothing for bad content or bad encoding."""
    name = "/".join(path.parts[-2:])
    try:
        document: Any = yaml_loader.read(path)
    except UnicodeDecodeError:
        return [], [Problem(file=name, entry="", reason="no está en UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" en la línea {mark.line + 1}" if mark else ""
        return [], [Problem(file=name, entry="", reason=f"YAML roto{place}")]
    except OSError as error:
        return [], [Problem(file=name, entry="", reason=f"no se puede leer ({error.strerror})")]
    return core.parse(name, document)


def read_entries(root: Path) -> tuple[list[Entry], list[Problem]]:
    """All `flows/*/entries.yml` below `root`, and every problem in any of them."""
    rows: list[tuple[str, Entry]] = []
    problems: list[Problem] = []
    for path in sorted((root / "flows").glob("*/entries.yml")):
        entries, found = read_file(path)
        rows += [("/".join(path.parts[-2:]), entry) for entry in entries]
        problems += found
    problems += core.cross_faults(rows, unread=any(not problem.entry for problem in problems))
    if any(entry.by_place for _, entry in rows):
        problems += core.nowhere(rows, read_places(root)[0].names())
    return [entry for _, entry in rows], problems


def read_lexicon(root: Path) -> tuple[Lexicon, list[Problem]]:
    """The safety lexicon of `flows/safeguarding/lexicon.yml`, and what is wrong with it."""
    document, problems = _read_yaml(root, LEXICON)
    return (Lexicon([]), problems) if problems else safeguarding.parse(LEXICON, document)


def read_look_alikes(root: Path) -> list[str]:
    """Messages that look like danger and are none: `flows/safeguarding/examples.yml`. Empty without the file."""
    document, problems = _read_yaml(root, "safeguarding/examples.yml")
    rows = document.get("categories", ()) if not problems and isinstance(document, dict) else ()
    return [str(text) for row in rows for text in row.get("harmless") or ()]


def read_preview(root: Path) -> tuple[Preview, list[Problem]]:
    """What must not be read on a locked screen (`flows/safeguarding/preview.yml`), and what is wrong with the list."""
    name = "safeguarding/preview.yml"
    document, problems = _read_yaml(root, name)
    return (Preview([]), problems) if problems else locked_screen.parse(name, document)


def read_places(root: Path) -> tuple[Places, list[Problem]]:
    """The places of `flows/places.yml`, and what is wrong with it."""
    document, problems = _read_yaml(root, "places.yml")
    return (Places(), problems) if problems else gazetteer.parse("places.yml", document)


def read_directory(root: Path, places: Places) -> tuple[Directory, list[Problem]]:
    """The services of `flows/services/directory.yml`, and what is wrong with it. A missing file holds none."""
    if not (root / "flows" / SERVICES).exists():
        return Directory(), []
    document, problems = _read_yaml(root, SERVICES)
    return (Directory(), problems) if problems else directory.parse(SERVICES, document, places)


def read_areas(root: Path, places: Places) -> tuple[Areas, list[Problem]]:
    """The map of `flows/places.geojson`, and what is wrong with it. Without the file nobody is located."""
    name = "places.geojson"
    path = root / "flows" / name
    if not path.exists():
        return Areas(), []
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return Areas(), [Problem(file=name, entry="", reason=f"no se puede leer ({type(error).__name__})")]
    return geography.parse(name, document, places)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise BadContent naming every problem, if there is one."""
    if problems:
        raise BadContent(*(str(problem) for problem in problems))


def _read_yaml(root: Path, name: str) -> tuple[Any, list[Problem]]:
    """One YAML file of the deployer's below flows/; None and the problem where it cannot be read."""
    try:
        return yaml_loader.read(root / "flows" / name), []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [Problem(file=name, entry="", reason=f"no se puede leer ({type(error).__name__})")]
