"""The history of a tensor of which a view was changed in place."""

from __future__ import annotations

import copy
from typing import Any

from . import in_place
from .graph import Node, clock, shown
from .kinds import KINDS


def copy_slices(change: Node, base_edge: Any, base_shape: tuple[int, ...], chain: tuple[Any, ...]) -> Node:
    """What the base of a view becomes when the view is changed in place by the operation `change`.

    Outside the view the gradient goes on as it is; inside, the operation's own rules say what becomes of it.
    """
    node = Node()
    for name in ("given", "saved", "versions", "load", "code", "offset", "extras"):
        setattr(node, name, getattr(change, name))
    node.versions = node.versions or (None,) * len(change.saved or ())  # to be freed, whatever it keeps
    node.edges, node.params, node.shape = (base_edge, *change.edges[1:]), {"chain": chain}, base_shape
    node.age = clock()

    def through(rule: Any) -> Any:
        return lambda g, *values, chain: rule(in_place.region(g, chain), *values, **change.params)

    first, *others = map(through, change.rules)
    node.kind = copy.copy(WHOLE)
    node.kind.rules = (lambda g, *v, chain: in_place.put_region(g, first(g, *v, chain=chain), chain), *others)
    node.kind.on_arrays = node.kind.rules
    return node


WHOLE = KINDS[in_place.put_region]
shown(WHOLE)  # so that all copies show the same class
