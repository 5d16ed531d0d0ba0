"""What is recorded: one Node for each operation, with edges back to where its inputs came from.

A Node keeps only what its rules read (`symbol.reads` found that out), each value with the version it had.
A leaf has no node: an edge that ends in a leaf holds the leaf itself, whose `.grad` is the bucket that
AccumulateGrad fills. Nodes hold their inputs' nodes and never their output, so a graph that nobody holds
any more is freed at once.
"""

from __future__ import annotations

import itertools
import re
import sys
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from .buckets import accumulator
from .dtypes import of_numpy
from .frames import is_ours, outside
from .kinds import FIRST, KINDS, NUMBER, NUMBERS, SECOND, Kind
from .modes import Anomaly, grad_mode
from .rules import BY_A_NUMBER, Primitive
from .sentences import says

reference, frame_at = weakref.ref, sys._getframe  # looked up once: every operation comes by here
clock = itertools.count().__next__  # a node's age: it is younger than everything it was made from


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
            self.__class__ = shown(self.kind)
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
            raise says("freed")
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
        made_by = f", which is output {maker.output_nr} of {short_name(maker)}," if maker else ""
        kind, shape = of_numpy(value._array.dtype).kind, list(value._array.shape)
        raise says("changed", kind, shape, made_by, value._counter[0], then)

    def free(self) -> None:
        """Throw the saved values away, as backward does. A node that saved no value can be used again."""
        if self.versions or "indices" in self.params:  # those count as saved, too
            self.saved, self.versions = None, (None,)


def short_name(node: Node) -> str:
    """Mul for MulBackward0, and Pow1 for PowBackward1."""
    return re.sub(r"Backward0?(?=\d*$)", "", node.name())


def shown(kind: Kind) -> type[Node]:
    """The class that goes by an operation's name, with PyTorch's `_saved_` attributes."""
    if kind.shown is None:
        names = ("result", *kind.primitive.inputs)
        kept = {n: i for i, n in enumerate(names) if any(n in need for need in kind.needs)}
        drawers = {f"_saved_{n}": _drawer(n, i) for n, i in kept.items()}
        drawers |= {f"_saved_{n}": _drawer(n, None) for n in kind.primitive.params}
        # PyTorch's nodes say that they are of no module, and so print as <MulBackward0 object at 0x...>
        kind.shown = type(kind.primitive.name, (Node,), {"__slots__": (), "__module__": "builtins", **drawers})
    return kind.shown


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


def call_site(depth: int) -> tuple[Any, int]:
    """The learner's line: the innermost frame outside this package, `depth` frames up or more."""
    frame = outside(sys._getframe(depth))
    return frame.f_code, frame.f_lasti


def call_rule(rule: Callable[..., Any], *args: Any, **params: Any) -> Any:
    """Read a rule on Tensors."""
    return rule(*args, **params)


def _is_the_rules_own(number: Any, frame: Any) -> bool:
    """Does a rule bring this number in itself, rather than find it among the values that it was given?"""
    while is_ours(frame.f_code.co_filename):
        if frame.f_code is call_rule.__code__:
            return not any(value is number for value in frame.f_locals["args"])
        frame = frame.f_back
    return False


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
                forward = kind.primitive.forward
                if grad_mode.where and forward in BY_A_NUMBER and _is_the_rules_own(value, frame):
                    return record(KINDS[BY_A_NUMBER[forward]], inputs[:1], edges[:1], result, counter, {"other": value})
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
