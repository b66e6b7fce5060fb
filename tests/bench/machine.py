"""What the figures were measured on, and who else was using it."""

import os
import platform
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import psutil

CPUS: Final = tuple(sorted(os.sched_getaffinity(0)))
"""Processors this run may use."""
MEASURED: Final = CPUS[0]
"""The one that belongs to what is measured alone, where only one core counts."""
DRIVER: Final = CPUS[1:] or CPUS
"""Those of driver and fake then: the same one on a machine that has no other."""

_ADDITIONS: Final = 5_000_000


def facts() -> dict[str, Any]:
    """Processor, memory, kernel, Python, and pace and load before the run."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return {
        "processor": model or platform.machine(),
        "processors": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "pace_before": pace(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []


def pace(cpu: int = MEASURED) -> float:
    """Millions of additions a second in plain Python on `cpu` just now. A shared machine may give half as many a
    quarter of an hour later: figures of two runs are compared only where this is the same."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        started, total = time.perf_counter(), 0
        for number in range(_ADDITIONS):
            total += number
        return round(_ADDITIONS / (time.perf_counter() - started) / 1e6, 1)
    finally:
        os.sched_setaffinity(0, before)


def family(supervisor: psutil.Process) -> dict[str, psutil.Process]:
    """Puente's processes by role."""
    roles = {"supervisor": supervisor}
    for child in supervisor.children():
        words = child.cmdline()
        roles["web" if "web" in words else words[-1]] = child
    return roles


class Watch:
    """Processor time of some processes between its making and `read`, and what others took of the same processors."""

    def __init__(self, processes: Mapping[str, psutil.Process], cpus: Sequence[int]) -> None:
        self._processes, self._cpus = processes, cpus
        self._begin = self._now()

    def _now(self) -> tuple[float, float, dict[str, float]]:
        each = psutil.cpu_times(percpu=True)
        idle = sum(each[cpu].idle + each[cpu].iowait for cpu in self._cpus)
        return time.monotonic(), idle, {name: _spent(process) for name, process in self._processes.items()}

    def read(self, messages: int) -> dict[str, Any]:
        """Milliseconds of processor time a message, by process; `others`: the share of the time that went elsewhere."""
        before, idle_before, spent_before = self._begin
        after, idle_after, spent_after = self._now()
        spent = {name: spent_after[name] - spent_before[name] for name in spent_before}
        elapsed = (after - before) * len(self._cpus)
        busy = elapsed - (idle_after - idle_before)
        return {
            "cpu_ms": {name: round(seconds / messages * 1000, 3) for name, seconds in spent.items()},
            "cpu_ms_sum": round(sum(spent.values()) / messages * 1000, 3),
            "others": round(max(0.0, busy - sum(spent.values())) / elapsed, 2),
        }


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
