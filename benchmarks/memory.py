"""Whether memory grows over 100,000 training steps, and whether a graph needs the garbage collector to go.

python -m benchmarks.memory
"""

from __future__ import annotations

import gc
import sys
from typing import Any

from .measure import python, table
from .million import peak

__all__ = ["memory"]

STEPS = 100_000


def memory(torch: Any) -> tuple[int, int, int]:
    """Over the steps: blocks of Python's memory gained, bytes gained at the peak, objects left to the collector."""
    model = torch.nn.Sequential(torch.nn.Linear(1, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
    criterion = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x = torch.linspace(-1, 1, 10).unsqueeze(1)
    y = 2 * x + 1

    def train(steps: int) -> None:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()

    train(1000)  # what is made once is made by now
    gc.collect()
    blocks, before = sys.getallocatedblocks(), peak()
    gc.disable()  # with the collector off, whatever is part of a cycle stays
    train(STEPS)
    gained = peak() - before
    left = gc.collect()
    gc.enable()
    return sys.getallocatedblocks() - blocks, gained, left


def _main() -> None:
    if sys.argv[1:]:
        import importlib

        print(*memory(importlib.import_module(sys.argv[1])))
        return
    rows = []
    for name in ("minigrad", "torch"):
        blocks, gained, left = map(int, python("-m", "benchmarks.memory", name).split())
        rows.append([name, f"{blocks:+,}", f"{gained / 1024:+,.0f} KiB", f"{left:,}"])
    print(table([f"{STEPS:,} steps, no collector", "blocks", "peak memory", "objects in cycles"], rows))


if __name__ == "__main__":
    _main()
