"""A node's step in a pass when somebody looks on: hooks on the node, a learner's Function, anomaly mode."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import engine, hooks
from ..graph import Anomaly, Node
from ..hooks import Around
from ..outputs import Parts
from ..sentences import says
from . import anomaly_mode

__all__ = ["Around", "Handed", "Parts", "special"]


def special(node: Node, gradient: Any, read: Any, only: Any) -> tuple[Any, ...]:
    """What each of the node's inputs gets, or None; `gradient` and the answers are as `read` has them."""
    hooked = getattr(read, "hooked", True)  # a rehearsal calls none
    try:
        came = node.lifted(gradient, read) if isinstance(node, Handed) else _lifted(gradient, read)
        if hooked:
            came = hooks.before(node, came)
        wanted = [e is not None and (only is None or e in only) for e in node.edges]
        if isinstance(node, Handed):
            shares = node.hand_on(came, wanted)
        else:
            lowered = [g if g is None else read.lower(g) for g in came]
            several = Parts({i: g for i, g in enumerate(lowered) if g is not None}, len(lowered))
            shares = _by_rules(node, several if isinstance(gradient, Parts) else lowered[0], read, wanted)
        if hooked:
            shares = hooks.after(node, shares, came)
        if Anomaly.enabled and Anomaly.check_nan:
            for i, share in enumerate(shares):
                if isinstance(getattr(share, "_array", None), np.ndarray) and np.isnan(share._array).any():
                    raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")
    except Exception as error:
        if Anomaly.enabled:
            anomaly_mode.report(node)
            if error.args:
                error.args = (str(error).replace(str(says("enable_anomaly")), str(says("see_above"))),)
        raise
    return tuple(share if share is None or isinstance(share, Parts) else read.lower(share) for share in shares)


def _lifted(gradient: Any, read: Any) -> tuple[Any, ...]:
    if not isinstance(gradient, Parts):
        return (read.lift(gradient),)
    parts = gradient.parts
    return tuple(read.lift(parts[i]) if i in parts else None for i in range(gradient.count))


def _by_rules(node: Node, gradient: Any, read: Any, wanted: list[bool]) -> tuple[Any, ...]:
    values = read.values(node)
    run = read.caller()
    shares: list[Any] = []
    for place, target in enumerate(node.edges[: len(node.rules)]):  # masks and indices have no gradient
        if not wanted[place] or gradient is None:
            shares.append(None)
            continue
        d = run(node.rules[place], gradient, *values, **node.params)
        shape = target.shape if target.is_node else target._array.shape
        if isinstance(d, Parts):
            shares.append(d)
        else:
            shares.append(read.lift(d if d.shape == shape else run(read.sum_to, d, shape)))
    return tuple(shares)


class Handed(Node):
    """A node that says itself what its inputs get, instead of by rules."""

    def lifted(self, gradient: Any, read: Any) -> tuple[Any, ...]:
        """The gradients of its outputs, as Tensors."""
        raise NotImplementedError

    def hand_on(self, grad_outputs: tuple[Any, ...], wanted: list[bool]) -> tuple[Any, ...]:
        raise NotImplementedError


engine.special = special
