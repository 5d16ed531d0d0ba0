"""A live graph, found out: its operations in order, the tensors between them, and what each is called.

`picture`, `rehearsal` and `explain` all start from here. Nothing is computed and nothing is changed.
"""

from __future__ import annotations

import itertools
import weakref
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from types import FrameType
from typing import Any

import numpy as np

from ..engine import reachable
from ..graph import Node
from ..kinds import Saved
from ..symbol import Symbol, number_text
from .foreign import is_foreign, mirror
from .names import named_modules, named_tensors

NUMBER_OPERANDS = {  # parameters that a learner sees as an operand, and at which place
    "DivBackward1": ("other", 1),
    "MulBackward1": ("other", 1),
    "RsubBackward1": ("other", 0),
    "PowBackward0": ("exponent", 1),
    "PowBackward2": ("self", 0),
}
_FEW = 6  # a vector of so many entries is shown in full
_FEW_ROWS = 3  # and a matrix of so many rows and columns


class Item:
    """A tensor of the graph, or a number that took part."""

    def __init__(self, key: str, name: str, kind: str, array: np.ndarray | None, shape: tuple[int, ...]) -> None:
        self.key = key
        self.name = name
        self.kind = kind  # as in model.Card
        self.array = array  # None: nobody holds it any more
        self.shape = shape
        self.tensor: Any = None  # the tensor itself, where somebody holds it
        self.named = False  # by the learner, not by us
        self.recorded = True  # False: not behind the output; something else was detached from it
        self.cut = ""  # "detach", "torch.no_grad()": what cut it off
        self.cut_from: list[Item] = []  # from these: no gradient goes there

    def symbol(self) -> Symbol:
        return Symbol.number(self.array) if self.kind == "number" else Symbol.name(self.name, self.shape)

    def in_numbers(self) -> Symbol | None:
        """The value as a formula, if it is known and short."""
        text = value_text(self.array)
        if text is None or self.array is None or not short(self.array):
            return None
        return Symbol(text, shape=self.shape, role="" if self.kind == "number" else "value")


class Action:
    """A recorded operation with its operands, in the order in which the learner wrote them."""

    def __init__(
        self, key: str, node: Node, operands: list[Item], places: list[int | None], results: list[Item]
    ) -> None:
        self.key = key
        self.node = node
        self.operands = operands
        self.places = places  # for each operand, its place among the node's inputs; None: a parameter
        self.results = results
        self.several = False  # does it make several, even if only one of them leads on?

    @property
    def result(self) -> Item:
        return self.results[0]

    @property
    def others(self) -> list[Item]:
        """The second and later of several results."""
        return self.results[1:]

    def operand(self, place: int) -> Item:
        return self.operands[self.places.index(place)]


class Scene:
    """The whole graph behind an output."""

    def __init__(
        self,
        output: Item,
        actions: list[Action],
        items: list[Item],
        of: dict[Any, Item],
        modules: dict[int, str],
        read: Any,
    ) -> None:
        self.output = output
        self.actions = actions  # oldest first
        self.items = items
        self.of = of  # by Node or leaf
        self.modules = modules  # what the learner calls their modules, by id
        self.read = read  # of a graph of PyTorch's: gives our Tensor for one of theirs

    def item(self, tensor: Any) -> Item | None:
        """What stands for a tensor, one of ours or of PyTorch's."""
        ours = self.read(tensor) if is_foreign(tensor) and self.read is not None else tensor
        return self.of.get(getattr(ours, "_node", None) or ours)

    @cached_property
    def _by_node(self) -> dict[Node, Action]:
        return {action.node: action for action in self.actions}

    @cached_property
    def _uses(self) -> Counter[str]:
        edges = (edge for action in self.actions for edge in action.node.edges)
        return Counter(self.of[edge].key for edge in edges if edge in self.of)

    def action(self, node: Node) -> Action:
        """The operation of a node, or of one of an operation's several results."""
        return self._by_node[node.grad_fn]

    def used(self, item: Item) -> int:
        """How many gradients will come back to it."""
        return self._uses[item.key]


def scene(output: Any, variables: dict[str, Any], frame: FrameType | None = None) -> Scene:
    """The graph behind `output`, a tensor of ours or of PyTorch's; the names are those of `variables`.

    With `frame`, where these are the variables of, its code tells what was cut off without a record.
    """
    from ..tensor import Tensor

    read = None
    if is_foreign(output):
        output, named, read = mirror(output, named_tensors(variables, is_foreign))
    elif isinstance(output, Tensor):
        named = named_tensors(variables)
    else:
        raise TypeError(f"this shows the graph of a tensor, not of a {type(output).__name__}")
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
    ends: dict[Node, list[Node]] = {}  # of an operation with several results: the node of each
    for node in nodes:
        if node.grad_fn is not node:
            ends.setdefault(node.grad_fn, []).append(node)
    actions = [builder.action(node, ends.get(node, [node])) for node in nodes if node.grad_fn is node]
    root = output._node or output
    if root not in builder.of:
        builder.of[root] = builder.tensor(output)
    builder.find_cuts(named.values())
    if frame is not None:
        builder.find_cuts_in_code(frame)
    return Scene(builder.of[root], actions, builder.items, builder.of, named_modules(variables), read)


