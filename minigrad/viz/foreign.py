"""PyTorch's own graphs, read as ours: the same nodes, names, edges and drawers, copied out of a `torch.Tensor`.

PyTorch is never imported. All that is read is what its tensors and nodes show to everybody: `grad_fn`,
`next_functions`, `AccumulateGrad.variable`, the `_saved_…` of each node, versions and `.grad`; nothing is changed.
What PyTorch does not show is unknown here, too: the number in `w + 1`, a tensor that nobody saved.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..further import Each
from ..graph import Node, shown
from ..kinds import KINDS, Kind, Saved, Sized, load
from ..outputs import Output
from ..rules import PRIMITIVES, Primitive
from ..symbol import FORMS, Symbol
from ..tensor import Tensor, wrap
from .names import named_tensors

__all__ = ["Opaque", "is_foreign", "mirror", "ours"]

_BY_NAME: dict[str, list[Any]] = {}  # the functions whose nodes go by a name
for _forward, _row in PRIMITIVES.items():
    _BY_NAME.setdefault(_row.name, []).append(_forward)

_FILE = r'File "(?P<file>.*)", line (?P<line>\d+), in (?P<function>.*)'
_VERSIONS = r"is at version (\d+); expected version (\d+)"
_UNSIGNED = 2**63  # PyTorch shows dim=-1 as 2**64 - 1


def is_foreign(value: Any) -> bool:
    """Is it a tensor of PyTorch's?"""
    return (
        not isinstance(value, (Tensor, type))
        and hasattr(type(value), "grad_fn")
        and hasattr(type(value), "is_leaf")
        and hasattr(type(value), "numpy")
    )


def mirror(output: Any, named: Mapping[str, Any]) -> tuple[Tensor, dict[str, Tensor], Callable[[Any], Tensor]]:
    """A foreign tensor as a Tensor with the same graph, the tensors in `named` as those of that graph, and a function
    that does the same for any other."""
    reader = _Reader(output.grad_fn)
    for tensor in named.values():
        reader.tensor(tensor)  # before the drawers are read: a drawer whose value was changed names it
    reader.fill()
    return reader.tensor(output), {name: reader.tensor(tensor) for name, tensor in named.items()}, reader.tensor


def ours(output: Any, variables: dict[str, Any], *others: Any) -> tuple[Any, ...]:
    """(output, variables, *others) as they are; of a tensor of PyTorch's, its mirror and theirs."""
    if not is_foreign(output):
        return output, variables, *others
    made, named, read = mirror(output, named_tensors(variables, is_foreign))
    return made, named, *(read(other) if is_foreign(other) else other for other in others)


