"""A node's step in a pass when somebody looks on: hooks on the node, a learner's Function, anomaly mode."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import engine, hooks
from ..graph import Anomaly, Node
from ..hooks import Around
from ..messages import ENABLE_ANOMALY_MODE, SEE_ABOVE
from . import anomaly_mode

__all__ = ["Around", "Handed", "Parts", "special"]


def special(node: Node, gradient: Any, read: Any, only: Any) -> tuple[Any, ...]:
    """What each of the node's inputs gets, or None; `gradient` and the answers are as `read` has them."""
    hooked = getattr(read, "hooked", True)  # a rehearsal calls none
    try:
        came = node.lifted(gradient, read) if isinstance(node, Handed) else (read.lift(gradient),)
        if hooked:
            came = hooks.before(node, came)
        wanted = [e is not None and (only is None or e in only) for e in node.edges]
        if isinstance(node, Handed):
            shares = node.hand_on(came, wanted)
        else:
            shares = _by_rules(node, read.lower(came[0]), read, wanted)
        if hooked:
            shares = hooks.after(node, shares, came)
        if Anomaly.enabled and Anomaly.check_nan:
            for i, share in enumerate(shares):
                if isinstance(getattr(share, "_array", None), np.ndarray) and np.isnan(share._array).any():
                    raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")
    except Exception as error:
        if Anomaly.enabled:
            anomaly_mode.report(node)
            if error.args and ENABLE_ANOMALY_MODE in str(error):
                error.args = (str(error).replace(ENABLE_ANOMALY_MODE, SEE_ABOVE),)
        raise
    return tuple(share if share is None or isinstance(share, Parts) else read.lower(share) for share in shares)


def _by_rules(node: Node, gradient: Any, read: Any, wanted: list[bool]) -> tuple[Any, ...]:
    values = read.values(node)
    run = read.caller()
    shares: list[Any] = []
    for rule, target, asked in zip(node.rules, node.edges, wanted):
        if not asked:
            shares.append(None)
            continue
        d = run(rule, gradient, *values, **node.params)
        shape = target.shape if target.is_node else target._array.shape
        if isinstance(d, Parts):
            shares.append(d)
        else:
            shares.append(read.lift(d if d.shape == shape else run(read.sum_to, d, shape)))
    return tuple(shares)


class Parts:
    """What has come to a node with several outputs: the gradient of each, by its number."""

    shape = ()  # and so is the shape of such a node

    def __init__(self, parts: dict[int, Any]) -> None:
        self.parts, self._array = parts, self  # to be asked for its shape like an array, or like a tensor

    def __add__(self, other: Parts) -> Parts:
        return Parts({**self.parts, **other.parts})  # each output hands on once, so none is in both

    def __array_ufunc__(self, function: Any, method: str, a: Parts, b: Parts) -> Parts:
        return a + b  # np.add


class Handed(Node):
    """A node that says itself what its inputs get, instead of by rules."""

    def lifted(self, gradient: Any, read: Any) -> tuple[Any, ...]:
        """The gradients of its outputs, as Tensors."""
        raise NotImplementedError

    def hand_on(self, grad_outputs: tuple[Any, ...], wanted: list[bool]) -> tuple[Any, ...]:
        raise NotImplementedError


engine.special = special
