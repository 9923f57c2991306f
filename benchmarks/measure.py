"""Measuring: what a line of the table is, medians, cold processes, memory, the machine."""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

LEAST = "as few as can be, proved"
LIBRARIES = ("numpy", "numba", "ortools")


class Options(NamedTuple):
    """What a run was asked: where the ExtendedSDA code is, if anywhere, and how long it may take, in seconds."""

    esda: Path | None = None
    esda_limit_s: float = 600


class Seen(NamedTuple):
    """What one line measured. ``reached`` is None where there is no goal, `LEAST` where nothing can be better."""

    measured: str
    checked: str
    reached: bool | str | None


class Task(NamedTuple):
    """One line of the table, and how to measure it. ``country``: takes minutes and several gigabytes."""

    number: str
    what: str
    goal: str
    work: Callable[[Options], Seen]
    country: bool = False


def median_s(work: Callable[[], object], times: int = 3) -> float:
    """Median of wall times, in seconds."""
    durations = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def cold_s(*arguments: str, times: int = 3) -> tuple[float, float]:
    """Median (wall, CPU) time of the command line in a new process, in seconds. Fails unless it exits with 0."""
    command = [sys.executable, "-m", "ribambelle.config.cli", *arguments]
    wall, cpu = [], []
    for _ in range(times):
        started, before = time.perf_counter(), _children_s()
        subprocess.run(command, check=True, capture_output=True)
        wall.append(time.perf_counter() - started)
        cpu.append(_children_s() - before)
    return statistics.median(wall), statistics.median(cpu)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_gb() -> float:
    """The most memory this process has held so far, in gigabytes of 10^9 bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def machine() -> str:
    """What the figures were measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    system = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"{system}, Python {platform.python_version()}, {libraries}"