class _Reader:
    def __init__(self, root: Any) -> None:
        self.order = _oldest_first(root)  # it also keeps PyTorch's nodes alive, so that each stays one object
        self.nodes = {fn: _node(fn, 2 * age) for age, fn in enumerate(self.order)}
        self.ends: dict[tuple[Any, int], Node] = {}  # of an operation with several results, by their number
        self.tensors: dict[Any, Tensor] = {}
        self.held: list[Any] = []

    def tensor(self, theirs: Any) -> Tensor:
        """The Tensor for one of theirs; one for all that are the same."""
        node = self._node(theirs.grad_fn, theirs.output_nr) if theirs.grad_fn in self.nodes else None
        key = node or id(theirs)
        if key not in self.tensors:
            self.held.append(theirs)
            ours = wrap(_array(theirs), node, [theirs._version])
            hooks = dict(theirs._backward_hooks or {})
            if ours._node is not None:
                if hooks:
                    ours._node.extra().hooks = hooks
                if theirs.retains_grad:
                    ours.retain_grad()
            else:
                ours._requires, ours._hooks = theirs.requires_grad, hooks
            if theirs.is_leaf or theirs.retains_grad:
                ours._grad = None if theirs.grad is None else wrap(_array(theirs.grad))
            self.tensors[key] = ours
        return self.tensors[key]

    def fill(self) -> None:
        """Edges and drawers."""
        for fn, node in self.nodes.items():
            edges = [self._edge(*edge) for edge in fn.next_functions]
            masks = 0 if isinstance(node.rules, Each) else len(node.primitive.inputs) - len(edges)
            node.edges = (*edges, *[None] * masks)  # PyTorch shows no edge for what can have no gradient
        for fn, node in self.nodes.items():
            self._drawers(fn, node)
            if not _readable(fn, node):
                _become(node, _opaque_kind(type(fn).__name__, len(node.edges)))
                self._drawers(fn, node)

    def _edge(self, fn: Any, number: int) -> Any:
        return None if fn is None else self.tensor(fn.variable) if hasattr(fn, "variable") else self._node(fn, number)

    def _node(self, fn: Any, number: int) -> Node:
        """The node of one result: the operation's own, or of several results the end that stands for this one."""
        whole, results = self.nodes[fn], getattr(fn, "_input_metadata", ())
        if len(results) < 2:
            return whole
        if (fn, number) not in self.ends:
            end = self.ends[fn, number] = Output(whole, number, len(results), tuple(results[number].shape))
            end.age = whole.age + 1
        return self.ends[fn, number]

    def _drawers(self, fn: Any, node: Node) -> None:
        if isinstance(node.kind, Opaque):
            self._keep(fn, node)
            return
        names = ("result", *node.primitive.inputs)
        wanted: set[str] = set().union(*(n for n, e in zip(node.needs, node.edges) if e is not None))
        saved: list[Any] = [None] * len(names)
        versions: list[int | None] = [None] * len(names)
        node.params = {name: _plain(_read(fn, f"_saved_{name}")) for name in node.primitive.params}
        for place, name in enumerate(names):
            if name in wanted:
                try:
                    saved[place], versions[place] = self._saved(fn, node, place, name)
                except _Freed:
                    node.saved = None
                    return
            elif f"{name}.shape" in wanted:
                source = node.edges[place - 1] if place else node
                shape = None if source is None else source.shape
                saved[place] = None if shape is None else Sized(tuple(shape))
        node.saved = tuple(saved)
        node.versions = tuple(versions) if wanted & set(names) else ()
        given = []
        for place, edge in enumerate(node.edges):
            if edge is None:
                value = saved[place + 1] if place + 1 < len(saved) else None
                if value is None:
                    value = self._found(fn, node, place)
                given.append(_number_or_tensor(value))
        node.given = tuple(given)

    def _keep(self, fn: Any, node: Node) -> None:
        """What a node for which we have no rules shows of its drawer."""
        kept: list[tuple[str, Any]] = []
        node.params, node.saved, node.versions = {}, (None,) * (1 + len(node.edges)), ()
        node.given = tuple(None for edge in node.edges if edge is None)
        node.metadata["kept"] = kept
        try:
            for name in dir(fn):
                if name.startswith("_saved_") and is_foreign(value := getattr(fn, name)):
                    kept.append((name.removeprefix("_saved_"), self.tensor(value)))
            for i, value in enumerate(getattr(fn, "saved_tensors", ())):
                if is_foreign(value):
                    kept.append((f"tensors[{i}]", self.tensor(value)))
        except RuntimeError:
            node.saved = None

    def _found(self, fn: Any, node: Node, place: int) -> Any:
        """An input without an edge that PyTorch has saved for another input's gradient, if it has."""
        name = node.primitive.inputs[place] if place < len(node.primitive.inputs) else ""
        value = _read(fn, f"_saved_{name}") if name else None
        return self.tensor(value) if is_foreign(value) else value

    def _saved(self, fn: Any, node: Node, place: int, name: str) -> tuple[Any, int | None]:
        try:
            value = getattr(fn, f"_saved_{name}")
        except RuntimeError as error:
            changed = re.search(_VERSIONS, str(error))
            if changed is None:
                raise _Freed from error
            source = node.edges[place - 1] if place else node
            ours = self.tensors.get(source, source)
            if not isinstance(ours, Tensor):
                ours = wrap(np.empty(0), counter=[int(changed[1])])
            return ours, int(changed[2])
        if not is_foreign(value):
            return value, None
        ours = self.tensor(value)
        if place:
            return ours, ours._counter[0]
        return Saved(ours._array, ours._counter), ours._counter[0]


