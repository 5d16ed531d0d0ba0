"""What is recorded: one Node for each operation, with edges back to where its inputs came from.

A Node keeps only what its rules read (`symbol.reads` found that out), each value with the version it had.
A leaf has no node: an edge that ends in a leaf holds the leaf itself, whose `.grad` is the bucket that
AccumulateGrad fills. Nodes hold their inputs' nodes and never their output, so a graph that nobody holds
any more is freed at once.
"""

from __future__ import annotations

import collections
import functools
import itertools
import re
import sys
import types
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import ops
from .buckets import accumulator
from .dtypes import of_numpy
from .frames import is_ours, outside
from .further import Each
from .messages import CHANGED, FREED
from .modes import Anomaly, grad_mode
from .rules import PRIMITIVES, Primitive
from .symbol import reads

clock = itertools.count().__next__  # a node's age: it is younger than everything it was made from


NUMBERS = frozenset({int, float, bool, *np.sctypeDict.values()})  # what a number's type may be


class Sized:
    """Stands for an input of which only the shape is kept."""

    __slots__ = ("_array", "shape")

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape, self._array = shape, self  # to an array reading it is an array with a shape and no values


class Saved:
    """A saved result: its memory and version, without the tensor, which would hold the node that holds it."""

    __slots__ = ("_array", "_counter")
    _array: np.ndarray
    _counter: list[int]


class Extras:
    """What a learner hung onto a node, if anything."""

    __slots__ = ("around", "hooks", "retaining")

    def __init__(self, around: Any = None) -> None:
        self.hooks: dict[int, Any] | None = None  # on the tensor that it made: called with its gradient, may replace it
        self.retaining: Any = None  # a weak reference to that tensor, if it is to retain its gradient
        self.around = around  # hooks on the node itself (see hooks.py)


class Node:
    """One recorded operation; PyTorch's `grad_fn`.

    In the graph all nodes are of this one class, which keeps Python quick; `grad_fn` gives a node the class that goes
    by its operation's name.
    """

    __slots__ = (
        "__weakref__", "_metadata", "age", "edges", "extras", "given", "kind", "made_in", "params", "saved", "shape",
        "versions", "where",
    )  # fmt: skip
    is_node = True
    output_nr = 0  # which of its operation's outputs: always the first, but see `autograd.function.Output`

    kind: Kind
    edges: tuple[Any, ...]  # for each input: the Node that made it, the leaf itself, or None (no gradient goes there)
    saved: tuple[Any, ...] | None  # (result, *inputs), None where no rule needs it; None as a whole: freed
    versions: tuple[int | None, ...]  # of these when they were saved (a number has none); empty if there is no value
    params: dict[str, Any]
    shape: tuple[int, ...]  # of the output: what its gradient must have
    age: int
    given: tuple[Any, ...]  # the inputs without an edge, in order: a number, or a weak reference to a tensor
    made_in: tuple[tuple[Any, int], ...]  # of a module's result, where there is one: (the module, its call's age)
    where: tuple[Any, int]  # the learner's code object, and the offset in it, that made this
    extras: Extras | None

    @property
    def grad_fn(self) -> Node:
        """This node as a tensor's `grad_fn` shows it."""
        if type(self) is Node:
            self.__class__ = self.kind.shown
        return self

    @property
    def primitive(self) -> Primitive:
        return self.kind.primitive

    @property
    def rules(self) -> Any:
        return self.kind.rules

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        return self.kind.needs

    def name(self) -> str:
        """
        >>> import minigrad as torch
        >>> (torch.ones(2, requires_grad=True) * 2).grad_fn.name()
        'MulBackward0'
        """
        name = self.kind.primitive.name
        return name if name[-1].isdigit() else f"torch::autograd::{name}"  # those that PyTorch has in C++

    @property
    def metadata(self) -> dict[Any, Any]:
        try:
            return self._metadata
        except AttributeError:
            self._metadata: dict[Any, Any] = {}
            return self._metadata

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """The nodes that this one hands gradients to: PyTorch's own view of the graph."""
        edges = self.edges[: len(self.rules)]  # masks and indices have no gradient
        return tuple(
            (None, 0) if e is None else (e.grad_fn, e.output_nr) if e.is_node else (accumulator(e), 0) for e in edges
        )

    def extra(self) -> Extras:
        """Where to hang something onto this node."""
        if self.extras is None:
            self.extras = Extras()
        return self.extras

    def saved_values(self) -> Any:
        """(result, *inputs) as saved, after PyTorch's two checks: still there, and not changed in place."""
        self.arrays()
        return self.saved

    def arrays(self) -> Any:
        """(result, *inputs) as the rules read them on arrays, after the same checks."""
        if self.saved is None:
            raise RuntimeError(FREED)
        if not self.versions:
            return self.saved
        values: list[Any] = []
        for value, then in zip(self.saved, self.versions):
            if then is not None:
                if value._counter[0] != then:
                    place, _, then = self.changed() or (0, 0, then)
                    value = self.saved[place]
                    self._complain(value, getattr(value, "grad_fn", None) if place else self, then)
                value = value._array
            values.append(value)
        return values

    def changed(self) -> tuple[int, int, int] | None:
        """The first saved value that was changed in place since: its place in `saved`, its version now and then."""
        saved = list(enumerate(zip(self.saved or (), self.versions)))
        for place, (value, then) in saved[1:] + saved[:1]:  # the inputs first, as PyTorch looks at them
            if then is not None and value._counter[0] != then:
                return place, value._counter[0], then
        return None

    def _complain(self, value: Any, maker: Node | None, then: int) -> None:
        raise RuntimeError(
            CHANGED.format(
                kind=of_numpy(value._array.dtype).kind,
                shape=list(value._array.shape),
                maker=f", which is output {maker.output_nr} of {short_name(maker)}," if maker else "",
                now=value._counter[0],
                then=then,
            )
        )

    def free(self) -> None:
        """Throw the saved values away, as backward does. A node that saved no value can be used again."""
        if self.versions or "indices" in self.params:  # those count as saved, too
            self.saved, self.versions = None, (None,)


