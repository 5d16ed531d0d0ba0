"""What is recorded: one Node for each operation, with edges back to where its inputs came from.

A Node keeps only what its rules read (`symbol.reads` found that out), each value with the version it had.
A leaf has no node: an edge that ends in a leaf holds the leaf itself, whose `.grad` is the bucket that
AccumulateGrad fills. Nodes hold their inputs' nodes and never their output, so a graph that nobody holds
any more is freed at once.
"""

from __future__ import annotations

import collections
import itertools
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import ops
from .buckets import accumulator
from .dtypes import of_numpy
from .further import Each
from .messages import CHANGED, FREED
from .rules import PRIMITIVES, Primitive
from .symbol import reads

clock = itertools.count().__next__  # a node's age: it is younger than everything it was made from


class GradMode(threading.local):
    """Is recording on? Each thread has its own switch."""

    enabled = True
    where: tuple[Any, int] | None = None  # while a pass is recorded itself: the line that started it
    inference = False


grad_mode = GradMode()


class Anomaly:
    """Shall a pass that fails say where its failing operation was made? One switch for all threads, as in PyTorch."""

    enabled, check_nan = False, True
    note: Any = None  # autograd/anomaly_mode.py puts it here: remembers where a node was made


NUMBERS = frozenset({int, float, bool})  # what a Python number's type may be


class Sized:
    """Stands for an input of which only the shape is kept."""

    __slots__ = ("_array", "shape")

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape, self._array = shape, self  # to an array reading it is an array with a shape and no values


class Saved:
    """A saved result: its memory and version, without the tensor, which would hold the node that holds it."""

    __slots__ = ("_array", "_counter")

    def __init__(self, array: np.ndarray, counter: list[int]) -> None:
        self._array, self._counter = array, counter


class Node:
    """One recorded operation; PyTorch's `grad_fn`. Each primitive has a class of its own, made by `node_class`."""

    __slots__ = (
        "__weakref__",
        "_metadata",
        "age",
        "around",
        "edges",
        "given",
        "hooks",
        "made_in",
        "params",
        "plan",
        "retaining",
        "saved",
        "shape",
        "versions",
        "where",
    )
    primitive: Primitive
    needs: tuple[frozenset[str], ...]  # for each rule, what it reads
    rules: tuple[Callable[..., Any], ...]  # the primitive's
    compute: Callable[..., Any]  # its forward function on arrays
    plans: list[Plan]  # what is kept, by which inputs want a gradient
    is_node = True
    output_nr = 0  # which of its operation's outputs: always the first, but see `autograd.function.Output`

    edges: tuple[Any, ...]  # for each input: the Node that made it, the leaf itself, or None (no gradient goes there)
    saved: tuple[Any, ...] | None  # (result, *inputs), None where no rule needs it; None as a whole: freed
    versions: tuple[int | None, ...]  # of the values at `plan.places` when they were saved; a number has none
    plan: Plan  # what is kept
    params: dict[str, Any]
    shape: tuple[int, ...]  # of the output: what its gradient must have
    age: int
    given: tuple[tuple[int, Any], ...]  # inputs without an edge: (place, the number, or a weak reference to the tensor)
    made_in: tuple[tuple[Any, int], ...]  # of a module's result, where there is one: (the module, its call's age)
    where: tuple[Any, int]  # the learner's code object, and the offset in it, that made this
    hooks: list[Any] | None  # on the tensor that it made: called with its gradient, may replace it
    around: Any  # hooks on the node itself (see hooks.py)
    retaining: Any  # a weak reference to that tensor, if it is to retain its gradient

    @property
    def grad_fn(self) -> Node:
        """This node as a tensor's `grad_fn` shows it."""
        return self

    def name(self) -> str:
        """
        >>> import minigrad as torch
        >>> (torch.ones(2, requires_grad=True) * 2).grad_fn.name()
        'MulBackward0'
        """
        name = type(self).__name__
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

    def saved_values(self) -> tuple[Any, ...]:
        """(result, *inputs) as saved, after PyTorch's two checks: still there, and not changed in place."""
        saved = self.saved
        if saved is None:
            raise RuntimeError(FREED)
        for place, then in zip(self.plan.places, self.versions):
            if then is not None and saved[place]._counter[0] != then:
                self._complain(saved[place], getattr(saved[place], "_node", None) if place else self, then)
        return saved

    def changed(self) -> tuple[int, int, int] | None:
        """The first saved value that was changed in place since: its place in `saved`, its version now and then."""
        for place, then in zip(self.plan.places, self.versions):
            if then is not None and self.saved[place]._counter[0] != then:  # type: ignore[index]
                return place, self.saved[place]._counter[0], then  # type: ignore[index]
        return None

    def _complain(self, value: Any, maker: Node | None, then: int) -> None:
        raise RuntimeError(
            CHANGED.format(
                kind=of_numpy(value._array.dtype).kind,
                shape=list(value._array.shape),
                maker=f", which is output {maker.output_nr} of {_short_name(maker)}," if maker else "",
                now=value._counter[0],
                then=then,
            )
        )

    def free(self) -> None:
        """Throw the saved values away, as backward does. A node that saved no value can be used again."""
        if self.plan.places:
            self.saved = None

    def __getattr__(self, name: str) -> Any:
        # PyTorch's `_saved_self`, `_saved_result`, `_saved_dim`: the drawer, by the rules' own names
        if name.startswith("_saved_"):
            key = name.removeprefix("_saved_")
            if key in self.primitive.params:
                return self.params[key]
            names = ("result", *self.primitive.inputs)
            if key in names and any(key in need for need in self.needs):
                value = self.saved_values()[names.index(key)]
                return value if value is None else as_tensor(value, self)
        raise AttributeError(f"'{self.name()}' object has no attribute '{name}'")

    def __dir__(self) -> list[str]:
        named = (
            *self.primitive.params,
            *(n for n in ("result", *self.primitive.inputs) if any(n in r for r in self.needs)),
        )
        return [*super().__dir__(), *(f"_saved_{n}" for n in named)]