class _Freed(Exception):
    """Backward has been here."""


def _oldest_first(root: Any) -> list[Any]:
    """All nodes behind `root` but the leaves', each after those it was made from."""
    from heapq import heapify, heappop, heappush

    users: dict[Any, list[Any]] = {}
    waits: dict[Any, int] = {}
    found = [root] if root is not None and not hasattr(root, "variable") else []
    seen = set(found)
    for fn in found:  # the list grows while we walk along it
        behind = [f for f, _ in fn.next_functions if f is not None and not hasattr(f, "variable")]
        waits[fn] = len(behind)
        for other in behind:
            users.setdefault(other, []).append(fn)
            if other not in seen:
                seen.add(other)
                found.append(other)
    ready = [(fn._sequence_nr(), i, fn) for i, fn in enumerate(found) if not waits[fn]]
    heapify(ready)
    order, count = [], len(found)
    while ready:
        *_, fn = heappop(ready)
        order.append(fn)
        for user in users.get(fn, ()):
            waits[user] -= 1
            if not waits[user]:
                count += 1
                heappush(ready, (user._sequence_nr(), count, user))
    return order


def _node(fn: Any, age: int) -> Node:
    """A node of ours, with the rules that are ours, if we have any for an operation of this name."""
    node = Node()
    node.extras = None
    node.edges, node.given, node.params = (), (), {}
    node.saved, node.versions, node.load, node.age = (), (), load, age
    node.code, node.offset = _where(fn) or (None, 0)
    shapes = [tuple(m.shape) for m in getattr(fn, "_input_metadata", ())]
    node.shape = shapes[0] if shapes else ()
    _become(node, _kind_of(fn))
    return node


def _become(node: Node, kind: Kind) -> None:
    node.kind = kind
    node.__class__ = shown(kind)


def _kind_of(fn: Any) -> Kind:
    name, inputs = type(fn).__name__, len(fn.next_functions)
    kinds = [
        kind
        for kind in map(KINDS.__getitem__, _BY_NAME.get(name, ()))
        if len(kind.rules) >= inputs and not _lacks(fn, kind)
    ]
    plain_sum = getattr(fn, "_saved_alpha", 1) == 1
    kinds.sort(key=lambda k: (("alpha" in k.primitive.params) == plain_sum, -len(k.primitive.params)))
    for kind in kinds:
        missing = frozenset(p for p in kind.primitive.params if _plain(_read(fn, f"_saved_{p}")) is None)
        if not missing & set[str]().union(*kind.needs):
            return _without(kind, inputs) if missing else kind
    return _opaque_kind(name, inputs)


def _lacks(fn: Any, kind: Kind) -> bool:
    """Would its rules read an input that was never given? PyTorch's clamp has one name, with or without a `max`."""
    needs = (need for need, (edge, _) in zip(kind.needs, fn.next_functions) if edge is not None)
    wanted = set[str]().union(*needs) & set(kind.primitive.inputs)
    return any(hasattr(type(fn), f"_saved_{name}") and _is_none(fn, f"_saved_{name}") for name in wanted)


def _is_none(fn: Any, name: str) -> bool:
    try:
        return getattr(fn, name) is None
    except RuntimeError:  # freed, or changed since: it was there
        return False


@functools.cache
def _without(kind: Kind, inputs: int) -> Kind:
    """A kind of ours of which PyTorch does not show some parameter: its formula is not written out."""
    row = kind.primitive
    return Kind(row._replace(forward=_opaque_kind(row.name, inputs).primitive.forward), kind.needs)


class Opaque(Kind):
    """A kind of nodes for which there are no rules here: they are drawn, and what they keep, but not computed."""

    __slots__ = ()


