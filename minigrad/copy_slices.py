"""The history of a tensor of which a view was changed in place."""

from __future__ import annotations

from typing import Any

from . import ops
from .graph import NODE_CLASSES, Node, clock

_WholeCopySlices: Any = NODE_CLASSES[ops.put_region]


class CopySlices(_WholeCopySlices):
    """What the base of a view becomes when the view is changed in place by the operation `change`.

    Outside the view the gradient goes on as it is; inside, the operation's own rules say what becomes of it.
    """

    __slots__ = ("on_arrays", "rules")
    __module__ = "builtins"

    def __init__(self, change: Node, base_edge: Any, base_shape: tuple[int, ...], chain: tuple[Any, ...]) -> None:
        made = {name: getattr(change, name) for name in ("given", "saved", "versions", "where", "extras")}
        made |= {
            "edges": (base_edge, *change.edges[1:]),
            "params": {"chain": chain},
            "shape": base_shape,
            "age": clock(),
        }

        def through(rule: Any) -> Any:
            return lambda g, *values, chain: rule(ops.region(g, chain), *values, **change.params)

        first, *others = map(through, change.rules)
        made["rules"] = (lambda g, *v, chain: ops.put_region(g, first(g, *v, chain=chain), chain), *others)
        made["on_arrays"] = made["rules"]
        for name, value in made.items():
            setattr(self, name, value)
