"""Operations with several results: one node, and an Output for each result, which hands its gradient to that node."""

from __future__ import annotations

from typing import Any

from . import graph
from .graph import Node
from .kinds import Kind
from .rules import Primitive
from .symbol import Symbol


class Parts:
    """What has come to a node with several outputs: the gradient of each, by its number."""

    shape = ()  # and so is the shape of such a node

    def __init__(self, parts: dict[int, Any], count: int) -> None:
        self.parts, self.count = parts, count

    @property
    def _array(self) -> Parts:
        """To be asked for its shape like an array, or like a tensor."""
        return self

    def __add__(self, other: Parts) -> Parts:
        return Parts({**self.parts, **other.parts}, self.count)  # each output hands on once, so none is in both

    def __array_ufunc__(self, function: Any, method: str, a: Parts, b: Parts) -> Parts:
        return a + b  # np.add


class Output(Node):
    """One of several outputs of an operation: collects its gradient, and hands it to the operation's node."""

    __module__ = "builtins"
    _rule = (lambda g, *_, number, count: g if isinstance(g, Symbol) else Parts({number: g}, count),)
    kind: Any = Kind(
        Primitive("Output", lambda self, **_: self, _rule, ("self",), ("number", "count"), False, False), (frozenset(),)
    )

    def __init__(self, node: Node, number: int, count: int, shape: tuple[int, ...]) -> None:
        self.edges, self.shape, self.age = (node,), shape, graph.clock()
        self.params, self.output_nr = {"number": number, "count": count}, number
        self.saved, self.versions, self.given, self.extras = (None, None), (), (), None
        self.code, self.offset = node.code, node.offset

    @property
    def grad_fn(self) -> Node:
        return self.edges[0].grad_fn

    def name(self) -> str:
        return self.grad_fn.name()
