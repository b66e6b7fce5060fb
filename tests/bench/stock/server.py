"""`rasa run` on one processor, spoken to over its REST channel."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil

from tests.bench.http import crowd, post
from tests.bench.sample import Sample
from tests.bench.stock.model import ENVIRONMENT
from tests.ports import free_port

_ENVIRONMENT: Final = {
    **ENVIRONMENT,
    # One processor: more threads than that only wait for each other.
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "SANIC_WORKERS": "1",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """`p50`: seconds from request to answer. `empty`: answers without a text."""

    per_second: float
    p50: float
    empty: int


@contextmanager
def running(home: Path, model: Path, cpu: int) -> Iterator[tuple[str, psutil.Process]]:
    """`rasa run` with trackers in memory and as little logging as it can, ready to be asked; URL and process."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "credentials.yml").write_text("rest:\n", "utf-8")
    (home / "endpoints.yml").write_text("{}\n", "utf-8")
    port = free_port()
    command = [
        "taskset", "-c", str(cpu), sys.executable, "-m", "rasa", "run", "--model", str(model), "--quiet",
        "--credentials", "credentials.yml", "--endpoints", "endpoints.yml", "-i", "127.0.0.1", "--port", str(port),
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env={**os.environ, **_ENVIRONMENT}, stdout=log, stderr=log)
        try:
            _until_ready(url, process)
            yield url, psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ask(url: str, sample: Sample, *, lines: int, names: str) -> Result:
    """Post the sample over `lines` connections. `names` begins the name of every sender."""
    talks = [[_message(url, f"{names}-{person}", text) for text in talk] for person, talk in enumerate(sample.talks)]
    answers = asyncio.run(crowd(url, talks, lines))
    begin, end = min(a.started for a in answers), max(a.started + a.seconds for a in answers)
    return Result(
        per_second=sample.size / (end - begin),
        p50=statistics.median(answer.seconds for answer in answers),
        empty=sum(not (answer.status == 200 and json.loads(answer.body)) for answer in answers),
    )


def _message(url: str, sender: str, text: str) -> bytes:
    body = json.dumps({"sender": sender, "message": text}).encode()
    return post(f"{url}/webhooks/rest/webhook", {"Content-Type": "application/json"}, body)


def _until_ready(url: str, process: subprocess.Popen[bytes], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"rasa run ended with {process.returncode}")
        try:
            if httpx.get(url).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"rasa run was not ready after {seconds} s")