@functools.cache
def _opaque_kind(name: str, inputs: int) -> Opaque:
    """Nodes that are written as a function of unknown derivative, as those of an `autograd.Function` are."""
    short = name.rstrip("0123456789").removesuffix("Backward")
    short = short if name[-1:] != "0" else short[:1].lower() + short[1:]

    def unknown(*args: Any, **_: Any) -> Any:
        return Symbol(function=unknown, args=args)

    def derivative(*args: Any) -> Any:
        return args

    FORMS[unknown], FORMS[derivative] = ("call", short, 5), ("call", f"{short}′", 5)

    def rule_for(place: int) -> Any:
        def rule(g: Any, result: Any, *values: Any) -> Any:
            if not isinstance(g, Symbol):
                raise NotImplementedError(f"minigrad has no rule for PyTorch's {name}")
            return g * Symbol(function=derivative, args=(values[place],), shape=g.shape)

        return rule

    rules = tuple(map(rule_for, range(inputs)))
    names = tuple(f"input{i}" for i in range(inputs))
    row = Primitive(name, unknown, rules, names, (), False, False)
    return Opaque(row, (frozenset[str](),) * inputs)


_seen: dict[Any, bool] = {}


def _readable(fn: Any, node: Node) -> bool:
    """Do our rules understand what PyTorch shows of this node? Read on names, they say so."""
    if isinstance(node.kind, Opaque):
        return True
    given, shapes = iter(node.given), []
    for place, edge in enumerate(node.edges):
        value = None if edge is not None else next(given, None)
        if edge is not None:
            shapes.append(tuple(edge.shape))
        elif value is not None:
            shapes.append(np.shape(getattr(value, "_array", value)))
        elif place >= len(fn.next_functions):
            return False  # a mask or an index that it does not show
        else:
            name = node.primitive.inputs[place] if place < len(node.primitive.inputs) else ""
            sizes = _read(fn, f"_saved_{name}_sym_sizes")
            shapes.append(node.shape if sizes is None else tuple(sizes))
    key = (node.kind, repr(node.params), tuple(shapes), node.shape)
    if key not in _seen:
        names = [Symbol.name(f"x{i}", tuple(shape)) for i, shape in enumerate(shapes)]
        g = Symbol.name("g", node.shape)
        try:
            node.primitive.forward(*names, **node.params)
            for place, edge in enumerate(node.edges):
                if edge is not None:
                    node.rules[place](g, g, *names, **node.params)
        except Exception:  # a rule that meets what it was not written for may raise anything
            _seen[key] = False
        else:
            _seen[key] = True
    return _seen[key]


def _where(fn: Any) -> tuple[Any, int] | None:
    """The line that made a node: PyTorch keeps it under `torch.autograd.detect_anomaly()`."""
    lines = fn.metadata.get("traceback_") or () if hasattr(fn, "metadata") else ()
    found = [m for line in lines if (m := re.search(_FILE, line)) and "site-packages" not in m["file"]]
    if not found:
        return None
    last = found[-1]
    code = compile("\n" * (int(last["line"]) - 1) + "0", last["file"], "exec")
    return code.replace(co_name=last["function"].strip()), len(code.co_code) - 2


def _array(tensor: Any) -> np.ndarray:
    tensor = tensor.detach()
    if str(tensor.layout) != "torch.strided":
        tensor = tensor.to_dense()
    if str(tensor.dtype) == "torch.bfloat16":  # NumPy has none
        tensor = tensor.float()
    return tensor.cpu().resolve_conj().resolve_neg().numpy()


def _read(fn: Any, name: str) -> Any:
    try:
        return getattr(fn, name, None)
    except RuntimeError:  # freed, or changed since
        return None


def _plain(value: Any) -> Any:
    """A parameter as NumPy understands it; None for what it does not."""
    if isinstance(value, (tuple, list)):
        return tuple(map(_plain, value))
    if is_foreign(value):
        return value.item() if not value.dim() else None
    if isinstance(value, int) and value >= _UNSIGNED:
        return value - 2 * _UNSIGNED
    return value if isinstance(value, (bool, int, float, str)) else None


def _number_or_tensor(value: Any) -> Any:
    """What stands for an input without an edge: its number, its tensor, or None for unknown."""
    if isinstance(value, Tensor) and not value._array.ndim:
        return value._array.item()  # PyTorch saves the 3 of w * 3 as a tensor without dimensions
    return value