def short_name(node: Node) -> str:
    """Mul for MulBackward0, and Pow1 for PowBackward1."""
    return re.sub(r"Backward0?(?=\d*$)", "", node.name())


def _drawer(key: str, place: int | None) -> property:
    """PyTorch's `_saved_self`, `_saved_result`, `_saved_dim`: what a node keeps, by the rules' own names."""

    def look(node: Node) -> Any:
        if place is None:
            return node.params[key]
        value = node.saved_values()[place]
        return value if value is None else as_tensor(value, node)

    return property(look)


def as_tensor(saved: Any, node: Node) -> Any:
    """A saved value as a learner may see it. tensor.py, which knows what a Tensor is, puts the real one here."""
    raise NotImplementedError


# ---- recording ---------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """What a node keeps, given which of its inputs want a gradient; places are in (result, *inputs)."""

    places: tuple[int, ...]  # of the values
    shapes: tuple[int, ...]  # of the inputs of which only the shape is kept
    nothing: tuple[Any, ...]  # None, as many as there are places


def plan(primitive: Primitive, needs: tuple[frozenset[str], ...], wants: tuple[bool, ...]) -> Plan:
    wanted = frozenset[str]().union(*(need for need, want in zip(needs, wants) if want))
    names = ("result", *primitive.inputs)
    places = tuple(i for i, name in enumerate(names) if name in wanted)
    shapes = tuple(i for i, name in enumerate(names) if f"{name}.shape" in wanted and name not in wanted)
    return Plan(places, shapes, (None,) * len(names))


def bare(function: Any) -> Any:
    """Without the hand-over to other readings."""
    return getattr(function, "__wrapped__", function)


@functools.cache
def _bare_names(module: str) -> dict[str, Any]:
    """What the names of a module's rules mean where they meet arrays alone."""
    names = {name: bare(value) for name, value in vars(sys.modules[module]).items()}
    return names | {"ops": types.SimpleNamespace(**{name: bare(value) for name, value in vars(ops).items()})}


def same(g: Any, *values: Any, **params: Any) -> Any:
    """The rule of an input that gets the upstream gradient as it is; a pass need not call it."""
    return g


