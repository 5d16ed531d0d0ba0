"""How something is timed: in rounds that take turns, each a block of calls, and the median of the rounds counts."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib import metadata
from itertools import repeat
from pathlib import Path
from time import perf_counter
from typing import Any

__all__ = ["ROOT", "environment", "in_turn", "machine", "python", "table", "version"]

ROOT = Path(__file__).resolve().parent.parent
BLOCK = 0.02  # seconds of one program before the next one's turn


def in_turn(programs: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The seconds of one call of each program. Whatever slows the machine down slows all of them.

    The collector stays on, as it does in a classroom; what the libraries made when they were loaded is frozen, so
    that nobody pays for looking through another's objects.
    """
    calls = {}
    for name, program in programs.items():
        program()
        calls[name] = max(1, round(BLOCK / _block(program, 1)))
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            gc.collect()
            times[name].append(_block(program, calls[name]) / calls[name])
    gc.unfreeze()
    return {name: statistics.median(found) for name, found in times.items()}


def _block(program: Callable[[], Any], calls: int) -> float:
    start = perf_counter()
    for _ in repeat(None, calls):
        program()
    return perf_counter() - start


@cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="minigrad-bytecode-")


def environment() -> dict[str, str]:
    """For another Python: it finds minigrad, and keeps what it compiles, wherever the modules lie."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": _bytecode().name}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return variables


def python(*arguments: str) -> str:
    """What another Python, started in the repository's folder, prints."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment())
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown, the first column to the left."""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def version(package: str) -> str:
    """Its name and version; empty if it is not installed."""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return ""


def machine() -> str:
    """The processor and the versions that a figure depends on."""
    return f"{_processor()}, {platform.system()}, Python {platform.python_version()}, {version('numpy')}"


def _processor() -> str:
    if sys.platform == "darwin":
        return subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True
        ).stdout.strip()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} ({len(names)} cores)" if names else platform.processor() or platform.machine()
