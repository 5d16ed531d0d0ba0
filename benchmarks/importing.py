"""What `import minigrad` costs beside `import numpy`, each in a new process, with its bytecode compiled.

python -m benchmarks.importing
"""

from __future__ import annotations

import statistics

from .measure import python, table

ROUNDS = 25
LIMIT = 1.3
HEAVY = ("IPython", "graphviz", "ipywidgets", "matplotlib")


def _seconds(module: str) -> float:
    code = f"from time import perf_counter as now; start = now(); import {module}; print(now() - start)"
    return float(python("-c", code))


def _main() -> None:
    modules = ("numpy", "minigrad")
    for module in modules:
        _seconds(module)  # compiles
    rounds = [[_seconds(module) for module in modules] for _ in range(ROUNDS)]
    numpy, minigrad = map(statistics.median, zip(*rounds))
    loaded = python("-c", f"import sys, minigrad; print(*[name for name in {HEAVY} if name in sys.modules])").strip()
    head = ["milliseconds", "numpy", "minigrad", "ratio", "at most", "heavy modules loaded"]
    ratio = f"{minigrad / numpy:.2f}"
    print(table(head, [["import", f"{numpy * 1e3:.1f}", f"{minigrad * 1e3:.1f}", ratio, str(LIMIT), loaded or "none"]]))


if __name__ == "__main__":
    _main()
