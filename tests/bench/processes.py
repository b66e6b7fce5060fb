"""Processor time of everything that takes part in a run, servers included, by message."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil

from tests.bench import machine
from tests.rig import Rig


class Everybody:
    """The fake, our processes by name, and PostgreSQL where the rig uses it: what each took since the start."""

    def __init__(self, rig: Rig, parts: Mapping[str, int], **servers: int) -> None:
        self._groups = {name: [pid] for name, pid in {**parts, "fake": rig.fake.pid, **servers}.items()}
        if home := parse_qs(urlsplit(rig.environment.get("DATABASE_URL", "")).query).get("host"):
            self._groups["postgresql"] = [_postmaster(home[0])]
        self._before = self._now()

    def read(self, messages: int) -> dict[str, Any]:
        """Milliseconds a message by name, and all of them together."""
        spent = {name: seconds - self._before[name] for name, seconds in self._now().items()}
        return {
            "cpu_ms": {name: round(seconds / messages * 1000, 2) for name, seconds in spent.items()},
            "cpu_ms_sum": round(sum(spent.values()) / messages * 1000, 2),
            "processors": len(machine.CPUS),
        }

    def _now(self) -> dict[str, float]:
        return {name: sum(map(_spent, pids)) for name, pids in self._groups.items()}


def _postmaster(home: str) -> int:
    """The server whose socket is in this folder."""
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words and words[0].endswith("postgres") and home in words:
            return int(process.pid)
    raise RuntimeError("no server there")


def _spent(pid: int) -> float:
    """With what its children took, also of those that are gone."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return float(total)
