"""What drawing a graph costs beside the time Graphviz needs for its DOT.

python -m benchmarks.drawing
"""

from __future__ import annotations

import math
import shutil
import statistics
import subprocess
from functools import partial
from time import perf_counter
from typing import Any

from .measure import in_turn, python, table

ROUNDS = 9
FIRST = """
{before}
import minigrad as torch
from time import perf_counter as now
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
y = (x + w) * (w + 1)
start = now()
torch.draw(y).{asked}
print(now() - start)
"""
FIRSTS = {  # what is loaded already, and what is asked for
    "the first of a process, beside `dot`": ("", "svg"),
    "the first that a notebook's cell shows, with PyTorch's view": (
        "import ipykernel.kernelapp",
        "_repr_mimebundle_()",
    ),
}


def _product():
    import minigrad

    w = minigrad.tensor([1.0], requires_grad=True)
    x = minigrad.tensor([2.0], requires_grad=True)
    return (x + w) * (w + 1)


def _chain():
    """Of each operation three boxes: the operation, its number, its result."""
    import minigrad

    y = minigrad.tensor([1.0], requires_grad=True)
    for _ in range(333):
        y = y * 1.0001
        y = y + 0.1
    return y


def _row(title: str, ours: float, theirs: float, limit: float) -> list[str]:
    return [title, f"{ours * 1e3:.1f}", f"{theirs * 1e3:.1f}", f"{ours / theirs:.2f}", f"{limit:.2f}"]


def _after_the_first(title: str, y: Any, limit: float) -> list[str]:
    import minigrad
    from minigrad.viz import render

    def draw() -> Any:
        return minigrad.draw(y, depth=math.inf)  # nothing folded away

    found = in_turn(
        {"draw": lambda: draw().svg, "Graphviz": partial(render._graphviz, draw().dot)},
        ROUNDS,
    )
    return _row(title, found["draw"], found["Graphviz"], limit)


def _the_first(title: str, program: str) -> list[str]:
    """In a new process, once the compiled renderer is kept, beside starting the system's `dot`."""
    import minigrad

    dot = minigrad.draw(_product()).dot.encode()
    before, asked = FIRSTS[title]
    first = FIRST.format(before=before, asked=asked)
    python("-c", first)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(float(python("-c", first)))
        start = perf_counter()
        subprocess.run([program, "-Tsvg"], input=dot, stdout=subprocess.DEVNULL, check=True)
        theirs.append(perf_counter() - start)
    return _row(title, statistics.median(ours), statistics.median(theirs), 1.0)


def _main() -> None:
    rows = [_after_the_first("5 nodes", _product(), 5), _after_the_first("2,000 nodes", _chain(), 1.5)]
    if program := shutil.which("dot"):
        rows += [_the_first(title, program) for title in FIRSTS]
    else:
        print("No system `dot` is on the PATH: the first of a process has nothing beside it.\n")
    print(table(["milliseconds", "draw", "Graphviz", "ratio", "at most"], rows))


if __name__ == "__main__":
    _main()
