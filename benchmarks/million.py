"""A chain of a million operations, in a process of its own: its seconds, and its peak memory for each operation.

python -m benchmarks.million minigrad 1000000
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from time import perf_counter

from .backends import load
from .measure import python

__all__ = ["million"]


def million(backend: str, operations: int = 1_000_000) -> tuple[float, float]:
    """Seconds, and bytes an operation."""
    seconds, size = json.loads(python("-m", "benchmarks.million", backend, str(operations)))
    return seconds, size


def peak() -> int:
    """The most memory this process has had, in bytes."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        import resource  # On Linux its figure would begin with that of the process that started this one.

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024


def _main(backend: str, operations: int) -> None:
    programs = load(backend)
    if programs is None:
        raise SystemExit(f"{backend} is not installed")
    chain = programs["chain"]
    chain(1000)
    before, start = peak(), perf_counter()
    chain(operations)
    print(json.dumps([perf_counter() - start, (peak() - before) / operations]))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
