"""Which trained model speaks: a pointer beside the models, with the hash of the file it was made for.

A model can run code when it is loaded, so only the exact file that `puente train` wrote and judged is ever opened.
A new one is trained aside and takes a place of its own: until the pointer moves, nothing that speaks is touched.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.core.errors import BadInput

_POINTER: Final = "current.json"
_ASIDE: Final = "training-"
_SUFFIX: Final = ".tar.gz"
_BESIDE: Final = (".thresholds.json", ".answers.json", ".verdict.json")
_FRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """The model in use: its key (what it was trained from) and its file."""

    key: str
    path: Path


def current(folder: Path) -> Model | None:
    """The promoted model; None before the first. Raises BadInput when its file is gone or was changed."""
    pointer = folder / _POINTER
    if not pointer.is_file():
        return None
    known = json.loads(pointer.read_text(encoding="utf-8"))
    path = folder / known["file"]
    check(path, known["sha256"])
    return Model(key=known["key"], path=path)


def check(path: Path, digest: str) -> None:
    """Raise BadInput where this is not the model file that was written: it is gone, or holds something else."""
    if not path.is_file():
        raise BadInput(f"{path.name}: the model is missing; run «puente train --force»")
    if digest_of(path) != digest:
        raise BadInput(f"{path.name}: the model file was changed; run «puente train --force»")


def current_key(folder: Path) -> str:
    """The key of the promoted model without opening its file; empty before the first."""
    return _pointed(folder, "key")


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A folder to train in, on the disk of the models, gone afterwards. What a killed training left is swept."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".training.lock").open("w") as lock:
        with suppress(BlockingIOError):  # somebody else is training, and these may be theirs
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in folder.glob(f"{_ASIDE}*"):
                shutil.rmtree(left, ignore_errors=True)
        fcntl.flock(lock, fcntl.LOCK_SH)
        with TemporaryDirectory(prefix=_ASIDE, dir=folder) as made:
            yield Path(made)


def keep(folder: Path, key: str, trained: Path) -> Path:
    """Take a model that was trained `aside`, and all that lies beside it, among the others. Returns its file.

    `<key>.tar.gz`; where the model that speaks has that name, as after `train --force`, `<key>.2.tar.gz`.
    """
    name = f"{key}.2" if _pointed(folder, "file") == f"{key}{_SUFFIX}" else key
    for made in sorted(trained.parent.iterdir()):
        if made.name == key or made.name.startswith(f"{key}."):
            place = folder / f"{name}{made.name.removeprefix(key)}"
            if place.is_dir():
                shutil.rmtree(place)
            os.replace(made, place)  # noqa: PTH105  atomic, also over what was there
    return folder / f"{name}{_SUFFIX}"


def promote(folder: Path, key: str, path: Path) -> None:
    """From now on this model speaks; the one before stays on disk, so going back is promoting it again.

    The file and then the pointer are on the disk before the pointer moves: power may fail at any moment.
    """
    speaking = _pointed(folder, "file")
    before = speaking if speaking != path.name else _pointed(folder, "before")
    pointer = {"key": key, "file": path.name, "sha256": digest_of(path), "before": before}
    with path.open("rb") as model:
        os.fsync(model.fileno())
    fresh = folder / f"{_POINTER}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(pointer, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / _POINTER)  # noqa: PTH105  atomic: a reader sees the old or the new pointer


def prune(folder: Path, held: Collection[str], now: datetime) -> list[str]:
    """Old models go, with all that lies beside them. Returns their names.

    The one that speaks stays, the one before it, those of the keys `held`, and what was written in the last hour: it
    may be on its way from training to speaking. Nothing goes before a model has spoken.
    """
    gone: list[str] = []
    speaking = _pointed(folder, "file")
    if not speaking:
        return gone
    kept = {speaking, _pointed(folder, "before"), *(f"{key}{end}{_SUFFIX}" for key in held for end in ("", ".2"))}
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if path.name in kept or now - written < _FRESH:
            continue
        name = path.name.removesuffix(_SUFFIX)
        path.unlink()
        for beside in _BESIDE:
            (folder / f"{name}{beside}").unlink(missing_ok=True)
        shutil.rmtree(folder / name, ignore_errors=True)
        gone.append(name)
    return gone


def _pointed(folder: Path, field: str) -> str:
    try:
        return str(json.loads((folder / _POINTER).read_text(encoding="utf-8"))[field])
    except (OSError, ValueError, KeyError):
        return ""


def digest_of(path: Path) -> str:
    """SHA-256 of a model's file, in hexadecimal."""
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
