"""Trains the stock model once for each content and keeps it under var/bench/stock."""

import json
import os
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.bench import sample
from tests.bench.stock import project
from tests.rig import ROOT

KEPT: Final = ROOT / "var" / "bench" / "stock"
EPOCHS: Final = 2
"""Rasa's default is 100. The speed of answering does not depend on it and the time of training does: two epochs of this
content took 19 minutes on two busy processors. How well such a model understands is therefore not measured with it."""
ENVIRONMENT: Final = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def trained(epochs: int = EPOCHS) -> Path:
    """The archive of the model for today's content, trained now if there is none. Says so on standard error."""
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder)
        project.render(sample.entries(), rendered, root=ROOT, epochs=epochs)
        digest = sha256(b"\0".join(path.read_bytes() for path in sorted(rendered.iterdir()))).hexdigest()[:20]
        path = KEPT / f"{digest}.tar.gz"
        if not path.is_file():
            _train(rendered, path, epochs)
    return path


def _train(rendered: Path, path: Path, epochs: int) -> None:
    print(f"training stock Rasa, {epochs} epochs; this happens once for each content", file=sys.stderr, flush=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "-c", "config.yml", "-d", "domain.yml", "--data", "data.yml"]
    with (KEPT / "training.log").open("wb") as log:
        subprocess.run(
            ["nice", "-n", "10", *command, "--out", str(KEPT), "--fixed-model-name", path.name.partition(".")[0]],
            cwd=rendered, env={**os.environ, **ENVIRONMENT}, stdout=log, stderr=log, check=True,
        )  # fmt: skip
    facts: dict[str, Any] = {"epochs": epochs, "trained_in_seconds": round(time.monotonic() - started)}
    (KEPT / f"{path.name.partition('.')[0]}.json").write_text(json.dumps(facts), "utf-8")
