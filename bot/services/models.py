"""Which trained model speaks: a pointer beside the models, with the hash of the file it was made for.

A model can run code when it is loaded, so only the exact file that `puente train` wrote and judged is ever opened.
"""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.core.errors import BadInput


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """The model in use: its key (what it was trained from) and its file."""

    key: str
    path: Path


def current(folder: Path) -> Model | None:
    """The promoted model; None before the first. Raises BadInput when its file is gone or was changed."""
    pointer = folder / "current.json"
    if not pointer.is_file():
        return None
    known = json.loads(pointer.read_text(encoding="utf-8"))
    path = folder / known["file"]
    if not path.is_file():
        raise BadInput(f"{path.name}: the model is missing; run «puente train --force»")
    if _hash(path) != known["sha256"]:
        raise BadInput(f"{path.name}: the model file was changed; run «puente train --force»")
    return Model(key=known["key"], path=path)


def current_key(folder: Path) -> str:
    """The key of the promoted model without opening its file; empty before the first."""
    try:
        return str(json.loads((folder / "current.json").read_text(encoding="utf-8"))["key"])
    except (OSError, ValueError, KeyError):
        return ""


def promote(folder: Path, key: str, path: Path) -> None:
    """From now on this model speaks; the one before stays on disk, so going back is promoting it again."""
    pointer = {"key": key, "file": path.name, "sha256": _hash(path)}
    fresh = folder / "current.json.new"
    fresh.write_text(json.dumps(pointer), encoding="utf-8")
    os.replace(fresh, folder / "current.json")  # noqa: PTH105  atomic: a reader sees the old or the new pointer


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