def on_arrays(rule: Any) -> Any:
    """A rule that will meet arrays alone, so that its functions need not ask each time."""
    if rule.__code__.co_code == same.__code__.co_code:
        return same
    return types.FunctionType(rule.__code__, _bare_names(rule.__module__), rule.__name__, None, rule.__closure__)


class Kind:
    """What all nodes of one primitive have in common, made ready for a quick pass."""

    __slots__ = ("_shown", "compute", "is_view", "needs", "on_arrays", "plans", "pointwise", "primitive", "rules")

    def __init__(self, primitive: Primitive, needs: tuple[frozenset[str], ...] | None = None) -> None:
        self.primitive, self.rules, self.on_arrays = primitive, primitive.rules, primitive.rules
        # for each rule, what it reads
        self.needs = tuple(reads(primitive, rule) for rule in primitive.rules) if needs is None else needs
        self.compute = bare(primitive.forward)
        self.pointwise, self.is_view = primitive.pointwise, primitive.is_view
        self.plans: Any = collections.defaultdict(lambda: plan(primitive, (), ()))
        self._shown: type[Node] | None = None
        if not isinstance(primitive.rules, Each):
            self.on_arrays = tuple(map(on_arrays, primitive.rules))
            wants = itertools.product((False, True), repeat=len(self.needs))
            # plans[m]: bit i of m says whether input i wants a gradient
            self.plans = [plan(primitive, self.needs, want[::-1]) for want in wants]

    @property
    def shown(self) -> type[Node]:
        """The class that goes by the operation's name, with PyTorch's `_saved_` attributes."""
        if self._shown is None:
            names = ("result", *self.primitive.inputs)
            kept = {n: i for i, n in enumerate(names) if any(n in need for need in self.needs)}
            drawers = {f"_saved_{n}": _drawer(n, i) for n, i in kept.items()}
            drawers |= {f"_saved_{n}": _drawer(n, None) for n in self.primitive.params}
            # PyTorch's nodes say that they are of no module, and so print as <MulBackward0 object at 0x...>
            more = {"__slots__": (), "__module__": "builtins", **drawers}
            self._shown = type(self.primitive.name, (Node,), more)
        return self._shown


class _Kinds(dict[Callable[..., Any], Kind]):
    """By forward function; each is made when it is first asked for."""

    def __missing__(self, forward: Callable[..., Any]) -> Kind:
        self[forward] = made = Kind(PRIMITIVES[forward])
        return made


KINDS = _Kinds()


def call_site(depth: int) -> tuple[Any, int]:
    """The learner's line: the innermost frame outside this package, `depth` frames up or more."""
    frame = outside(sys._getframe(depth))
    return frame.f_code, frame.f_lasti


def record(
    kind: Kind,
    inputs: tuple[Any, ...],
    edges: tuple[Any, ...],
    result: np.ndarray,
    counter: list[int],
    params: dict[str, Any],
) -> Node:
    """The node of one operation. At least one of `edges` is not None."""
    node = Node()
    node.kind, node.edges, node.params = kind, edges, params
    node.shape, node.age, node.extras = result.shape, clock(), None
    frame = sys._getframe(2)
    code = frame.f_code
    node.where = (grad_mode.where or call_site(3)) if is_ours(code.co_filename) else (code, frame.f_lasti)
    if Anomaly.enabled:
        Anomaly.note(node)
    mask, bit = 0, 1
    given: tuple[Any, ...] = ()
    for edge in edges:
        if edge is not None:
            mask += bit
        else:
            value = inputs[bit.bit_length() - 1]
            given += (value if type(value) in NUMBERS else weakref.ref(value),)
        bit += bit
    node.given = given
    places, shapes, nothing = kind.plans[mask]
    if not places and not shapes:
        node.saved, node.versions = nothing, ()
        return node
    saved, versions = [*nothing], [*nothing]
    for place in places:
        if place:
            value = inputs[place - 1]
        else:
            value = Saved()
            value._array, value._counter = result, counter
        saved[place] = value
        if type(value) not in NUMBERS:
            versions[place] = value._counter[0]
    for place in shapes:
        saved[place] = Sized(inputs[place - 1]._array.shape)
    node.saved, node.versions = (*saved,), (*versions,) if places else ()
    return node
