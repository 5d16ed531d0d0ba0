"""What is recorded: one Node for each operation, with edges back to where its inputs came from.

A Node keeps only what its rules read (`symbol.reads` found that out), each value with the version it had.
A leaf has no node: an edge that ends in a leaf holds the leaf itself, whose `.grad` is the bucket that
AccumulateGrad fills. Nodes hold their inputs' nodes and never their output, so a graph that nobody holds
any more is freed at once.
"""

from __future__ import annotations

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
from .rules import BY_A_NUMBER, PRIMITIVES, Primitive
from .symbol import reads

reference, frame_at = weakref.ref, sys._getframe  # looked up once: every operation comes by here
clock = itertools.count().__next__  # a node's age: it is younger than everything it was made from


NUMBERS = frozenset({int, float, bool})  # what a Python number's type may be
NUMBER = 16  # see `plan`
FIRST, SECOND = 1 << NUMBER, 2 << NUMBER


class Sized:
    """Stands for an input of which only the shape is kept."""

    __slots__ = ("_array", "shape")

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape, self._array = shape, self  # to an array reading it is an array with a shape and no values


class Laid(Sized):
    """Stands for an input of which only the shape is kept, and how it lies in memory."""

    __slots__ = ("itemsize", "strides")

    def __init__(self, array: np.ndarray) -> None:
        super().__init__(array.shape)
        self.strides, self.itemsize = array.strides, array.itemsize


class Saved:
    """A saved result: its memory and version, without the tensor, which would hold the node that holds it."""

    __slots__ = ("_array", "_counter")

    def __init__(self, array: np.ndarray, counter: list[int]) -> None:
        self._array, self._counter = array, counter


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
        "__weakref__", "_metadata", "age", "code", "edges", "extras", "given", "kind", "load", "made_in", "offset",
        "params", "saved", "shape", "versions",
    )  # fmt: skip
    is_node = True
    output_nr = 0  # which of its operation's outputs: always the first, but see `autograd.function.Output`

    kind: Kind
    edges: tuple[Any, ...]  # for each input: the Node that made it, the leaf itself, or None (no gradient goes there)
    saved: tuple[Any, ...] | None  # (result, *inputs), None where no rule needs it; None as a whole: freed
    versions: tuple[int | None, ...]  # of these when they were saved (a number has none); empty if there is no value
    load: Callable[..., Any]  # (saved, versions) to what the rules read on arrays; see `Plan`
    params: dict[str, Any]
    shape: tuple[int, ...]  # of the output: what its gradient must have
    age: int
    given: tuple[Any, ...]  # the inputs without an edge, in order: a number, or a weak reference to a tensor
    made_in: tuple[tuple[Any, int], ...]  # of a module's result, where there is one: (the module, its call's age)
    code: Any  # the learner's code object that made this
    offset: int  # the place in it
    extras: Extras | None

    @property
    def grad_fn(self) -> Node:
        """This node as a tensor's `grad_fn` shows it."""
        if type(self) is Node:
            self.__class__ = self.kind.shown
        return self

    @property
    def where(self) -> Any:
        """The learner's code object that made this, and the place in it, if that is known."""
        return self.code and (self.code, self.offset)

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
        values = self.load(self.saved, self.versions) if self.versions else self.saved
        if values is None:
            place, _, then = self.changed() or (0, 0, 0)
            value = self.saved[place]
            self._complain(value, getattr(value, "grad_fn", None) if place else self, then)
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
    """What a node keeps of (result, *inputs)."""

    keep: Callable[..., Any] | None  # (result, its version counter, *inputs) to (saved, versions); None: nothing
    load: Callable[..., Any]  # (saved, versions) to what the rules read on arrays; None if something was changed


def plan(primitive: Primitive, needs: tuple[frozenset[str], ...], mask: int) -> Plan:
    """The plan for one mask: bit i says that input i wants a gradient, bit NUMBER + i that it is a Python number.

    It runs with every operation, so it is made as source text, once. For w * x, where w alone wants a gradient:
    keep = lambda r, c, i1, i2: ((None, None, i2), (None, None, i2._counter[0]))
    load = lambda s, v: (None, None, s[2]._array) if s[2]._counter[0] == v[2] else None
    """
    wanted = frozenset[str]().union(*(need for i, need in enumerate(needs) if mask >> i & 1))
    saved, versions, loaded, checks = [], [], [], ["True"]
    for i, name in enumerate(("result", *primitive.inputs)):
        kept = name in wanted
        laid = f"{name}.strides" in wanted and f"Laid(i{i}._array)"
        shape = not kept and (laid or (f"{name}.shape" in wanted and f"Sized(i{i}._array.shape)"))
        guarded = kept and not (i and mask >> (NUMBER + i - 1) & 1)
        saved.append(shape or ("None" if not kept else f"i{i}" if i else "Saved(r, c)"))
        versions.append("None" if not guarded else f"i{i}._counter[0]" if i else "c[0]")
        loaded.append(f"s[{i}]._array" if guarded else f"s[{i}]" if kept or shape else "None")
        checks += [f"s[{i}]._counter[0] == v[{i}]"] * guarded
    names = ", ".join(f"i{i + 1}" for i in range(len(primitive.inputs)))
    some = any(name in wanted for name in ("result", *primitive.inputs))
    keep = f"lambda r, c, {names}: (({', '.join(saved)},), ({(', '.join(versions) + ',') * some}))"
    load = f"lambda s, v: ({', '.join(loaded)},) if {' and '.join(checks)} else None"
    made = eval(f"{keep}, {load}", {"Saved": Saved, "Sized": Sized, "Laid": Laid})  # the text is all ours
    return Plan(made[0] if wanted else None, made[1])


