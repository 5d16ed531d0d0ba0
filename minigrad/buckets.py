"""The end of the graph at a leaf: the bucket that its gradients are poured into, as PyTorch shows it."""

from __future__ import annotations

import weakref
from typing import Any


class AccumulateGrad:
    """The end of the graph at a leaf, as PyTorch shows it: its `variable` is the leaf whose `.grad` it fills."""

    __module__ = "builtins"

    def __init__(self, variable: Any) -> None:
        self.variable = variable
        self.extras: Any = None
        self.metadata: dict[Any, Any] = {}

    next_functions: tuple[Any, ...] = ()

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"


def accumulator(leaf: Any) -> AccumulateGrad | None:
    """The one AccumulateGrad of a leaf, for as long as somebody holds it; a view made unrecorded has none."""
    if isinstance(leaf._requires, str):
        return None
    made = leaf._accumulator() if leaf._accumulator is not None else None
    if made is None:
        made = AccumulateGrad(leaf)
        leaf._accumulator = weakref.ref(made)
    return made