class _Builder:
    def __init__(self, names: dict[int, str], tensors: dict[Any, Any], taken: set[str]) -> None:
        self.names, self.tensors = names, tensors
        self.items: list[Item] = []
        self.of: dict[Any, Item] = {}
        self.actions = 0
        self.free_names = (name for i in itertools.count(1) if (name := f"v{i}") not in taken)

    def add(self, name: str | None, kind: str, array: Any, shape: tuple[int, ...], tensor: Any = None) -> Item:
        key = f"t{len(self.items)}"
        item = Item(key, name or next(self.free_names), kind, array, shape)
        item.tensor, item.named = tensor, name is not None
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
        if isinstance(own, Saved) and own._counter[0] == node.versions[0]:  # changed since, it is not the result
            return self.add(None, "result", own._array, node.shape)
        return self.add(None, "result", None, node.shape)

    def _without_edge(self, value: Any, shape: tuple[int, ...]) -> Item:
        tensor = value() if isinstance(value, weakref.ref) else value
        if isinstance(tensor, (bool, int, float, np.number)):
            return self.number(tensor)
        if tensor is None:  # nobody knows any more; of its shape we know what the result's tells
            return self.add("…", "constant", None, shape)
        if tensor not in self.of:
            self.of[tensor] = self.tensor(tensor)
        return self.of[tensor]

    def action(self, node: Node, ends: list[Node]) -> Action:
        given = iter(node.given)
        places: list[int | None] = list(range(len(node.edges)))
        operands = [
            self._without_edge(next(given, None), node.shape) if edge is None else self.source(edge)
            for edge in node.edges
        ]
        if type(node).__name__ in NUMBER_OPERANDS:
            param, at = NUMBER_OPERANDS[type(node).__name__]
            operands.insert(at, self._without_edge(node.params[param], ()))
            places.insert(at, None)
        results = [self.source(end) for end in sorted(ends, key=lambda end: end.output_nr)]
        made = Action(f"o{self.actions}", node, operands, places, results)
        made.several = ends != [node]
        self.actions += 1
        return made

    def find_cuts(self, named: Iterable[Any]) -> None:
        """Constants that show the memory of a tensor with a history: `detach` was there."""
        constants = [item for item in self.items if item.kind == "constant" and item.tensor is not None]
        if not constants:
            return
        recorded = {_memory(t): t for t in reversed([*named]) if t.requires_grad}
        recorded |= {_memory(i.tensor): i.tensor for i in self.items if i.tensor is not None and i.kind != "constant"}
        for item in constants:
            source = recorded.get(_memory(item.tensor))
            if source is not None:
                item.cut = "detach"
                item.cut_from.append(self.behind(source))

    def behind(self, tensor: Any) -> Item:
        """A tensor that something was cut off from; grey unless it has its place in the graph."""
        edge = tensor._node or tensor
        if edge not in self.of:
            self.of[edge] = self.tensor(tensor)
            self.of[edge].recorded = False
        return self.of[edge]

    def find_cuts_in_code(self, frame: FrameType) -> None:
        """Named constants that the code in `frame` computed from recorded tensors under no_grad, or by way of a number.

        Nothing of it was recorded: it is read off the lines that gave the name its value.
        """
        variables = {**frame.f_globals, **frame.f_locals}
        for item in [item for item in self.items if item.kind == "constant" and item.named and not item.cut_from]:
            if item.tensor is None or variables.get(item.name) is not item.tensor:
                continue
            from .cuts import cut_behind  # most graphs have none

            cut = cut_behind(item.name, frame, frame.f_lineno)
            if cut is None or cut.kind not in ("no_grad", "call"):
                continue
            sources = [variables.get(name) for name in cut.leaves]
            item.cut = cut.call
            item.cut_from = [self.behind(source) for source in sources if hasattr(source, "_node")]


def _memory(tensor: Any) -> tuple[Any, ...]:
    array = tensor._array
    return array.__array_interface__["data"][0], array.shape, array.strides


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
    if array.dtype.kind not in "fc" or np.isfinite(total := array.sum()) or not np.isnan(total):
        return f"{_entry(array.min().item())} … {_entry(array.max().item())}"
    known = array[~np.isnan(array)]
    missing = array.size - known.size
    return f"{value_text(known) if known.size > _FEW else '…'}, {missing} × nan"


def _entry(value: Any) -> str:
    if isinstance(value, complex):
        return f"{value:.4g}"
    return str(value) if isinstance(value, bool) else number_text(value) if np.isfinite(value) else str(float(value))


def _nested(array: np.ndarray) -> str:
    inner = (_nested(a) if a.ndim else _entry(a.item()) for a in array)
    return f"[{', '.join(inner)}]"


# ---- large arrays ------------------------------------------------------------------------------------------

_MAP = 16  # a heat map has at most so many rows and columns
_LEVELS = 16


def heat_map(array: Any) -> tuple[tuple[int, ...], ...]:
    """A large array as a small map: in each field the mean of what is there, from 0 (the least) to 15; -1 is nan.

    >>> heat_map(np.arange(32.).reshape(4, 8))[-1]
    (12, 12, 13, 13, 14, 14, 15, 15)
    >>> heat_map(np.ones(2))
    ()
    """
    if array is None or short(array) or not array.size or array.dtype.kind not in "fiu":
        return ()
    rows = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array.reshape(1, -1)
    values = _means(_means(rows.astype(np.float64), 0), 1)
    finite = np.isfinite(values)
    if not finite.any():
        return tuple(tuple(-1 for _ in row) for row in values)
    least, most = values[finite].min(), values[finite].max()
    with np.errstate(all="ignore"):
        scaled = np.rint((np.clip(values, least, most) - least) / ((most - least) or 1) * (_LEVELS - 1))
    return tuple(tuple(-1 if v != v else int(v) for v in row) for row in scaled)


def _means(values: np.ndarray, axis: int) -> np.ndarray:
    """At most `_MAP` along an axis: neighbours are averaged."""
    size = values.shape[axis]
    if size <= _MAP:
        return values
    cuts = np.arange(_MAP) * size // _MAP
    many = np.diff([*cuts, size]).reshape((-1, 1) if axis == 0 else (1, -1))
    with np.errstate(all="ignore"):
        return np.add.reduceat(values, cuts, axis=axis) / many