def _short_name(node: Node) -> str:
    """Mul, for MulBackward0."""
    return node.name().rstrip("0123456789").removesuffix("Backward")


def as_tensor(saved: Any, node: Node) -> Any:
    """A saved value as a learner may see it. tensor.py, which knows what a Tensor is, puts the real one here."""
    raise NotImplementedError


# ---- recording ---------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """What a node keeps, given which of its inputs want a gradient."""

    places: tuple[int, ...]  # of the values, in (result, *inputs)
    shapes: tuple[int, ...]  # of the inputs of which only the shape is kept
    nothing: tuple[Any, ...]  # None, as many as there are places


def plan(primitive: Primitive, needs: tuple[frozenset[str], ...], wants: tuple[bool, ...]) -> Plan:
    wanted = frozenset[str]().union(*(need for need, want in zip(needs, wants) if want))
    names = ("result", *primitive.inputs)
    places = tuple(i for i, name in enumerate(names) if name in wanted)
    shapes = tuple(i for i, name in enumerate(names) if f"{name}.shape" in wanted and name not in wanted)
    return Plan(places, shapes, (None,) * len(names))


def node_class(primitive: Primitive) -> type[Node]:
    """The class whose instances are this primitive's nodes."""
    needs = tuple(reads(primitive, rule) for rule in primitive.rules)
    # plans[m]: bit i of m says whether input i wants a gradient
    masks = range(2 ** len(needs))
    plans: Any = [plan(primitive, needs, tuple(bool(m >> i & 1) for i in range(len(needs)))) for m in masks]
    if isinstance(primitive.rules, Each):
        plans = collections.defaultdict(lambda: plan(primitive, (), ()))
    more: dict[str, Any] = {"primitive": primitive, "rules": primitive.rules, "needs": needs, "plans": plans}
    more["compute"] = getattr(primitive.forward, "__wrapped__", primitive.forward)  # met by arrays alone
    # PyTorch's nodes say that they are of no module, and so print as <MulBackward0 object at 0x...>
    return type(primitive.name, (Node,), {"__slots__": (), "__module__": "builtins", **more})


NODE_CLASSES: dict[Callable[..., Any], type[Node]] = {f: node_class(p) for f, p in PRIMITIVES.items()}
_FOLDER = __file__.rpartition("graph.py")[0]


def call_site(depth: int) -> tuple[Any, int]:
    """The learner's line: the innermost frame outside this package, `depth` frames up or more."""
    frame: Any = sys._getframe(depth)
    while frame.f_code.co_filename.startswith(_FOLDER) and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code, frame.f_lasti


def record(
    cls: type[Node],
    inputs: tuple[Any, ...],
    edges: tuple[Any, ...],
    result: np.ndarray,
    counter: list[int],
    params: dict[str, Any],
) -> Node:
    """The node of one operation. At least one of `edges` is not None."""
    node = cls()
    node.edges, node.params, node.shape, node.age = edges, params, result.shape, clock()
    node.hooks = node.retaining = node.around = None
    node.where = grad_mode.where or call_site(3)
    if Anomaly.enabled:
        Anomaly.note(node)
    mask, bit, node.given = 0, 1, ()
    for edge in edges:
        if edge is not None:
            mask |= bit
        else:
            value = inputs[bit.bit_length() - 1]
            given = value if type(value) in NUMBERS else weakref.ref(value)
            node.given += ((bit.bit_length() - 1, given),)
        bit += bit
    node.plan = keeps = cls.plans[mask]
    places, shapes, nothing = keeps
    if not (places or shapes):
        node.saved, node.versions = nothing, ()
        return node
    saved, versions = list(nothing), []
    for place in places:
        value = inputs[place - 1] if place else Saved(result, counter)
        saved[place] = value
        versions.append(None if type(value) in NUMBERS else value._counter[0])
    for place in shapes:
        saved[place] = Sized(inputs[place - 1]._array.shape)
    node.saved, node.versions = tuple(saved), tuple(versions)
    return node


_WholeCopySlices: Any = NODE_CLASSES[ops.put_region]


class CopySlices(_WholeCopySlices):
    """What the base of a view becomes when the view is changed in place by the operation `change`.

    Outside the view the gradient goes on as it is; inside, the operation's own rules say what becomes of it.
    """

    __slots__ = ("rules",)
    __module__ = "builtins"

    def __init__(self, change: Node, base_edge: Any, base_shape: tuple[int, ...], chain: tuple[Any, ...]) -> None:
        made = {
            name: getattr(change, name)
            for name in ("given", "saved", "versions", "plan", "where", "hooks", "retaining", "around")
        }
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
        for name, value in made.items():
            setattr(self, name, value)