def load(saved: tuple[Any, ...], versions: tuple[int | None, ...]) -> list[Any] | None:
    """A plan's `load` for a node that was put together by hand."""
    if any(then is not None and value._counter[0] != then for value, then in zip(saved, versions)):
        return None
    return [value if then is None else value._array for value, then in zip(saved, versions)]


class _Plans(dict[int, Plan]):
    """By mask; each is made when it is first asked for."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __missing__(self, mask: int) -> Plan:
        self[mask] = made = plan(self.kind.primitive, self.kind.needs, mask)
        return made


@functools.cache
def bare(function: Any) -> Any:
    """A function of ops without the hand-over to other readings; what it calls meets arrays alone, too."""
    return _rebound(function.__wrapped__) if hasattr(function, "is_readable") else function


def _rebound(function: Any) -> Any:
    names = _bare_names(function.__module__)
    return types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)


def _bare_names(module: str) -> dict[str, Any]:
    """What a module's names mean where its functions meet arrays alone."""
    if module not in _NAMES:
        _NAMES[module] = names = dict(vars(sys.modules[module]))  # entered first: its functions call each other
        names |= {name: bare(value) for name, value in names.items() if hasattr(value, "is_readable")}
        names["ops"] = types.SimpleNamespace(**_bare_names(ops.__name__))
    return _NAMES[module]


_NAMES: dict[str, dict[str, Any]] = {}


def same(g: Any, *values: Any, **params: Any) -> Any:
    """The rule of an input that gets the upstream gradient as it is; a pass need not call it."""
    return g


def on_arrays(rule: Any) -> Any:
    """A rule that will meet arrays alone, so that its functions need not ask each time."""
    if rule.__code__.co_code == same.__code__.co_code:
        return same
    return _rebound(rule)


WRITTEN = {  # how often PyTorch writes into a gradient that is zeros, or a copy, but for a few entries: its version
    **dict.fromkeys(("IndexBackward0", "GatherBackward0", "IndexSelectBackward0", "MaskedSelectBackward0"), 1),
    **dict.fromkeys(("MaxBackward1", "MinBackward1", "MedianBackward0", "MaximumBackward0", "MinimumBackward0"), 1),
    **dict.fromkeys(("MaxBackward0", "MinBackward0", "MedianBackward1", "SortBackward0", "TopkBackward0"), 2),
    **{"AsStridedBackward0": 1, "CopySlices": 2},
}


class Kind:
    """What all nodes of one primitive have in common, made ready for a quick pass."""

    __slots__ = (
        "_shown", "compute", "is_view", "needs", "nothing", "on_arrays", "plans", "pointwise", "primitive", "rules",
        "written",
    )  # fmt: skip

    def __init__(self, primitive: Primitive, needs: tuple[frozenset[str], ...] | None = None) -> None:
        self.primitive, self.rules, self.on_arrays = primitive, primitive.rules, primitive.rules
        # for each rule, what it reads
        self.needs = tuple(reads(primitive, rule) for rule in primitive.rules) if needs is None else needs
        self.compute = bare(primitive.forward)
        self.pointwise, self.is_view = primitive.pointwise, primitive.is_view
        self.plans = _Plans(self)
        self.nothing, self.written = (None,) * (1 + len(primitive.inputs)), WRITTEN.get(primitive.name, 0)
        self._shown: type[Node] | None = None
        if not isinstance(primitive.rules, Each):
            self.on_arrays = tuple(map(on_arrays, primitive.rules))

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


def _is_the_rules_own(kind: Kind, inputs: tuple[Any, ...]) -> bool:
    """Is this an operation with a number that a rule brings in itself, not one of the values it was given?"""
    if kind.primitive.forward not in BY_A_NUMBER or type(inputs[1]) not in NUMBERS:
        return False
    return not any(value is inputs[1] for value in grad_mode.values)


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
    frame = frame_at(2)
    code = frame.f_code
    if is_ours(code.co_filename):
        node.code, node.offset = grad_mode.where or call_site(3)
        if grad_mode.values is not None and _is_the_rules_own(kind, inputs):
            kind, params = KINDS[BY_A_NUMBER[kind.primitive.forward]], {"other": inputs[1]}
            inputs, edges = inputs[:1], edges[:1]
    else:
        node.code, node.offset = code, frame.f_lasti
    node.kind, node.edges, node.params = kind, edges, params
    node.shape, node.age, node.extras = result.shape, clock(), None
    if Anomaly.enabled:
        Anomaly.note(node)
    many = len(edges)
    mask = 1
    given: tuple[Any, ...] = ()
    if many == 2:  # the same as below, without a loop
        first, second = edges
        if first is not None and second is not None:
            mask = 3
        elif second is None:
            value = inputs[1]
            if type(value) in NUMBERS:
                mask, given = 1 + SECOND, (value,)
            else:
                given = (reference(value),)
        else:
            value = inputs[0]
            if type(value) in NUMBERS:
                mask, given = 2 + FIRST, (value,)
            else:
                mask, given = 2, (reference(value),)
    elif many > 2:
        mask, bit = 0, 1
        for edge, value in zip(edges, inputs):
            if edge is not None:
                mask += bit
            elif type(value) in NUMBERS:
                mask += bit << NUMBER
                given += (value,)
            else:
                given += (reference(value),)
            bit += bit
    node.given = given
    keep, node.load = kind.plans[mask]
    node.saved, node.versions = (kind.nothing, ()) if keep is None else keep(result, counter, *inputs)
    return node
