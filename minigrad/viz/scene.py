"""A live graph, found out: its operations in order, the tensors between them, and what each is called.

`picture`, `rehearsal` and `explain` all start from here. Nothing is computed and nothing is changed.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine import reachable
from ..graph import Node, Saved
from ..symbol import Symbol, number_text
from .names import named_tensors

NUMBER_OPERANDS = {  # parameters that a learner sees as an operand, and at which place
    "DivBackward1": ("other", 1),
    "MulBackward1": ("other", 1),
    "RsubBackward1": ("other", 0),
    "PowBackward0": ("exponent", 1),
    "PowBackward2": ("self", 0),
}
_FEW = 6  # a vector of so many entries is shown in full
_FEW_ROWS = 3  # and a matrix of so many rows and columns


@dataclass(eq=False)
class Item:
    """A tensor of the graph, or a number that took part."""

    key: str
    name: str
    kind: str  # as in model.Card
    array: np.ndarray | None  # None: nobody holds it any more
    shape: tuple[int, ...]
    tensor: Any = None  # the tensor itself, where somebody holds it

    def symbol(self) -> Symbol:
        return Symbol.number(self.array) if self.kind == "number" else Symbol.name(self.name, self.shape)

    def in_numbers(self) -> Symbol | None:
        """The value as a formula, if it is known and short."""
        text = value_text(self.array)
        if text is None or self.array is None or not short(self.array):
            return None
        return Symbol(text, shape=self.shape, role="" if self.kind == "number" else "value")


@dataclass(eq=False)
class Action:
    """A recorded operation with its operands, in the order in which the learner wrote them."""

    key: str
    node: Node
    operands: list[Item]
    places: list[int | None]  # for each operand, its place among the node's inputs; None: a parameter
    result: Item

    def operand(self, place: int) -> Item:
        return self.operands[self.places.index(place)]


@dataclass(eq=False)
class Scene:
    output: Item
    actions: list[Action]  # oldest first
    items: list[Item]
    of: dict[Any, Item] = field(default_factory=dict)  # by Node or leaf

    def action(self, node: Node) -> Action:
        return next(a for a in self.actions if a.node is node)

    def used(self, item: Item) -> int:
        """How many gradients will come back to it."""
        return sum(
            self.of.get(edge) is item for action in self.actions for edge in action.node.edges if edge is not None
        )


def scene(output: Any, variables: dict[str, Any]) -> Scene:
    """The graph behind `output`; the names are those of `variables`."""
    from ..tensor import Tensor

    if not isinstance(output, Tensor):
        raise TypeError(f"this shows the graph of a tensor, not of a {type(output).__name__}")
    named = named_tensors(variables)
    if not any(t is output for t in named.values()):
        named = {**named, "output" if "output" in named else "y" if "y" not in named else "output": output}
    nodes = list(reversed(reachable([output._node])[0])) if output._node is not None else []
    for node in nodes:
        node.grad_fn  # noqa: B018  from now on it goes by its operation's name
    tensors: dict[Any, Any] = {}  # what is still held, by what made it
    for node in nodes:
        for value in node.saved or ():
            if isinstance(value, Tensor):
                tensors[value._node or value] = value
    for tensor in (*named.values(), output):
        tensors[tensor._node or tensor] = tensor
    builder = _Builder({id(t): name for name, t in reversed(named.items())}, tensors, set(named))
    actions = [builder.action(node) for node in nodes]
    root = output._node or output
    if root not in builder.of:
        builder.of[root] = builder.tensor(output)
    return Scene(builder.of[root], actions, builder.items, builder.of)


class _Builder:
    def __init__(self, names: dict[int, str], tensors: dict[Any, Any], taken: set[str]) -> None:
        self.names, self.tensors, self.taken = names, tensors, taken
        self.items: list[Item] = []
        self.of: dict[Any, Item] = {}
        self.actions = 0

    def add(self, name: str | None, kind: str, array: Any, shape: tuple[int, ...], tensor: Any = None) -> Item:
        if name is None:
            name = next(n for i in range(1, len(self.taken) + 2) if (n := f"v{i}") not in self.taken)
            self.taken.add(name)
        item = Item(f"t{len(self.items)}", name, kind, array, shape, tensor)
        self.items.append(item)
        return item

    def tensor(self, tensor: Any) -> Item:
        kind = "result" if tensor._node is not None else "leaf" if tensor.requires_grad else "constant"
        return self.add(self.names.get(id(tensor)), kind, tensor._array, tensor._array.shape, tensor)

    def number(self, value: Any) -> Item:
        return self.add(number_text(value), "number", np.asarray(value), ())

    def source(self, edge: Any) -> Item:
        """The tensor that an edge leads back to."""
        if edge not in self.of:
            if edge.is_node:
                self.of[edge] = self._result(edge)
            else:
                self.of[edge] = self.tensor(edge)
        return self.of[edge]

    def _result(self, node: Node) -> Item:
        held = self.tensors.get(node)
        if held is not None:
            return self.tensor(held)
        own = node.saved[0] if node.saved else None
        return self.add(None, "result", own._array if isinstance(own, Saved) else None, node.shape)

    def _without_edge(self, value: Any, shape: tuple[int, ...]) -> Item:
        if not isinstance(value, weakref.ref):
            return self.number(value)
        tensor = value()
        if tensor is None:
            return self.add(None, "constant", None, shape)  # gone: of its shape we know what the result's tells
        if tensor not in self.of:
            self.of[tensor] = self.tensor(tensor)
        return self.of[tensor]

    def action(self, node: Node) -> Action:
        given = iter(node.given)
        places: list[int | None] = list(range(len(node.edges)))
        operands = [
            self._without_edge(next(given), node.shape) if edge is None else self.source(edge) for edge in node.edges
        ]
        if type(node).__name__ in NUMBER_OPERANDS:
            param, at = NUMBER_OPERANDS[type(node).__name__]
            operands.insert(at, self.number(node.params[param]))
            places.insert(at, None)
        made = Action(f"o{self.actions}", node, operands, places, self.source(node))
        self.actions += 1
        return made


# ---- numbers as text ---------------------------------------------------------------------------------------


def short(array: Any) -> bool:
    """Few enough entries to be read at a glance."""
    array = np.asarray(array)
    return array.size <= _FEW if array.ndim <= 1 else array.ndim == 2 and max(array.shape) <= _FEW_ROWS


def value_text(array: Any) -> str | None:
    """An array as a learner writes it: one number bare, a short one in full, a long one by its range.

    >>> value_text(np.array([2.])), value_text(np.array([1., 2.5])), value_text(np.arange(100.))
    ('2', '[1, 2.5]', '0 … 99')
    """
    if array is None:
        return None
    array = np.asarray(array)
    if array.size == 1:
        return _entry(array.item())
    if array.size == 0:
        return "[]"
    if short(array):
        return _nested(array)
    return f"{_entry(array.min().item())} … {_entry(array.max().item())}"


def _entry(value: Any) -> str:
    return str(value) if isinstance(value, bool) else number_text(value) if np.isfinite(value) else str(float(value))


def _nested(array: np.ndarray) -> str:
    inner = (_nested(a) if a.ndim else _entry(a.item()) for a in array)
    return f"[{', '.join(inner)}]"
